"""Move a planned release to another time."""

from datetime import datetime

from django.db import transaction

from duta.accounts.models import User
from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.core.moments import ChosenTime, is_future
from duta.core.problems import Problem
from duta.delivery.operations import remind_again
from duta.newsroom.models import Release, Submission
from duta.newsroom.operations.problems import NotPossible
from duta.newsroom.operations.states import record_release
from duta.newsroom.queries import subjects_of
from duta.newsroom.rules import ReleaseState


@transaction.atomic
def reschedule_release(
    *, release: Release, chosen: ChosenTime, seen: datetime | None, by: User, now: datetime
) -> Release:
    """Let a planned release go out at another time; what was signed stays as it is, its embargo too.

    ``seen``: the time that the person saw it planned for. Raises NotPossible: not allowed there, no longer planned, moved
    by somebody else meanwhile, a time in the past or before the end of the embargo; then nothing is changed.
    """
    rows = Release.objects.select_for_update(of=("self",))
    release = rows.select_related("submission__organisation", "story").get(pk=release.pk)
    if not may(by, Action.RELEASE, release.submission.organisation, now=now):
        raise NotPossible(Problem("not_allowed"))
    if problem := problem_of_time(chosen, release.submission, now=now):
        raise NotPossible(problem)
    before, zone_before = release.due_at, release.chosen_zone
    release.set_due(chosen)
    planned = Release.objects.filter(pk=release.pk, state=ReleaseState.PLANNED, due_at=seen)
    if not planned.update(due_at=release.due_at, due_zone=release.due_zone, due_wall=release.due_wall):
        release.refresh_from_db()
        raise NotPossible(_why_not(release))
    remind_again(subjects=subjects_of([release]))
    record_release(
        "release.rescheduled", release, by, now,
        due_at={"from": _said(before), "to": _said(release.due_at)}, zone={"from": zone_before, "to": chosen.zone},
    )  # fmt: skip
    return release


def problem_of_time(chosen: ChosenTime, submission: Submission, *, now: datetime) -> Problem | None:
    """Say what is wrong with a time for a release; None: nothing."""
    if not is_future(chosen, now=now):
        return Problem("time_past", field="release")
    if submission.embargo_instant and chosen.instant < submission.embargo_instant:
        return Problem("release_before_embargo", field="release")
    return None


def _why_not(release: Release) -> Problem:
    if release.state != ReleaseState.PLANNED:
        return Problem("release_no_longer_open", {"state": str(release.get_state_display())})
    return Problem("release_moved_meanwhile")


def _said(instant: datetime | None) -> str:
    return instant.isoformat(timespec="minutes") if instant else ""
