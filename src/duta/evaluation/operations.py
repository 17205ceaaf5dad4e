"""Take readings, and enter what only people can know."""

import logging
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, IntegrityError, transaction

from duta.accounts.models import User
from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.core import audit
from duta.core.problem_words import sentence_of
from duta.core.problems import Problem
from duta.evaluation import queries, rules
from duta.evaluation.models import Reading
from duta.evaluation.rules import Aggregate
from duta.evaluation.works import thing_of_plan
from duta.metrics.operations import Sample, record_observations
from duta.metrics.queries import latest_of
from duta.metrics.rules import LARGEST, Origin, Shape
from duta.strategy.models import Activity, Indicator
from duta.strategy.rules import Scope, said

log = logging.getLogger(__name__)
EVIDENCE_MAX = 4000  # characters
YARDSTICK_COLUMNS = ("metric_ref", "unit", "aggregation", "scope")


class ReadingRefused(Exception):  # noqa: N818
    """The figure was not entered; ``problems`` say why and what to do."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(str(sentence_of(problem).what) for problem in problems))


def take_readings(*, now: datetime) -> int:
    """Read every indicator that is measured now by its own rule, and return how many readings are new.

    A running total makes a reading when it changed, and once a day; a value that stands for itself when another
    observation stands behind it. The queries for one indicator do not grow with the things it counts; each
    indicator is a transaction of its own, and one that cannot be read holds up no other.
    """
    indicators = queries.open_indicators(now=now)
    newest = queries.newest_readings(indicator.pk for indicator in indicators)
    return sum(_read_safely(indicator, newest.get(indicator.pk), now) for indicator in indicators)


@transaction.atomic
def enter_reading(
    *,
    indicator: Indicator,
    value: Decimal,
    evidence: str,
    by: User,
    now: datetime,
    measured_at: datetime | None = None,
    activity: Activity | None = None,
) -> Reading:
    """Enter a figure that a person measured, with its evidence, and read the indicator from it.

    It is observed for the indicator's activity, for ``activity`` of the objective, or for the objective itself, at
    ``measured_at`` (now). The reading is the indicator's value by its own rule, so a sum holds what was entered for
    the other activities too. Raises ReadingRefused.
    """
    measured_at = measured_at or now
    problems = _problems(indicator, evidence, by, now, measured_at, activity) + _impossible(value, evidence)
    if problems:
        raise ReadingRefused(*problems)
    observed = _observe(indicator, activity, value, evidence.strip(), by, measured_at)
    result = queries.value_of(indicator, until=_just_after(now))
    reading = _write(indicator, result, now, evidence=evidence.strip(), by=by)
    audit.record(
        action="reading.entered", target=reading, by=by, at=now, organisation_id=indicator.organisation.pk,
        detail={"value": str(value), "for": str(observed.thing), "at": measured_at.isoformat()},
    )  # fmt: skip
    return reading


def _observe(
    indicator: Indicator, activity: Activity | None, value: Decimal, evidence: str, by: User, at: datetime
) -> Sample:
    sample = Sample(
        metric=indicator.metric_ref,
        thing=thing_of_plan(indicator.activity or activity or indicator.objective),
        value=value,
        at=at,
        origin=Origin.PERSON,
        evidence=evidence,
        entered_by_id=by.pk,
    )
    record_observations([sample])
    return sample


def _read_safely(indicator: Indicator, newest: Reading | None, now: datetime) -> bool:
    try:
        return _read(indicator, newest, now)
    except (ReadingRefused, ObjectDoesNotExist, ArithmeticError, LookupError, ValueError, DataError, IntegrityError):
        log.exception("indicator %s cannot be read", indicator.pk)
        return False


@transaction.atomic
def _read(indicator: Indicator, newest: Reading | None, now: datetime) -> bool:
    """Locked, so that nobody changes what is measured between the first figure and its reading."""
    indicator.refresh_from_db(fields=YARDSTICK_COLUMNS, from_queryset=Indicator.objects.select_for_update())
    result = queries.value_of(indicator, until=_just_after(now))
    if result.value is None and newest is not None and queries.was_taken_back(newest):
        result = Aggregate(Decimal(0))  # all that it counted was taken back: it counts nothing, and says so
    if result.value is None or not _is_due(indicator, result, newest, now):
        return False
    _write(indicator, result, now)
    return True


def _is_due(indicator: Indicator, result: Aggregate, newest: Reading | None, now: datetime) -> bool:
    zone = queries.zone_of(indicator.organisation)
    last = (newest.value, newest.used, newest.read_at.astimezone(zone).date()) if newest else None
    return result.value is not None and rules.is_due(
        value=result.value,
        used=result.used,
        day=now.astimezone(zone).date(),
        shape=indicator.metric.shape,
        last=last,
    )


def _write(
    indicator: Indicator, result: Aggregate, now: datetime, *, evidence: str = "", by: User | None = None
) -> Reading:
    if result.value is None:
        raise ValueError("nothing was observed, so there is nothing to read")
    if result.value > LARGEST:
        raise ReadingRefused(Problem("figure_too_large", field="value"))
    return Reading.objects.create(
        indicator=indicator,
        value=result.value,
        read_at=now,
        metric_ref=indicator.metric_ref,
        rule=indicator.aggregation,
        things=len({part.last.thing for part in result.parts}),
        observations=len(result.used),
        used=list(result.used),
        evidence=evidence,
        entered_by=by,
    )


def _just_after(moment: datetime) -> datetime:
    """What was observed at this very moment counts."""
    return moment + timedelta(microseconds=1)


def _problems(
    indicator: Indicator, evidence: str, by: User, now: datetime, at: datetime, activity: Activity | None
) -> list[Problem]:
    found = []
    if not may(by, Action.MEASURE, indicator.organisation, now=now):
        found.append(Problem("measure_not_allowed"))
    if indicator.metric.counted:
        found.append(Problem("counted_by_duta", {"metric": str(indicator.metric.name)}, field="value"))
    if not evidence.strip():
        found.append(Problem("evidence_missing", field="evidence"))
    if at > now:
        found.append(Problem("measured_in_future", field="measured_on"))
    elif not queries.window_of(indicator).covers(at):
        days = {"first": said(indicator.starts_on), "last": said(indicator.ends_on)}
        found.append(Problem("measured_outside", days, field="measured_on"))
    if activity and not _is_counted(activity, indicator):
        found.append(Problem("activity_elsewhere", field="activity"))
    elif _is_overtaken(indicator, activity, at):
        found.append(Problem("newer_figure_known", field="measured_on"))
    return found


def _impossible(value: Decimal, evidence: str) -> list[Problem]:
    found = []
    if value < 0:
        found.append(Problem("reading_negative", field="value"))
    if value > LARGEST:
        found.append(Problem("figure_too_large", field="value"))
    if len(evidence) > EVIDENCE_MAX:
        found.append(Problem("evidence_too_long", {"count": len(evidence), "limit": EVIDENCE_MAX}, field="evidence"))
    return found


def _is_counted(activity: Activity, indicator: Indicator) -> bool:
    if indicator.scope == Scope.ACTIVITY:
        return activity.pk == indicator.activity_id
    return activity.objective_id == indicator.objective_id


def _is_overtaken(indicator: Indicator, activity: Activity | None, at: datetime) -> bool:
    """A running total takes no figure that is older than the newest one known."""
    if indicator.metric.shape is not Shape.TOTAL:
        return False
    subject = indicator.activity or activity or indicator.objective
    known = latest_of([(str(thing_of_plan(subject)), indicator.metric_ref)])
    return any(at < row.seen_until for row in known.values())
