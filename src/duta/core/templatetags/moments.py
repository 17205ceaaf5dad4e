"""``{% moment instant zone %}``: an instant in the organisation's zone, and in the reader's own where that differs.

``zone`` is an IANA name. The reader's zone is the active one: on the desk Wagtail activates the one of the person's
profile. "tomorrow at 09:00 WIB (03:00 CET)"; an empty instant shows as a dash.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from duta.core import when

register = template.Library()
DASH = "–"


@register.simple_tag
def moment(instant: datetime | None, zone: str = "") -> SafeString | str:
    """Return the instant as people say it, as a ``<time>`` element."""
    if instant is None:
        return DASH
    now = timezone.now()
    said = when.at_time(instant, zone=zone, now=now)
    element = format_html('<time datetime="{}">{}</time>', instant.isoformat(timespec="seconds"), said)
    own = reader_says(instant, zone=zone, now=now)
    return format_html('{} <span class="moment-own">({})</span>', element, own) if own else element


def reader_says(instant: datetime, *, zone: str, now: datetime) -> str:
    """Return the instant in the reader's own zone; empty where their clock shows the same.

    On the same day the time alone says enough.
    """
    mine = timezone.get_current_timezone()
    here, there = instant.astimezone(mine), instant.astimezone(ZoneInfo(zone) if zone else mine)
    if here.replace(tzinfo=None) == there.replace(tzinfo=None):
        return ""
    return when.clock(here) if here.date() == there.date() else when.at_time(instant, now=now)
