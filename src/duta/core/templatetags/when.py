"""``{{ instant|at_time:zone }}``, ``{{ instant|ago }}``, ``{{ instant|since }}``, ``{{ instant|on_day:zone }}``, ``{{ instant|iso }}``: times on screens.

``zone`` is an IANA name; without it the reader's own zone is meant. An empty instant shows as a dash.
"""

from collections.abc import Callable
from datetime import datetime

from django import template
from django.utils import timezone

from duta.core import when
from duta.core.templatetags.moments import reader_says

register = template.Library()
DASH = "–"


def _filter(words: Callable[..., str]) -> Callable[..., str]:
    def shown(instant: datetime | None, zone: str = "") -> str:
        return words(instant, zone=zone, now=timezone.now()) if instant else DASH

    return shown


@register.filter
def at_time(instant: datetime | None, zone: str = "") -> str:
    """Return an instant in a zone, and by the reader's own clock where that differs."""
    if instant is None:
        return DASH
    now = timezone.now()
    own = reader_says(instant, zone=zone, now=now) if zone else ""
    said = when.at_time(instant, zone=zone, now=now)
    return f"{said} ({own})" if own else said


register.filter("ago", _filter(when.ago))
register.filter("since", _filter(when.since))


@register.filter
def on_day(instant: datetime | None, zone: str = "") -> str:
    """Return the day of an instant, for what ends with a day."""
    return when.day(when.local(instant, zone)) if instant else DASH


@register.filter
def iso(instant: datetime | None) -> str:
    """Return an instant for ``<time datetime>``."""
    return instant.isoformat(timespec="seconds") if instant else ""
