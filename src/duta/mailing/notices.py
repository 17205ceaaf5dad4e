"""Read what a mail server sends back: delivery status notices (RFC 3464), of which letter they are. Pure.

Whatever arrives in a mailbox is somebody else's text: nothing of it is trusted beyond a signed return address, or our
own message's name together with the address that it went to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from enum import StrEnum

LARGEST = 1_000_000  # bytes that are read of one message: a notice stands at its beginning
PARTS = 50  # more parts than this has no notice
_TO = ("X-Envelope-To", "Delivered-To", "X-Original-To", "To")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ID = re.compile(r"<[^<>\s\x00-\x1f]{3,250}>")


class Fate(StrEnum):
    """What became of a letter."""

    FAILED = "failed"
    DELAYED = "delayed"
    ARRIVED = "arrived"


@dataclass(frozen=True)
class Returned:
    """One notice. ``to``: where it came back to; ``status``: "5.1.1", or "" when it names none."""

    fate: Fate
    to: tuple[str, ...]
    message_id: str
    recipient: str
    status: str
    said: str

    @property
    def dead(self) -> bool:
        """Whether the address itself is gone, not only this letter."""
        return self.fate is Fate.FAILED and self.status in DEAD

    @property
    def hard(self) -> bool:
        """Whether it failed for good, as far as the notice says."""
        return self.fate is Fate.FAILED and not self.status.startswith("4")


DEAD = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.2.1"})
_FATES = {"failed": Fate.FAILED, "delayed": Fate.DELAYED, "delivered": Fate.ARRIVED, "relayed": Fate.ARRIVED}


def read_notice(content: bytes) -> Returned | None:
    """Return what a message says of a letter; None when it is no delivery status notice.

    Never raises, whatever the bytes are.
    """
    try:
        return _read(message_from_bytes(content[:LARGEST], policy=policy.default))
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # Python's parser fails in many ways on what was made to break it


def _read(message: EmailMessage) -> Returned | None:
    parts = list(_parts(message))
    report = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    if report is None:
        return None
    blocks = [block for block in _blocks(report) if _field(block, "Action")]
    if not blocks:
        return None
    block = next((block for block in blocks if _action(block) == "failed"), blocks[0])
    fate = _FATES.get(_action(block))
    if fate is None:
        return None
    return Returned(
        fate=fate,
        to=tuple(address for name in _TO for address in _all(message, name)),
        message_id=_original_id(parts),
        recipient=_recipient(block),
        status=_status(_field(block, "Status")),
        said=_field(block, "Diagnostic-Code")[:400],
    )


def _parts(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number >= PARTS:
            return
        yield part


def _blocks(report: Message) -> list[Message]:
    """The fields for the message and then for each recipient: Python reads each block as a message of its own."""
    payload = report.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _all(message: Message, name: str) -> list[str]:
    return [str(value)[:2000] for value in message.get_all(name, [])]


def _field(block: Message, name: str) -> str:
    return " ".join(str(block.get(name, "")).replace("\x00", "").split())  # no database keeps a NUL


def _action(block: Message) -> str:
    return _field(block, "Action").lower()


def _status(said: str) -> str:
    found = _STATUS.search(said)
    return ".".join(found.groups()) if found else ""


def _recipient(block: Message) -> str:
    """The address that failed: the one we wrote to, if it was forwarded."""
    named = _field(block, "Original-Recipient") or _field(block, "Final-Recipient")
    return named.rpartition(";")[2].strip().strip("<>").lower()[:254]


def _original_id(parts: list[Message]) -> str:
    """The name of the message that came back: from its headers, which come with the notice."""
    for part in parts:
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
            found = re.search(r"(?im)^message-id:\s*(<[^<>\s\x00-\x1f]{3,250}>)", text)
            if found:
                return found[1]
    inner = [part for part in parts if part.get_content_maintype() != "multipart" and part.get("Message-ID")]
    names = [_ID.search(str(part.get("Message-ID"))) for part in [*inner, *parts[1:]] if part.get("Message-ID")]
    return next((found[0] for found in names if found), "")
