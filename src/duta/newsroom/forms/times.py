"""A chosen time in a zone: one field, three inputs, and a question where the clocks make it doubtful."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from duta.accounts.models import Organisation
from duta.core.days import check_day
from duta.core.doubts import question_of
from duta.core.moments import ChosenTime, meanings_of
from duta.core.when import zone_label


class ChosenTimeWidget(forms.MultiWidget):
    """Date, time of day, zone: the browser's own inputs, which a phone shows as wheels.

    A fourth one asks which of two times is meant, once a time was given that the clocks make doubtful.
    """

    template_name = "newsroom/parts/chosen_time.html"

    def __init__(self, zones: Sequence[tuple[str, str]] = ()) -> None:
        date = forms.DateInput(attrs={"type": "date", "aria-label": gettext_lazy("Day")}, format="%Y-%m-%d")
        time = forms.TimeInput(attrs={"type": "time", "aria-label": gettext_lazy("Time of day")}, format="%H:%M")
        zone = forms.Select(attrs={"aria-label": gettext_lazy("Time zone")}, choices=zones)
        which = forms.RadioSelect(attrs={"aria-label": gettext_lazy("Which is meant?")})
        super().__init__([date, time, zone, which])
        self.question: Sequence[tuple[str, str]] = ()

    def ask(self, meanings: Sequence[tuple[str, str]]) -> None:
        """Offer what a doubtful time may mean (value, words)."""
        self.question = self.widgets[3].choices = list(meanings)  # type: ignore[attr-defined]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Leave the question out where there is none."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        inputs = context["widget"]["subwidgets"]
        context["widget"]["subwidgets"], context["question"] = (
            inputs[:3],
            inputs[3] if self.question else None,
        )
        return context

    def decompress(self, value: Any) -> list[Any]:
        """Take a chosen time apart; a plain string names the zone to begin with."""
        if isinstance(value, ChosenTime):
            return [value.wall.date(), value.wall.time(), value.zone, _named(value)]
        return [None, None, value or None, None]


class ChosenTimeField(forms.MultiValueField):
    """Gives a ``ChosenTime``, or None when day and time are left empty. ``set_zones`` says which zones are offered.

    A time that comes twice, or never, is not taken for either of its meanings: the field asks, and takes an answer to
    that very question only.
    """

    default_error_messages = {
        "incomplete": gettext_lazy("Give both the day and the time of day."),
        "which": gettext_lazy("%(question)s Choose which of the two is meant."),
    }

    def __init__(self, **kwargs: Any) -> None:
        zone = forms.ChoiceField()
        day, which = forms.DateField(required=False, validators=[check_day]), forms.CharField(required=False)
        super().__init__(
            (day, forms.TimeField(required=False), zone, which),
            require_all_fields=False,
            widget=ChosenTimeWidget(),
            **kwargs,
        )

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
        """Fix the wall time in its zone. Raises ValidationError with the question where it may mean two."""
        day, time, zone, which = values
        if not (day and time and zone):
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        wall = datetime.combine(day, time)
        meanings = {_named(meaning): meaning for meaning in meanings_of(wall=wall, zone=zone)}
        if len(meanings) == 1:
            return next(iter(meanings.values()))
        question = question_of(wall, list(meanings.values()))
        self.widget.ask([(name, words) for name, (_place, words) in zip(meanings, question.meanings, strict=True)])
        if which not in meanings:
            asked = {"question": question.words}
            raise forms.ValidationError(self.error_messages["which"], code="which", params=asked)
        return meanings[which]


def _named(meaning: ChosenTime) -> str:
    """Name one meaning by its instant, so that an answer fits no other question."""
    return meaning.instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def zones_for(organisation: Organisation, *, now: datetime) -> list[tuple[str, str]]:
    """The zones that an author thinks in: the organisation's first, then the author's own, then the capital's."""
    names = [organisation.time_zone, str(timezone.get_current_timezone()), "Asia/Jakarta"]
    return [(name, _zone_words(name, now)) for name in dict.fromkeys(names)]


def _zone_words(name: str, now: datetime) -> str:
    city = name.rpartition("/")[2].replace("_", " ")
    return f"{zone_label(now.astimezone(ZoneInfo(name)))} ({city})"
