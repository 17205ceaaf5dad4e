"""Make links, end them, and write down how often they were followed."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from duta.accounts.models import Organisation, User
from duta.core import audit
from duta.core.subjects import Subject
from duta.links import rules
from duta.links.buffer import CLICKS, Click
from duta.links.models import LinkClicks, TrackedLink
from duta.links.queries import thing_of_link
from duta.metrics.operations import Sample, record_observations
from duta.metrics.queries import latest_of
from duta.metrics.rules import Origin

PEOPLE, ROBOTS = "link.clicks@1", "link.clicks_by_robots@1"


class UnusableTarget(ValueError):  # noqa: N818
    """A link cannot lead to this address."""


@transaction.atomic
def link_for(
    *,
    subject: Subject,
    organisation: Organisation,
    target: str,
    parameters: Mapping[str, str],
    by: User | None,
    now: datetime,
) -> TrackedLink:
    """Return the one link of a subject: the same one and the same code, however often it is asked for.

    ``target`` is one of our own addresses, or one that staff stored: never part of a request. When it, or what the page
    is told, is another than before, the link leads there from now on. Raises UnusableTarget; then nothing is changed.
    """
    if not rules.is_target(target):
        raise UnusableTarget(target)
    link = TrackedLink.objects.select_for_update().filter(subject=str(subject)).first()
    if link is None:
        return _make(subject, organisation, target, parameters, by, now)
    if (link.target, link.parameters) != (target, dict(parameters)):
        _lead_elsewhere(link, target, parameters, by, now)
    return link


def _make(
    subject: Subject,
    organisation: Organisation,
    target: str,
    parameters: Mapping[str, str],
    by: User | None,
    now: datetime,
) -> TrackedLink:
    """Make a link; when somebody else made the subject's in the meantime, return that one."""
    fields = {
        "code": _free_code(), "organisation": organisation, "target": target, "parameters": dict(parameters),
        "created_at": now, "created_by": by,
    }  # fmt: skip
    link, made = TrackedLink.objects.get_or_create(subject=str(subject), defaults=fields)
    if made:
        _record("link.made", link, by, now, address=link.address, to=link.destination)
    return link


def _free_code() -> str:
    code = rules.new_code(secrets.choice)
    while TrackedLink.objects.filter(code=code).exists():
        code = rules.new_code(secrets.choice)
    return code


def _lead_elsewhere(
    link: TrackedLink, target: str, parameters: Mapping[str, str], by: User | None, now: datetime
) -> None:
    before = link.destination
    link.target, link.parameters = target, dict(parameters)
    link.save(update_fields=["target", "parameters"])
    _record("link.changed", link, by, now, address=link.address, **{"from": before, "to": link.destination})


@transaction.atomic
def expire_link(*, link: TrackedLink, by: User | None, now: datetime) -> bool:
    """Let a link lead nowhere from now on, and say whether it still led somewhere."""
    open_ = Q(expires_at=None) | Q(expires_at__gt=now)
    if not TrackedLink.objects.filter(open_, pk=link.pk).update(expires_at=now):
        return False
    link.expires_at = now
    _record("link.ended", link, by, now, address=link.address)
    return True


@transaction.atomic
def reopen_link(*, link: TrackedLink, by: User | None, now: datetime) -> bool:
    """Let a link that has ended lead to its page again, and say whether it had ended."""
    if not TrackedLink.objects.filter(pk=link.pk, expires_at__lte=now).update(expires_at=None):
        return False
    link.expires_at = None
    _record("link.opened_again", link, by, now, address=link.address)
    return True


def _record(action: str, link: TrackedLink, by: User | None, now: datetime, **detail: str) -> None:
    audit.record(action=action, target=link, by=by, at=now, organisation_id=link.organisation_id, detail=detail)


# Clicks


def count_click(*, link_pk: int, robot: bool, now: datetime) -> int:
    """Count one click in memory; return how many wait to be written.

    No address, no cookie, no trace of who clicked: only the link, the day, and whether it was a robot.
    """
    return CLICKS.add(Click(link_pk, timezone.localdate(now), robot))


def flush_clicks(now: datetime) -> int:
    """Write the clicks that this process counted since the last flush, in one transaction; return how many.

    A crash loses at most what was counted since the last flush. Raises DatabaseError when they cannot be written; they
    are then kept for the next flush.
    """
    counts = CLICKS.take()
    try:
        _add(counts)
    except DatabaseError:
        CLICKS.put_back(counts)
        raise
    return sum(counts.values())


@transaction.atomic
def _add(counts: Mapping[Click, int]) -> None:
    days = sorted({(click.link, click.day) for click in counts})
    LinkClicks.objects.bulk_create((LinkClicks(link_id=link, day=day) for link, day in days), ignore_conflicts=True)
    for link, day in days:
        LinkClicks.objects.filter(link=link, day=day).update(
            people=F("people") + counts.get(Click(link, day, robot=False), 0),
            robots=F("robots") + counts.get(Click(link, day, robot=True), 0),
        )


def record_clicks(now: datetime) -> int:
    """Turn the totals that moved into observations, people and robots apart; return how many were new.

    Only links followed today or yesterday are looked at: the others cannot have moved. Counts that are still in the
    web processes' memory follow at the next call.
    """
    totals = _totals(now)
    latest = latest_of(totals)
    moved = [pair for pair, value in totals.items() if pair not in latest or latest[pair].value != value]
    return record_observations(
        Sample(metric=metric, thing=Subject.parse(thing), value=totals[thing, metric], at=now, origin=Origin.CLICK)
        for thing, metric in moved
    )


def _totals(now: datetime) -> dict[tuple[str, str], int]:
    """The running totals of the links followed lately, by (thing, metric)."""
    lately = LinkClicks.objects.filter(day__gte=timezone.localdate(now) - timedelta(days=1))
    rows = LinkClicks.objects.filter(link__in=lately.values("link"))
    totals: dict[tuple[str, str], int] = {}
    for row in rows.values("link").annotate(came=Sum("people"), crawled=Sum("robots")):
        thing = str(thing_of_link(row["link"]))
        totals[thing, PEOPLE] = row["came"]
        if row["crawled"]:
            totals[thing, ROBOTS] = row["crawled"]
    return totals
