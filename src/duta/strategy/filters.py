"""Filters over the lists of plans: only what the person may look at can be chosen."""

from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from duta.accounts.models import Organisation, User
from duta.accounts.queries import organisations_where, people_in_line_with
from duta.accounts.rules import Action
from duta.metrics.rules import Stage
from duta.strategy.models import Activity, Audience, Indicator, Objective, Strategy
from duta.strategy.queries import objectives_seen_by, strategies_seen_by
from duta.strategy.rules import Theme, Whereabouts


def _organisations(request: Any) -> Any:
    return organisations_where(request.user, Action.VIEW) if request else Organisation.objects.none()


def _strategies(request: Any) -> Any:
    return strategies_seen_by(request.user) if request else Strategy.objects.none()


def _objectives(request: Any) -> Any:
    return objectives_seen_by(request.user) if request else Objective.objects.none()


def _people(request: Any) -> Any:
    return people_in_line_with(request.user, now=timezone.now()) if request else User.objects.none()


class StrategyFilters(WagtailFilterSet):
    """Strategies by organisation."""

    organisation = django_filters.ModelChoiceFilter(label=_("Organisation"), queryset=_organisations)

    class Meta:
        model = Strategy
        fields = ["organisation"]


class AudienceFilters(WagtailFilterSet):
    """Audiences by organisation and whereabouts."""

    organisation = django_filters.ModelChoiceFilter(label=_("Organisation"), queryset=_organisations)
    whereabouts = django_filters.ChoiceFilter(label=_("Domestic or foreign"), choices=Whereabouts.choices)

    class Meta:
        model = Audience
        fields = ["organisation", "whereabouts"]


class ObjectiveFilters(WagtailFilterSet):
    """Objectives by strategy, theme and owner."""

    strategy = django_filters.ModelChoiceFilter(label=_("Strategy"), queryset=_strategies)
    theme = django_filters.ChoiceFilter(label=_("Theme"), choices=Theme.choices)
    owner = django_filters.ModelChoiceFilter(label=_("Who answers for it"), queryset=_people)

    class Meta:
        model = Objective
        fields = ["strategy", "theme", "owner"]


class ActivityFilters(WagtailFilterSet):
    """Activities by strategy, objective and responsible person."""

    strategy = django_filters.ModelChoiceFilter(
        field_name="objective__strategy", label=_("Strategy"), queryset=_strategies
    )
    objective = django_filters.ModelChoiceFilter(label=_("Objective"), queryset=_objectives)
    responsible = django_filters.ModelChoiceFilter(label=_("Responsible person"), queryset=_people)

    class Meta:
        model = Activity
        fields = ["strategy", "objective", "responsible"]


class IndicatorFilters(WagtailFilterSet):
    """Indicators by strategy, objective and stage."""

    strategy = django_filters.ModelChoiceFilter(
        field_name="objective__strategy", label=_("Strategy"), queryset=_strategies
    )
    objective = django_filters.ModelChoiceFilter(label=_("Objective"), queryset=_objectives)
    stage = django_filters.ChoiceFilter(label=_("Stage"), choices=Stage.choices)

    class Meta:
        model = Indicator
        fields = ["strategy", "objective", "stage"]
