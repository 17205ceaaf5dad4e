"""What went wrong on channels lately, by kind: read from the attempts, which are what really happened."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from duta.core.problem_words import sentence_of
from duta.core.problems import Problem, problem_from_json
from duta.delivery.models import Attempt

SPAN = timedelta(days=30)


@dataclass(frozen=True)
class Trouble:
    """One kind of problem on one channel: how often, when last, and the newest of them."""

    channel_id: int
    code: str
    count: int
    last_at: datetime
    newest: Problem


@dataclass(frozen=True)
class Told:
    """A trouble in the reader's language; ``said``: the platform's own words."""

    what: str
    fix: str
    said: str
    count: int
    last_at: datetime


def troubles_of(channel_ids: Collection[int], *, now: datetime) -> dict[int, list[Trouble]]:
    """Return what went wrong in the last 30 days by channel, the most frequent first. Two queries, however many."""
    rows = Attempt.objects.filter(
        problem_data__isnull=False, started_at__gte=now - SPAN, delivery__channel__in=channel_ids
    )
    kinds = (
        rows.annotate(code=Cast(KT("problem_data__code"), TextField()))
        .values("delivery__channel_id", "code")
        .annotate(count=Count("pk"), last_at=Max("started_at"), newest=Max("pk"))
        .order_by("delivery__channel_id", "-count", "code")
    )
    found = list(kinds)
    newest = dict(Attempt.objects.filter(pk__in=[kind["newest"] for kind in found]).values_list("pk", "problem_data"))
    troubles: dict[int, list[Trouble]] = {}
    for kind in found:
        one = Trouble(
            kind["delivery__channel_id"], kind["code"], kind["count"], kind["last_at"],
            problem_from_json(newest[kind["newest"]] or {}),
        )  # fmt: skip
        troubles.setdefault(one.channel_id, []).append(one)
    return troubles


def told(trouble: Trouble) -> Told:
    """Put a trouble into words."""
    words = sentence_of(trouble.newest)
    return Told(words.what, words.fix, words.said, trouble.count, trouble.last_at)
