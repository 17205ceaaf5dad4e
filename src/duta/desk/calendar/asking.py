"""What an address of the calendar asks for: view, day, filters, zones. What it asks wrongly is said, never an error."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from duta.accounts.models import Organisation
from duta.accounts.queries import organisations_where
from duta.accounts.rules import Action
from duta.core.days import check_day
from duta.core.entries import Span, Standing
from duta.core.languages import language_name
from duta.core.when import zone_label
from duta.desk.calendar.gathering import Wanted
from duta.desk.calendar.rules import DAY, Kind, View, days_of, start_of
from duta.desk.queries import home_place
from duta.strategy.rules import Theme

NONE = "none"  # as the second zone: only one


class AskForm(forms.Form):
    """The filters and the zones; every field may be left out."""

    view = forms.ChoiceField(required=False, choices=View.choices, widget=forms.HiddenInput)
    on = forms.DateField(
        label=gettext_lazy("Go to day"),
        required=False,
        validators=[check_day],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation and below"),
        required=False,
        queryset=Organisation.objects.none(),
        empty_label=gettext_lazy("Everything that I may see"),
    )
    kind = forms.MultipleChoiceField(
        label=gettext_lazy("What"), required=False, choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    standing = forms.MultipleChoiceField(
        label=gettext_lazy("State"), required=False, choices=Standing.choices, widget=forms.CheckboxSelectMultiple
    )
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)
    beside = forms.ChoiceField(label=gettext_lazy("Second time zone"), required=False)

    def __init__(self, data: Any, *, user: Any, now: datetime) -> None:
        super().__init__(data)
        every = [("", pgettext_lazy("any theme or language", "All"))]
        zones = list(zone_choices(now))
        choices: dict[str, list[tuple[str, Any]]] = {
            "theme": every + list(Theme.choices),
            "language": every + [(code, language_name(code)) for code, _name in settings.LANGUAGES],
            "zone": [("", _("My own")), *zones],
            "beside": [("", _("The organisation's")), (NONE, _("None")), *zones],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = organisations_where(user, Action.VIEW)  # type: ignore[attr-defined]


def zone_choices(now: datetime) -> Iterator[tuple[str, str]]:
    """Yield the zones that people choose from, each with its present distance from UTC."""
    for name in settings.WAGTAIL_USER_TIME_ZONES:
        yield name, f"{name.replace('_', ' ')} ({now.astimezone(ZoneInfo(name)):%z})"


@dataclass(frozen=True)
class Ask:
    """What is asked for, with everything that was left out or wrong filled in.

    ``zone`` is the one by whose clock the days are cut, ``beside`` the one shown beside it. ``chosen``: the address names a
    view itself. ``faults``: sentences about what the address asked wrongly. ``query``: what was asked, for links.
    """

    view: View
    chosen: bool
    on: date
    today: date
    organisation: Organisation | None
    wanted: Wanted
    zone: ZoneInfo
    beside: ZoneInfo | None
    faults: tuple[str, ...]
    query: Mapping[str, list[str]]

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day that are shown."""
        return days_of(self.view, self.on)

    @property
    def span(self) -> Span:
        """What the rooms are asked for."""
        first, last = self.days
        below = self.organisation.path if self.organisation else ""
        return Span(start_of(first, self.zone), start_of(last + DAY, self.zone), first, last, below)

    def address(self, **changes: Any) -> str:
        """Return the query of the same calendar, changed: a name set to None is left out."""
        query = {**self.query, **{name: [str(value)] for name, value in changes.items() if value is not None}}
        kept = [
            (name, value) for name, values in query.items() if changes.get(name, "") is not None for value in values
        ]
        return f"?{urlencode(kept)}"


def ask_of(form: AskForm, *, user: Any, now: datetime) -> Ask:
    """Read a form, whatever is wrong with it."""
    form.is_valid()
    data: Any = form.data
    said = form.cleaned_data
    own = timezone.get_current_timezone_name()
    zone = ZoneInfo(said.get("zone") or own)
    today = now.astimezone(zone).date()
    organisation = said.get("organisation")
    return Ask(
        view=View(said.get("view") or View.MONTH),
        chosen=bool(said.get("view")),
        on=said.get("on") or today,
        today=today,
        organisation=organisation,
        wanted=_wanted(said),
        zone=zone,
        beside=_beside(said.get("beside", ""), zone, organisation or home_place(user)),
        faults=tuple(_faults(form)),
        query={name: data.getlist(name) for name in form.fields if name not in form.errors and data.get(name)},
    )


def _wanted(said: Mapping[str, Any]) -> Wanted:
    return Wanted(
        kinds=frozenset(Kind(kind) for kind in said.get("kind", ())),
        standings=frozenset(Standing(standing) for standing in said.get("standing", ())),
        theme=said.get("theme", ""),
        language=said.get("language", ""),
    )


def _beside(asked: str, zone: ZoneInfo, place: Organisation | None) -> ZoneInfo | None:
    """The zone that was asked for; else the organisation's, else the capital's: whichever is not the first one."""
    if asked == NONE:
        return None
    offered = [asked] if asked else [place.time_zone if place else "", settings.TIME_ZONE]
    return next((ZoneInfo(name) for name in offered if name and name != zone.key), None)


def _faults(form: AskForm) -> Iterator[str]:
    for name, errors in form.errors.items():
        for error in errors:
            yield f"{form.fields[name].label or _('View')}: {error}"


def zone_words(zone: ZoneInfo, at: datetime) -> str:
    """Return a zone as people call it: "Amsterdam, CET"."""
    return f"{zone.key.rpartition('/')[2].replace('_', ' ')}, {zone_label(at.astimezone(zone))}"
