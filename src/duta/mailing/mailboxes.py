"""Where notices come in: a folder (Maildir) or a mailbox on a server (IMAP), read through one small interface.

Nothing is ever deleted or moved: the mailbox may be read by people too.
"""

import imaplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from duta.mailing.notices import LARGEST

TIMEOUT = 20.0  # seconds


class WrongMailbox(ValueError):  # noqa: N818
    """DUTA_MAIL_RETURNS is neither maildir:/folder nor imaps://user:password@host/mailbox."""


class MailboxDown(Exception):  # noqa: N818
    """The mailbox cannot be read at the moment."""


class Mailbox(Protocol):
    """Messages by a key that never changes."""

    def keys(self) -> Sequence[str]:
        """Name every message, the oldest first. Raises MailboxDown."""

    def read(self, key: str) -> bytes:
        """Return the beginning of a message, at most LARGEST bytes. Raises MailboxDown, KeyError: it is gone."""


@dataclass(frozen=True)
class Maildir:
    """A folder with ``new`` and ``cur``, as mail servers write it."""

    folder: Path

    def keys(self) -> Sequence[str]:
        """Name every message by its file, without the flags that change as it is read."""
        try:
            found = {path.name.partition(":")[0] for part in ("new", "cur") for path in (self.folder / part).iterdir()}
        except OSError as error:
            raise MailboxDown(str(error)) from error
        return sorted(name for name in found if not name.startswith("."))

    def read(self, key: str) -> bytes:
        """Return its bytes, wherever it lies by now."""
        named = f"{_escaped(key)}*"
        for path in (*(self.folder / "new").glob(named), *(self.folder / "cur").glob(named)):
            if path.name.partition(":")[0] == key and path.is_file():
                try:
                    with path.open("rb") as file:
                        return file.read(LARGEST)
                except FileNotFoundError:
                    continue
                except OSError as error:
                    raise MailboxDown(str(error)) from error
        raise KeyError(key)


def _escaped(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


@dataclass
class ImapMailbox:
    """A mailbox on a server, opened read-only: nothing is marked as read."""

    server: imaplib.IMAP4
    validity: str

    def keys(self) -> Sequence[str]:
        """Name every message by its number, which the server keeps as long as ``validity`` is the same."""
        kind, data = _asked(self.server.uid, "SEARCH", "ALL")
        numbers = (data[0] or b"").split() if kind == "OK" and data else []
        return [f"{self.validity}.{int(number)}" for number in numbers]

    def read(self, key: str) -> bytes:
        """Fetch its beginning."""
        number = key.rpartition(".")[2]
        kind, data = _asked(self.server.uid, "FETCH", number, f"(BODY.PEEK[]<0.{LARGEST}>)")
        if kind == "OK":
            for part in data:
                if isinstance(part, tuple):
                    return bytes(part[1])
        raise KeyError(key)


def _asked(ask: Callable[..., tuple[str, list[Any]]], *words: str) -> tuple[str, list[Any]]:
    try:
        kind, data = ask(*words)
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxDown(str(error)[:400]) from error
    return str(kind), list(data)


@contextmanager
def mailbox_at(place: str) -> Iterator[Mailbox]:
    """Open a mailbox: "maildir:/var/mail/returns", "imaps://user:password@host:993/INBOX".

    Raises WrongMailbox, MailboxDown.
    """
    kind, _colon, rest = place.partition(":")
    if kind == "maildir" and rest.startswith("/"):
        yield Maildir(Path(rest))
        return
    if kind not in ("imap", "imaps"):
        raise WrongMailbox("DUTA_MAIL_RETURNS must be maildir:/folder or imaps://user:password@host/mailbox")
    server = _sign_in(place)
    try:
        yield ImapMailbox(server, _opened(server, unquote(urlsplit(place).path.lstrip("/")) or "INBOX"))
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            server.logout()


def _sign_in(place: str) -> imaplib.IMAP4:
    parts = urlsplit(place)
    if not parts.hostname:
        raise WrongMailbox("DUTA_MAIL_RETURNS names no host")
    try:
        server = _call(parts.scheme, parts.hostname, parts.port)
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxDown(str(error)[:400]) from error
    return server


def _call(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    """``imaps`` speaks TLS at once, ``imap`` by STARTTLS unless it is on this machine."""
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=ssl.create_default_context(), timeout=TIMEOUT)
    server = imaplib.IMAP4(host, port or 143, timeout=TIMEOUT)
    if host not in ("localhost", "127.0.0.1", "::1"):
        server.starttls(ssl.create_default_context())
    return server


def _opened(server: imaplib.IMAP4, name: str) -> str:
    kind, _data = _asked(partial(server.select, f'"{name}"', readonly=True))
    if kind != "OK":
        raise MailboxDown(f"no mailbox {name}")
    _kind, validity = server.response("UIDVALIDITY")
    first = validity[0] if validity else None
    return first.decode() if isinstance(first, bytes) else "0"
