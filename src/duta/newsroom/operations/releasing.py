"""Release: one operation publishes the page and writes the deliveries. The worker releases what is due."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from duta.accounts.models import User
from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.channels.models import Channel
from duta.channels.queries import channels_for
from duta.connectors.protocol import Payload
from duta.core.blobs import BlobDamaged, read_blob
from duta.core.frozen import digest_of, digest_of_bytes
from duta.core.problems import Problem
from duta.delivery.models import Delivery
from duta.delivery.operations import OtherPayload, cancel_deliveries, schedule_correction, schedule_delivery
from duta.delivery.queries import withdrawal_of
from duta.delivery.rules import DeliveryState
from duta.metrics.operations import Sample, record_observations
from duta.metrics.rules import Origin, current_ref
from duta.newsroom.content import page_digest
from duta.newsroom.freezing import blobs_of, frozen_payload, is_account_signed, original_of
from duta.newsroom.guards import NotCleared
from duta.newsroom.models import Release, Story, Submission
from duta.newsroom.operations.problems import NotPossible
from duta.newsroom.operations.states import move_release, record_release
from duta.newsroom.queries import (
    can_correct,
    deliveries_of_story,
    deliveries_out,
    delivery_subject,
    page_subject,
    releases_due,
)
from duta.newsroom.rules import ReleaseState, SubmissionState

log = logging.getLogger(__name__)
CANNOT_GO_OUT = (NotPossible, NotCleared, BlobDamaged, OtherPayload, IntegrityError, ValidationError, OSError)


@transaction.atomic
def release_story(*, release: Release, by: User | None, now: datetime) -> Release:
    """Verify what was signed and put exactly that out: page, portal's receipt and deliveries in one transaction.

    ``by=None``: the worker, at its time. Raises NotPossible: not planned, embargo in force, not allowed, or what
    would go out is not what was signed; then nothing is changed.
    """
    release = _locked(release)
    submission = release.submission
    _refuse_person(release, by, now)
    _verify(submission, now)
    release.story.releases.filter(state=ReleaseState.RELEASED).update(state=ReleaseState.SUPERSEDED)
    address = submission.manifest["address"]
    move_release(release, ReleaseState.RELEASED, released_at=now, released_by=by, address=address, problems_data=[])
    _publish(submission, by)
    _deliver(release, by, now)
    observe_publication(release, 1, now)
    record_release("release.released", release, by, now, digest=submission.digest, address=address)
    return release


def release_due(*, now: datetime) -> int:
    """Release what is due, each by itself, and return how many went out; one that fails waits for a person.

    A database that is busy is no failure of the release: the others are tried all the same, then it is raised, and
    the next tick tries again.
    """
    out, busy = 0, None
    for release in releases_due(now=now):
        try:
            out += carry_out(release=release, now=now)
        except (OperationalError, InterfaceError) as error:
            busy = busy or error
    if busy is not None:
        raise busy
    return out


def carry_out(*, release: Release, now: datetime) -> bool:
    """Release a planned release whose time has come, and say whether it is out; if it cannot go out, keep why."""
    try:
        with transaction.atomic():
            due = Release.objects.select_for_update().filter(pk=release.pk, state=ReleaseState.PLANNED, due_at__lte=now)
            if due.first() is None:  # moved to another time, or given up, since it was read
                return False
            release_story(release=release, by=None, now=now)
    except CANNOT_GO_OUT as failure:
        log.warning("release %s cannot go out: %s", release.pk, failure)
        _fail(release, _problems_of(failure), now)
        return False
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:  # a fault of ours: it must hold up no other release, and a person must hear of it
        log.exception("release %s failed", release.pk)
        _fail(release, [Problem("cannot_go_out", said=f"{type(fault).__name__}: {fault}")], now)
        return False
    return True


@transaction.atomic
def plan_release_now(*, release: Release, by: User, now: datetime) -> Release:
    """Let a release that waits for a hand, for a later time, or that failed, go out now. Raises NotPossible."""
    _refuse_person(release, by, now)
    if release.state == ReleaseState.FAILED:
        move_release(release, ReleaseState.PLANNED, due_at=now, due_zone="", due_wall="", problems_data=[])
    try:
        return release_story(release=release, by=by, now=now)
    except CANNOT_GO_OUT as failure:
        raise NotPossible(*_problems_of(failure)) from failure


@transaction.atomic
def cancel_release(*, release: Release, by: User, now: datetime) -> Release:
    """Give up a release that is not out yet; the story can be submitted again. Raises NotPossible."""
    _refuse_person(release, by, now)
    move_release(release, ReleaseState.CANCELLED)
    record_release("release.cancelled", release, by, now)
    return release


def cancel_waiting(story: Story, *, by: User, now: datetime) -> list[Release]:
    """Give up whatever of a story is cleared but not out: a newer signature, or a withdrawal, takes its place."""
    waiting = list(story.releases.filter(state__in=[ReleaseState.PLANNED, ReleaseState.FAILED]))
    for release in waiting:
        move_release(release, ReleaseState.CANCELLED)
        record_release("release.cancelled", release, by, now)
    return waiting


def observe_publication(release: Release, value: int, now: datetime) -> None:
    """The portal is not a connector: whether its page is out (1) or was withdrawn (0) is observed here.

    Of the page and not of the release: a correction is no new publication.
    """
    page = page_subject(release.story.number, release.story.language)
    sample = Sample(
        metric=current_ref("delivery.published"), thing=page, value=value, at=now,
        origin=Origin.RECEIPT, origin_ref=release.address,
    )  # fmt: skip
    record_observations([sample])


def _locked(release: Release) -> Release:
    rows = Release.objects.select_for_update(of=("self",))
    return rows.select_related("submission__organisation", "submission__revision", "story").get(pk=release.pk)


def _refuse_person(release: Release, by: User | None, now: datetime) -> None:
    if by is not None and not may(by, Action.RELEASE, release.submission.organisation, now=now):
        raise NotPossible(Problem("not_allowed"))


def _verify(submission: Submission, now: datetime) -> None:
    clearance = getattr(submission, "clearance", None)
    if submission.state != SubmissionState.CLEARED or clearance is None:
        raise NotPossible(Problem("hash_differs"))
    if submission.embargo_instant and submission.embargo_instant > now:
        until = {"time": submission.embargo_wall, "zone": submission.embargo_zone}
        raise NotPossible(Problem("embargo_in_force", until))
    draft: Story = submission.revision.as_object()
    same = digest_of(submission.manifest) == submission.digest == clearance.digest
    if not same or page_digest(draft) != submission.manifest["page_digest"]:
        raise NotPossible(Problem("hash_differs"))
    for sha256 in blobs_of(submission.manifest):
        read_blob(sha256)
    _verify_pictures(submission)


def _verify_pictures(submission: Submission) -> None:
    """The portal shows the pictures' own files: they must still be those that were signed."""
    for held in submission.frozen_pictures.select_related("picture"):
        if digest_of_bytes(original_of(held.picture)) != held.sha256:
            raise NotPossible(Problem("picture_differs", {"picture": held.picture.title}))


def _publish(submission: Submission, by: User | None) -> None:
    """Publish the cleared revision, not the latest; the guard in ``Story.save`` checks it once more."""
    submission.revision.publish(user=by, skip_permission_checks=True)


def _deliver(release: Release, by: User | None, now: datetime) -> None:
    """Write a delivery for each version: the story, or a correction where its channel has it and can change it."""
    out = {delivery.channel_id: delivery for delivery in reversed(deliveries_out(release.story))}
    versions = release.submission.manifest["versions"]
    channels = Channel.objects.in_bulk([version["channel"] for version in versions])
    served = [version for version in versions if _is_served(channels[version["channel"]], out)]
    _refuse_other_accounts(served, channels, release.submission)
    for version in served:
        channel, known = channels[version["channel"]], out.get(version["channel"])
        if known is None or (withdrawal := withdrawal_of(known)) is not None:
            _publish_version(release, version, channel, by, now, after=withdrawal if known else None)
        else:
            subject, payload = delivery_subject(release, channel.pk), _corrected(version, known)
            title = release.submission.title
            schedule_correction(delivery=known, subject=subject, payload=payload, title=title, by=by, now=now)


def _is_served(channel: Channel, out: Mapping[int, Delivery]) -> bool:
    """Whether something is to be done there: the story is not out, or is being taken back, or can be changed."""
    known = out.get(channel.pk)
    if known is None or withdrawal_of(known) is not None:
        return True
    return can_correct(channel) and known.account in ("", channel.account)


def _corrected(version: dict[str, Any], known: Delivery) -> Payload:
    return frozen_payload(version, created_at=known.payload.created_at)


def _publish_version(
    release: Release,
    version: dict[str, Any],
    channel: Channel,
    by: User | None,
    now: datetime,
    *,
    after: Delivery | None,
) -> None:
    """Order a publication; one that was refused before and could be sent again is given up: it would be a second one."""
    old = [row for row in deliveries_of_story(release.story) if row.channel_id == channel.pk]
    cancel_deliveries(deliveries=[row for row in old if row.state == DeliveryState.REFUSED], by=by, now=now)
    schedule_delivery(
        channel=channel, subject=delivery_subject(release, channel.pk), payload=frozen_payload(version, created_at=now),
        title=release.submission.title, due_at=now, by=by, now=now, after=after,
    )  # fmt: skip


def _refuse_other_accounts(
    versions: Sequence[dict[str, Any]], channels: Mapping[int, Channel], submission: Submission
) -> None:
    """What was signed for one account goes out on no other, nor on a channel that was given to somebody else."""
    ours = set(channels_for(submission.organisation).values_list("pk", flat=True))
    problems = []
    for version in versions:
        channel = channels[version["channel"]]
        if not is_account_signed(version, channel, manifest=submission.manifest["manifest"]):
            problems.append(Problem("account_changed", {"account": version["account"], "now": channel.account}))
        elif channel.pk not in ours:
            problems.append(Problem("channel_elsewhere", {"channel": channel.name}))
    if problems:
        raise NotPossible(*problems)


def _problems_of(failure: Exception) -> list[Problem]:
    if isinstance(failure, NotPossible):
        return list(failure.problems)
    if isinstance(failure, BlobDamaged | OSError):
        return [Problem("frozen_file_lost", said=str(failure))]
    said = "; ".join(failure.messages) if isinstance(failure, ValidationError) else str(failure)
    return [Problem("cannot_go_out", said=said)]


@transaction.atomic
def _fail(release: Release, problems: Iterable[Problem], now: datetime) -> None:
    """Keep the reason with the release; if somebody dealt with it in the meantime, nothing is written."""
    data = [problem.as_json() for problem in problems]
    rows = Release.objects.filter(pk=release.pk, state=ReleaseState.PLANNED)
    if rows.update(state=ReleaseState.FAILED, problems_data=data):
        record_release("release.failed", release, None, now, problems=data)
