"""What every iCalendar file of ours has in common (RFC 5545)."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar


def new_calendar(product: str) -> Calendar:
    """Return an empty calendar. ``product``: what wrote it."""
    made = Calendar()
    made.add("prodid", f"-//Duta//{product}//ID")
    made.add("version", "2.0")
    return made


def lasting_name(name: str) -> str:
    """Return the name by which every programme knows an event for good."""
    return f"{name}@{urlsplit(settings.BASE_URL).hostname}"


def whole_second(instant: datetime) -> datetime:
    """Return an instant in UTC without its fraction of a second, which iCalendar does not know."""
    return instant.astimezone(UTC).replace(microsecond=0)
