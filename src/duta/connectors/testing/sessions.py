"""Sessions for tests: what the pump lends a connector, without a pump."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from duta.connectors.protocol import Session
from duta.connectors.spool import Spool
from duta.core.http import Guard, SafeHttp

T = TypeVar("T")


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


@contextlib.asynccontextmanager
async def lent_session(
    *,
    settings: Mapping[str, str],
    secrets: Mapping[str, str],
    media: Mapping[str, bytes] | None = None,
    allowed_private: frozenset[str] = frozenset(),
    memory: MutableMapping[str, Any] | None = None,
    guard: Guard | None = None,
    clock: Callable[[], datetime] = _now,
    deadline: float = 5.0,
    spool: Spool | None = None,
) -> AsyncIterator[Session]:
    """Lend a session with its own HTTP; ``memory`` may be handed from one to the next, as in one process."""

    async def read(sha256: str) -> bytes:
        return (media or {})[sha256]

    async with SafeHttp(allowed_private=allowed_private, deadline=deadline) as http:
        yield Session(
            http=http,
            settings=settings,
            secrets=secrets,
            media=read,
            clock=clock,
            memory={} if memory is None else memory,
            guard=guard,
            spool=spool,
        )


def run_with_session(call: Callable[[Session], Awaitable[T]], **lent: Any) -> T:
    """Run one call with a session of its own; the keywords are those of ``lent_session``."""

    async def run() -> T:
        async with lent_session(**lent) as session:
            return await call(session)

    return asyncio.run(run())
