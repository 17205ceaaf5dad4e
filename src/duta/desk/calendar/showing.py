"""Entries as the screens write them: times in two zones, words, colours, addresses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from duta.accounts.models import Organisation
from duta.accounts.queries import paths_where
from duta.accounts.rules import Action
from duta.core import when
from duta.core.entries import Entry, Standing
from duta.core.languages import language_name
from duta.desk import links
from duta.desk.calendar.asking import Ask
from duta.desk.calendar.rules import DAY, Kind, days_covered, is_bar, is_twice

TONES = {Standing.PLANNED: "wait", Standing.DONE: "ok", Standing.TROUBLE: "no", Standing.OVER: "off"}
ICONS = {
    Kind.STORY: "duta-story",
    Kind.EMBARGO: "duta-soon",
    Kind.HOLD: "duta-hold",
    Kind.ACTIVITY: "duta-strategy",
    Kind.DELIVERY: "duta-delivery",
}
NAMES = {
    Kind.STORY: gettext_lazy("Story"),
    Kind.EMBARGO: gettext_lazy("Embargo ends"),
    Kind.HOLD: gettext_lazy("Hold"),
    Kind.ACTIVITY: gettext_lazy("Activity"),
    Kind.DELIVERY: gettext_lazy("Delivery"),
}
# Which role moves what, and nothing else is moved in the calendar: an embargo is signed, a delivery follows its release.
MOVERS = {Kind.STORY: Action.RELEASE, Kind.ACTIVITY: Action.PLAN}


@dataclass(frozen=True)
class Item:
    """One entry on a screen. ``time`` is by the first zone's clock, ``beside`` by the second one's; "" for whole days."""

    entry: Entry
    day: date
    here: datetime | None
    time: str
    beside: str
    days: str
    organisation: str
    language: str
    url: str
    move_url: str

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return TONES[self.entry.standing]

    @property
    def name(self) -> str:
        """What it is, in a word."""
        return str(NAMES[Kind(self.entry.kind)])

    @property
    def icon(self) -> str:
        """The drawing of its kind."""
        return ICONS[Kind(self.entry.kind)]

    @property
    def seen(self) -> str:
        """What a move must find unchanged: the instant, or the days."""
        entry = self.entry
        return entry.at.isoformat() if entry.at else f"{entry.first}/{entry.last}"

    @property
    def hour(self) -> int:
        """Where it stands in a day of hours."""
        return self.here.hour if self.here else 0


class Shower:
    """Turns entries into items for one person; reads the organisations once for all of them."""

    def __init__(self, user: Any, ask: Ask, entries: Iterable[Entry]) -> None:
        self.ask = ask
        keys = {entry.organisation_id for entry in entries if entry.organisation_id}
        self.organisations: Mapping[int, Organisation] = Organisation.objects.in_bulk(keys)
        self.paths = {kind: paths_where(user, action) for kind, action in MOVERS.items()}

    def item(self, entry: Entry) -> Item:
        """Return an entry ready to be written."""
        place = self.organisations.get(entry.organisation_id or 0)
        here = entry.at.astimezone(self.ask.zone) if entry.at else None
        day = here.date() if here else entry.first
        if day is None:
            raise ValueError(f"{entry.key} stands nowhere in time")
        return Item(
            entry=entry,
            day=day,
            here=here,
            time=_time(here, self.ask.zone) if here and not is_bar(entry) else "",
            beside=_beside(here, self.ask.beside) if here and not is_bar(entry) else "",
            days=days_words(entry, self.ask.zone) if is_bar(entry) else "",
            organisation=str(place or _("The whole ministry")),
            language=language_name(entry.language) if entry.language else "",
            url=url_of(entry),
            move_url=_move_url(entry) if self.can_move(entry) else "",
        )

    def can_move(self, entry: Entry) -> bool:
        """Whether its state lets it be moved, and this person may."""
        place = self.organisations.get(entry.organisation_id or 0)
        paths = self.paths.get(Kind(entry.kind), ())
        return entry.movable and place is not None and any(place.path.startswith(path) for path in paths)


def _move_url(entry: Entry) -> str:
    return reverse(f"desk_calendar_move_{entry.kind}", args=[entry.key.rpartition("-")[2]])


def _time(here: datetime, zone: ZoneInfo) -> str:
    """The first zone's clock; with its name in the hour that comes twice, since only that tells the two apart."""
    twice = is_twice(here.replace(tzinfo=None), zone)
    return when.clock(here) if twice else date_format(here, when.time_format())


def _beside(here: datetime, zone: ZoneInfo | None) -> str:
    """The second zone's clock; with the weekday where its calendar shows another day."""
    if zone is None:
        return ""
    there = here.astimezone(zone)
    clock = when.clock(there)
    return clock if there.date() == here.date() else f"{date_format(there, 'D')} {clock}"


def days_words(entry: Entry, zone: ZoneInfo) -> str:
    """Say the days of what lasts: "24 November 2026", "24 November 2026 – 3 December 2026", "since 24 November 2026"."""
    first, last = days_covered(entry, zone, last=date.min + DAY)
    if entry.endless:
        return _("since %(day)s") % {"day": day_words(first)}
    return day_words(first) if first == last else f"{day_words(first)} – {day_words(last)}"


def day_words(day: date) -> str:
    """Return a day: "24 November 2026"."""
    return date_format(day, pgettext("format of a day", "j F Y"))


def url_of(entry: Entry) -> str:
    """Where an entry's thing is looked at."""
    match Kind(entry.kind):
        case Kind.STORY | Kind.EMBARGO:
            return reverse("newsroom:submission", args=[entry.page])
        case Kind.ACTIVITY:
            return links.open_url("activity", entry.page)
        case Kind.DELIVERY:
            return reverse("delivery:show", args=[entry.page])
        case Kind.HOLD:
            return reverse("delivery:holds")
