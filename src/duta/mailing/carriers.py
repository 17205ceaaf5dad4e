"""What takes letters over: a mail server by SMTP, or a folder where nobody but us reads them. No database here."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from django.conf import settings

from duta.mailing.rules import Answer, Later, Never, Taken, Unclear

TIMEOUT = 20.0  # seconds for each answer of the server
STARTS_BODY, HANGS_UP = 354, 421  # RFC 5321
YES, LATER, NO = 2, 4, 5  # first digits
DOT = re.compile(rb"(?m)^\.")
LINE_END = re.compile(rb"\r\n|\r|\n")
# RFC 3463: the mailbox does not exist, moved, is ambiguous, is switched off; the domain does not exist.
DEAD = re.compile(r"\b5\.(1\.(1|2|3|4|6|10)|2\.1)\b")
OURS = re.compile(r"\b5\.7\.\d")  # RFC 3463: not allowed, which is about who sends
LOST = (smtplib.SMTPServerDisconnected, OSError)


class ServerDown(Exception):  # noqa: N818
    """No conversation with the mail server came about: nothing was sent."""


class Carrier(Protocol):
    """Takes letters over, one by one."""

    practice: bool

    def carry(self, *, sender: str, to: str, name: str, content: bytes) -> Answer:
        """Hand one letter over; ``sender`` is where it comes back to, ``name`` its Message-ID. Never raises."""


@dataclass
class FolderCarrier:
    """Practice: letters become files; none leaves the machine."""

    folder: Path
    practice: bool = True

    def carry(self, *, sender: str, to: str, name: str, content: bytes) -> Answer:
        """Write it down under its name; a repeated one replaces itself."""
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.folder / (re.sub(r"[^\w.@-]", "", name)[:150] + ".eml")
        half = target.with_suffix(".half")
        half.write_bytes(b"X-Envelope-From: %s\r\nX-Envelope-To: %s\r\n%s" % (sender.encode(), to.encode(), content))
        half.replace(target)
        return Taken()


@dataclass
class SmtpCarrier:
    """One conversation with a mail server. After a broken one it is of no use any more."""

    smtp: smtplib.SMTP
    practice: bool = False
    broken: bool = field(default=False, init=False)

    def carry(self, *, sender: str, to: str, name: str, content: bytes) -> Answer:
        """Hand one letter over: envelope, recipient, text. What fails before the text is certainly not sent."""
        if self.broken:
            return Later("the conversation with the mail server ended", whole=True)
        try:
            refused = self._address(sender, to)
        except LOST as error:
            return self._lost(error)
        except ValueError as error:
            return self._unspeakable(str(error), sender)
        if refused is not None:
            return refused
        return self._say(content)

    def _address(self, sender: str, to: str) -> Answer | None:
        """Name sender and recipient and ask for the text to be taken; None: the server waits for it."""
        code, said = self.smtp.mail(sender)
        if code // 100 != YES:
            return self._no(code, said, whole=True)
        code, said = self.smtp.rcpt(to)
        if code // 100 != YES:
            return self._no(code, said, whole=False)
        code, said = self.smtp.docmd("data")
        return None if code == STARTS_BODY else self._no(code, said, whole=False)

    def _say(self, content: bytes) -> Answer:
        try:
            self.smtp.send(DOT.sub(b"..", LINE_END.sub(b"\r\n", content)).rstrip(b"\r\n") + b"\r\n.\r\n")
            code, said = self.smtp.getreply()
        except LOST as error:
            self.broken = True
            return Unclear(str(error) or type(error).__name__)
        if code // 100 == YES:
            return Taken()
        if code // 100 in (LATER, NO):
            return self._no(code, said, whole=False)
        self.broken = True
        return Unclear(_spelt(code, said))

    def _no(self, code: int, said: bytes, *, whole: bool) -> Answer:
        """A refusal: 4 is for now, 5 is for good. Anything else is no SMTP: try later, on a new conversation."""
        words = _spelt(code, said)
        if code == HANGS_UP or code // 100 not in (LATER, NO):
            self.broken = True
            return Later(words, whole=True)
        with suppress(*LOST):
            self.smtp.rset()
        # A refusal of us as sender says nothing of the recipient.
        if code // 100 == NO and not whole and not OURS.search(words):
            return Never(words, hard=bool(DEAD.search(words)))
        return Later(words, whole=whole)

    def _unspeakable(self, said: str, sender: str) -> Answer:
        """An address that cannot be said to a mail server: the recipient's for good, ours until somebody mends it."""
        with suppress(*LOST):
            self.smtp.rset()
        return Never(said) if sender.isascii() else Later(said, whole=True)

    def _lost(self, error: Exception) -> Answer:
        self.broken = True
        return Later(str(error) or type(error).__name__, whole=True)


def practising() -> bool:
    """Whether letters stay on this machine: no mail server is set."""
    return not settings.DUTA_MAIL_SERVER


@contextmanager
def conversation() -> Iterator[Carrier]:
    """Open what this installation sends with. Raises ServerDown, in the server's own words where it has some."""
    if practising():
        yield FolderCarrier(Path(settings.DUTA_VAR) / "mail" / "letters")
        return
    smtp = _connect()
    try:
        yield SmtpCarrier(smtp)
    finally:
        with suppress(*LOST, smtplib.SMTPException):
            smtp.quit()
        smtp.close()


def _connect() -> smtplib.SMTP:
    server = settings.DUTA_MAIL_SERVER
    try:
        smtp = _call(server)
        smtp.ehlo_or_helo_if_needed()
        if server["starttls"]:
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if server["user"]:
            smtp.login(server["user"], server["password"])
    except (smtplib.SMTPException, OSError) as error:
        raise ServerDown(_words(error)) from error
    return smtp


def _call(server: dict[str, object]) -> smtplib.SMTP:
    host, port = str(server["host"]), int(str(server["port"]))
    name = str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2] or None  # asking the machine for its name can hang
    if server["ssl"]:
        return smtplib.SMTP_SSL(host, port, name, timeout=TIMEOUT, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, name, timeout=TIMEOUT)


def _words(error: Exception) -> str:
    """A server's refusal in its own words; never what we sent it."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _spelt(error.smtp_code, error.smtp_error)
    return str(error)[:400] or type(error).__name__


def _spelt(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"[:400]
