"""The press list's peer: the real spool in the real database, which can also misbehave as databases do."""

import contextlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from duta.channels.models import Channel
from duta.connectors.spool import SpoolBusy, Spooled, SpoolRefused
from duta.connectors.testing import Target, Trouble
from duta.connectors.testing.proxy import RETRY_AFTER
from duta.core.http import MaybeSent, NotSent
from duta.core.problems import Problem
from duta.mailing import queries
from duta.mailing.models import Mailing
from duta.mailing.spool import MailSpool

REFUSED = {
    Trouble.ANSWER_401: "credential_refused", Trouble.ANSWER_403: "platform_forbids",
    **dict.fromkeys(
        (Trouble.ANSWER_400, Trouble.ANSWER_404, Trouble.ANSWER_409, Trouble.ANSWER_413, Trouble.ANSWER_422, Trouble.REDIRECT),
        "platform_refused",
    ),
}  # fmt: skip


def raised_by(trouble: Trouble) -> Exception:
    """What a spool says where a platform would answer so; a lost answer is a commit that nobody heard of."""
    match trouble:
        case Trouble.ANSWER_429:
            return SpoolBusy("locked", RETRY_AFTER)
        case Trouble.ANSWER_429_BARE:
            return SpoolBusy("locked")
        case _ if trouble in REFUSED:
            return SpoolRefused(Problem(REFUSED[trouble], said="No, says the spool."))
        case _:
            return MaybeSent("the connection to the database ended")


@dataclass
class SpoolPeer:
    """One list with one reader. ``spool`` is what a session is lent."""

    channel: Channel
    real: MailSpool
    settings: dict[str, str] = field(default_factory=lambda: {"sender": "KBRI Den Haag"})
    secrets: dict[str, str] = field(default_factory=dict)
    allowed_private: frozenset[str] = frozenset()
    troubles: dict[Target, deque[Trouble]] = field(default_factory=lambda: {target: deque() for target in Target})
    is_down: bool = False

    @property
    def spool(self) -> "SpoolPeer":
        return self

    def entries(self) -> Sequence[str]:
        rows = Mailing.objects.filter(corrects=None, withdrawn_at=None).order_by("made_at")
        return [queries.current_of(row).payload.text for row in rows]

    def trouble(self, trouble: Trouble, *, on: Target = Target.PUBLISH, times: int = 1) -> None:
        self.troubles[on].extend([trouble] * times)

    @contextlib.contextmanager
    def down(self) -> Iterator[None]:
        self.is_down = True
        yield
        self.is_down = False

    async def _do(self, target: Target, work: Callable[[], Any]) -> Any:
        if self.is_down:
            raise NotSent("no connection to the database")
        waiting = self.troubles[target]
        if not waiting:
            return await work()
        trouble = waiting.popleft()
        if trouble.reaches:
            await work()
        raise raised_by(trouble)

    async def put(self, key: str, payload: Mapping[str, Any]) -> Spooled:
        return await self._do(Target.PUBLISH, lambda: self.real.put(key, payload))

    async def find(self, key: str) -> Spooled | None:
        return await self._do(Target.OTHER, lambda: self.real.find(key))

    async def correct(self, handle: str, key: str, payload: Mapping[str, Any]) -> Spooled:
        return await self._do(Target.EDIT, lambda: self.real.correct(handle, key, payload))

    async def withdraw(self, handle: str) -> None:
        await self._do(Target.WITHDRAW, lambda: self.real.withdraw(handle))

    async def problems(self) -> Sequence[Problem]:
        return await self._do(Target.OTHER, self.real.problems)
