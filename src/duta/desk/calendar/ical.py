"""Entries as iCalendar (RFC 5545): instants in UTC, days as days, names that never change."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Event

from duta.accounts.models import Organisation
from duta.core.entries import Entry, Standing
from duta.core.ical import lasting_name, new_calendar, whole_second
from duta.core.languages import language_name
from duta.desk.calendar.rules import Kind
from duta.desk.calendar.showing import NAMES, url_of

AGAIN = timedelta(hours=1)  # how often a programme may ask again


def calendar_of(entries: Iterable[Entry], *, name: str, stamp: datetime) -> bytes:
    """Return a calendar; the same entries give the same bytes. ``stamp``: when what says nothing of its age was written."""
    entries = list(entries)
    places = Organisation.objects.in_bulk({entry.organisation_id for entry in entries if entry.organisation_id})
    made = new_calendar("Calendar")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", AGAIN, parameters={"value": "DURATION"})
    for entry in entries:
        made.add_component(_event(entry, places.get(entry.organisation_id or 0), stamp))
    return bytes(made.to_ical())


def _event(entry: Entry, place: Organisation | None, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", uid_of(entry))
    event.add("dtstamp", whole_second(entry.changed_at or stamp))
    event.add("summary", f"{NAMES[Kind(entry.kind)]}: {entry.title}")
    if entry.first is not None and entry.last is not None:
        event.add("dtstart", entry.first)
        event.add("dtend", entry.last + timedelta(days=1))  # the end of a whole-day event is the day after
    elif entry.at is not None:
        event.add("dtstart", whole_second(entry.at))
        if entry.until is not None:
            event.add("dtend", whole_second(entry.until))
    about = [entry.state, str(place or _("The whole ministry")), entry.place]
    about += [language_name(entry.language)] if entry.language else []
    event.add("description", "\n".join(word for word in about if word))
    event.add("categories", [str(Kind(entry.kind).label)])
    event.add("status", "CANCELLED" if entry.standing is Standing.OVER and entry.kind == Kind.STORY else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add("url", f"{settings.BASE_URL}{url_of(entry)}")
    return event


def uid_of(entry: Entry) -> str:
    """Return the name of an event for good: a story keeps it from its submission through its release."""
    return lasting_name(f"{entry.kind}-{entry.page}" if entry.kind == Kind.STORY else entry.key)
