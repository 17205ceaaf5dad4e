"""Themes, aggregations, and what makes a plan SMART. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from duta.core.days import FIRST_DAY, LAST_DAY, is_plausible
from duta.core.problems import Problem, Severity
from duta.metrics.rules import LARGEST, STAGE_ORDER, Shape, Stage, UnknownMetric, metric_for
from duta.strategy.places import CURRENCIES, TERRITORIES


class Theme(TextChoices):
    """What diplomacy speaks about: every objective and every story carries one."""

    PEACE = "peace", _("Peace")
    ECONOMY = "economy", _("Economic cooperation")
    PROTECTION = "protection", _("Citizen protection")
    DEVELOPMENT = "development", _("National development")
    BRANDING = "branding", _("Nation branding")
    PERFORMANCE = "performance", _("Institutional performance")


class Aggregation(TextChoices):
    """How observations become a reading."""

    SUM_OF_LAST = "sum_of_last", _("last value of each thing, then the sum")
    MAXIMUM = "maximum", _("largest value")
    DISTINCT = "distinct", _("number of things with a value above zero")
    LATEST = "latest", _("newest value")


class Scope(TextChoices):
    """Which things an indicator counts."""

    OBJECTIVE = "objective", _("all activities of the objective")
    ACTIVITY = "activity", _("one activity")


class Whereabouts(TextChoices):
    """Whether an audience lives at home or abroad."""

    DOMESTIC = "domestic", _("domestic")
    FOREIGN = "foreign", _("foreign")


# Advertising value equivalence, in the words it goes by: what the space would have cost as an advertisement.
AVE = re.compile(
    r"\bAVEs?\b|(?i:advertising\s+value|ad\s+value\s+equiv|equivalent\s+ad\s+value"
    r"|nilai\s+(setara|ekuivalen)\s+iklan|(kesetaraan|ekuivalensi)\s+nilai\s+iklan)"
)


LARGEST_BUDGET = Decimal(10) ** 13  # with two places this is what every database here keeps exactly


@dataclass(frozen=True)
class Period:
    """A span of days, both included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day <= self.last

    def covers_all(self, other: "Period") -> bool:
        """Whether the other period lies in it."""
        return self.covers(other.first) and self.covers(other.last)

    def share_passed(self, today: date) -> float:
        """Return the share of it that has passed at the end of a day, from 0 to 1."""
        days = (self.last - self.first).days + 1
        return min(1.0, max(0.0, ((today - self.first).days + 1) / days))

    @property
    def in_order(self) -> bool:
        """Whether it does not end before it starts."""
        return self.first <= self.last

    def as_params(self) -> dict[str, str]:
        """Return what sentences say of it."""
        return {"first": said(self.first), "last": said(self.last)}


def said(day: date) -> str:
    """Say a day in the active language: 31 December 2026."""
    return date_format(day, "j F Y")


def is_ave(name: str) -> bool:
    """Whether something is called an advertising value equivalence, in English or Indonesian."""
    return AVE.search(name) is not None


def problems_of_strategy(period: Period, *, inner: Iterable[Period] = ()) -> list[Problem]:
    """What is wrong with a strategy: ``inner`` are the days that its objectives and activities need."""
    if impossible := _problems_of_days(starts_on=period.first, ends_on=period.last):
        return impossible
    if not period.in_order:
        return [Problem("ends_before_start", field="ends_on")]
    if all(period.covers_all(one) for one in inner):
        return []
    needed = Period(min(one.first for one in inner), max(one.last for one in inner))
    return [Problem("strategy_too_short", needed.as_params(), field="ends_on")]


def _problems_of_days(**days: date) -> list[Problem]:
    years = {"first": FIRST_DAY.year, "last": LAST_DAY.year}
    return [Problem("day_implausible", years, field=name) for name, day in days.items() if not is_plausible(day)]


@dataclass(frozen=True)
class Goal:
    """What an objective or an indicator promises: from where to where, in which unit, until when."""

    title: str
    unit: str
    baseline: Decimal
    target: Decimal
    deadline: date


def problems_of_objective(goal: Goal, *, period: Period, indicators: int) -> list[Problem]:
    """What an objective lacks to be SMART; without an indicator it is a warning, since that comes second."""
    found = [*_problems_of_goal(goal), *_problems_of_deadline(goal, period)]
    if not indicators:
        found.append(Problem("no_indicator", severity=Severity.WARNING))
    return found


def problems_of_audience(*, size: int | None, size_source: str, territories: Iterable[str]) -> list[Problem]:
    """What is wrong with an audience."""
    found = []
    if size is not None and not size_source.strip():
        found.append(Problem("size_without_source", field="size_source"))
    if unknown := [code for code in territories if code not in TERRITORIES]:
        found.append(Problem("unknown_places", {"words": ", ".join(unknown)}, field="territories"))
    return found


def problems_of_activity(
    own: Period,
    *,
    period: Period,
    milestones: Collection[date] = (),
    budget: Decimal | None,
    currency: str,
    kept_currency: str = "",
) -> list[Problem]:
    """What is wrong with an activity of a strategy with that period; ``milestones`` are their days.

    ``kept_currency``: the saved one; it may have gone out of use since.
    """
    if not own.in_order:
        return [Problem("ends_before_start", field="ends_on")]
    found = [*_problems_of_milestones(milestones, own)]
    if not period.covers_all(own):
        wrong = "ends_on" if period.covers(own.first) else "starts_on"
        found.append(Problem("outside_period", period.as_params(), field=wrong))
    if budget is not None and budget < 0:
        found.append(Problem("budget_negative", field="budget"))
    if budget is not None and budget > LARGEST_BUDGET:
        found.append(Problem("figure_too_large", field="budget"))
    if budget is not None and not (currency and currency in CURRENCIES | {kept_currency}):
        found.append(Problem("budget_without_currency", field="currency"))
    return found


def _problems_of_milestones(days: Collection[date], own: Period) -> list[Problem]:
    if impossible := [problem for day in days for problem in _problems_of_days(milestones=day)]:
        return impossible[:1]
    if all(own.covers(day) for day in days):
        return []
    return [Problem("milestone_outside", own.as_params(), Severity.WARNING, field="milestones")]


# What an indicator measures, and how: fixed as soon as there are readings.
YARDSTICK = ("objective", "metric_ref", "unit", "aggregation", "scope", "activity")


@dataclass(frozen=True)
class Measuring:
    """How an indicator measures."""

    metric_ref: str
    stage: str
    aggregation: str
    scope: str
    window: Period
    has_activity: bool
    read_every_days: int


def problems_of_indicator(goal: Goal, how: Measuring, *, period: Period, objective_deadline: date) -> list[Problem]:
    """What is wrong with an indicator of an objective in a strategy with that period."""
    return [
        *_problems_of_goal(goal),
        *_problems_of_deadline(goal, period),
        *_problems_of_window(goal, how, period, objective_deadline),
        *_problems_of_measuring(how),
    ]


def _problems_of_goal(goal: Goal) -> Iterator[Problem]:
    if not goal.unit.strip():
        yield Problem("unit_missing", field="unit")
    for name in ("baseline", "target"):
        if abs(getattr(goal, name)) > LARGEST:
            yield Problem("figure_too_large", field=name)
    if goal.target == goal.baseline:
        yield Problem("target_is_baseline", field="target")
    for name in ("title", "unit"):
        if is_ave(getattr(goal, name)):
            yield Problem("ave_refused", field=name)


def _problems_of_deadline(goal: Goal, period: Period) -> Iterator[Problem]:
    if not period.covers(goal.deadline):
        yield Problem("deadline_outside", period.as_params(), field="deadline")


def _problems_of_window(goal: Goal, how: Measuring, period: Period, objective_deadline: date) -> Iterator[Problem]:
    if impossible := _problems_of_days(starts_on=how.window.first, ends_on=how.window.last):
        yield from impossible
        return
    if not how.window.in_order:
        yield Problem("ends_before_start", field="ends_on")
        return
    if not period.covers_all(how.window):
        yield Problem("window_outside", period.as_params(), Severity.WARNING, field="starts_on")
    if not how.window.covers(goal.deadline):
        yield Problem("deadline_not_measured", how.window.as_params(), Severity.WARNING, field="deadline")
    if goal.deadline > objective_deadline:
        when = {"deadline": said(objective_deadline)}
        yield Problem("later_than_objective", when, Severity.WARNING, field="deadline")


def _problems_of_measuring(how: Measuring) -> Iterator[Problem]:
    if how.has_activity != (how.scope == Scope.ACTIVITY):
        yield Problem(
            "scope_needs_activity" if how.scope == Scope.ACTIVITY else "scope_without_activity", field="activity"
        )
    if how.read_every_days < 1:
        yield Problem("never_read", field="read_every_days")
    try:
        metric = metric_for(how.metric_ref)
    except UnknownMetric:
        yield Problem("metric_unknown", {"metric": how.metric_ref}, field="metric_ref")
        return
    if metric.denominator and how.aggregation == Aggregation.SUM_OF_LAST:
        yield Problem("shares_do_not_add", {"metric": str(metric.name)}, field="aggregation")


def proposed_aggregation(metric_ref: str) -> Aggregation:
    """Propose how observations of a metric become a reading. Raises UnknownMetric."""
    metric = metric_for(metric_ref)
    rates = metric.shape is Shape.VALUE and bool(metric.denominator)
    return Aggregation.LATEST if rates else Aggregation.SUM_OF_LAST


def proposed_stage(metric_ref: str) -> Stage:
    """Propose the stage that the dictionary gives a metric. Raises UnknownMetric."""
    return metric_for(metric_ref).stage


def further_on(stage: str) -> int:
    """Order stages from input (0) to impact (5): the further on, the more it says about an objective."""
    return STAGE_ORDER.index(Stage(stage))
