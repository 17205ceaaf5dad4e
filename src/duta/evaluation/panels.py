"""What the screens of plans and readings show: places on a line, words for states. Made of what was read; no database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from duta.core.problem_words import ProblemSentence, sentence_of
from duta.evaluation.models import Reading
from duta.evaluation.queries import ObjectiveStand, Stand
from duta.evaluation.rules import Judgement, Standing
from duta.metrics.figures import figure, measured, money, share
from duta.strategy import links
from duta.strategy.models import Activity, Indicator, Milestone, Objective
from duta.strategy.queries import Plan, warnings_of
from duta.strategy.rules import Period, said

TONES: dict[Standing, str] = {
    Standing.REACHED: "ok",
    Standing.ON_TRACK: "ok",
    Standing.BEHIND: "no",
    Standing.UNREAD: "off",
}


def percent(value: float) -> str:
    """Spell a place on a line for SVG: 12.5 is "12.50%", whatever the language."""
    return f"{value:.2f}%"


# A bar from baseline to target


@dataclass(frozen=True)
class Bar:
    """Places on a bar: how far, where the target is, where the time alone would be."""

    done: str
    target: str
    expected: str
    words: str


def bar_of(judgement: Judgement, *, baseline: Decimal, target: Decimal, value: Decimal | None, unit: str) -> Bar:
    """Lay a judgement out on a bar that starts at the baseline and has room behind the target."""
    room = max(1.12, min(judgement.done, 1.6) * 1.04)
    words = {"value": measured(value, unit), "baseline": figure(baseline), "target": measured(target, unit)}
    return Bar(
        done=percent(100 * min(max(judgement.done, 0.0), room) / room),
        target=percent(100 / room),
        expected=percent(100 * judgement.expected / room),
        words=_("%(value)s; from %(baseline)s to %(target)s") % words,
    )


def reason_of(judgement: Judgement) -> str:
    """Explain a state in one line."""
    if judgement.standing is Standing.UNREAD:
        return _("Nothing was measured yet.")
    words = {"done": share(judgement.done), "expected": share(judgement.expected)}
    if judgement.done < 0:
        return _("Worse than the baseline, after %(expected)s of the time.") % words
    return _("%(done)s of the way, after %(expected)s of the time.") % words


# The plan


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator in a plan."""

    indicator: Indicator
    stand: Stand
    tone: str
    value: str
    target: str
    url: str
    chain: str
    enter: str


@dataclass(frozen=True)
class ObjectiveCard:
    """An objective in a plan."""

    objective: Objective
    stand: ObjectiveStand
    tone: str
    bar: Bar
    reason: str
    measured_by: str
    lines: tuple[IndicatorLine, ...]
    chain: str
    warnings: tuple[ProblemSentence, ...] = ()


def objective_card(stand: ObjectiveStand, warnings: Sequence[ProblemSentence] = ()) -> ObjectiveCard:
    """Lay out one objective."""
    goal, leading = stand.objective, stand.leading
    value = leading.reading.value if leading and leading.reading else None
    return ObjectiveCard(
        objective=goal,
        stand=stand,
        tone=TONES[stand.judgement.standing],
        bar=bar_of(stand.judgement, baseline=goal.baseline, target=goal.target, value=value, unit=goal.unit),
        reason=reason_of(stand.judgement),
        measured_by=leading.indicator.label if leading else "",
        lines=tuple(indicator_line(one) for one in stand.stands),
        chain=links.chain_url("objective", goal.pk),
        warnings=tuple(warnings),
    )


def indicator_line(stand: Stand) -> IndicatorLine:
    """Lay out one indicator."""
    indicator = stand.indicator
    return IndicatorLine(
        indicator=indicator,
        stand=stand,
        tone=TONES[stand.judgement.standing],
        value=measured(stand.reading.value if stand.reading else None, indicator.unit),
        target=measured(indicator.target, indicator.unit),
        url=links.readings_url(indicator.pk),
        chain=links.chain_url("indicator", indicator.pk),
        enter=links.enter_url(indicator.pk),
    )


def warnings_by_part(plan: Plan) -> dict[Any, list[ProblemSentence]]:
    """Put what could be better beside the part it is about."""
    found: dict[Any, list[ProblemSentence]] = {}
    for part, problem in warnings_of(plan):
        found.setdefault(part, []).append(sentence_of(problem))
    return found


# The timeline


@dataclass(frozen=True)
class Mark:
    """A milestone on the timeline."""

    milestone: Milestone
    place: str
    state: str
    words: str


@dataclass(frozen=True)
class Span:
    """An activity on the timeline."""

    activity: Activity
    start: str
    width: str
    marks: tuple[Mark, ...]
    when: str
    state: str
    words: str
    budget: str
    chain: str
    warnings: tuple[ProblemSentence, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """The activities of a plan between its first and its last day; ``today`` is empty outside of them."""

    spans: tuple[Span, ...]
    months: tuple[tuple[str, str], ...]
    today: str = ""
    today_words: str = ""


@dataclass(frozen=True)
class Scale:
    """Days of a period on a line of a hundred per cent."""

    period: Period
    days: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", (self.period.last - self.period.first).days + 1)

    def place(self, day: date) -> float:
        """Where a day begins."""
        return 100 * (day - self.period.first).days / self.days

    def middle(self, day: date) -> str:
        """The middle of a day."""
        return percent(self.place(day) + 50 / self.days)

    def inside(self, day: date) -> date:
        """The nearest day on the line."""
        return min(max(day, self.period.first), self.period.last)


def timeline_of(plan: Plan, *, today: date, warnings: dict[Any, list[ProblemSentence]]) -> Timeline:
    """Lay the activities out in time."""
    scale = Scale(Period(plan.strategy.starts_on, plan.strategy.ends_on))
    spans = tuple(_span(activity, scale, today, tuple(warnings.get(activity, ()))) for activity in plan.activities)
    inside = scale.period.covers(today)
    return Timeline(
        spans=spans,
        months=tuple(_months(scale)),
        today=scale.middle(today) if inside else "",
        today_words=_("today, %(day)s") % {"day": said(today)} if inside else "",
    )


def _span(activity: Activity, scale: Scale, today: date, warnings: tuple[ProblemSentence, ...]) -> Span:
    first, last = scale.inside(activity.starts_on), scale.inside(activity.ends_on)
    when = f"{said(activity.starts_on)} – {said(activity.ends_on)}"
    return Span(
        activity=activity,
        start=percent(scale.place(first)),
        width=percent(scale.place(last + timedelta(days=1)) - scale.place(first)),
        marks=tuple(_mark(one, scale, today) for one in activity.milestones.all()),
        when=when,
        state=_state(activity, today),
        words=_("%(activity)s: %(when)s") % {"activity": activity.label, "when": when},
        budget=money(activity.budget, activity.currency) if activity.budget is not None else "",
        chain=links.chain_url("activity", activity.pk),
        warnings=warnings,
    )


def _state(activity: Activity, today: date) -> str:
    if today < activity.starts_on:
        return "ahead"
    return "over" if today > activity.ends_on else "now"


def _mark(milestone: Milestone, scale: Scale, today: date) -> Mark:
    late = milestone.done_on is None and milestone.due_on < today
    state = "done" if milestone.done_on else "late" if late else "ahead"
    words = {
        "done": pgettext("milestone", "done"),
        "late": pgettext("milestone", "overdue"),
        "ahead": pgettext("milestone", "ahead"),
    }[state]
    return Mark(
        milestone=milestone,
        place=scale.middle(scale.inside(milestone.due_on)),
        state=state,
        words=f"{milestone.label}, {said(milestone.due_on)}: {words}",
    )


def _months(scale: Scale) -> Iterator[tuple[str, str]]:
    """Yield the place and the name of each month that begins on the line, at most twelve of them."""
    first = scale.period.first
    step = 1 + scale.days // 400
    month = first.replace(day=1)
    while month <= scale.period.last:
        yield percent(max(0.0, scale.place(month))), date_format(month, "M Y" if step > 1 else "M")
        for _number in range(step):
            month = (month + timedelta(days=32)).replace(day=1)


# A line of readings


@dataclass(frozen=True)
class Chart:
    """A line of readings in a box of 100 by 100, the target across it, and what stands at its edges."""

    line: str
    dots: tuple[tuple[str, str], ...]
    target: str
    top: str
    bottom: str
    first: str
    last: str
    words: str


def chart_of(readings: Sequence[Reading], indicator: Indicator) -> Chart | None:
    """Draw readings, the oldest first; None for fewer than two."""
    if len(readings) < 2:
        return None
    values = [reading.value for reading in readings]
    low, high = _bounds([*values, indicator.target, indicator.baseline])
    start, end = readings[0].read_at, readings[-1].read_at
    points = [(_across(one.read_at, start, end), _up(one.value, low, high)) for one in readings]
    words = {
        "first": measured(values[0], indicator.unit), "last": measured(values[-1], indicator.unit),
        "count": len(readings), "target": measured(indicator.target, indicator.unit),
    }  # fmt: skip
    return Chart(
        line=" ".join(f"{x:.2f},{y:.2f}" for x, y in points),
        dots=tuple((f"{x:.2f}", f"{y:.2f}") for x, y in (points if len(points) <= 31 else points[-1:])),
        target=f"{_up(indicator.target, low, high):.2f}",
        top=figure(high),
        bottom=figure(low),
        first=said(start.date()),
        last=said(end.date()),
        words=_("%(count)s readings, from %(first)s to %(last)s; the target is %(target)s.") % words,
    )


def _bounds(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    low, high = min(values), max(values)
    return (low, high) if high > low else (low, low + 1)


def _across(at: datetime, start: datetime, end: datetime) -> float:
    whole = (end - start).total_seconds()
    return 1 + 98 * ((at - start).total_seconds() / whole if whole else 1.0)


def _up(value: Decimal, low: Decimal, high: Decimal) -> float:
    """Leave a little air above and below, as ``_across`` does on both sides."""
    return 96 - 92 * float((value - low) / (high - low))
