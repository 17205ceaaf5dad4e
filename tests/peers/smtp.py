"""A real SMTP server (aiosmtpd) on loopback, which can also misbehave as mail servers do."""

import asyncio
import socket
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Whim(StrEnum):
    """What the server does with one letter."""

    REFUSE_SENDER = "550 5.7.1 We take nothing from you"
    BUSY_AT_SENDER = "451 4.3.0 Busy"
    UNKNOWN_RECIPIENT = "550 5.1.1 No such person here"
    REFUSE_RECIPIENT = "550 5.7.1 Not for this one"
    GREYLIST = "450 4.2.0 Greylisted, come back later"
    REFUSE_TEXT = "554 5.6.0 We do not like the text"
    FULL = "452 4.2.2 Mailbox full"
    HANG_UP_POLITELY = "421 4.3.2 Closing"
    RESET_BEFORE = "reset before it is taken"
    RESET_AFTER = "take it, then reset"
    RESET_AT_RECIPIENT = "reset at the recipient"
    GARBAGE_AFTER = "take it, then answer what is no SMTP"
    HANG_AFTER = "take it, and answer too late"


AT_SENDER = {Whim.REFUSE_SENDER, Whim.BUSY_AT_SENDER}
AT_RECIPIENT = {Whim.UNKNOWN_RECIPIENT, Whim.REFUSE_RECIPIENT, Whim.GREYLIST, Whim.RESET_AT_RECIPIENT}
TAKES = {Whim.RESET_AFTER, Whim.GARBAGE_AFTER, Whim.HANG_AFTER}


@dataclass
class Arrived:
    """One letter as the server took it."""

    sender: str
    to: list[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.default)


@dataclass
class MailServer:
    """What arrived, and what is to happen to the next letters."""

    arrived: list[Arrived] = field(default_factory=list)
    whims: deque[Whim] = field(default_factory=deque)
    for_address: dict[str, Whim] = field(default_factory=dict)
    host: str = "127.0.0.1"
    port: int = 0
    _now: Whim | None = None

    def next(self, *whims: Whim) -> None:
        self.whims.extend(whims)

    @property
    def settings(self) -> dict[str, Any]:
        return {"host": self.host, "port": self.port, "user": "", "password": "", "ssl": False, "starttls": False}

    def to(self, address: str) -> list[Arrived]:
        return [one for one in self.arrived if address in one.to]

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        self._now = self.whims.popleft() if self.whims else None
        if self._now in AT_SENDER:
            return self._now.value
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        self._now = self.for_address.get(address, self._now)
        if self._now is Whim.RESET_AT_RECIPIENT:
            server.transport.abort()
            return "250 never read"
        if self._now in AT_RECIPIENT:
            return self._now.value
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self._now is None or self._now in TAKES:
            self.arrived.append(Arrived(envelope.mail_from, list(envelope.rcpt_tos), bytes(envelope.content)))
        match self._now:
            case None:
                return "250 OK"
            case Whim.RESET_BEFORE | Whim.RESET_AFTER:
                server.transport.abort()
                return "250 never read"
            case Whim.GARBAGE_AFTER:
                return "<html>welcome"
            case Whim.HANG_AFTER:
                await asyncio.sleep(1.5)
                return "250 too late"
            case whim:
                return whim.value


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run one on a free port for as long as the block lasts."""
    server = MailServer()
    server.port = _free_port()
    controller = Controller(server, hostname=server.host, port=server.port, ready_timeout=10)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
