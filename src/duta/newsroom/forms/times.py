"""A chosen time in a zone: one field, three inputs, and a sentence for a time that the clocks jump over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from duta.accounts.models import Organisation
from duta.core.days import check_day
from duta.core.moments import ChosenTime, NoSuchTime, choose_time
from duta.core.when import zone_label


class ChosenTimeWidget(forms.MultiWidget):
    """Date, time of day, zone: the browser's own inputs, which a phone shows as wheels."""

    template_name = "newsroom/parts/chosen_time.html"

    def __init__(self, zones: Sequence[tuple[str, str]] = ()) -> None:
        date = forms.DateInput(attrs={"type": "date", "aria-label": gettext_lazy("Day")}, format="%Y-%m-%d")
        time = forms.TimeInput(attrs={"type": "time", "aria-label": gettext_lazy("Time of day")}, format="%H:%M")
        super().__init__([date, time, forms.Select(attrs={"aria-label": gettext_lazy("Time zone")}, choices=zones)])

    def decompress(self, value: Any) -> list[Any]:
        """Take a chosen time apart; a plain string names the zone to begin with."""
        if isinstance(value, ChosenTime):
            return [value.wall.date(), value.wall.time(), value.zone]
        return [None, None, value or None]


class ChosenTimeField(forms.MultiValueField):
    """Gives a ``ChosenTime``, or None when day and time are left empty. ``set_zones`` says which zones are offered."""

    default_error_messages = {
        "incomplete": gettext_lazy("Give both the day and the time of day."),
        "no_such_time": gettext_lazy("The clocks jump over this time in that zone. Choose %(next)s or later."),
    }

    def __init__(self, **kwargs: Any) -> None:
        zone = forms.ChoiceField()
        parts = (forms.DateField(required=False, validators=[check_day]), forms.TimeField(required=False), zone)
        super().__init__(parts, require_all_fields=False, widget=ChosenTimeWidget(), **kwargs)

    def set_zones(self, zones: Sequence[tuple[str, str]]) -> None:
        """Offer these zones (IANA name, words), the first one chosen."""
        self.fields[2].choices = list(zones)  # type: ignore[attr-defined]
        self.widget.widgets[2].choices = list(zones)
        self.initial = self.initial or zones[0][0]

    def clean(self, value: Any) -> ChosenTime | None:
        """Empty day and time mean: none."""
        if not value or not (value[0] or value[1]):
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        cleaned: ChosenTime = super().clean(value)
        return cleaned

    def compress(self, values: list[Any]) -> ChosenTime:
        """Fix the wall time in its zone."""
        day, time, zone = values
        if not (day and time and zone):
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            return choose_time(wall=datetime.combine(day, time), zone=zone)
        except NoSuchTime as jumped:
            later = str(jumped).rpartition(" ")[2]
            raise forms.ValidationError(
                self.error_messages["no_such_time"], code="no_such_time", params={"next": later}
            ) from jumped


def zones_for(organisation: Organisation, *, now: datetime) -> list[tuple[str, str]]:
    """The zones that an author thinks in: the organisation's first, then the author's own, then the capital's."""
    names = [organisation.time_zone, str(timezone.get_current_timezone()), "Asia/Jakarta"]
    return [(name, _zone_words(name, now)) for name in dict.fromkeys(names)]


def _zone_words(name: str, now: datetime) -> str:
    city = name.rpartition("/")[2].replace("_", " ")
    return f"{zone_label(now.astimezone(ZoneInfo(name)))} ({city})"
