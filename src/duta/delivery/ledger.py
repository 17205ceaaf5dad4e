"""The pump's hands in the database: one thread, one transaction a tick. Never waits for the network."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from duta.channels.health import HealthNotes
from duta.channels.sessions import ChannelBook
from duta.delivery.models import Delivery, Pump
from duta.delivery.operations.claiming import (
    Claim,
    Errand,
    beat,
    begin_attempts,
    claim_deliveries,
    free_deliveries,
    sign_off,
    sign_on,
    take_over,
)
from duta.delivery.operations.settling import Ended, settle_attempts
from duta.delivery.queries import Head, due_heads, next_wake
from duta.delivery.rules import Lane, Timing

# Goes on while the machine sleeps, unlike monotonic(): a lease must not survive a night in a suspended laptop.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


LOOK_AGAIN = timedelta(seconds=0.25)


def seconds_since_boot() -> float:
    """Return seconds that only grow, sleep included."""
    return time.clock_gettime(_CLOCK)


@dataclass
class Lease:
    """How long others believe that this pump lives, by this machine's own clock; written after each beat's commit."""

    until: float = 0.0

    @property
    def left(self) -> float:
        """Seconds."""
        return self.until - seconds_since_boot()


@dataclass(frozen=True)
class Tick:
    """What a tick found to do: errands to run now, and when the next delivery wakes.

    ``again``: something was settled without an errand, so that the next in its line may be due.
    """

    errands: list[Errand]
    next_wake: datetime | None = None
    again: bool = False


@dataclass
class Ledger:
    """One pump's books. Every method runs in the pump's database thread."""

    name: str
    timing: Timing = field(default_factory=Timing)
    clock: Callable[[], datetime] = timezone.now
    lease: Lease = field(default_factory=Lease)
    book: ChannelBook = field(default_factory=ChannelBook)
    health: HealthNotes = field(default_factory=HealthNotes)
    pump: Pump | None = None
    _beaten: float = float("-inf")
    _swept: float = float("-inf")
    _latest: datetime | None = None

    def sign_on(self) -> None:
        """Begin a lease."""
        _write_through()
        started = seconds_since_boot()
        self.pump = sign_on(name=self.name, now=self._now(), timing=self.timing)
        self._prolong(started)

    def sign_off(self) -> None:
        """End the lease; what is still owned is freed."""
        if self.pump is not None:
            sign_off(pump=self.pump, now=self._now(), timing=self.timing)

    def hang_up(self) -> None:
        """Close the connection, for good or to open a new one."""
        if not connection.in_atomic_block:
            connection.close()

    def tick(self, ended: Sequence[Ended], free: Mapping[Lane, int]) -> Tick:
        """Settle, free what the dead left, claim for the free slots, write attempts down; all or nothing.

        Only after it returns may the errands touch the network. Raises LeaseLost.
        """
        started, now = seconds_since_boot(), self._now()
        beating = started - self._beaten >= self.timing.beat * 0.9
        with transaction.atomic():
            if beating:
                beat(pump=self._pump, now=now, timing=self.timing)
            if ended:
                self.settle(ended, now)
            self._sweep(started, now)
            tick = self._claim(free, now, may_send=beating or self.lease.left > self.timing.deadline)
            self.before_commit(tick)
        if beating:
            self._prolong(started)
        return tick

    def settle(self, ended: Sequence[Ended], now: datetime) -> None:
        """Write down what errands came to."""
        settle_attempts(pump=self._pump, ended=ended, health=self.health, now=now, timing=self.timing, jitter=_jitter())

    def claim(self, heads: Sequence[Head], now: datetime) -> list[Claim]:
        """Take the heads of lines."""
        keys = [head.delivery_id for head in heads]
        return claim_deliveries(pump=self._pump, delivery_ids=keys, now=now) if keys else []

    def begin(self, claims: Sequence[Claim], now: datetime) -> list[Errand]:
        """Write attempts down."""
        if not claims:
            return []
        channels = self.book.read({claim.channel_id for claim in claims}, now=now)
        return begin_attempts(pump=self._pump, claims=claims, channels=channels, now=now, timing=self.timing)

    def before_commit(self, tick: Tick) -> None:
        """Nothing; a place for tests that kill the process here."""

    def recover(self, ended: Sequence[Ended], running: Sequence[Errand]) -> None:
        """After a broken connection: free what this pump owns without knowing of it."""
        _write_through()
        known = [one.errand.claim.delivery_id for one in ended] + [errand.claim.delivery_id for errand in running]
        with transaction.atomic():
            strays = Delivery.objects.filter(owner=self._pump).exclude(pk__in=known)
            free_deliveries(strays, now=self._now(), timing=self.timing)

    @property
    def _pump(self) -> Pump:
        if self.pump is None:
            raise RuntimeError("sign on first")
        return self.pump

    def _now(self) -> datetime:
        """The time, which never goes back within a process."""
        now = self.clock()
        self._latest = max(now, self._latest or now)
        return self._latest

    def _prolong(self, started: float) -> None:
        self._beaten = started
        self.lease.until = started + self.timing.lease

    def _sweep(self, started: float, now: datetime) -> None:
        if started - self._swept >= self.timing.sweep:
            self._swept = started
            take_over(now=now, timing=self.timing)

    def _claim(self, free: Mapping[Lane, int], now: datetime, *, may_send: bool) -> Tick:
        chosen = self._choose(free, now) if may_send else []
        claims = self.claim(chosen, now)
        errands = self.begin(claims, now)
        # With errands under way the next tick comes soon; only an idle one needs to know how long it may sleep.
        wake = now + LOOK_AGAIN if claims else next_wake(now=now)
        return Tick(errands, wake, again=len(errands) < len(claims))

    def _choose(self, free: Mapping[Lane, int], now: datetime) -> list[Head]:
        """As many heads as each lane has free slots, the longest waiting first."""
        left = dict(free)
        chosen = []
        for head in due_heads(now=now):
            lane = Lane(head.lane)
            if not head.held and left.get(lane, 0) > 0:
                left[lane] -= 1
                chosen.append(head)
        return chosen


def _write_through() -> None:
    """On SQLite, have every commit on the disk before it returns: a power cut must not forget an attempt."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


def _jitter() -> float:
    return random.random()  # noqa: S311  # spreads retries, guards nothing
