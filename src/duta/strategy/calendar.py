"""What plans say to calendars: activities, from their first day through their last."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from duta.accounts.queries import where_or_above
from duta.accounts.rules import Action
from duta.core.entries import Entry, Span, Standing
from duta.strategy.models import Activity

ORGANISATION = "objective__strategy__organisation"


def activity_entries(user: Any, span: Span, *, now: datetime) -> list[Entry]:
    """Activities of which a day lies in a span, those of the organisations above too. One query."""
    rows = Activity.objects.filter(
        where_or_above(user, Action.VIEW, field=ORGANISATION, now=now), span.place(ORGANISATION),
        starts_on__lte=span.last, ends_on__gte=span.first,
    )  # fmt: skip
    columns = (
        "pk", "title", "title_en", "starts_on", "ends_on", "objective__theme", ORGANISATION, f"{ORGANISATION}__time_zone"
    )  # fmt: skip
    return [_activity(row, now) for row in rows.values(*columns)[: span.most]]


def _activity(row: dict[str, Any], now: datetime) -> Entry:
    first, last = row["starts_on"], row["ends_on"]
    standing, state = _standing(first, last, now.astimezone(ZoneInfo(row[f"{ORGANISATION}__time_zone"])).date())
    return Entry(
        kind="activity", key=f"activity-{row['pk']}", title=Activity(title=row["title"], title_en=row["title_en"]).label,
        organisation_id=row[ORGANISATION], standing=standing, state=state, first=first, last=last, page=str(row["pk"]),
        theme=row["objective__theme"], movable=True,
    )  # fmt: skip


def _standing(first: date, last: date, today: date) -> tuple[Standing, str]:
    """The plan knows days only: what is behind us counts as done."""
    if today < first:
        return Standing.PLANNED, _("Still to come")
    if today > last:
        return Standing.DONE, _("Ended")
    return Standing.PLANNED, _("Under way")
