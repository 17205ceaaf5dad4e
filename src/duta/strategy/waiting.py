"""What of the plans can wait for a person: objectives to answer for, activities to carry out."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from duta.accounts import waiting
from duta.accounts.models import User
from duta.accounts.rules import Action
from duta.core import audit
from duta.strategy import links
from duta.strategy.models import Activity, Objective


def _objectives(person: User) -> Iterator[waiting.Thing]:
    rows = Objective.objects.filter(owner=person).select_related("strategy__organisation")
    return (_as_thing("objective", row) for row in rows)


def _activities(person: User) -> Iterator[waiting.Thing]:
    rows = Activity.objects.filter(responsible=person).select_related("objective__strategy__organisation")
    return (_as_thing("activity", row) for row in rows)


def _as_thing(kind: str, row: Any) -> waiting.Thing:
    return waiting.Thing(row.pk, row.label, row.organisation, links.edit_url(kind, row.pk))


@transaction.atomic
def give_objectives(*, pks: Sequence[int], person: User, to: User, by: User | None, now: datetime) -> None:
    """Let a colleague answer for objectives."""
    for row in Objective.objects.filter(pk__in=pks, owner=person).select_related("strategy__organisation"):
        Objective.objects.filter(pk=row.pk).update(owner=to)
        _write_down("objective.changed", "owner", row, person, to, by, now)


@transaction.atomic
def give_activities(*, pks: Sequence[int], person: User, to: User, by: User | None, now: datetime) -> None:
    """Make a colleague responsible for activities."""
    rows = Activity.objects.filter(pk__in=pks, responsible=person)
    for row in rows.select_related("objective__strategy__organisation"):
        Activity.objects.filter(pk=row.pk).update(responsible=to)
        _write_down("activity.changed", "responsible", row, person, to, by, now)


def _write_down(action: str, field: str, row: Any, person: User, to: User, by: User | None, now: datetime) -> None:
    audit.record(
        action=action, target=row, by=by, at=now, organisation_id=row.organisation.pk,
        detail={field: {"from": str(person), "to": str(to)}},
    )  # fmt: skip


def register() -> None:
    """Tell accounts."""
    waiting.register(
        waiting.Kind("objectives", gettext_lazy("Objectives to answer for"), Action.PLAN, _objectives, give_objectives),
        waiting.Kind("activities", gettext_lazy("Activities to carry out"), Action.VIEW, _activities, give_activities),
    )
