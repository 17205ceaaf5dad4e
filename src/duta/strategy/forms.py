"""The forms of plans: what a person types, checked by the same rules as every operation."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from duta.accounts.models import Organisation, User
from duta.core.problem_words import sentence_of
from duta.core.problems import Problem, Severity
from duta.metrics.rules import UnknownMetric, metric_choices, metric_for
from duta.strategy import places, queries, rules
from duta.strategy.models import Activity, Audience, Objective, Strategy
from duta.strategy.operations import MilestonePlan


class TerritoriesField(forms.CharField):
    """Countries by their codes or names, separated by commas; a list of codes in the row."""

    def prepare_value(self, value: Any) -> str:
        """Show codes; what a person just typed stays as it is."""
        return value if isinstance(value, str) else ", ".join(value or ())

    def to_python(self, value: Any) -> Any:
        """Return the codes."""
        try:
            return places.territory_codes(super().to_python(value) or "")
        except places.UnknownPlaces as unknown:
            problem = Problem("unknown_places", {"words": ", ".join(unknown.words)})
            raise forms.ValidationError(sentence(problem), code="unknown_places") from unknown

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare codes, not spellings."""
        try:
            return bool(self.to_python(data) != list(initial or ()))
        except forms.ValidationError:
            return True


def without_zeros(value: Decimal) -> Decimal:
    """Return the same number as a person would type it: 52.00 is 52."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def sentence(problem: Problem) -> str:
    """Say what is wrong and what to do, in one line."""
    said = sentence_of(problem)
    return f"{said.what} {said.fix}".strip()


class PlanForm(WagtailAdminModelForm):
    """A part of a plan; ``related`` are the relations that an operation takes apart from the fields."""

    related: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = {name: value for name, value in self.initial.items() if isinstance(value, Decimal)}
        self.initial.update({name: without_zeros(value) for name, value in numbers.items()})

    def _post_clean(self) -> None:
        """Check by the rules once Django has put the fields into the row."""
        super()._post_clean()
        if not self.errors:
            self.add_problems(self.plan_problems())

    def plan_problems(self) -> Sequence[Problem]:
        """What the rules say about the row."""
        return queries.problems_of(self.instance)

    def add_problems(self, problems: Sequence[Problem]) -> None:
        """Show what must be put right at its field; warnings do not stand in the way."""
        for problem in problems:
            if problem.severity is Severity.ERROR:
                name = problem.field if problem.field in self.fields else NON_FIELD_ERRORS
                self.add_error(None if name == NON_FIELD_ERRORS else name, sentence(problem))

    def operation_fields(self) -> dict[str, Any]:
        """Return what the operation takes: fields and relations by name."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}

    def offer(self, name: str, rows: "QuerySet[Any]", label: Any = None) -> None:
        """Let a field offer these rows; what the person may choose of them is decided by the policy."""
        field = self.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows
            if label:
                field.label_from_instance = label  # type: ignore[method-assign]

    def started_from(self, name: str, model: Any) -> Any:
        """Return the row that a relation points to: the saved one, or the one that the form starts from."""
        if self.instance.pk:
            return getattr(self.instance, name)
        return model.objects.filter(pk=self.initial.get(name) or 0).first()


class StrategyForm(PlanForm):
    """A strategy."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("organisation", Organisation.objects.order_by("path"))


class AudienceForm(PlanForm):
    """An audience: countries as words, languages as boxes."""

    territories = TerritoriesField(
        label=_("Countries and territories"),
        help_text=_("Where they live: two letters or names, with commas between, for instance ID, Netherlands."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        help_text=_("The languages they read."),
        choices=places.language_choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "plan-boxes"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("organisation", Organisation.objects.order_by("path"))
        if names := places.territory_names(self.instance.territories or ()):
            field = self.fields["territories"]
            now = _("Now: %(names)s.") % {"names": ", ".join(names)}
            field.help_text = f"{field.help_text} {now}"


class ObjectiveForm(PlanForm):
    """An objective; ``title`` is its statement."""

    related = ("audiences",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = _("Statement")
        self.fields["title_en"].label = _("Statement in English")
        self.offer("strategy", Strategy.objects.select_related("organisation"), label_of_strategy)
        strategy = self.started_from("strategy", Strategy)
        self.offer("owner", people_for(strategy and strategy.organisation), label_of_person)
        self.offer("audiences", audiences_for(strategy and strategy.organisation))


class ActivityForm(PlanForm):
    """An activity with its milestones."""

    related = ("partners",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("objective", Objective.objects.select_related("strategy"), label_of_objective)
        objective = self.started_from("objective", Objective)
        self.offer("responsible", people_for(objective and objective.organisation), label_of_person)

    def plan_problems(self) -> Sequence[Problem]:
        """The milestones of the form, not the saved ones."""
        return queries.problems_of(self.instance, milestones=[plan.due_on for plan in self.milestones()])

    def operation_fields(self) -> dict[str, Any]:
        """Fields, partners and milestones."""
        return {**super().operation_fields(), "milestones": self.milestones()}

    def milestones(self) -> list[MilestonePlan]:
        """Return the milestones as they stand in the form, those marked for removal left out."""
        formset = self.formsets.get("milestones")
        rows = [form.cleaned_data for form in formset.forms if form.is_valid()] if formset else []
        return [_milestone(row) for row in rows if row.get("due_on") and not row.get("DELETE")]


def _milestone(row: dict[str, Any]) -> MilestonePlan:
    done: date | None = row.get("done_on")
    known = row.get("id")
    return MilestonePlan(
        title=row["title"], title_en=row["title_en"], due_on=row["due_on"], done_on=done, pk=known and known.pk
    )


class IndicatorForm(PlanForm):
    """An indicator: stage and aggregation are proposed from the metric."""

    metric_ref = forms.ChoiceField(
        label=_("Metric"),
        help_text=_("A definition of the dictionary, in the version that readings name."),
        choices=lambda: [("", "---------"), *metric_choices()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("stage", "aggregation"):
            field = self.fields[name]
            field.required = False
            proposed = _("Left empty, the metric decides.")
            field.help_text = f"{field.help_text} {proposed}"
        self.offer("objective", Objective.objects.select_related("strategy"), label_of_objective)
        objective = self.started_from("objective", Objective)
        self.offer("activity", activities_of(objective), label_of_activity)
        if self.instance.pk and queries.is_held(self.instance):
            self._fix_yardstick()

    def _fix_yardstick(self) -> None:
        for name in rules.YARDSTICK:
            if field := self.fields.get(name):
                field.disabled = True
                field.help_text = _("There are readings: this stays as it is.")

    def clean_stage(self) -> str:
        """An empty stage is the metric's own."""
        return str(self.cleaned_data["stage"] or self._proposed(rules.proposed_stage))

    def clean_aggregation(self) -> str:
        """An empty aggregation is the one that fits the metric."""
        return str(self.cleaned_data["aggregation"] or self._proposed(rules.proposed_aggregation))

    def _proposed(self, propose: Any) -> str:
        try:
            return str(propose(self.cleaned_data.get("metric_ref", "")).value)
        except UnknownMetric:
            return ""

    def clean(self) -> Any:
        """The activity means nothing where all of them count."""
        cleaned = super().clean()
        if self.cleaned_data.get("scope") == rules.Scope.OBJECTIVE:
            self.cleaned_data["activity"] = None
        return cleaned


def label_of_strategy(strategy: Strategy) -> str:
    """Name a strategy with its organisation."""
    return f"{strategy}, {strategy.organisation}"


def label_of_objective(objective: Objective) -> str:
    """Name an objective with its strategy."""
    return f"{objective} ({objective.strategy})"


def label_of_activity(activity: Activity) -> str:
    """Name an activity with its objective where the form does not know it."""
    return str(activity)


def label_of_person(person: User) -> str:
    """Name a person with the position."""
    return f"{person}, {person.position}" if person.position else str(person)


def people_for(organisation: Organisation | None) -> "QuerySet[User]":
    """The people who may be named in an organisation's plan; everybody who is active where it is not known yet."""
    if organisation is None:
        return User.objects.filter(is_active=True).order_by("first_name", "last_name", "pk")
    return queries.people_in_line(organisation, now=timezone.now())


def audiences_for(organisation: Organisation | None) -> "QuerySet[Audience]":
    """The audiences that an organisation's objectives may name."""
    rows = Audience.objects.select_related("organisation")
    return rows if organisation is None else rows.filter(queries.in_line(organisation, "organisation"))


def activities_of(objective: Objective | None) -> "QuerySet[Activity]":
    """The activities that an indicator may count."""
    rows = Activity.objects.select_related("objective")
    return rows if objective is None else rows.filter(objective=objective)


def proposals() -> dict[str, dict[str, str]]:
    """Return what each metric proposes, for the form's script: stage, aggregation and unit by metric ref."""
    return {
        ref: {
            "stage": rules.proposed_stage(ref).value,
            "aggregation": rules.proposed_aggregation(ref).value,
            "unit": str(metric_for(ref).unit),
        }
        for ref, _name in metric_choices()
    }
