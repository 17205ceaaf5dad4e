"""What the newsroom says to calendars: releases, what awaits clearance for a set time, and the ends of embargoes."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from duta.accounts.queries import where
from duta.accounts.rules import Action
from duta.core.entries import Entry, Span, Standing
from duta.newsroom.models import Release, Submission
from duta.newsroom.rules import ReleaseMode, ReleaseState, SubmissionState

WAITS = (ReleaseState.PLANNED, ReleaseState.FAILED)
WENT_OUT = (ReleaseState.RELEASED, ReleaseState.WITHDRAWN, ReleaseState.SUPERSEDED)
STANDINGS = {
    ReleaseState.PLANNED: Standing.PLANNED,
    ReleaseState.RELEASED: Standing.DONE,
    ReleaseState.FAILED: Standing.TROUBLE,
    ReleaseState.WITHDRAWN: Standing.OVER,
    ReleaseState.SUPERSEDED: Standing.OVER,
}
OF_SUBMISSION = ("pk", "title", "organisation", "locale__language_code", "story__theme")


def release_entries(user: Any, span: Span, *, now: datetime) -> list[Entry]:
    """Stories that go out or went out in a span; what failed or waits stands at its due time. One query."""
    place = "submission__organisation"
    times = Q(span.within("due_at"), state__in=WAITS) | Q(span.within("released_at"), state__in=WENT_OUT)
    rows = Release.objects.filter(times, where(user, Action.VIEW, field=place, now=now), span.place(place))
    columns = (
        "pk", "state", "due_at", "due_zone", "released_at", "withdrawn_at", "submission__release_instant",
        "submission__release_zone", "submission__closed_at", *(f"submission__{name}" for name in OF_SUBMISSION),
    )  # fmt: skip
    return [_release(row) for row in rows.order_by("due_at", "pk").values(*columns)[: span.most]]


def _release(row: dict[str, Any]) -> Entry:
    state = ReleaseState(row["state"])
    waits = state in WAITS
    chosen = row["due_at"] == row["submission__release_instant"]
    return Entry(
        kind="story", key=f"release-{row['pk']}", title=row["submission__title"],
        organisation_id=row["submission__organisation"], standing=STANDINGS[state], state=str(state.label),
        at=row["due_at"] if waits else row["released_at"], page=str(row["submission__pk"]),
        zone=row["due_zone"] or (row["submission__release_zone"] if chosen else ""),
        language=row["submission__locale__language_code"], theme=row["submission__story__theme"],
        movable=state is ReleaseState.PLANNED,
        changed_at=row["withdrawn_at"] or row["released_at"] or row["submission__closed_at"],
    )  # fmt: skip


def wish_entries(user: Any, span: Span, *, now: datetime) -> list[Entry]:
    """Stories that await clearance and shall go out at a set time in a span. One query."""
    rows = Submission.objects.filter(
        span.within("release_instant"), where(user, Action.VIEW, now=now), span.place("organisation"),
        state=SubmissionState.SUBMITTED, release_mode=ReleaseMode.AT_TIME,
    )  # fmt: skip
    columns = ("release_instant", "release_zone", "submitted_at", *OF_SUBMISSION)
    return [
        _of_submission(
            row, "story", at=row["release_instant"], zone=row["release_zone"], state=SubmissionState.SUBMITTED
        )
        for row in rows.order_by("release_instant", "pk").values(*columns)[: span.most]
    ]


def embargo_entries(user: Any, span: Span, *, now: datetime) -> list[Entry]:
    """Embargoes that end in a span, of what awaits clearance or is cleared and not given up. One query."""
    alive = Q(state=SubmissionState.SUBMITTED) | Q(state=SubmissionState.CLEARED) & ~Q(
        release__state=ReleaseState.CANCELLED
    )
    rows = Submission.objects.filter(
        alive, span.within("embargo_instant"), where(user, Action.VIEW, now=now), span.place("organisation")
    )
    columns = ("state", "embargo_instant", "embargo_zone", "submitted_at", *OF_SUBMISSION)
    return [_embargo(row, now) for row in rows.order_by("embargo_instant", "pk").values(*columns)[: span.most]]


def _embargo(row: dict[str, Any], now: datetime) -> Entry:
    state = SubmissionState(row["state"])
    over = row["embargo_instant"] <= now
    entry = _of_submission(row, "embargo", at=row["embargo_instant"], zone=row["embargo_zone"], state=state)
    words = _("Ended") if over else _("In force")
    return replace(entry, standing=Standing.OVER if over else Standing.PLANNED, state=words)


def _of_submission(row: dict[str, Any], kind: str, *, at: datetime, zone: str, state: SubmissionState) -> Entry:
    return Entry(
        kind=kind, key=f"{kind}-{row['pk']}", title=row["title"], organisation_id=row["organisation"],
        standing=Standing.PLANNED, state=str(state.label), at=at, page=str(row["pk"]), zone=zone,
        language=row["locale__language_code"], theme=row["story__theme"], changed_at=row["submitted_at"],
    )  # fmt: skip
