"""A time to publish something by hand, as a file for the calendar of the person's own phone (RFC 5545)."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from icalendar import Alarm, Event

from duta.core.ical import lasting_name, new_calendar, whole_second

LASTS = timedelta(minutes=15)
QUARTER = 15  # minutes
EVENING, MORNING = time(19), time(8)


class Moment(StrEnum):
    """When a person wants to publish."""

    DUE = "due"  # at its time
    HOUR = "hour"  # in an hour
    EVENING = "evening"  # this evening
    MORNING = "morning"  # tomorrow morning


def moments(*, due_at: datetime, zone: str, now: datetime) -> dict[Moment, datetime]:
    """Return the times that are offered: its own while that lies ahead, otherwise some that come. ``zone``: an IANA name."""
    if due_at > now:
        return {Moment.DUE: due_at}
    here = now.astimezone(ZoneInfo(zone))
    evening = datetime.combine(here.date(), EVENING, here.tzinfo)
    morning = datetime.combine(here.date() + timedelta(days=1), MORNING, here.tzinfo)
    in_an_hour = _quarter(now + timedelta(hours=1))
    offered = {Moment.HOUR: in_an_hour, Moment.EVENING: evening, Moment.MORNING: morning}
    return {moment: at for moment, at in offered.items() if at >= in_an_hour}


def _quarter(at: datetime) -> datetime:
    """Round up to a quarter of an hour."""
    whole = at.replace(second=0, microsecond=0)
    return whole + timedelta(minutes=-whole.minute % QUARTER)


def event_file(*, name: str, title: str, about: str, path: str, at: datetime, stamp: datetime) -> bytes:
    """Return a calendar with one event that rings at its time; the same ``name`` replaces what the phone has of it.

    ``path``: the desk's page to which it leads.
    """
    address = f"{settings.BASE_URL}{path}"
    event = Event()
    event.add("uid", lasting_name(name))
    event.add("dtstamp", whole_second(stamp))
    event.add("sequence", int(stamp.timestamp()) // 60)  # a newer file wins
    event.add("summary", title)
    event.add("dtstart", whole_second(at))
    event.add("dtend", whole_second(at) + LASTS)
    event.add("description", f"{about}\n{address}".strip())
    event.add("url", address)
    event.add("class", "PRIVATE")
    event.add_component(_bell(title))
    made = new_calendar("By hand")
    made.add_component(event)
    return bytes(made.to_ical())


def as_answer(content: bytes) -> HttpResponse:
    """Return the file as a phone takes it."""
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="duta.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def title_of(title: str, channel: str) -> str:
    """Say what the phone shows at its time."""
    return _("Publish “%(title)s” on %(channel)s") % {"title": title, "channel": channel}


def _bell(words: str) -> Alarm:
    bell = Alarm()
    bell.add("action", "DISPLAY")
    bell.add("description", words)
    bell.add("trigger", timedelta(0))
    return bell
