"""Initials, the signature, sending back, taking back."""

from datetime import datetime

from django.db import transaction

from duta.accounts.models import Delegation, User
from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.core.frozen import digest_of
from duta.core.problems import Problem
from duta.newsroom.models import Clearance, Initials, Release, Submission
from duta.newsroom.operations.problems import NotPossible
from duta.newsroom.operations.releasing import cancel_waiting
from duta.newsroom.operations.states import close_submission, lock_story, record_submission
from duta.newsroom.queries import editors_since_clearance
from duta.newsroom.rules import ReleaseMode, SubmissionState
from duta.newsroom.signatories import Authority, authority_of, may_take_over, refusal_of


@transaction.atomic
def initial_submission(*, submission: Submission, by: User, seen: str, now: datetime) -> Initials:
    """Put one's initials (*paraf*) under what was seen (``seen``: its hash). Doing it twice changes nothing.

    Raises NotPossible when nobody asked for them, when the submission is closed or when it is not what was seen.
    """
    _refuse_unseen(submission, seen)
    asked = submission.initials.select_for_update().filter(person=by).first()
    if asked is None or not may(by, Action.INITIAL, submission.organisation, now=now):
        raise NotPossible(Problem("not_allowed"))
    _refuse_closed(submission)
    if asked.put_at is None:
        asked.put_at = now
        asked.save(update_fields=["put_at"])
        record_submission("submission.initialled", submission, by, now)
    return asked


@transaction.atomic
def sign_submission(*, submission: Submission, by: User, seen: str, now: datetime) -> Clearance:
    """Sign the hash that was seen, and plan the release that the author asked for.

    An earlier version that is cleared but not out yet is given up: the newest signature counts.

    Raises NotPossible: neither the named signatory nor somebody with an order to sign in their place, edited it,
    initials missing, closed, or not what was seen. An order that ended or was revoked since the page was opened is
    found here. A second signature is never written: the state changes by compare-and-swap.
    """
    lock_story(submission.story_id)
    submission = Submission.objects.select_related("organisation", "story", "signatory").get(pk=submission.pk)
    authority = _refuse_signing(submission, by, seen, now)
    close_submission(submission, SubmissionState.CLEARED, by=by, now=now)
    clearance = _write_signature(submission, by, authority, now)
    cancel_waiting(submission.story, by=by, now=now)
    Release.objects.create(submission=submission, story=submission.story, due_at=_due(submission, now))
    order = {"signed_as": clearance.line} if authority.delegation else {}
    record_submission("submission.cleared", submission, by, now, digest=submission.digest, **order)
    return clearance


def _write_signature(submission: Submission, by: User, authority: Authority, now: datetime) -> Clearance:
    clearance = Clearance(
        submission=submission, digest=submission.digest, signatory=by, name=by.get_full_name() or by.username,
        position=by.position, signed_at=now, delegation=authority.delegation,
    )  # fmt: skip
    if authority.delegation is not None:
        order = authority.delegation
        clearance.capacity, clearance.order_number = order.capacity, order.order_number
        clearance.valid_from, clearance.valid_until = order.first_day, order.last_day
    clearance.save()
    return clearance


@transaction.atomic
def return_submission(*, submission: Submission, by: User, reason: str, now: datetime) -> Submission:
    """Send it back with a reason; the story can be edited again. Raises NotPossible, ValueError without a reason."""
    if not reason.strip():
        raise ValueError("a submission is sent back with a reason")
    asked = submission.initials.filter(person=by).exists() and may(by, Action.INITIAL, submission.organisation, now=now)
    if not asked and authority_of(by, submission, now=now) is None:
        raise NotPossible(refusal_of(by, submission, now=now))
    close_submission(submission, SubmissionState.RETURNED, by=by, now=now, return_reason=reason.strip())
    record_submission("submission.returned", submission, by, now, reason=reason.strip())
    return submission


@transaction.atomic
def take_back_submission(*, submission: Submission, by: User, now: datetime) -> Submission:
    """Take a submission back to go on writing. Raises NotPossible when it is closed or the person may not write."""
    if not may(by, Action.WRITE, submission.organisation, now=now):
        raise NotPossible(Problem("not_allowed"))
    close_submission(submission, SubmissionState.TAKEN_BACK, by=by, now=now)
    record_submission("submission.taken_back", submission, by, now)
    return submission


@transaction.atomic
def take_over_submission(*, submission: Submission, by: User, now: datetime) -> Submission:
    """Put oneself in the place of a signatory who can sign no more, or who let it wait too long.

    Raises NotPossible when it is closed, when the one who is named is still asked first, or when ``by`` edited it.
    """
    lock_story(submission.story_id)
    submission = Submission.objects.select_related("organisation", "story", "signatory").get(pk=submission.pk)
    _refuse_closed(submission)
    editors = editors_since_clearance(submission.story)
    if by.pk in editors:
        raise NotPossible(Problem("signatory_edited"))
    if not may_take_over(by, submission, editors, now=now):
        raise NotPossible(Problem("not_signatory", {"name": str(submission.signatory)}))
    before = str(submission.signatory)
    submission.signatory = by
    submission.save(update_fields=["signatory"])
    submission.initials.filter(person=by, put_at=None).delete()  # whoever signs is not asked for initials too
    names = {"from": before, "to": str(by)}
    record_submission("submission.taken_over", submission, by, now, signatory=names)
    return submission


def _refuse_signing(submission: Submission, by: User, seen: str, now: datetime) -> Authority:
    authority = _locked(authority_of(by, submission, now=now), now)
    if authority is None:
        raise NotPossible(refusal_of(by, submission, now=now))
    _refuse_closed(submission)
    _refuse_unseen(submission, seen)
    if by.pk in editors_since_clearance(submission.story):
        raise NotPossible(Problem("signatory_edited"))
    missing = [str(asked.person) for asked in submission.initials.filter(put_at=None).select_related("person")]
    if missing:
        raise NotPossible(Problem("initials_missing", {"names": ", ".join(missing)}))
    return authority


def _locked(authority: Authority | None, now: datetime) -> Authority | None:
    """Hold the order fast until the signature is written: a revocation comes before it or after it, never between."""
    if authority is None or authority.delegation is None:
        return authority
    rows = Delegation.objects.in_force(now).select_for_update(of=("self",))
    return authority if rows.filter(pk=authority.delegation.pk).first() else None


def _refuse_unseen(submission: Submission, seen: str) -> None:
    if seen != submission.digest or digest_of(submission.manifest) != submission.digest:
        raise NotPossible(Problem("changed_meanwhile"))


def _refuse_closed(submission: Submission) -> None:
    if submission.state != SubmissionState.SUBMITTED:
        raise NotPossible(Problem("no_longer_open", {"state": str(submission.get_state_display())}))


def _due(submission: Submission, now: datetime) -> datetime | None:
    if submission.release_mode == ReleaseMode.BY_HAND:
        return None
    wanted = submission.release_instant if submission.release_mode == ReleaseMode.AT_TIME else now
    return max(filter(None, (wanted, submission.embargo_instant)), default=now)
