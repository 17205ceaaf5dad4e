"""What waited how long for a signature: now and in the last months, from the submissions themselves."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import translation

from duta.accounts.models import Organisation
from duta.accounts.queries import where
from duta.accounts.rules import Action
from duta.core.cells import UTF8_MARK, Line, as_cell
from duta.newsroom.models import Submission
from duta.newsroom.rules import SubmissionState

# What a signatory decided on; what an author took back says nothing of how long a signature takes.
DECIDED = (SubmissionState.CLEARED, SubmissionState.RETURNED)
# Headings of the file, the same in every language: programs read them.
COLUMNS = (
    "submission", "title", "language", "organisation", "submitted_by", "submitted_at", "signatory", "state", "closed_by",
    "closed_at", "signed_as", "waited_seconds",
)  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """How long submissions of one organisation waited: those that wait now, and those that were decided."""

    waiting: int
    longest_waiting: timedelta | None
    decided: int
    median: timedelta | None
    longest: timedelta | None


def submissions_between(user: Any, *, organisation: Organisation | None, since: datetime) -> "QuerySet[Submission]":
    """What waits now or was closed since then, of the organisations a person may look at, or of one and those below."""
    rows = Submission.objects.filter(where(user, Action.VIEW))
    if organisation is not None:
        rows = rows.filter(organisation__path__startswith=organisation.path)
    return rows.filter(Q(state=SubmissionState.SUBMITTED) | Q(state__in=DECIDED, closed_at__gte=since))


def waited(submission: Submission, *, now: datetime) -> timedelta:
    """How long a submission waited until it was closed, or waits until now."""
    return (submission.closed_at or now) - submission.submitted_at


def figures_by_organisation(rows: "QuerySet[Submission]", *, now: datetime) -> dict[int, Figures]:
    """Return the figures of each organisation that has any, by its number. One query."""
    found: dict[int, tuple[list[timedelta], list[timedelta]]] = {}
    values = rows.order_by().values_list("organisation", "state", "submitted_at", "closed_at")
    for place, state, submitted_at, closed_at in values:
        waiting, decided = found.setdefault(place, ([], []))
        if state == SubmissionState.SUBMITTED:
            waiting.append(now - submitted_at)
        elif closed_at is not None:
            decided.append(closed_at - submitted_at)
    return {place: figures_of(*both) for place, both in found.items()}


def figures_of(waiting: Sequence[timedelta], decided: Sequence[timedelta]) -> Figures:
    """Return the figures of durations; the median of an even number lies between the two in the middle."""
    return Figures(
        waiting=len(waiting), longest_waiting=max(waiting, default=None), decided=len(decided),
        median=_median(decided) if decided else None, longest=max(decided, default=None),
    )  # fmt: skip


def _median(spans: Sequence[timedelta]) -> timedelta:
    return timedelta(seconds=median(span.total_seconds() for span in spans))


def csv_lines(rows: Iterable[Submission], *, language: str, now: datetime) -> Iterator[str]:
    """Yield the heading and one line for each submission; times in UTC, no cell is a formula.

    ``language``: of the line under a signature. It is named because a file streams when the request's own is over.
    """
    writer = csv.writer(Line())
    yield UTF8_MARK + writer.writerow(COLUMNS)
    for row in rows:
        with translation.override(language):
            values = values_of(row, now=now)
        yield writer.writerow([as_cell(values[name]) for name in COLUMNS])


def values_of(row: Submission, *, now: datetime) -> Mapping[str, Any]:
    """Return one line of the file, by its headings."""
    clearance = getattr(row, "clearance", None)
    return {
        "submission": row.pk,
        "title": row.title,
        "language": row.locale.language_code,
        "organisation": row.organisation.name,
        "submitted_by": str(row.submitted_by),
        "submitted_at": row.submitted_at.isoformat(timespec="seconds"),
        "signatory": str(row.signatory),
        "state": row.state,
        "closed_by": str(row.closed_by or ""),
        "closed_at": row.closed_at.isoformat(timespec="seconds") if row.closed_at else "",
        "signed_as": clearance.signed_as if clearance else "",
        "waited_seconds": int(waited(row, now=now).total_seconds()),
    }
