"""Names of things across rooms: a room below can keep "newsroom.channel_version:41" without knowing what it is.

No Django here.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """``kind`` is "room.thing", ``key`` its key in that room; ``str()`` is what rows keep (at most 200 characters)."""

    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    @classmethod
    def parse(cls, text: str) -> "Subject":
        """Read back ``str(subject)``. Raises ValueError when there is no kind or no key."""
        kind, colon, key = text.partition(":")
        if not (kind and colon and key):
            raise ValueError(f"not a subject: {text!r}")
        return cls(kind, key)
