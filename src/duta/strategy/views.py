"""The screens of plans: Wagtail's lists and forms, saved by our operations."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from duta.accounts.models import User
from duta.accounts.queries import allowed
from duta.accounts.rules import Action
from duta.accounts.viewsets import (
    ScopedCreateView,
    ScopedDeleteView,
    ScopedEditView,
    ScopedIndexView,
    ScopedInspectView,
)
from duta.core.problems import Severity
from duta.metrics.figures import figure, measured, money
from duta.strategy import links, operations, places, queries
from duta.strategy.forms import PlanForm, proposals, sentence
from duta.strategy.models import Activity, Audience, Indicator, Objective, Strategy
from duta.strategy.operations import PlanRefused

CREATE: dict[type[Model], Callable[..., Any]] = {
    Strategy: operations.create_strategy,
    Audience: operations.create_audience,
    Objective: operations.create_objective,
    Activity: operations.create_activity,
    Indicator: operations.create_indicator,
}
CHANGE: dict[type[Model], tuple[str, Callable[..., Any]]] = {
    Strategy: ("strategy", operations.change_strategy),
    Audience: ("audience", operations.change_audience),
    Objective: ("objective", operations.change_objective),
    Activity: ("activity", operations.change_activity),
    Indicator: ("indicator", operations.change_indicator),
}


def person_of(request: HttpRequest) -> User:
    """Return who asks; the desk lets nobody in without signing in."""
    return cast("User", request.user)


def strategy_of(row: Any) -> Strategy | None:
    """Return the strategy that a part of a plan belongs to; an audience belongs to none."""
    if isinstance(row, Strategy):
        return row
    if isinstance(row, Objective):
        return row.strategy
    return row.objective.strategy if isinstance(row, Activity | Indicator) else None


def anchor_of(row: Model) -> str:
    """Name a part of a plan on the screen of the whole plan."""
    return f"{row._meta.model_name}-{row.pk}"


def has_chain(row: Any) -> bool:
    """Whether the chain view knows the thing."""
    return isinstance(row, Objective | Activity | Indicator)


class PlanIndexView(ScopedIndexView):
    """A list; each row leads to its form, a strategy to its whole plan."""

    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()

    def get_base_queryset(self) -> Any:
        """The visible rows, with what the columns show."""
        return super().get_base_queryset().select_related(*self.related).prefetch_related(*self.prefetched)

    def _get_title_column(self, field_name: str, column_class: Any = TitleColumn, **kwargs: Any) -> Any:
        """The name in the reader's language, sorted by the title; it leads where Wagtail's would."""
        column = self._get_title_column_class(column_class)
        return column("label", label=_("Title"), sort_key=field_name, get_url=self._url_of, **kwargs)

    def _url_of(self, instance: Any) -> str | None:
        return self.get_edit_url(instance) or self.get_inspect_url(instance)

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        """Wagtail's, and the chain."""
        buttons = super().get_list_more_buttons(instance)
        if has_chain(instance) and (url := links.chain_url(instance._meta.model_name, instance.pk)):
            buttons.append(MenuItem(_("Chain"), url=url, icon_name="duta-chain", priority=15))
        return list(buttons)


class StrategyIndexView(PlanIndexView):
    """The strategies."""

    def get_inspect_url(self, instance: Strategy) -> str | None:
        """The whole plan says more than the bare fields."""
        return links.plan_url(instance.pk)

    def _url_of(self, instance: Strategy) -> str | None:
        """The title leads to the plan."""
        return links.plan_url(instance.pk)


class SavedByOperation:
    """Save through the room's operation; what it refuses is shown in the form."""

    model: Any
    form: PlanForm
    request: HttpRequest
    log_action: str

    def form_valid(self, form: PlanForm) -> HttpResponse:
        """Save, or show why not: between checking and saving somebody may have changed the plan."""
        try:
            with transaction.atomic():
                answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except PlanRefused as refused:
            form.add_problems(refused.problems)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined,no-any-return]
        self._warn()
        return answer

    def save_instance(self) -> Any:
        """Call the operation, and tell Wagtail's own log, which its history shows."""
        row = self.save_plan(self.form.operation_fields())
        log(instance=row, action=self.log_action, user=self.request.user)
        return row

    def save_plan(self, fields: dict[str, Any]) -> Any:
        """Call the operation."""
        raise NotImplementedError

    def get_success_url(self) -> str:
        """Back to the whole plan, at this part of it."""
        row = self.object  # type: ignore[attr-defined]
        strategy = strategy_of(row)
        return links.plan_url(strategy.pk, at=anchor_of(row)) if strategy else super().get_success_url()  # type: ignore[misc]

    def _warn(self) -> None:
        for problem in queries.problems_of(self.object):  # type: ignore[attr-defined]
            if problem.severity is Severity.WARNING:
                messages.warning(self.request, sentence(problem))


class PlanCreateView(SavedByOperation, ScopedCreateView):
    """A new part of a plan; the query string may say what it starts from: ?strategy= or ?objective=."""

    log_action = "wagtail.create"

    def get_initial(self) -> dict[str, Any]:
        """What the form starts from; a number that is not the person's to plan for is left out."""
        return {**super().get_initial(), **self._start()}

    def _start(self) -> dict[str, Any]:
        by = person_of(self.request)
        if self.model is Objective and (strategy := self._named("strategy", Strategy, "organisation")):
            return queries.objective_defaults(strategy, by=by)
        if self.model not in (Activity, Indicator):
            return {}
        objective = self._named("objective", Objective, "strategy__organisation")
        if objective is None:
            return {}
        if self.model is Activity:
            return queries.activity_defaults(objective, by=by, today=timezone.localdate())
        return queries.indicator_defaults(objective)

    def _named(self, name: str, model: Any, field: str) -> Any:
        pk = self.request.GET.get(name, "")
        rows = allowed(model.objects.all(), self.request.user, Action.PLAN, field=field)
        return rows.filter(pk=pk).first() if pk.isdecimal() else None

    def save_plan(self, fields: dict[str, Any]) -> Any:
        """Create it."""
        return CREATE[self.model](by=person_of(self.request), now=timezone.now(), **fields)


class PlanEditView(SavedByOperation, ScopedEditView):
    """The form of a part of a plan."""

    log_action = "wagtail.edit"

    def save_plan(self, fields: dict[str, Any]) -> Any:
        """Change it."""
        name, change = CHANGE[self.model]
        return change(**{name: self.object}, by=person_of(self.request), now=timezone.now(), **fields)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """The whole plan, and the chain."""
        return plan_buttons(self.object)


def plan_buttons(row: Any) -> list[HeaderButton]:
    """Return the buttons that lead from a part of a plan to the whole and to its chain."""
    strategy = strategy_of(row)
    found = []
    if strategy is not None:
        url = links.plan_url(strategy.pk, at=anchor_of(row))
        found.append(HeaderButton(_("Whole plan"), url=url, icon_name="duta-strategy"))
    if has_chain(row) and (url := links.chain_url(row._meta.model_name, row.pk)):
        found.append(HeaderButton(_("Chain"), url=url, icon_name="duta-chain"))
    return found


class IndicatorCreateView(PlanCreateView):
    """A new indicator: its form knows what each metric proposes. A saved one keeps what it has."""

    template_name = "strategy/indicator_create.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form's script the proposals."""
        return {**super().get_context_data(**kwargs), "proposals": proposals()}


class PlanDeleteView(ScopedDeleteView):
    """Removes what nothing hangs on; else says what does."""

    def get_usage_url(self) -> None:
        """Wagtail's count of references lags behind and knows no readings: the operation counts for itself."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it, or lead back to its form with the reason."""
        url = self._back()
        try:
            operations.remove_from_plan(row=self.object, by=person_of(self.request), now=timezone.now())
        except PlanRefused as refused:
            for problem in refused.problems:
                messages.error(self.request, sentence(problem))
            return redirect(self.get_edit_url())
        messages.success(self.request, self.get_success_message())
        return HttpResponseRedirect(url)

    def get_edit_url(self) -> str:
        """The form of the thing."""
        return links.edit_url(self.object._meta.model_name, self.object.pk)

    def _back(self) -> str:
        strategy = strategy_of(self.object)
        if strategy is None or strategy is self.object:
            return str(self.get_success_url())
        return links.plan_url(strategy.pk)


class PlanInspectView(ScopedInspectView):
    """A part of a plan, to look at."""

    template_name = "strategy/inspect.html"
    page_title = ""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """The whole plan, and the chain."""
        return plan_buttons(self.object)

    def get_territories_display_value(self) -> str:
        """Countries by their names."""
        return ", ".join(places.territory_names(self.object.territories))

    def get_languages_display_value(self) -> str:
        """Languages by their names."""
        return ", ".join(places.language_name(code) for code in self.object.languages)

    def get_baseline_display_value(self) -> str:
        """Where we stood, in the unit."""
        return measured(self.object.baseline, self.object.unit)

    def get_target_display_value(self) -> str:
        """Where we want to be, in the unit."""
        return measured(self.object.target, self.object.unit)

    def get_budget_display_value(self) -> str:
        """The budget with its currency."""
        return money(self.object.budget, self.object.currency)

    def get_size_display_value(self) -> str:
        """The number of people."""
        return figure(self.object.size)

    def get_metric_ref_display_value(self) -> str:
        """The metric by its name, with its version."""
        return f"{self.object.metric.name} ({self.object.metric_ref})"


class StrategyInspectView(PlanInspectView):
    """Leads to the whole plan."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead on."""
        return redirect(links.plan_url(self.object.pk))
