"""The five lists of a plan, with their forms."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup

from duta.accounts.viewsets import ScopedViewSet
from duta.metrics.figures import figure, measured, money
from duta.metrics.rules import DICTIONARY
from duta.strategy import filters, places, views
from duta.strategy.forms import ActivityForm, AudienceForm, IndicatorForm, ObjectiveForm, PlanForm, StrategyForm
from duta.strategy.models import Activity, Audience, Indicator, Objective, Strategy
from duta.strategy.rules import said

BOXES = forms.CheckboxSelectMultiple(attrs={"class": "plan-boxes"})


def wide(name: str, **kwargs: Any) -> Column:
    """A column that a phone leaves out: there the title and one more have room."""
    return Column(name, classname="plan-wide", **kwargs)


def period(row: Any) -> str:
    """Say from when to when."""
    return f"{said(row.starts_on)} – {said(row.ends_on)}"


def way(row: Objective | Indicator) -> str:
    """Say from where to where."""
    return f"{figure(row.baseline)} → {measured(row.target, row.unit)}"


class PlanViewSet(ScopedViewSet):
    """A part of a plan: list, form, history."""

    index_view_class = views.PlanIndexView
    add_view_class = views.PlanCreateView
    edit_view_class = views.PlanEditView
    delete_view_class = views.PlanDeleteView
    inspect_view_class = views.PlanInspectView
    search_fields: Any = ["title", "title_en"]
    search_backend_name = None
    list_per_page = 50
    place = ""
    form_base: type[PlanForm] = PlanForm
    plan_panels: Sequence[Any] = ()
    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()

    @cached_property
    def name(self) -> str:
        """Name the addresses: "strategy_objective:edit"."""
        return f"strategy_{self.model._meta.model_name}"

    @cached_property
    def url_prefix(self) -> str:
        """The place below /desk/."""
        return f"strategy/{self.place}"

    def get_edit_handler(self) -> Any:
        """The form's panels."""
        return ObjectList(list(self.plan_panels), base_form_class=self.form_base).bind_to_model(self.model)

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """What the columns need is read with the rows."""
        return dict(super().get_index_view_kwargs(**{"related": self.related, "prefetched": self.prefetched, **kwargs}))


def _titles(*, heading: Any) -> MultiFieldPanel:
    return MultiFieldPanel([FieldPanel("title"), FieldPanel("title_en")], heading=heading)


class StrategyViewSet(PlanViewSet):
    """The strategies."""

    model = Strategy
    place = "strategies"
    icon = "duta-strategy"
    menu_label = gettext_lazy("Strategies")
    index_view_class = views.StrategyIndexView
    inspect_view_class = views.StrategyInspectView
    form_base = StrategyForm
    related = ("organisation",)
    prefetched = ("objectives",)
    filterset_class = filters.StrategyFilters
    list_display = [
        "title",
        wide("organisation", label=gettext_lazy("Organisation"), sort_key="organisation__path"),
        Column("period", label=gettext_lazy("Period"), accessor=period, sort_key="starts_on"),
        wide("objectives", label=gettext_lazy("Objectives"), accessor=lambda row: str(len(row.objectives.all()))),
    ]
    plan_panels = (
        _titles(heading=gettext_lazy("Name")),
        FieldPanel("organisation"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")], heading=gettext_lazy("Period")),
        FieldPanel("narrative"),
    )


class ObjectiveViewSet(PlanViewSet):
    """The objectives."""

    model = Objective
    place = "objectives"
    icon = "crosshairs"
    menu_label = gettext_lazy("Objectives")
    form_base = ObjectiveForm
    related = ("strategy", "owner")
    prefetched = ("indicators",)
    filterset_class = filters.ObjectiveFilters
    list_display = [
        "title",
        wide("strategy", label=gettext_lazy("Strategy"), sort_key="strategy__title"),
        wide("theme", label=gettext_lazy("Theme"), accessor="get_theme_display", sort_key="theme"),
        Column("way", label=gettext_lazy("Target"), accessor=way),
        wide("deadline", label=gettext_lazy("Deadline"), accessor=lambda row: said(row.deadline), sort_key="deadline"),
        wide("owner", label=gettext_lazy("Who answers for it")),
        wide("indicators", label=gettext_lazy("Indicators"), accessor=lambda row: str(len(row.indicators.all()))),
    ]
    inspect_view_fields = [
        "title", "title_en", "strategy", "theme", "baseline", "target", "deadline", "owner", "audiences",
    ]  # fmt: skip
    plan_panels = (
        FieldPanel("strategy"),
        _titles(heading=gettext_lazy("Statement")),
        FieldPanel("theme"),
        FieldRowPanel(
            [FieldPanel("unit"), FieldPanel("baseline"), FieldPanel("target")],
            heading=gettext_lazy("From where to where"),
        ),
        FieldRowPanel([FieldPanel("deadline"), FieldPanel("owner")], heading=gettext_lazy("Until when, and who")),
        FieldPanel("audiences", widget=BOXES),
    )


class AudienceViewSet(PlanViewSet):
    """The audiences."""

    model = Audience
    place = "audiences"
    icon = "group"
    menu_label = gettext_lazy("Audiences")
    form_base = AudienceForm
    related = ("organisation",)
    filterset_class = filters.AudienceFilters
    list_display = [
        "title",
        wide("organisation", label=gettext_lazy("Organisation"), sort_key="organisation__path"),
        wide("whereabouts", label=gettext_lazy("Domestic or foreign"), accessor="get_whereabouts_display"),
        Column(
            "territories",
            label=gettext_lazy("Countries"),
            accessor=lambda row: ", ".join(places.territory_names(row.territories)),
        ),
        wide(
            "languages",
            label=gettext_lazy("Languages"),
            accessor=lambda row: ", ".join(places.language_name(code) for code in row.languages),
        ),
        wide("size", label=gettext_lazy("Size"), accessor=lambda row: figure(row.size), sort_key="size"),
    ]
    inspect_view_fields = [
        "title", "title_en", "organisation", "whereabouts", "territories", "languages", "size", "size_source",
    ]  # fmt: skip
    plan_panels = (
        FieldPanel("organisation"),
        _titles(heading=gettext_lazy("Name")),
        FieldPanel("whereabouts"),
        FieldPanel("territories"),
        FieldPanel("languages"),
        FieldRowPanel([FieldPanel("size"), FieldPanel("size_source")], heading=gettext_lazy("How many people")),
    )


class ActivityViewSet(PlanViewSet):
    """The activities."""

    model = Activity
    place = "activities"
    icon = "tasks"
    menu_label = gettext_lazy("Activities")
    form_base = ActivityForm
    related = ("objective__strategy", "responsible")
    prefetched = ("milestones",)
    filterset_class = filters.ActivityFilters
    list_display = [
        "title",
        wide("objective", label=gettext_lazy("Objective"), sort_key="objective__title"),
        Column("period", label=gettext_lazy("Period"), accessor=period, sort_key="starts_on"),
        wide("responsible", label=gettext_lazy("Responsible person")),
        wide("milestones", label=gettext_lazy("Milestones"), accessor=lambda row: milestones_done(row)),
        wide(
            "budget",
            label=gettext_lazy("Budget"),
            accessor=lambda row: money(row.budget, row.currency),
            sort_key="budget",
        ),
    ]
    inspect_view_fields = [
        "title", "title_en", "objective", "description", "starts_on", "ends_on", "responsible", "budget", "partners",
    ]  # fmt: skip
    plan_panels = (
        FieldPanel("objective"),
        _titles(heading=gettext_lazy("Name")),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")], heading=gettext_lazy("Period")),
        FieldPanel("responsible"),
        InlinePanel(
            "milestones",
            heading=gettext_lazy("Milestones"),
            label=gettext_lazy("Milestone"),
            panels=[
                FieldRowPanel([FieldPanel("title"), FieldPanel("title_en")]),
                FieldRowPanel([FieldPanel("due_on"), FieldPanel("done_on")]),
            ],
        ),
        FieldRowPanel([FieldPanel("budget"), FieldPanel("currency")], heading=gettext_lazy("Budget")),
        FieldPanel("partners", widget=BOXES),
    )


def milestones_done(activity: Activity) -> str:
    """Say how many milestones are done, of how many."""
    rows = list(activity.milestones.all())
    done = sum(row.done_on is not None for row in rows)
    return _("%(done)s of %(all)s") % {"done": done, "all": len(rows)} if rows else "–"


class MetricsHelp(HelpPanel):
    """What each metric of the dictionary means."""

    class BoundPanel(HelpPanel.BoundPanel):
        """The panel in one form."""

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the dictionary."""
            return {**super().get_context_data(parent_context), "metrics": DICTIONARY}


class IndicatorViewSet(PlanViewSet):
    """The indicators."""

    model = Indicator
    place = "indicators"
    icon = "duta-reading"
    menu_label = gettext_lazy("Indicators")
    add_view_class = views.IndicatorCreateView
    form_base = IndicatorForm
    related = ("objective__strategy", "activity")
    filterset_class = filters.IndicatorFilters
    list_display = [
        "title",
        wide("objective", label=gettext_lazy("Objective"), sort_key="objective__title"),
        wide("metric", label=gettext_lazy("Metric"), accessor="metric.name", sort_key="metric_ref"),
        wide("stage", label=gettext_lazy("Stage"), accessor="get_stage_display", sort_key="stage"),
        Column("way", label=gettext_lazy("Target"), accessor=way),
        wide("deadline", label=gettext_lazy("Deadline"), accessor=lambda row: said(row.deadline), sort_key="deadline"),
    ]
    inspect_view_fields = [
        "title", "title_en", "objective", "metric_ref", "stage", "aggregation", "scope", "activity", "starts_on",
        "ends_on", "baseline", "target", "deadline", "read_every_days",
    ]  # fmt: skip
    plan_panels = (
        FieldPanel("objective"),
        _titles(heading=gettext_lazy("Name")),
        MultiFieldPanel(
            [FieldPanel("metric_ref"), MetricsHelp(template="strategy/metrics_help.html")],
            heading=gettext_lazy("What is measured"),
        ),
        FieldRowPanel(
            [FieldPanel("stage"), FieldPanel("aggregation")], heading=gettext_lazy("Stage, and how it is counted")
        ),
        FieldRowPanel([FieldPanel("scope"), FieldPanel("activity")], heading=gettext_lazy("What it counts")),
        FieldRowPanel(
            [FieldPanel("unit"), FieldPanel("baseline"), FieldPanel("target")],
            heading=gettext_lazy("From where to where"),
        ),
        FieldRowPanel(
            [FieldPanel("starts_on"), FieldPanel("ends_on"), FieldPanel("deadline")],
            heading=gettext_lazy("When it is measured"),
        ),
        FieldPanel("read_every_days"),
    )


class StrategyGroup(ViewSetGroup):
    """The menu "Strategy"."""

    menu_label = gettext_lazy("Strategy")
    menu_icon = "duta-strategy"
    menu_name = "strategy"
    menu_order = 200
    items = (StrategyViewSet, ObjectiveViewSet, AudienceViewSet, ActivityViewSet, IndicatorViewSet)
