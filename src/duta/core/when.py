"""Instants as people say them: "tomorrow at 09:00 WIB", "5 minutes ago", each in a named zone and in the reader's language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

WEEK = 7  # days for which a weekday's name says enough
MINUTE, HOUR = 60, 3600


def zone_label(at: datetime) -> str:
    """Return the zone's short name at that instant: "WIB", "CET"; "UTC+3" where the zone has only a number."""
    name = at.tzname() or "UTC"
    if name[:1] not in "+-":
        return name
    return f"UTC{name[0]}{name[1:3].lstrip('0') or '0'}{':' + name[3:] if len(name) > 3 and name[3:] != '00' else ''}"


def time_format() -> str:
    """Return how the reader's language writes a time of day, for ``date_format``."""
    return pgettext("format of a time", "H:i")


def clock(at: datetime) -> str:
    """Return time of day and zone of an instant that is already in its zone: "09:00 WIB"; "09.00 WIB" in Indonesian."""
    return f"{date_format(at, time_format())} {zone_label(at)}"


def day(at: datetime) -> str:
    """Return the day of an instant that is already in its zone: "24 November 2026"."""
    return date_format(at, pgettext("format of a day", "j F Y"))


def full_day(at: datetime) -> str:
    """Return weekday and day: "Tuesday, 24 November 2026"."""
    return f"{date_format(at, 'l')}, {day(at)}"


def at_time(instant: datetime, *, zone: str = "", now: datetime) -> str:
    """Return an instant with its time of day: "today at 09:00 WIB", "Thursday at 16:00 CET", "3 March 2026 at 09:00 WIB".

    ``zone`` is an IANA name; empty: the reader's own zone.
    """
    there, here = local(instant, zone), local(now, zone)
    days = (there.date() - here.date()).days
    said = {"time": clock(there), "day": _near_day(there, days)}
    if days in (-1, 0, 1):
        words = {-1: _("yesterday at %(time)s"), 0: _("today at %(time)s"), 1: _("tomorrow at %(time)s")}
        return words[days] % said
    return _("%(day)s at %(time)s") % said


def ago(instant: datetime, *, zone: str = "", now: datetime) -> str:
    """Return how long ago an instant was while that is short, then its day and time: "12 minutes ago"."""
    seconds = (now - instant).total_seconds()
    if not 0 <= seconds < 12 * HOUR:
        return at_time(instant, zone=zone, now=now)
    if seconds < MINUTE:
        return _("just now")
    if seconds < HOUR:
        minutes = int(seconds // MINUTE)
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    hours = int(seconds // HOUR)
    return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}


def since(instant: datetime, *, zone: str = "", now: datetime) -> str:
    """Return since when something waits: "for 12 minutes", "since yesterday at 09:00 WIB"."""
    seconds = (now - instant).total_seconds()
    if 0 <= seconds < MINUTE:
        return _("for less than a minute")
    if 0 <= seconds < HOUR:
        minutes = int(seconds // MINUTE)
        return ngettext("for %(n)s minute", "for %(n)s minutes", minutes) % {"n": minutes}
    return _("since %(moment)s") % {"moment": at_time(instant, zone=zone, now=now)}


def _near_day(there: datetime, days: int) -> str:
    """Ahead, within a week, the weekday says it; else the date: what is past is a record."""
    if 0 < days < WEEK:
        return date_format(there, "l")
    return day(there)


def local(instant: datetime, zone: str) -> datetime:
    """Return an instant in a zone; "": the reader's own."""
    return instant.astimezone(ZoneInfo(zone) if zone else timezone.get_current_timezone())
