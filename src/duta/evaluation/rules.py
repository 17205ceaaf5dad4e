"""How observations become a reading, and what a reading says about its target. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from duta.metrics.rules import Shape
from duta.strategy.rules import Aggregation, Period

TOLERANCE = 0.10  # on track: at most this share of the way behind the share of the time


@dataclass(frozen=True)
class Observed:
    """One observation, as much as a rule needs of it; ``pk`` names the row."""

    pk: int
    thing: str
    value: Decimal
    at: datetime


@dataclass(frozen=True)
class Window:
    """From ``start`` on, until just before ``end``."""

    start: datetime
    end: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.start <= moment < self.end


@dataclass(frozen=True)
class Part:
    """What one observation adds: its value, less what the running total stood at before the window opened."""

    last: Observed
    before: Observed | None
    value: Decimal


@dataclass(frozen=True)
class Aggregate:
    """A value and the parts it is made of; ``value`` is None when nothing was ever observed."""

    value: Decimal | None
    parts: tuple[Part, ...] = ()

    @property
    def used(self) -> tuple[int, ...]:
        """The numbers of the observations that the value is made of, those before the window included."""
        rows = [row for part in self.parts for row in (part.last, part.before) if row]
        return tuple(sorted({row.pk for row in rows}))


def aggregate(observations: Iterable[Observed], *, aggregation: Aggregation, window: Window, shape: Shape) -> Aggregate:
    """Apply an indicator's rule to observations of one metric.

    SUM_OF_LAST: the last value of each thing, then the sum. MAXIMUM: the largest value. DISTINCT: the number of
    things whose last value is above zero. LATEST: the newest value. Observations after the window are left out.

    A running total counts from the window's start: the last value before it is taken off, and a thing never
    contributes less than nothing. A total that was only seen before the window stood still: it contributes zero.
    """
    series = _series(observation for observation in observations if observation.at < window.end)
    parts = [part for rows in series for part in _parts(rows, window, shape)]
    seen = bool(parts) or (shape is Shape.TOTAL and bool(series))
    if not seen:
        return Aggregate(None)
    chosen = _chosen(parts, aggregation)
    if aggregation is Aggregation.DISTINCT:
        return Aggregate(Decimal(len(chosen)), tuple(chosen))
    return Aggregate(sum((part.value for part in chosen), Decimal(0)), tuple(chosen))


def _series(observations: Iterable[Observed]) -> list[list[Observed]]:
    """Group by thing, the oldest observation first; things in order of their names."""
    things: dict[str, list[Observed]] = {}
    for observation in observations:
        things.setdefault(observation.thing, []).append(observation)
    return [sorted(things[thing], key=_when) for thing in sorted(things)]


def _when(observation: Observed) -> tuple[datetime, int]:
    return observation.at, observation.pk


def _parts(rows: Sequence[Observed], window: Window, shape: Shape) -> list[Part]:
    """What each observation of one thing inside the window is worth."""
    earlier = [row for row in rows if row.at < window.start]
    before = earlier[-1] if earlier and shape is Shape.TOTAL else None
    base = before.value if before else Decimal(0)
    inside = [row for row in rows if row.at >= window.start]
    return [Part(row, before, max(row.value - base, Decimal(0)) if before else row.value) for row in inside]


def _chosen(parts: Sequence[Part], aggregation: Aggregation) -> list[Part]:
    if not parts:
        return []
    if aggregation is Aggregation.MAXIMUM:
        return [max(parts, key=lambda part: (part.value, -part.last.at.timestamp(), -part.last.pk))]
    if aggregation is Aggregation.LATEST:
        return [max(parts, key=lambda part: _when(part.last))]
    last_of = {part.last.thing: part for part in parts}  # parts of a thing stand in order of time
    if aggregation is Aggregation.DISTINCT:
        return [part for part in last_of.values() if part.value > 0]
    return list(last_of.values())


class Standing(TextChoices):
    """What a reading says about its target."""

    REACHED = "reached", _("reached")
    ON_TRACK = "on_track", _("on track")
    BEHIND = "behind", _("behind")
    UNREAD = "unread", _("no reading yet")


@dataclass(frozen=True)
class Judgement:
    """``done``: the share of the way from baseline to target; ``expected``: the share of the time that has passed."""

    standing: Standing
    done: float
    expected: float


def judge(*, baseline: Decimal, target: Decimal, value: Decimal | None, period: Period, today: date) -> Judgement:
    """Compare the way made with the time passed; works for targets below the baseline too.

    Reached: the target or better. On track: at most ten points of the way behind the share of the time, and not
    worse than the baseline. Behind: less than that; after the deadline, whatever is not reached. Raises ValueError if target and baseline
    are the same.
    """
    if target == baseline:
        raise ValueError("the target is the baseline")
    expected = period.share_passed(today)
    if value is None:
        return Judgement(Standing.UNREAD, 0.0, expected)
    done = float((value - baseline) / (target - baseline))
    if done >= 1:
        return Judgement(Standing.REACHED, done, expected)
    late = today > period.last
    on_track = not late and done >= max(0.0, expected - TOLERANCE)
    return Judgement(Standing.ON_TRACK if on_track else Standing.BEHIND, done, expected)


def is_due(
    *,
    value: Decimal,
    used: Sequence[int],
    day: date,
    shape: Shape,
    last: tuple[Decimal, Sequence[int], date] | None,
) -> bool:
    """Whether a computed value makes a new reading, given the last reading's value, observations and day.

    A running total: when it changed, and once a day. A value that stands for itself: when another observation
    stands behind it; it grows no fresher by being looked at.
    """
    if last is None:
        return True
    last_value, last_used, last_day = last
    if value != last_value:
        return True
    return day != last_day if shape is Shape.TOTAL else list(used) != list(last_used)


def is_overdue(*, read_at: datetime | None, opened_at: datetime, every_days: int, now: datetime) -> bool:
    """Whether a reading is due: the newest, or the opening of the window, lies further back than the rhythm."""
    return (now - (read_at or opened_at)).total_seconds() > every_days * 86_400
