"""Write down page views, and hand them to the metrics."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F, Sum
from django.utils import timezone

from duta.core.subjects import Subject
from duta.metrics.operations import Sample, record_observations
from duta.metrics.queries import latest_of
from duta.metrics.rules import Origin
from duta.newsroom.queries import page_subject
from duta.portal.buffer import VIEWS, Read
from duta.portal.models import StoryViews

PEOPLE, ROBOTS = "portal.views@1", "portal.views_by_robots@1"


def count_view(*, number: int, language: str, robot: bool, now: datetime) -> int:
    """Count one reading of a story in memory; return how many wait to be written.

    No address, no cookie, no trace of the reader: only the story, the language, the day, and whether it was a robot.
    """
    return VIEWS.add(Read(number, language, timezone.localdate(now), robot))


def flush_views(now: datetime) -> int:
    """Write the views that this process counted since the last flush, in one transaction; return how many.

    A crash loses at most what was counted since the last flush. Raises DatabaseError when they cannot be written; they
    are then kept for the next flush.
    """
    counts = VIEWS.take()
    try:
        _add(counts)
    except DatabaseError:
        VIEWS.put_back(counts)
        raise
    return sum(counts.values())


@transaction.atomic
def _add(counts: Mapping[Read, int]) -> None:
    days = sorted({(read.number, read.language, read.day) for read in counts})
    rows = [StoryViews(number=number, language=language, day=day) for number, language, day in days]
    StoryViews.objects.bulk_create(rows, ignore_conflicts=True)
    for number, language, day in days:
        StoryViews.objects.filter(number=number, language=language, day=day).update(
            people=F("people") + counts.get(Read(number, language, day, robot=False), 0),
            robots=F("robots") + counts.get(Read(number, language, day, robot=True), 0),
        )


def record_views(now: datetime) -> int:
    """Turn the totals that moved into observations, people and robots apart; return how many were new.

    Only stories read today or yesterday are looked at: the others cannot have moved. Counts that are still in the web
    processes' memory follow at the next call.
    """
    totals = _totals(now)
    latest = latest_of(totals)
    moved = [key for key, value in totals.items() if key not in latest or latest[key].value != value]
    return record_observations(
        Sample(metric=metric, thing=Subject.parse(thing), value=totals[thing, metric], at=now, origin=Origin.PAGE_VIEW)
        for thing, metric in moved
    )


def _totals(now: datetime) -> dict[tuple[str, str], int]:
    """The running totals of the stories read lately, by (thing, metric)."""
    lately = StoryViews.objects.filter(day__gte=timezone.localdate(now) - timedelta(days=1))
    numbers = set(lately.values_list("number", "language"))
    rows = StoryViews.objects.filter(number__in={number for number, _language in numbers})
    totals: dict[tuple[str, str], int] = {}
    for row in rows.values("number", "language").annotate(read=Sum("people"), crawled=Sum("robots")):
        if (row["number"], row["language"]) not in numbers:
            continue
        thing = str(page_subject(row["number"], row["language"]))
        totals[thing, PEOPLE] = row["read"]
        if row["crawled"]:
            totals[thing, ROBOTS] = row["crawled"]
    return totals
