"""What is asked of people who take figures over from a platform."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duta.accounts.models import Organisation
from duta.connectors.by_hand import ByHand, ExportFormat
from duta.core.days import check_day
from duta.core.moments import NoSuchTime, choose_time
from duta.core.problem_words import sentence_of
from duta.core.problems import Problem
from duta.delivery.export_rows import Columns
from duta.delivery.export_values import DayOrder, NumberStyle
from duta.metrics.rules import current_ref, metric_for

WALL = "%Y-%m-%dT%H:%M"
ZONES_FIRST = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "UTC", "America/Los_Angeles")


class WallTimeField(forms.Field):
    """A day and a time as the clock on the wall shows them; no zone inside."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WALL)

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment without zone. Raises ValidationError."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            found = datetime.strptime(text[:16].replace(" ", "T"), WALL)  # noqa: DTZ007  # the form knows the zone
        except ValueError as error:
            raise ValidationError(_("Enter day and time, for instance 2026-11-24T09:30.")) from error
        check_day(found.date())
        return found


class CountedForm(forms.Form):
    """When figures were counted, in the zone of the channel's organisation."""

    counted_at = WallTimeField(label=gettext_lazy("Counted at"))

    def __init__(self, *args: Any, organisation: Organisation, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = organisation.time_zone
        field = self.fields["counted_at"]
        field.initial = field.initial or now.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        field.help_text = _("In the zone %(zone)s.") % {"zone": self.zone}

    def clean_counted_at(self) -> datetime:
        """Return the instant."""
        try:
            return choose_time(wall=self.cleaned_data["counted_at"], zone=self.zone).instant
        except NoSuchTime as error:
            raise ValidationError(_("The clocks jump over this time there. Enter another one.")) from error

    def add_problems(self, problems: Sequence[Problem]) -> None:
        """Show what the operation refused at its field."""
        for problem in problems:
            said = sentence_of(problem)
            name = self.name_of(problem.field or "")
            known = name if name in self.fields else NON_FIELD_ERRORS
            self.add_error(None if known == NON_FIELD_ERRORS else known, f"{said.what} {said.fix}")

    def name_of(self, field: str) -> str:
        """Name the form's field for a problem's."""
        return field


class CountsForm(CountedForm):
    """The figures of one entry, as its platform shows them."""

    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Where they were read. Everybody who looks at the figures sees it."),
    )
    lower_is_right = forms.BooleanField(
        label=gettext_lazy("A total is lower than before, and that is right."), required=False
    )

    def __init__(self, *args: Any, connector: ByHand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.metrics = {_field_of(metric): metric for metric in connector.counts}
        for name, metric in self.metrics.items():
            definition = metric_for(current_ref(metric))
            box = forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "step": 1})
            self.fields[name] = forms.IntegerField(
                label=str(definition.name), required=False, min_value=0, widget=box, help_text=str(definition.formula)
            )
        self.order_fields([*self.metrics, "counted_at", "evidence", "lower_is_right"])

    @property
    def figure_fields(self) -> list[forms.BoundField]:
        """The boxes for figures."""
        return [self[name] for name in self.metrics]

    @property
    def counts(self) -> dict[str, int]:
        """What was entered, by names of the dictionary; boxes that were left empty are left out."""
        found = {metric: self.cleaned_data.get(name) for name, metric in self.metrics.items()}
        return {metric: value for metric, value in found.items() if value is not None}

    def name_of(self, field: str) -> str:
        """Figures are named by their metric."""
        return _field_of(field)

    @property
    def asks_whether_lower(self) -> bool:
        """Whether the question about a lower total was put."""
        return self.is_bound and ("lower_is_right" in self.data or any(self.has_error(name) for name in self.metrics))


class ExportForm(CountedForm):
    """The export file."""

    file = forms.FileField(
        label=gettext_lazy("Export file"),
        help_text=gettext_lazy("CSV, with commas, semicolons or tabs; at most 256 MB and 1,000,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counted_at"].label = _("Exported at")
        self.order_fields(["file", "counted_at"])


class ColumnsForm(CountedForm):
    """Which column says what."""

    def __init__(
        self, *args: Any, heading: Sequence[str], format_: ExportFormat, columns: Columns, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counted_at"].label = _("Exported at")
        names = [("", _("not used")), *((name, name) for name in heading)]
        self.metrics = {_field_of(metric): metric for metric in format_.metrics}
        self._choice("entry", _("The entry's address or number"), names, columns.entry)
        for name, metric in self.metrics.items():
            self._choice(name, metric_for(current_ref(metric)).name, names, columns.metrics.get(metric, ""))
        self._choice("published", _("Published at"), names, columns.published)
        self._choice("period", _("Span that the figures cover"), names, columns.period)
        self._choice("numbers", _("Numbers are written"), NumberStyle.choices, columns.numbers)
        self._choice("days", _("Dates are written"), DayOrder.choices, columns.days)
        zones = [*ZONES_FIRST, *sorted(available_timezones() - set(ZONES_FIRST))]
        self._choice("zone", _("Zone of the file's times"), [(zone, zone) for zone in zones], columns.zone or self.zone)
        self.order_fields(["entry", *self.metrics, "published", "period", "counted_at", "numbers", "days", "zone"])

    def _choice(self, name: str, label: Any, choices: Sequence[Any], initial: str) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False, initial=initial)

    @property
    def columns(self) -> Columns:
        """What was chosen."""
        said: Mapping[str, str] = self.cleaned_data
        metrics = {metric: said[name] for name, metric in self.metrics.items() if said.get(name)}
        plain = {name: said.get(name, "") for name in ("entry", "published", "period", "zone")}
        numbers, days = said.get("numbers") or NumberStyle.AUTO, said.get("days") or DayOrder.AUTO
        return Columns(**plain, metrics=metrics, numbers=numbers, days=days)


def _field_of(metric: str) -> str:
    """Dots do not fit into names of fields."""
    return metric.replace(".", "_")
