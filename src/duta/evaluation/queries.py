"""Read what was achieved: what an indicator counts, its readings, what is overdue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, QuerySet, Subquery

from duta.accounts.models import Organisation
from duta.accounts.rules import Action
from duta.core.days import FIRST_DAY, LAST_DAY
from duta.evaluation import rules
from duta.evaluation.models import Reading
from duta.evaluation.rules import Aggregate, Judgement, Observed, Window
from duta.evaluation.works import thing_of_plan, works_of_activities
from duta.metrics.figures import is_same_unit
from duta.metrics.models import Observation
from duta.metrics.queries import largest_of, last_taken_back_at, latest_of, taken_back_among
from duta.metrics.rules import Shape
from duta.strategy.models import Activity, Indicator, Objective
from duta.strategy.queries import indicators_seen_by
from duta.strategy.rules import Aggregation, Period, Scope, further_on

UNSEEN = timedelta(hours=1)  # a reading may be this much younger than a withdrawal that was still being written

# What an indicator counts, and its value.


def things_of(indicator: Indicator) -> tuple[str, ...]:
    """Name everything that an indicator counts: its activities' pages and deliveries, and what people
    entered for the activities and, when all of them count, for the objective itself.
    """
    plans = plans_of(indicator)
    stories = works_of_activities([row.pk for row in plans if isinstance(row, Activity)])
    return (*(str(thing_of_plan(row)) for row in plans), *(thing for work in stories for thing in work.things))


def plans_of(indicator: Indicator) -> list[Activity | Objective]:
    """The activities that an indicator counts, and the objective itself when all of them count."""
    if indicator.scope == Scope.ACTIVITY and indicator.activity:
        return [indicator.activity]
    return [*indicator.objective.activities.all(), indicator.objective]


def zone_of(organisation: Organisation) -> ZoneInfo:
    """The zone in which an organisation's days begin."""
    return ZoneInfo(organisation.time_zone)


def window_of(indicator: Indicator) -> Window:
    """Return an indicator's days as moments, in its organisation's zone."""
    zone = zone_of(indicator.organisation)
    first, last = max(indicator.starts_on, FIRST_DAY), min(indicator.ends_on, LAST_DAY)
    return Window(
        datetime.combine(first, time(), zone),
        datetime.combine(last + timedelta(days=1), time(), zone),
    )


def value_of(indicator: Indicator, *, until: datetime | None = None) -> Aggregate:
    """Compute an indicator's value by its own rule, from what was observed before ``until``."""
    window = window_of(indicator)
    end = min(window.end, until) if until else window.end
    pairs = [(thing, indicator.metric_ref) for thing in things_of(indicator)]
    shape, aggregation = indicator.metric.shape, Aggregation(indicator.aggregation)
    pick = largest_of if aggregation is Aggregation.MAXIMUM else latest_of
    rows = list(pick(pairs, since=window.start, before=end).values())
    if shape is Shape.TOTAL:
        rows += latest_of(pairs, before=window.start).values()
    observed = [Observed(row.pk, row.thing, row.value, row.observed_at) for row in rows]
    return rules.aggregate(observed, aggregation=aggregation, window=Window(window.start, end), shape=shape)


def open_indicators(*, now: datetime) -> list[Indicator]:
    """The indicators to read now: those measured now, those whose window closed within the last day (a last look), and
    closed ones whose newest reading was made of figures that were taken back since, with their batch.
    """
    day = now.date()
    rows = Indicator.objects.filter(starts_on__lte=day + timedelta(days=1), ends_on__gte=day - timedelta(days=2))
    rows = rows.select_related("activity", "objective__strategy__organisation")
    grace = timedelta(days=1)
    measured = [
        indicator
        for indicator in rows.order_by("pk")
        if Window((window := window_of(indicator)).start, window.end + grace).covers(now)
    ]
    known = {indicator.pk for indicator in measured}
    return measured + [indicator for indicator in _closed_on_what_was_taken_back(day) if indicator.pk not in known]


def _closed_on_what_was_taken_back(day: date) -> list[Indicator]:
    """Indicators that closed before a day, on figures that were taken back; one query while nothing ever was."""
    last = last_taken_back_at()
    if last is None:
        return []
    rows = Reading.objects.filter(pk__in=_newest_of(Indicator.objects.filter(ends_on__lt=day)))
    closing = {pk: set(used) for pk, used in rows.filter(read_at__lt=last + UNSEEN).values_list("indicator", "used")}
    gone = taken_back_among(set().union(*closing.values()))
    wrong = [pk for pk, used in closing.items() if used & gone]
    found = Indicator.objects.filter(pk__in=wrong).select_related("activity", "objective__strategy__organisation")
    return list(found.order_by("pk")) if wrong else []


# Readings.


def readings_seen_by(user: Any) -> "QuerySet[Reading]":
    """The readings that the person may look at, the newest first."""
    seen = indicators_seen_by(user).values("pk")
    rows = Reading.objects.filter(indicator__in=seen).select_related("entered_by")
    return rows.select_related("indicator__activity", "indicator__objective__strategy__organisation")


def newest_readings(indicator_pks: Iterable[int]) -> dict[int, Reading]:
    """Return the newest reading of each indicator; those without one are left out."""
    newest = _newest_of(Indicator.objects.filter(pk__in=list(indicator_pks)))
    readings = Reading.objects.filter(pk__in=newest).select_related("entered_by")
    return {reading.indicator_id: reading for reading in readings}


def _newest_of(indicators: "QuerySet[Indicator]") -> "QuerySet[Indicator, Any]":
    """The numbers of the newest readings of some indicators, as a condition for the database."""
    newest = Reading.objects.filter(indicator=OuterRef("pk")).order_by("-read_at", "-pk").values("pk")[:1]
    return indicators.annotate(newest=Subquery(newest)).values("newest")


def overdue_readings(user: Any, *, now: datetime) -> list[Indicator]:
    """The indicators whose reading is overdue and that the person may enter one for, the longest waiting first.

    Each carries its newest reading, or None, as ``newest``.
    """
    seen = indicators_seen_by(user, Action.MEASURE)
    rows = [one for one in seen if window_of(one).covers(now) and not one.metric.counted]
    newest = newest_readings(one.pk for one in rows)
    for one in rows:
        one.newest = newest.get(one.pk)  # type: ignore[attr-defined]
    late = [one for one in rows if is_overdue(one, newest.get(one.pk), now=now)]
    return sorted(late, key=lambda one: _since(one, newest.get(one.pk)))


def is_overdue(indicator: Indicator, newest: Reading | None, *, now: datetime) -> bool:
    """Whether the indicator is measured now and its newest reading is older than its rhythm.

    What Duta counts itself and nobody did yet is not overdue: there is nothing to read.
    """
    window = window_of(indicator)
    if newest is None and indicator.metric.counted:
        return False
    return window.covers(now) and rules.is_overdue(
        read_at=newest.read_at if newest else None,
        opened_at=max(window.start, indicator.created_at),
        every_days=indicator.read_every_days,
        now=now,
    )


def _since(indicator: Indicator, newest: Reading | None) -> datetime:
    return newest.read_at if newest else window_of(indicator).start


def was_taken_back(reading: Reading) -> bool:
    """Whether every figure that a reading of a running total was made of was taken back since."""
    if not reading.used or reading.metric.shape is not Shape.TOTAL:
        return False
    return not Observation.objects.filter(pk__in=reading.used, withdrawn_at=None).exists()


def last_of_each_day(indicator: Indicator, *, days: int) -> list[Reading]:
    """The last reading of each day in the organisation's zone, at most so many, the oldest first."""
    zone = zone_of(indicator.organisation)
    found: dict[date, Reading] = {}
    for reading in Reading.objects.filter(indicator=indicator).order_by("-read_at", "-pk").iterator(chunk_size=500):
        found.setdefault(reading.read_at.astimezone(zone).date(), reading)
        if len(found) > days:
            break
    return list(found.values())[:days][::-1]


def entered_figures(indicator: Indicator) -> list[tuple[Activity | Objective, Observation]]:
    """What people entered last for the activities, and for the objective, that an indicator counts."""
    by_thing = {str(thing_of_plan(row)): row for row in plans_of(indicator)}
    window = window_of(indicator)
    pairs = ((thing, indicator.metric_ref) for thing in by_thing)
    known = latest_of(pairs, since=window.start, before=window.end)
    return [(by_thing[thing], row) for (thing, _ref), row in known.items()]


# Where a plan stands.


@dataclass(frozen=True)
class Stand:
    """An indicator with its newest reading and what that says about its target."""

    indicator: Indicator
    reading: Reading | None
    judgement: Judgement
    overdue: bool


@dataclass(frozen=True)
class ObjectiveStand:
    """An objective judged by the indicator that speaks for it, if one does."""

    objective: Objective
    leading: Stand | None
    judgement: Judgement
    stands: tuple[Stand, ...] = field(default=())


def stand_of(indicator: Indicator, newest: Reading | None, *, now: datetime) -> Stand:
    """Judge an indicator by its newest reading."""
    today = now.astimezone(zone_of(indicator.organisation)).date()
    judgement = rules.judge(
        baseline=indicator.baseline,
        target=indicator.target,
        value=newest.value if newest else None,
        period=Period(indicator.starts_on, max(indicator.starts_on, indicator.deadline)),
        today=today,
    )
    return Stand(indicator, newest, judgement, is_overdue(indicator, newest, now=now))


def stand_of_objective(objective: Objective, stands: Sequence[Stand], *, today: date) -> ObjectiveStand:
    """Judge an objective by the leading one of its indicators: the same unit, the furthest stage, the first made."""
    same = [stand for stand in stands if is_same_unit(stand.indicator.unit, objective.unit)]
    leading = max(same, key=lambda one: (further_on(one.indicator.stage), -one.indicator.pk), default=None)
    judgement = rules.judge(
        baseline=objective.baseline,
        target=objective.target,
        value=leading.reading.value if leading and leading.reading else None,
        period=Period(objective.strategy.starts_on, max(objective.strategy.starts_on, objective.deadline)),
        today=today,
    )
    return ObjectiveStand(objective, leading, judgement, tuple(stands))


def observations_of(reading: Reading) -> "QuerySet[Observation]":
    """The observations that a reading was made of, the oldest first."""
    return Observation.objects.filter(pk__in=reading.used)
