"""The spool that press lists' channels are lent: the connector's calls, carried out in the database.

The pump's loop waits for the network only: each call works in a thread, with a connection of its own.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone

from duta.connectors.spool import Spool, SpoolBusy, Spooled
from duta.core.http import MaybeSent
from duta.core.problems import Problem
from duta.mailing import operations
from duta.mailing.carriers import ServerDown, conversation
from duta.mailing.models import Mailing
from duta.mailing.queries import CONNECTOR

T = TypeVar("T")
Run = Callable[[Callable[[], Any]], Awaitable[Any]]


async def in_thread(work: Callable[[], T]) -> T:
    """Work in a thread, and close the connection that it opened."""
    return await asyncio.to_thread(_closing, work)


def _closing(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connection.close()


@dataclass(frozen=True)
class MailSpool:
    """One list's spool. ``run`` says where its database work is done (tests have one connection only)."""

    channel_id: int
    run: Run = in_thread

    async def put(self, key: str, payload: Mapping[str, Any]) -> Spooled:
        """Write a letter to every recipient."""
        work = partial(operations.spool_mailing, channel_id=self.channel_id, key=UUID(key), payload=payload)
        return await self._do(lambda: _shown(work(now=timezone.now())))

    async def find(self, key: str) -> Spooled | None:
        """Look up what a delivery handed over."""

        def look() -> Spooled | None:
            mailing = Mailing.objects.filter(pk=UUID(key), channel=self.channel_id).first()
            return _shown(mailing) if mailing else None

        return await self._do(look)

    async def correct(self, handle: str, key: str, payload: Mapping[str, Any]) -> Spooled:
        """Write a correction to whoever has a letter."""
        work = partial(
            operations.correct_mailing, channel_id=self.channel_id, handle=handle, key=UUID(key), payload=payload
        )
        return await self._do(lambda: _shown(work(now=timezone.now())))

    async def withdraw(self, handle: str) -> None:
        """Stop what is not out."""
        work = partial(operations.withdraw_mailing, channel_id=self.channel_id, handle=handle)
        await self._do(lambda: work(now=timezone.now()))

    async def problems(self) -> Sequence[Problem]:
        """Call the mail server, and say nothing to it."""
        return await self._do(_look_at_the_server)

    async def _do(self, work: Callable[[], T]) -> T:
        """Raises SpoolBusy when the database is locked: then nothing was begun; MaybeSent when it broke."""
        try:
            return await self.run(work)  # type: ignore[no-any-return]
        except OperationalError as error:
            if "locked" in str(error):
                raise SpoolBusy(str(error)) from error
            raise MaybeSent(str(error)) from error
        except DatabaseError as error:
            raise MaybeSent(str(error)) from error


def _shown(mailing: Mailing) -> Spooled:
    """A correction is shown under its first text's name: one archive page, one handle."""
    handle = str(mailing.corrects_id or mailing.pk)
    return Spooled(handle, mailing.address, mailing.payload_digest, withdrawn=mailing.withdrawn_at is not None)


def _look_at_the_server() -> list[Problem]:
    try:
        with conversation():
            return []
    except ServerDown as down:
        return [Problem("mail_server_down", said=str(down))]


def spool_of(channel_id: int) -> Spool:
    """Return a list's spool: what this room registers with the channels."""
    return MailSpool(channel_id)


__all__ = ["CONNECTOR", "MailSpool", "spool_of"]
