"""The pump: claims and sends; the only place that waits for the network.

One asyncio loop for the network, one thread for the database. Each tick is one transaction: settle what ended,
claim for the free slots, write the attempts down, commit; then send. ``docs/developers/delivery.md`` explains.
"""

import asyncio
import logging
import os
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError

from duta.channels.sessions import outgoing_http
from duta.connectors.protocol import (
    Accepted,
    Deferred,
    Handed,
    Locked,
    Outcome,
    Proof,
    Refused,
    Session,
    Unknown,
    payload_from_json,
)
from duta.core.blobs import BlobDamaged
from duta.core.http import NotSent, SafeHttp
from duta.core.plain import plain
from duta.core.problems import Problem
from duta.delivery import bell
from duta.delivery.ledger import Lease, Ledger, Tick
from duta.delivery.models import ADDRESS_MAX, HANDLE_MAX
from duta.delivery.operations.claiming import Errand, LeaseLost
from duta.delivery.operations.settling import Ended
from duta.delivery.rules import AttemptKind, DeliveryAction, Lane, Timing

log = logging.getLogger(__name__)
T = TypeVar("T")

SLOTS: Mapping[Lane, int] = {Lane.ALERT: 40, Lane.STORY: 120, Lane.BULK: 40}
FULL_ENOUGH = 0.9  # a tick waits until so many of the running errands ended,
HALF = 0.5
LINGER = 0.03  # or so many seconds after the first one did
AHEAD = 0.1  # seconds of work that may wait for its turn, so that the network need not wait for the disk
HANGS = 60.0  # seconds; SQLite itself waits 20 for a lock


class DatabaseThreadDied(RuntimeError):  # noqa: N818
    """The database thread failed or hangs: without it nothing may be sent, and the process ends."""


@dataclass
class Guard:
    """Stands before every publishing request: lets it out only while our lease outlives it."""

    lease: Lease
    deadline: float
    passed: bool = False
    stopped: bool = False

    def __call__(self) -> None:
        """Raises NotSent when the lease may end before the request does."""
        if self.lease.left <= self.deadline:
            self.stopped = True
            raise NotSent("our lease is about to end")
        self.passed = True


@dataclass
class Turns:
    """One lane's slots: so many errands at once. Says how many more may be claimed ahead.

    A slow platform gets none ahead: what waits here is marked as being sent, and no other pump can take it.
    """

    slots: int
    pace: float = float("inf")  # seconds of an errand, lately
    _free: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._free = asyncio.Semaphore(self.slots)

    @property
    def room(self) -> int:
        """How many errands it may hold, those that wait for their turn included."""
        return self.slots + min(int(self.slots * AHEAD / self.pace), 2 * self.slots)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a slot, keep it, and remember how long that was."""
        async with self._free:
            started = time.monotonic()
            try:
                yield
            finally:
                took = time.monotonic() - started
                self.pace = took if self.pace == float("inf") else self.pace * 0.9 + took * 0.1


def pump_name() -> str:
    """Return host and process number."""
    return f"{socket.gethostname()}:{os.getpid()}"


@dataclass
class Pump:
    """Sends what is due until it is told to stop.

    ``in_thread`` may start each database thread (tests lend it their connection).
    """

    ledger: Ledger = field(default_factory=lambda: Ledger(pump_name()))
    slots: Mapping[Lane, int] = field(default_factory=lambda: dict(SLOTS))
    in_thread: Callable[[], None] | None = None
    make_http: Callable[..., SafeHttp] = outgoing_http
    _running: dict[asyncio.Task[Ended], Errand] = field(default_factory=dict, init=False)
    _ended: list[Ended] = field(default_factory=list, init=False)
    _enough: int = field(default=1, init=False)
    _stopping: bool = field(default=False, init=False)
    _rung: bool = field(default=False, init=False)
    _timer: asyncio.TimerHandle | None = field(default=None, init=False)
    loop: asyncio.AbstractEventLoop = field(init=False)

    @property
    def timing(self) -> Timing:
        """The seconds by which it lives."""
        return self.ledger.timing

    def stop(self) -> None:
        """Claim nothing more; ``run`` returns when what is running has ended, within a deadline.

        From another thread: ``pump.loop.call_soon_threadsafe(pump.stop)``.
        """
        self._stopping = True
        self._nudge.set()

    async def run(self, *, until_idle: bool = False) -> None:
        """Work until ``stop``; with ``until_idle``, until nothing is due and nothing is running.

        Raises DatabaseThreadDied.
        """
        self.loop, self._nudge = asyncio.get_running_loop(), asyncio.Event()
        self._turns = {lane: Turns(slots) for lane, slots in self.slots.items()}
        self._thread = ThreadPoolExecutor(1, "pump-database", initializer=self.in_thread)
        try:
            async with self._http() as self._client, bell.listening(self._ring):
                await self._in_database(self.ledger.sign_on)
                await self._work(until_idle)
                await self._finish()
        finally:
            for task in self._running:
                task.cancel()
            self._thread.shutdown(wait=False, cancel_futures=True)

    def _ring(self) -> None:
        self._rung = True
        self._nudge.set()

    def _http(self) -> AbstractAsyncContextManager[SafeHttp]:
        return self.make_http(deadline=self.timing.deadline, connections=sum(self.slots.values()))

    async def _work(self, until_idle: bool) -> None:
        while not self._stopping:
            self._nudge.clear()
            self._rung = False
            tick = await self._tick(self._free())
            self._start(tick.errands)
            if tick.again:
                continue
            if until_idle and not self._running and not self._ended:
                return
            await self._wait(tick.next_wake)

    async def _tick(self, free: Mapping[Lane, int]) -> Tick:
        """One transaction. Until it is committed, what ended is kept: a broken one is repeated."""
        ended, self._ended = self._ended, []
        try:
            return await self._in_database(self.ledger.tick, ended, free)
        except LeaseLost:
            log.warning("this pump was taken for dead (asleep?); it lets go of %d errands", len(self._running))
            await self._start_anew()
        except (OperationalError, InterfaceError) as error:
            log.warning("the database does not answer, trying again: %s", error)
            self._ended = ended + self._ended
            await self._reconnect()
        return Tick([])

    async def _start_anew(self) -> None:
        """Others own what we had: their fences keep our results out, so we need not write them."""
        for task in list(self._running):
            task.remove_done_callback(self._note)
            task.cancel()
        self._running.clear()
        self._ended.clear()
        await self._in_database(self.ledger.sign_on)

    async def _reconnect(self) -> None:
        """A commit whose answer was lost may have claimed for us: free what we do not know of."""
        await asyncio.sleep(1.0)
        try:
            await self._in_database(self.ledger.hang_up)
            await self._in_database(self.ledger.recover, list(self._ended), list(self._running.values()))
        except (OperationalError, InterfaceError) as error:
            log.warning("the database still does not answer: %s", error)

    async def _in_database(self, work: Callable[..., T], *args: Any) -> T:
        """Run in the database thread. Raises what the work raises, DatabaseThreadDied when it hangs."""
        call = asyncio.get_running_loop().run_in_executor(self._thread, work, *args)
        try:
            return await asyncio.wait_for(asyncio.shield(call), HANGS)
        except TimeoutError as error:
            raise DatabaseThreadDied("the database thread hangs") from error

    def _free(self) -> dict[Lane, int]:
        """Each lane's own free slots: no lane can use up another's."""
        free = {lane: turns.room for lane, turns in self._turns.items()}
        for errand in self._running.values():
            free[Lane(errand.claim.lane)] -= 1
        return free

    def _start(self, errands: Sequence[Errand]) -> None:
        for errand in errands:
            task = asyncio.create_task(self.carry(errand))
            self._running[task] = errand
            task.add_done_callback(self._note)
        self._gather()

    def _gather(self) -> None:
        """Have what ended during the tick wait for company, unless somebody rang: small ticks cost as much as large."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        total, slots = len(self._running) + len(self._ended), sum(self.slots.values())
        self._enough = max(1, int(total * (FULL_ENOUGH if total <= slots else HALF)))
        if self._rung or self._stopping or len(self._ended) >= self._enough:
            return
        self._nudge.clear()
        if self._ended:
            self._timer = self.loop.call_later(LINGER, self._nudge.set)

    def _note(self, task: "asyncio.Task[Ended]") -> None:
        self._running.pop(task, None)
        self._ended.append(task.result())
        if len(self._ended) >= self._enough or not self._running:
            self._nudge.set()
        elif self._timer is None:
            self._timer = self.loop.call_later(LINGER, self._nudge.set)

    async def _wait(self, next_wake: datetime | None) -> None:
        """Until enough ended, the bell rings, a delivery wakes, a beat is due or we are to stop."""
        seconds = self.timing.idle
        if next_wake is not None:
            seconds = min(seconds, max((next_wake - self.ledger.clock()).total_seconds(), 0.001))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._nudge.wait(), seconds)

    async def _finish(self) -> None:
        """Let what is running end within a deadline, settle it, sign off."""
        loop = asyncio.get_running_loop()
        last = loop.time() + self.timing.deadline
        while self._running and loop.time() < last:
            await asyncio.wait(list(self._running), timeout=min(1.0, last - loop.time()))
            await self._tick({})
        for task in list(self._running):
            task.cancel()
        if self._running:
            await asyncio.wait(list(self._running))
        if self._ended:
            await self._tick({})
        await self._in_database(self.ledger.sign_off)
        await self._in_database(self.ledger.hang_up)

    async def carry(self, errand: Errand) -> Ended:
        """Run one errand; whatever the connector does, there is an outcome."""
        guard = Guard(self.ledger.lease, self.timing.deadline)
        session = errand.channel.session(self._client, guard=guard)
        try:
            async with self._turns[Lane(errand.claim.lane)].turn(), asyncio.timeout(self.timing.errand):
                outcome = await self.call(errand, session)
            outcome = _checked(outcome, guard, errand)
        except Locked as locked:
            outcome = _unsent(errand, locked.problem)
        except (FileNotFoundError, BlobDamaged) as error:
            outcome = _without_media(errand, error, guard)
        except (TimeoutError, asyncio.CancelledError):
            outcome = Unknown(Problem("answer_lost"))
        except Exception as error:  # a third party's code: its fault is this delivery's problem, not the pump's
            log.exception("the connector %s failed with delivery %s", *_names(errand))
            outcome = Unknown(Problem("connector_fault", {"fault": type(error).__name__}, said=str(error)))
        return Ended(errand, outcome)

    async def call(self, errand: Errand, session: Session) -> Outcome:
        """Call the connector."""
        claim, connector = errand.claim, errand.channel.connector
        key = str(claim.delivery_id)
        if claim.action is DeliveryAction.WITHDRAW:
            return await connector.withdraw(errand.handle, delivery_id=key, session=session)
        payload = payload_from_json(claim.payload_data)
        if claim.action is DeliveryAction.EDIT:
            return await connector.edit(errand.handle, payload, delivery_id=key, session=session)
        if claim.kind is AttemptKind.LOOKUP:
            return await connector.reconcile(payload, delivery_id=key, session=session)
        return await connector.submit(payload, delivery_id=key, session=session)


def _checked(outcome: Outcome, guard: Guard, errand: Errand) -> Outcome:
    """Raises TypeError when a connector returned something else than an outcome."""
    if not isinstance(outcome, Accepted | Refused | Deferred | Unknown | Handed):
        raise TypeError(f"{type(outcome).__name__} is no outcome")
    if isinstance(outcome, Handed) and errand.claim.kind is AttemptKind.LOOKUP:
        raise TypeError("a look-up hands nothing to a person")
    if guard.stopped and not guard.passed and isinstance(outcome, Deferred):
        return Deferred(Problem("worker_late"), outcome.retry_after)
    if isinstance(outcome, Accepted) and errand.claim.action is DeliveryAction.PUBLISH:
        return Accepted(_kept(outcome.proof))
    return outcome  # of a correction or a withdrawal no proof is kept


def _kept(proof: Proof) -> Proof:
    """Make a proof fit for its receipt. Raises ValueError when the entry could not be found again by what is left."""
    handle, address = plain(proof.handle), plain(proof.address)
    if handle != proof.handle or not 0 < len(handle) <= HANDLE_MAX:
        raise ValueError(f"no name of an entry: {proof.handle[:100]!r}")
    return Proof(handle, address if len(address) <= ADDRESS_MAX else "", plain(proof.detail))


def _unsent(errand: Errand, problem: Problem) -> Outcome:
    """Nothing was sent. For a look-up that says nothing of what is out: it must not be taken for "not there"."""
    return Refused(problem) if errand.claim.kind is AttemptKind.SEND else Unknown(problem)


def _without_media(errand: Errand, error: Exception, guard: Guard) -> Outcome:
    """A frozen file cannot be read: certain only while nothing was published."""
    if guard.passed:
        return Unknown(Problem("connector_fault", {"fault": type(error).__name__}))
    return _unsent(errand, Problem("media_missing", said=str(error)))


def _names(errand: Errand) -> tuple[str, str]:
    return errand.channel.connector.key, str(errand.claim.delivery_id)
