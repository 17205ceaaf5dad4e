"""Withdrawal: the way back, at once, for the portal and for every channel that allows it."""

from datetime import datetime

from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction

from duta.accounts.models import User
from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.core.problems import Problem
from duta.delivery.operations import withdraw_delivery
from duta.newsroom.models import Release
from duta.newsroom.operations.problems import NotPossible
from duta.newsroom.operations.releasing import cancel_waiting, observe_publication
from duta.newsroom.operations.states import (
    close_submission,
    lock_story,
    move_release,
    record_release,
    record_submission,
)
from duta.newsroom.queries import deliveries_of_story, open_submission
from duta.newsroom.rules import ReleaseState, SubmissionState


@transaction.atomic
def withdraw_story(*, release: Release, by: User, reason: str, now: datetime) -> Release:
    """Take a released story off the portal and off every channel that allows it, at once, with a reason.

    The record stays: the address answers that it was withdrawn. What was cleared but not out yet is given up too,
    and what awaits clearance goes back with the same reason: a signature must not put it out again unseen.
    Raises NotPossible, ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("a story is withdrawn with a reason")
    release = Release.objects.select_related("submission__organisation").get(pk=release.pk)
    release.story = lock_story(release.story_id)
    if not may(by, Action.WITHDRAW, release.submission.organisation, now=now):
        raise NotPossible(Problem("not_allowed"))
    move_release(
        release, ReleaseState.WITHDRAWN, withdrawn_at=now, withdrawn_by=by, withdrawal_reason=reason.strip()
    )  # fmt: skip
    UnpublishPageAction(release.story, user=by).execute(skip_permission_checks=True)
    cancel_waiting(release.story, by=by, now=now)
    _send_back_open(release, by, reason.strip(), now)
    for delivery in deliveries_of_story(release.story):
        withdraw_delivery(delivery=delivery, by=by, now=now)
    observe_publication(release, 0, now)
    record_release("release.withdrawn", release, by, now, reason=reason.strip())
    return release


def _send_back_open(release: Release, by: User, reason: str, now: datetime) -> None:
    submission = open_submission(release.story)
    if submission is not None:
        close_submission(submission, SubmissionState.RETURNED, by=by, now=now, return_reason=reason)
        record_submission("submission.returned", submission, by, now, reason=reason, withdrawn=release.pk)
