"""Change plans: strategies, audiences, objectives, activities with their milestones, indicators.

Every operation asks whether the person may plan for the organisation, refuses what is not SMART, and is audited.
Only warnings may remain: the desk shows them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, TypeVar, Unpack

from django.db import transaction
from django.db.models import Model, ProtectedError

from duta.accounts.models import Organisation, User
from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.core import audit
from duta.core.problem_words import sentence_of
from duta.core.problems import Problem
from duta.strategy import queries, rules
from duta.strategy.models import Activity, Audience, Indicator, Milestone, Objective, Strategy
from duta.strategy.queries import PlanRow

Row = TypeVar("Row", Strategy, Audience, Objective, Activity, Indicator)


class PlanRefused(Exception):  # noqa: N818
    """The plan was not changed; ``problems`` say why and what to do."""

    def __init__(self, *problems: Problem) -> None:
        self.problems: Sequence[Problem] = problems
        super().__init__("; ".join(str(sentence_of(problem).what) for problem in problems))


class StrategyFields(TypedDict, total=False):
    """What can be said of a strategy."""

    organisation: Organisation
    title: str
    title_en: str
    starts_on: date
    ends_on: date
    narrative: str


class AudienceFields(TypedDict, total=False):
    """What can be said of an audience."""

    organisation: Organisation
    title: str
    title_en: str
    whereabouts: str
    territories: list[str]
    languages: list[str]
    size: int | None
    size_source: str


class ObjectiveFields(TypedDict, total=False):
    """What can be said of an objective; ``title`` is its statement."""

    strategy: Strategy
    title: str
    title_en: str
    theme: str
    unit: str
    baseline: Decimal
    target: Decimal
    deadline: date
    owner: User


class ActivityFields(TypedDict, total=False):
    """What can be said of an activity."""

    objective: Objective
    title: str
    title_en: str
    description: str
    starts_on: date
    ends_on: date
    responsible: User
    budget: Decimal | None
    currency: str


class IndicatorFields(TypedDict, total=False):
    """What can be said of an indicator."""

    objective: Objective
    title: str
    title_en: str
    metric_ref: str
    stage: str
    scope: str
    activity: Activity | None
    aggregation: str
    starts_on: date
    ends_on: date
    unit: str
    baseline: Decimal
    target: Decimal
    deadline: date
    read_every_days: int


@dataclass(frozen=True)
class MilestonePlan:
    """One milestone of an activity; ``pk`` names the saved one that it changes."""

    title: str
    due_on: date
    title_en: str = ""
    done_on: date | None = None
    pk: int | None = None


@transaction.atomic
def create_strategy(*, by: User, now: datetime, **fields: Unpack[StrategyFields]) -> Strategy:
    """Begin a strategy. Raises PlanRefused, ValidationError for a field that is missing or malformed."""
    return _create(Strategy(**fields), by=by, now=now)


@transaction.atomic
def change_strategy(*, strategy: Strategy, by: User, now: datetime, **changes: Unpack[StrategyFields]) -> Strategy:
    """Change what is named. Raises PlanRefused, ValidationError."""
    return _change(strategy, changes, by=by, now=now)


@transaction.atomic
def create_audience(*, by: User, now: datetime, **fields: Unpack[AudienceFields]) -> Audience:
    """Describe an audience. Raises PlanRefused, ValidationError."""
    return _create(Audience(**fields), by=by, now=now)


@transaction.atomic
def change_audience(*, audience: Audience, by: User, now: datetime, **changes: Unpack[AudienceFields]) -> Audience:
    """Change what is named. Raises PlanRefused, ValidationError."""
    return _change(audience, changes, by=by, now=now)


@transaction.atomic
def create_objective(
    *, by: User, now: datetime, audiences: Iterable[Audience] = (), **fields: Unpack[ObjectiveFields]
) -> Objective:
    """Set an objective. Raises PlanRefused, ValidationError."""
    row = Objective(**fields)
    _refuse_strangers(row, [row.owner], now)
    _refuse_strange_audiences(row, audiences)
    return _create(row, by=by, now=now, related={"audiences": audiences})


@transaction.atomic
def change_objective(
    *,
    objective: Objective,
    by: User,
    now: datetime,
    audiences: Iterable[Audience] | None = None,
    **changes: Unpack[ObjectiveFields],
) -> Objective:
    """Change what is named; ``audiences`` replace those it had. Raises PlanRefused, ValidationError."""
    before = Objective.objects.get(pk=objective.pk)
    if "owner" in changes and changes["owner"].pk != before.owner_id:
        _refuse_strangers(before, [changes["owner"]], now)
    related = {} if audiences is None else {"audiences": audiences}
    _refuse_strange_audiences(before, related.get("audiences", ()))
    return _change(objective, changes, by=by, now=now, related=related)


@transaction.atomic
def create_activity(
    *,
    by: User,
    now: datetime,
    partners: Iterable[Organisation] = (),
    milestones: Sequence[MilestonePlan] = (),
    **fields: Unpack[ActivityFields],
) -> Activity:
    """Plan an activity with its milestones. Raises PlanRefused, ValidationError."""
    row = Activity(**fields)
    _refuse_strangers(row, [row.responsible], now)
    row = _create(row, by=by, now=now, related={"partners": partners})
    _set_milestones(row, milestones)
    return row


@transaction.atomic
def change_activity(
    *,
    activity: Activity,
    by: User,
    now: datetime,
    partners: Iterable[Organisation] | None = None,
    milestones: Sequence[MilestonePlan] | None = None,
    **changes: Unpack[ActivityFields],
) -> Activity:
    """Change what is named; ``partners`` and ``milestones`` replace those it had.

    Raises PlanRefused, ValidationError.
    """
    before = Activity.objects.get(pk=activity.pk)
    _refuse_moved_yardstick(before, changes.get("objective"))
    if "responsible" in changes and changes["responsible"].pk != before.responsible_id:
        _refuse_strangers(before, [changes["responsible"]], now)
    related = {} if partners is None else {"partners": partners}
    row = _change(activity, changes, by=by, now=now, related=related)
    if milestones is not None:
        _set_milestones(row, milestones)
    return row


@transaction.atomic
def move_activity(
    *, activity: Activity, starts_on: date, ends_on: date, seen: tuple[date, date], by: User, now: datetime
) -> Activity:
    """Give an activity other days; its milestones stay where they are.

    ``seen``: the first and the last day that the person saw. Raises PlanRefused: not allowed there, days that the strategy
    does not hold, or moved by somebody else meanwhile; then nothing is changed.
    """
    saved = Activity.objects.select_for_update().get(pk=activity.pk)
    _require_planner(by, saved.organisation, now)
    if (saved.starts_on, saved.ends_on) != seen:
        raise PlanRefused(Problem("activity_moved_meanwhile"))
    return _change(saved, {"starts_on": starts_on, "ends_on": ends_on}, by=by, now=now)


@transaction.atomic
def create_indicator(*, by: User, now: datetime, **fields: Unpack[IndicatorFields]) -> Indicator:
    """Say how an objective is measured. Raises PlanRefused, ValidationError."""
    return _create(Indicator(**fields), by=by, now=now)


@transaction.atomic
def change_indicator(*, indicator: Indicator, by: User, now: datetime, **changes: Unpack[IndicatorFields]) -> Indicator:
    """Change what is named. Raises PlanRefused, ValidationError.

    Once there are readings, what it measures stays: else an old figure would be judged by a new yardstick.
    """
    _refuse_new_yardstick(Indicator.objects.select_for_update().get(pk=indicator.pk), changes)
    return _change(indicator, changes, by=by, now=now)


@transaction.atomic
def remove_from_plan(*, row: PlanRow, by: User, now: datetime) -> None:
    """Remove a part of a plan that nothing hangs on. Raises PlanRefused, naming how much does."""
    _require_planner(by, row.organisation, now)
    uses = {name: count for name, count in queries.uses_of(row).items() if count}
    if uses:
        raise PlanRefused(_still_used(row, uses))
    _record("removed", row, by, now, {})
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise PlanRefused(_still_used(row, _counted(error.protected_objects))) from error


def _create(row: Row, *, by: User, now: datetime, related: Mapping[str, Iterable[Model]] | None = None) -> Row:
    _require_planner(by, row.organisation, now)
    _save(row, related or {})
    _record("created", row, by, now, {})
    return row


def _change(
    row: Row,
    changes: Mapping[str, Any],
    *,
    by: User,
    now: datetime,
    related: Mapping[str, Iterable[Model]] | None = None,
) -> Row:
    """Compare with what is saved, not with ``row``: a form has already written on that one."""
    saved: Row = type(row)._default_manager.select_for_update().get(pk=row.pk)
    _require_planner(by, saved.organisation, now)
    detail = {
        name: {"from": _spelled(getattr(saved, name)), "to": _spelled(value)}
        for name, value in changes.items()
        if getattr(saved, name) != value
    }
    for name, value in changes.items():
        setattr(saved, name, value)
    _require_planner(by, saved.organisation, now)
    _save(saved, related or {})
    _record("changed", saved, by, now, detail)
    return saved


def _save(row: PlanRow, related: Mapping[str, Iterable[Model]]) -> None:
    row.clean_fields()
    if errors := queries.errors_of(row):
        raise PlanRefused(*errors)
    row.save()
    for name, others in related.items():
        getattr(row, name).set(others)


def _set_milestones(activity: Activity, plans: Sequence[MilestonePlan]) -> None:
    """Make the activity's milestones exactly these; those that are named keep their numbers."""
    Milestone.objects.filter(activity=activity).exclude(pk__in=[plan.pk for plan in plans if plan.pk]).delete()
    known = Milestone.objects.filter(activity=activity).in_bulk()
    for plan in plans:
        row = known.get(plan.pk or 0, Milestone(activity=activity))
        row.title, row.title_en = plan.title, plan.title_en
        row.due_on, row.done_on = plan.due_on, plan.done_on
        row.save()


def _refuse_new_yardstick(saved: Indicator, changes: Mapping[str, Any]) -> None:
    moved = [name for name in rules.YARDSTICK if name in changes and changes[name] != getattr(saved, name)]
    if moved and queries.is_held(saved):
        raise PlanRefused(Problem("already_measured", field=moved[0]))


def _refuse_moved_yardstick(saved: Activity, objective: Objective | None) -> None:
    """An activity takes its figures along: where they were read already, it stays."""
    if objective is None or objective.pk == saved.objective_id:
        return
    counted = Indicator.objects.filter(objective__in=[saved.objective_id, objective.pk])
    if any(queries.is_held(indicator) for indicator in counted):
        raise PlanRefused(Problem("already_counted", field="objective"))


def _require_planner(by: User, organisation: Organisation, now: datetime) -> None:
    if not may(by, Action.PLAN, organisation, now=now):
        raise PlanRefused(Problem("plan_not_allowed"))


def _refuse_strangers(row: Objective | Activity, people: Iterable[User], now: datetime) -> None:
    known = queries.people_in_line(row.organisation, now=now)
    for person in people:
        if not person.is_superuser and not known.filter(pk=person.pk).exists():
            names = {"person": str(person), "organisation": str(row.organisation)}
            field = "owner" if isinstance(row, Objective) else "responsible"
            raise PlanRefused(Problem("person_elsewhere", names, field=field))


def _refuse_strange_audiences(row: Objective, audiences: Iterable[Audience]) -> None:
    for audience in audiences:
        if not queries.is_in_line(audience.organisation, row.organisation):
            raise PlanRefused(Problem("audience_elsewhere", {"audience": str(audience)}, field="audiences"))


def _still_used(row: PlanRow, uses: Mapping[str, int]) -> Problem:
    counted = ", ".join(f"{count} {name}" for name, count in uses.items())
    return Problem("still_used", {"name": str(row), "uses": counted})


def _counted(rows: Iterable[Model]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        name = str(row._meta.verbose_name_plural)
        found[name] = found.get(name, 0) + 1
    return found


def _spelled(value: Any) -> Any:
    if isinstance(value, Model):
        return f"{value} ({value.pk})"
    return value if value is None or isinstance(value, str | int | list) else str(value)


def _record(what: str, row: PlanRow, by: User, now: datetime, detail: dict[str, Any]) -> None:
    audit.record(
        action=f"{row._meta.model_name}.{what}", target=row, by=by, at=now,
        organisation_id=row.organisation.pk, detail=detail,
    )  # fmt: skip
