"""The forms that move something: a release to another time, an activity to other days."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duta.core.days import check_day, is_plausible
from duta.core.doubts import Question, question_of
from duta.core.moments import ChosenTime, meanings_of
from duta.desk.calendar.asking import zone_choices
from duta.newsroom.models import Release
from duta.strategy.models import Activity

DAMAGED = gettext_lazy("This form is damaged. Open it again from the calendar.")


def day_field(label: Any) -> forms.DateField:
    """A day by the browser's own means."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, validators=[check_day], widget=widget)


class MoveReleaseForm(forms.Form):
    """Day, time of day, zone; and which of two times is meant, asked only where the clocks change."""

    day = day_field(gettext_lazy("Day"))
    time = forms.TimeField(
        label=gettext_lazy("Time of day"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    which = forms.ChoiceField(
        required=False,
        choices=[("0", "0"), ("1", "1")],
        widget=forms.RadioSelect,
        label=gettext_lazy("Which is meant?"),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, release: Release, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question: Question | None = None
        self.chosen: ChosenTime | None = None
        first = dict.fromkeys([release.chosen_zone, release.submission.organisation.time_zone])
        every = dict(zone_choices(now))
        near = [(name, every.get(name, name)) for name in first]
        rest = [pair for pair in every.items() if pair[0] not in first]
        self.fields["zone"].choices = [*near, *rest]  # type: ignore[attr-defined]

    @classmethod
    def start_of(cls, release: Release) -> dict[str, Any]:
        """Where the release stands now."""
        if release.due_at is None:
            return {"zone": release.chosen_zone, "seen": ""}
        here = release.due_at.astimezone(ZoneInfo(release.chosen_zone))
        return {"day": here.date(), "time": here.time(), "zone": here.tzinfo.key, "seen": release.due_at.isoformat()}  # type: ignore[union-attr]

    def clean_seen(self) -> datetime | None:
        """The time that the person saw it planned for; None: it waited for a hand."""
        return _instant(self.cleaned_data["seen"]) if self.cleaned_data["seen"] else None

    def clean(self) -> dict[str, Any]:
        """Fix the wall time in its zone; where it may mean two things, or none, ask."""
        said = super().clean() or self.cleaned_data
        if not (said.get("day") and said.get("time") and said.get("zone")):
            return said
        wall = datetime.combine(said["day"], said["time"])
        meanings = meanings_of(wall=wall, zone=said["zone"])
        if len(meanings) == 1:
            self.chosen = meanings[0]
            return said
        self.question = question_of(wall, meanings)
        if said.get("which") in ("0", "1"):
            self.chosen = meanings[int(said["which"])]
        else:
            self.add_error("which", _("Choose which of the two is meant."))
        return said


def _instant(text: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not is_plausible(found.date()):
        raise forms.ValidationError(DAMAGED)
    return found


class MoveActivityForm(forms.Form):
    """The first and the last day."""

    first = day_field(gettext_lazy("First day"))
    last = day_field(gettext_lazy("Last day"))
    seen_first = forms.DateField(widget=forms.HiddenInput)
    seen_last = forms.DateField(widget=forms.HiddenInput)

    @classmethod
    def start_of(cls, activity: Activity) -> dict[str, Any]:
        """Where the activity stands now."""
        first, last = activity.starts_on, activity.ends_on
        return {"first": first, "last": last, "seen_first": first.isoformat(), "seen_last": last.isoformat()}


class DropForm(forms.Form):
    """What a hand or the arrow keys ask for: a day, by the clock of the zone that is shown, and perhaps an hour."""

    to = forms.DateField(validators=[check_day])
    hour = forms.IntegerField(required=False, min_value=0, max_value=23)
    shown = forms.ChoiceField()
    seen = forms.CharField()

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown"].choices = list(zone_choices(now))  # type: ignore[attr-defined]

    def clean_seen(self) -> datetime | tuple[date, date]:
        """What the person saw: an instant, or the first and the last day of what has days only ("first/last")."""
        first, slash, last = self.cleaned_data["seen"].partition("/")
        return (_day(first), _day(last)) if slash else _instant(first)


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as wrong:
        raise forms.ValidationError(DAMAGED) from wrong
    if not is_plausible(found):
        raise forms.ValidationError(DAMAGED)
    return found
