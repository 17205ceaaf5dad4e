"""What the home is made of: things that wait, and groups of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Entry:
    """One thing that waits: its name, a sentence, since when or until when, and the button that deals with it."""

    title: str
    sentence: str
    when: str
    button: str
    url: str
    tone: str = "wait"
    said: str = ""


@dataclass(frozen=True)
class Group:
    """Things of one kind. ``total`` counts all of them, ``entries`` are the first few; ``nothing``: said when empty."""

    key: str
    heading: Words
    icon: str
    nothing: Words
    entries: Sequence[Entry] = ()
    total: int = 0
    all_url: str = ""

    @property
    def cut(self) -> bool:
        """Whether there are more than are shown."""
        return self.total > len(self.entries)
