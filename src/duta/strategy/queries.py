"""Read plans: what a person may see of them, what is wrong with them, and what a new part starts from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import PROTECT, Q, QuerySet
from django.utils.translation import gettext
from wagtail.models import Revision

from duta.accounts.models import Organisation, RoleHeld, User
from duta.accounts.queries import line_of, where, where_or_above
from duta.accounts.rules import Action
from duta.core.problems import Problem, Severity
from duta.strategy import rules
from duta.strategy.models import Activity, Audience, Indicator, Milestone, Objective, Strategy
from duta.strategy.places import CURRENCIES
from duta.strategy.rules import Goal, Measuring, Period

PlanRow = Strategy | Audience | Objective | Activity | Indicator


def strategies_seen_by(user: Any) -> "QuerySet[Strategy]":
    """The strategies that the person may look at."""
    return Strategy.objects.select_related("organisation").filter(where_or_above(user, Action.VIEW))


def objectives_seen_by(user: Any) -> "QuerySet[Objective]":
    """The objectives that the person may look at, with strategy and organisation."""
    rows = Objective.objects.select_related("strategy__organisation")
    return rows.filter(where_or_above(user, Action.VIEW, field="strategy__organisation"))


def activities_seen_by(user: Any) -> "QuerySet[Activity]":
    """The activities that the person may look at, with objective, strategy and organisation."""
    rows = Activity.objects.select_related("objective__strategy__organisation")
    return rows.filter(where_or_above(user, Action.VIEW, field="objective__strategy__organisation"))


def indicators_seen_by(user: Any, action: Action = Action.VIEW) -> "QuerySet[Indicator]":
    """The indicators that the person may do this to, with activity, objective, strategy and organisation."""
    rows = Indicator.objects.select_related("activity", "objective__strategy__organisation")
    reach = where_or_above if action is Action.VIEW else where
    return rows.filter(reach(user, action, field="objective__strategy__organisation"))


@dataclass(frozen=True)
class Plan:
    """A whole strategy, read at once; objectives carry their audiences, activities their milestones and partners."""

    strategy: Strategy
    objectives: tuple[Objective, ...]
    activities: tuple[Activity, ...]
    indicators: tuple[Indicator, ...]
    audiences: tuple[Audience, ...]

    def activities_of(self, objective: Objective) -> list[Activity]:
        """The activities of one of the objectives."""
        return [one for one in self.activities if one.objective_id == objective.pk]

    def indicators_of(self, objective: Objective) -> list[Indicator]:
        """The indicators of one of the objectives."""
        return [one for one in self.indicators if one.objective_id == objective.pk]


def plan_of(strategy: Strategy) -> Plan:
    """Read a strategy with all its parts, in a constant number of queries; parts know their objective and strategy."""
    objectives = tuple(strategy.objectives.select_related("owner").prefetch_related("audiences", "indicators"))
    by_key = {objective.pk: objective for objective in objectives}
    for objective in objectives:
        objective.strategy = strategy
    activities = Activity.objects.filter(objective__in=by_key).select_related("responsible")
    indicators = Indicator.objects.filter(objective__in=by_key).select_related("activity")
    plan = Plan(
        strategy=strategy,
        objectives=objectives,
        activities=tuple(activities.prefetch_related("milestones", "partners")),
        indicators=tuple(indicators),
        audiences=tuple({one.pk: one for goal in objectives for one in goal.audiences.all()}.values()),
    )
    for activity in plan.activities:
        activity.objective = by_key[activity.objective_id]
    for indicator in plan.indicators:
        indicator.objective = by_key[indicator.objective_id]
    return plan


def warnings_of(plan: Plan) -> list[tuple[PlanRow, Problem]]:
    """What could be better in a plan, part by part, without further queries."""
    parts: list[PlanRow] = [*plan.objectives, *plan.activities, *plan.indicators]
    days = {one.pk: [milestone.due_on for milestone in one.milestones.all()] for one in plan.activities}
    return [
        (part, problem)
        for part in parts
        for problem in problems_of(part, milestones=days[part.pk] if isinstance(part, Activity) else None)
    ]


# What is wrong.


def period_of(strategy: Strategy) -> Period:
    """Return the days of a strategy."""
    return Period(strategy.starts_on, strategy.ends_on)


def problems_of(row: PlanRow, *, milestones: Iterable[date] | None = None) -> list[Problem]:
    """What is wrong with a part of a plan, saved or not; ``milestones`` replace an activity's saved ones."""
    if isinstance(row, Strategy):
        return rules.problems_of_strategy(period_of(row), inner=_needed_days(row))
    if isinstance(row, Audience):
        return rules.problems_of_audience(size=row.size, size_source=row.size_source, territories=row.territories)
    if isinstance(row, Objective):
        count = row.indicators.count() if row.pk else 0
        return rules.problems_of_objective(_goal(row), period=period_of(row.strategy), indicators=count)
    if isinstance(row, Activity):
        return _problems_of_activity(row, milestones)
    return _problems_of_indicator(row)


def errors_of(row: PlanRow) -> list[Problem]:
    """What must be put right before the row can be saved."""
    return [problem for problem in problems_of(row) if problem.severity is Severity.ERROR]


def _needed_days(strategy: Strategy) -> list[Period]:
    if not strategy.pk:
        return []
    deadlines = Objective.objects.filter(strategy=strategy).values_list("deadline", flat=True)
    spans = Activity.objects.filter(objective__strategy=strategy).values_list("starts_on", "ends_on")
    return [Period(day, day) for day in deadlines] + [Period(first, last) for first, last in spans]


def _goal(row: Objective | Indicator) -> Goal:
    return Goal(
        title=f"{row.title} {row.title_en}", unit=row.unit, baseline=row.baseline, target=row.target,
        deadline=row.deadline,
    )  # fmt: skip


def _problems_of_activity(row: Activity, milestones: Iterable[date] | None) -> list[Problem]:
    if milestones is None:
        saved = Milestone.objects.filter(activity=row.pk).values_list("due_on", flat=True)
        milestones = saved if row.pk else []
    return rules.problems_of_activity(
        Period(row.starts_on, row.ends_on),
        period=period_of(row.objective.strategy),
        milestones=list(milestones),
        budget=row.budget,
        currency=row.currency,
        kept_currency=_saved_currency(row),
    )


def _saved_currency(row: Activity) -> str:
    """Asked for only where it matters: a plan with many activities checks each of them."""
    if row.currency in CURRENCIES:
        return row.currency
    saved = Activity.objects.filter(pk=row.pk).values_list("currency", flat=True) if row.pk else []
    return next(iter(saved), "")


def _problems_of_indicator(row: Indicator) -> list[Problem]:
    how = Measuring(
        metric_ref=row.metric_ref,
        stage=row.stage,
        aggregation=row.aggregation,
        scope=row.scope,
        window=Period(row.starts_on, row.ends_on),
        has_activity=row.activity_id is not None,
        read_every_days=row.read_every_days,
    )
    goal, objective = _goal(row), row.objective
    period = period_of(objective.strategy)
    found = rules.problems_of_indicator(goal, how, period=period, objective_deadline=objective.deadline)
    if row.activity and row.activity.objective_id != row.objective_id:
        found.append(Problem("activity_elsewhere", field="activity"))
    return found


def is_held(row: PlanRow) -> bool:
    """Whether rows of other rooms, such as readings, hang on it.

    Asked of the database's own relations, so that no room above is named here.
    """
    holders = (relation for relation in row._meta.related_objects if relation.on_delete is PROTECT)
    return any(one.related_model._default_manager.filter(**{one.field.name: row.pk}).exists() for one in holders)


# Who and what may be chosen.


def people_in_line(organisation: Organisation, *, now: datetime) -> "QuerySet[User]":
    """The active people who hold a role in the organisation, above it or below it."""
    held = RoleHeld.objects.in_force(now).filter(in_line(organisation, "organisation"))
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("first_name", "last_name", "pk")


def in_line(organisation: Organisation, field: str) -> Q:
    """Return the condition that leaves rows whose organisation (``field``) is this one, or lies above or below it."""
    below = Q(**{f"{field}__path__startswith": organisation.path})
    return below | Q(**{f"{field}__path__in": line_of(organisation.path)})


def is_in_line(one: Organisation, other: Organisation) -> bool:
    """Whether one organisation is the other, or lies above or below it."""
    first, second = str(one.path), str(other.path)
    return first.startswith(second) or second.startswith(first)


def uses_of(row: PlanRow) -> dict[str, int]:
    """Count what hangs on a part of a plan and would keep it from being removed: name -> number."""
    if isinstance(row, Audience):
        return {str(Objective._meta.verbose_name_plural): row.objectives.count()}
    if isinstance(row, Activity):
        # A draft names its activity in its revision only, where no key of the database protects it.
        return {gettext("drafts"): Revision.objects.filter(content__activity=row.pk).count()}
    return {}


# What a new part starts from.


def objective_defaults(strategy: Strategy, *, by: User) -> dict[str, Any]:
    """What the form of a new objective starts from: the strategy, its last day, the person."""
    return {"strategy": strategy.pk, "deadline": strategy.ends_on, "owner": by.pk}


def activity_defaults(objective: Objective, *, by: User, today: date) -> dict[str, Any]:
    """What the form of a new activity starts from: today or the strategy's first day, the objective's deadline."""
    first = max(today, objective.strategy.starts_on)
    return {
        "objective": objective.pk,
        "starts_on": min(first, objective.deadline),
        "ends_on": objective.deadline,
        "responsible": by.pk,
    }


def indicator_defaults(objective: Objective) -> dict[str, Any]:
    """What the form of a new indicator starts from: unit, baseline, target and deadline of its objective."""
    return {
        "objective": objective.pk,
        "unit": objective.unit,
        "baseline": objective.baseline,
        "target": objective.target,
        "deadline": objective.deadline,
        "starts_on": objective.strategy.starts_on,
        "ends_on": objective.deadline,
    }
