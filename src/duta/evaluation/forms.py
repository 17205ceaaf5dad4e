"""The form of a figure that only people can know."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from duta.core.days import check_day
from duta.core.problem_words import sentence_of
from duta.core.problems import Problem
from duta.evaluation.queries import zone_of
from duta.metrics.figures import unit_for_reader
from duta.strategy.models import Activity, Indicator
from duta.strategy.rules import Aggregation, Scope


class ReadingForm(forms.Form):
    """Value, day, evidence; and for a sum over several activities, which of them it was measured for."""

    value = forms.DecimalField(label=_("Value"), max_digits=20, decimal_places=4)
    measured_on = forms.DateField(
        label=_("Measured on"),
        help_text=_("The day on which it was counted or asked."),
        widget=AdminDateInput,
        validators=[check_day],
    )
    activity: forms.ModelChoiceField[Activity] = forms.ModelChoiceField(
        label=_("Measured for"),
        queryset=Activity.objects.none(),
        required=False,
        empty_label=_("the objective as a whole"),
        help_text=_("What is entered for the others stays in the sum."),
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        help_text=_(
            "Where it comes from: the attendance list, the survey with its sample and dates, the address of a press "
            "cutting. Everybody who reads the figure sees it."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, indicator: Indicator, now: datetime, **kwargs: Any) -> None:
        self.indicator, self.now = indicator, now
        super().__init__(*args, **kwargs)
        self.fields["measured_on"].initial = min(self.today, indicator.ends_on)
        self.fields["value"].help_text = unit_for_reader(indicator.unit)
        self._offer_activities()

    @property
    def today(self) -> date:
        """The day where the organisation is."""
        return self.now.astimezone(zone_of(self.indicator.organisation)).date()

    def _offer_activities(self) -> None:
        activities = self.indicator.objective.activities.all()
        one = self.indicator.scope == Scope.ACTIVITY or self.indicator.aggregation == Aggregation.LATEST
        if one or not activities.exists():
            del self.fields["activity"]
        else:
            field = self.fields["activity"]
            field.queryset = activities  # type: ignore[attr-defined]

    def operation_fields(self) -> dict[str, Any]:
        """Return what the operation takes."""
        cleaned = self.cleaned_data
        value: Decimal = cleaned["value"]
        return {
            "value": value,
            "evidence": cleaned["evidence"],
            "measured_at": self._moment(cleaned["measured_on"]),
            "activity": cleaned.get("activity"),
        }

    def _moment(self, day: date) -> datetime:
        """Today is now; another day is its noon."""
        if day == self.today:
            return self.now
        return datetime.combine(day, time(12), zone_of(self.indicator.organisation))

    def add_problems(self, problems: tuple[Problem, ...]) -> None:
        """Show what the operation refused at its field."""
        for problem in problems:
            said = sentence_of(problem)
            name = problem.field if problem.field in self.fields else NON_FIELD_ERRORS
            self.add_error(None if name == NON_FIELD_ERRORS else name, f"{said.what} {said.fix}")
