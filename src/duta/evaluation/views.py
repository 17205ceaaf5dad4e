"""The screens of a whole plan and of readings."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from duta.accounts.models import User
from duta.accounts.queries import may, may_anywhere
from duta.accounts.rules import Action
from duta.evaluation import operations, panels, queries
from duta.evaluation.forms import ReadingForm
from duta.evaluation.models import Reading
from duta.evaluation.operations import ReadingRefused
from duta.metrics.figures import measured
from duta.metrics.rules import STAGE_NOTES, Stage
from duta.strategy import links
from duta.strategy.models import Indicator, Strategy
from duta.strategy.queries import indicators_seen_by, plan_of, strategies_seen_by

CHART_DAYS = 180  # at most so many readings are drawn, the last of each day


def person_of(request: HttpRequest) -> User:
    """Return who asks; the desk lets nobody in without signing in."""
    return cast("User", request.user)


class PlanView(WagtailAdminTemplateMixin, TemplateView):
    """A whole strategy on one screen."""

    template_name = "evaluation/plan.html"
    header_icon = "duta-strategy"

    @cached_property
    def strategy(self) -> Strategy:
        """The strategy, if the person may look at it."""
        return get_object_or_404(strategies_seen_by(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def may_plan(self) -> bool:
        """Whether the person may change it."""
        return may(self.request.user, Action.PLAN, self.strategy.organisation)

    def get_page_title(self) -> str:
        """The strategy's name."""
        return str(self.strategy.label)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, strategies, this one."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("strategy_strategy:index"), "label": _("Strategies")},
            {"url": "", "label": self.strategy.label},
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """What a planner does here."""
        if not self.may_plan:
            return []
        add = links.add_url("objective", strategy=self.strategy.pk)
        edit = links.edit_url("strategy", self.strategy.pk)
        return [
            HeaderButton(_("Add objective"), url=add, icon_name="plus"),
            HeaderButton(_("Edit strategy"), url=edit, icon_name="edit"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The plan, laid out."""
        now = timezone.now()
        plan = plan_of(self.strategy)
        today = now.astimezone(queries.zone_of(self.strategy.organisation)).date()
        warnings = panels.warnings_by_part(plan)
        newest = queries.newest_readings(indicator.pk for indicator in plan.indicators)
        stands = {one.pk: queries.stand_of(one, newest.get(one.pk), now=now) for one in plan.indicators}
        cards = [
            panels.objective_card(
                queries.stand_of_objective(goal, [stands[one.pk] for one in plan.indicators_of(goal)], today=today),
                warnings.get(goal, ()),
            )
            for goal in plan.objectives
        ]
        timeline = panels.timeline_of(plan, today=today, warnings=warnings)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context, "plan": plan, "cards": cards, "timeline": timeline, "may_plan": self.may_plan,
            "may_measure": may(self.request.user, Action.MEASURE, self.strategy.organisation),
        }  # fmt: skip


class ReadingIndexView(BaseListingView):
    """Every indicator with its newest reading; ?overdue=1: those that wait for one."""

    model = Indicator
    page_title = gettext_lazy("Readings")
    header_icon = "duta-reading"
    template_name = "evaluation/index.html"
    results_template_name = "evaluation/index_results.html"
    index_url_name = "evaluation:index"
    index_results_url_name = "evaluation:index_results"
    is_searchable = True
    search_fields = ["title", "title_en", "objective__title", "objective__title_en"]
    search_backend_name = None
    default_ordering = "objective"
    columns = [Column("title")]
    paginate_by = 50

    @cached_property
    def only_overdue(self) -> bool:
        """Whether only those that wait for a reading are asked for."""
        return bool(self.request.GET.get("overdue"))

    def get_base_queryset(self) -> "QuerySet[Indicator]":
        """The indicators that the person may look at, or those that wait for a reading of the person."""
        rows = indicators_seen_by(self.request.user)
        if self.only_overdue:
            late = queries.overdue_readings(self.request.user, now=timezone.now())
            rows = rows.filter(pk__in=[one.pk for one in late])
        return rows.order_by("objective__deadline", "objective", "pk")

    def order_queryset(self, queryset: "QuerySet[Indicator]") -> "QuerySet[Indicator]":
        """By objective."""
        return queryset

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, readings."""
        return [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": _("Readings")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Put its newest reading beside each indicator of the page."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        now, rows = timezone.now(), list(context["object_list"])
        newest = queries.newest_readings(row.pk for row in rows)
        lines = [panels.indicator_line(queries.stand_of(row, newest.get(row.pk), now=now)) for row in rows]
        measuring = [may_enter(self.request.user, line.indicator) for line in lines]
        return {
            **context, "rows": list(zip(lines, measuring, strict=True)), "only_overdue": self.only_overdue,
            "may_measure": may_anywhere(self.request.user, Action.MEASURE),
        }  # fmt: skip


def may_enter(user: Any, indicator: Indicator) -> bool:
    """Whether a person may enter a figure: what Duta counts itself, nobody enters."""
    return not indicator.metric.counted and may(user, Action.MEASURE, indicator.organisation)


class IndicatorScreen:
    """A screen about one indicator."""

    request: HttpRequest
    kwargs: dict[str, Any]
    header_icon = "duta-reading"

    @cached_property
    def indicator(self) -> Indicator:
        """The indicator, if the person may look at it."""
        return get_object_or_404(indicators_seen_by(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def may_enter(self) -> bool:
        """Whether the person may enter readings, and people enter them at all."""
        return may_enter(self.request.user, self.indicator)

    def get_page_title(self) -> str:
        """The indicator's name."""
        return str(self.indicator.label)

    def crumbs(self, *more: str) -> list[dict[str, str]]:
        """Home, readings, the indicator, and what follows."""
        own = "" if not more else links.readings_url(self.indicator.pk)
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("evaluation:index"), "label": _("Readings")},
            {"url": own, "label": self.indicator.label},
            *({"url": "", "label": label} for label in more),
        ]

    def indicator_context(self) -> dict[str, Any]:
        """What every screen about an indicator shows."""
        newest = queries.newest_readings([self.indicator.pk]).get(self.indicator.pk)
        stand = queries.stand_of(self.indicator, newest, now=timezone.now())
        one = self.indicator
        value = newest.value if newest else None
        bar = panels.bar_of(stand.judgement, baseline=one.baseline, target=one.target, value=value, unit=one.unit)
        return {
            "indicator": one, "stand": stand, "line": panels.indicator_line(stand), "bar": bar,
            "reason": panels.reason_of(stand.judgement), "may_enter": self.may_enter,
            "stage_note": STAGE_NOTES[Stage(one.stage)],
            "plan_url": links.plan_url(one.objective.strategy_id, at=f"objective-{one.objective_id}"),
        }  # fmt: skip


class ReadingsView(IndicatorScreen, BaseListingView):
    """The readings of one indicator, drawn and listed."""

    model = Reading
    template_name = "evaluation/readings.html"
    columns = [Column("value")]
    paginate_by = 50

    def get_base_queryset(self) -> "QuerySet[Reading]":
        """The newest first."""
        return Reading.objects.filter(indicator=self.indicator).select_related("entered_by")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, readings, the indicator."""
        return self.crumbs()

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Enter a reading, and the chain."""
        found = []
        if self.may_enter:
            url = links.enter_url(self.indicator.pk)
            found.append(HeaderButton(_("Enter a reading"), url=url, icon_name="plus"))
        if chain := links.chain_url("indicator", self.indicator.pk):
            found.append(HeaderButton(_("Chain"), url=chain, icon_name="duta-chain"))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The readings of this page and the chart of all."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        drawn = queries.last_of_each_day(self.indicator, days=CHART_DAYS)
        rows = [
            (reading, measured(reading.value, self.indicator.unit), links.chain_url("reading", reading.pk))
            for reading in context["object_list"]
        ]
        return {
            **context, **self.indicator_context(), "rows": rows, "chart": panels.chart_of(drawn, self.indicator),
        }  # fmt: skip


class EnterReadingView(IndicatorScreen, WagtailAdminTemplateMixin, FormView[ReadingForm]):
    """Enter a figure with its evidence."""

    template_name = "evaluation/enter.html"
    form_class = ReadingForm
    page_subtitle = gettext_lazy("Enter a reading")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only for those who measure; a sibling's indicator is not there."""
        if not may(request.user, Action.MEASURE, self.indicator.organisation):
            raise PermissionDenied
        if not self.may_enter:
            messages.info(request, _("Duta counts this indicator itself: there is nothing to enter."))
            return redirect(links.readings_url(self.indicator.pk))
        return cast("HttpResponse", super().dispatch(request, *args, **kwargs))

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, readings, the indicator, entering."""
        return self.crumbs(_("Enter a reading"))

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form knows the indicator."""
        return {**super().get_form_kwargs(), "indicator": self.indicator, "now": timezone.now()}

    def form_valid(self, form: ReadingForm) -> HttpResponse:
        """Enter it, or say why not."""
        try:
            reading = operations.enter_reading(
                indicator=self.indicator, by=person_of(self.request), now=form.now, **form.operation_fields()
            )
        except ReadingRefused as refused:
            form.add_problems(refused.problems)
            return self.form_invalid(form)
        said = {"value": measured(reading.value, self.indicator.unit), "indicator": self.indicator.label}
        messages.success(self.request, _("The reading of “%(indicator)s” is now %(value)s.") % said)
        return redirect(links.readings_url(self.indicator.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is known already stands beside the form."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        known = queries.entered_figures(self.indicator)
        return {**context, **self.indicator_context(), "known": known, "media": context["form"].media}
