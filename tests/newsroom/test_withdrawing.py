"""Withdrawal: off the portal and off every channel that allows it, at once; the record stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

import make
from duta.accounts.rules import Role
from duta.delivery.models import Delivery, Receipt
from duta.delivery.rules import DeliveryAction, DeliveryState
from duta.metrics.models import Observation
from duta.newsroom import operations
from duta.newsroom.models import Release, Story
from duta.newsroom.operations import NotPossible, Timing
from duta.newsroom.rules import ReleaseMode, ReleaseState


def withdraw(scene, release, **given):
    given = {"by": scene.signatory, "reason": "Angkanya keliru.", "now": timezone.now(), **given}
    return operations.withdraw_story(release=release, **given)


def accept(delivery):
    """The platform took it."""
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.DELIVERED, wake_at=None, line=None, owner=None)
    return Receipt.objects.create(delivery=delivery, handle=f"h{delivery.pk}", accepted_at=timezone.now())


def test_a_withdrawn_story_is_off_the_portal_and_its_record_stays(scene):
    release = withdraw(scene, scene.release())
    story = Story.objects.get(pk=scene.story.pk)
    assert (release.state, release.withdrawal_reason) == (ReleaseState.WITHDRAWN, "Angkanya keliru.")
    assert (story.live, story.live_revision) == (False, None)
    assert release.submission.clearance.digest == release.submission.digest


def test_what_the_channels_have_is_withdrawn_and_what_they_do_not_have_yet_is_cancelled(scene):
    release = scene.release()
    out = Delivery.objects.get(channel=scene.first)
    accept(out)
    withdraw(scene, release)
    taken_back = Delivery.objects.get(action=DeliveryAction.WITHDRAW)
    assert taken_back.changes == out.receipt
    assert Delivery.objects.get(channel=scene.second).state == DeliveryState.CANCELLED


def test_what_an_earlier_version_left_on_the_channels_is_withdrawn_too(scene):
    scene.release()
    accept(Delivery.objects.get(channel=scene.first))
    scene.edit(lead="Ralat.")
    withdraw(scene, scene.release())
    assert Delivery.objects.filter(action=DeliveryAction.WITHDRAW, channel=scene.first).count() == 1


def test_a_withdrawn_publication_counts_no_longer(scene):
    release = withdraw(scene, scene.release())
    values = Observation.objects.filter(thing=f"newsroom.story:{release.story.number}/id").order_by("pk")
    assert [int(row.value) for row in values] == [1, 0]


def test_a_correction_that_waits_is_given_up_with_the_withdrawal(scene):
    release = scene.release()
    scene.edit(lead="Ralat.")
    waiting = scene.clear(timing=Timing(mode=ReleaseMode.BY_HAND))
    withdraw(scene, release)
    waiting.refresh_from_db()
    assert waiting.state == ReleaseState.CANCELLED
    assert operations.release_due(now=timezone.now() + timedelta(days=9)) == 0


def test_a_withdrawn_story_can_be_written_cleared_and_released_again(scene):
    withdraw(scene, scene.release())
    scene.edit(lead="Diperbaiki.")
    scene.release()
    story = Story.objects.get(pk=scene.story.pk)
    assert (story.live, story.lead) == (True, "Diperbaiki.")
    assert Delivery.objects.filter(action=DeliveryAction.PUBLISH, channel=scene.second).count() == 2


@pytest.mark.parametrize("who", ["author", "planner", "manager"])
def test_who_may_not_withdraw_cannot(scene, who):
    release = scene.release()
    with pytest.raises(NotPossible) as refusal:
        withdraw(scene, release, by=getattr(scene, who))
    assert [problem.code for problem in refusal.value.problems] == ["not_allowed"]
    assert Story.objects.get(pk=scene.story.pk).live


def test_a_siblings_signatory_cannot_withdraw(scene):
    release = scene.release()
    with pytest.raises(NotPossible):
        withdraw(scene, release, by=make.person(Role.SIGNATORY, scene.sibling))


def test_nothing_is_withdrawn_without_a_reason(scene):
    release = scene.release()
    with pytest.raises(ValueError, match="reason"):
        withdraw(scene, release, reason="  ")


def test_a_second_withdrawal_is_refused(scene):
    release = scene.release()
    stale = Release.objects.get(pk=release.pk)
    withdraw(scene, release)
    with pytest.raises(NotPossible) as refusal:
        withdraw(scene, stale)
    assert [problem.code for problem in refusal.value.problems] == ["release_no_longer_open"]


def test_a_correction_that_awaits_its_signature_goes_back_with_the_reason(scene):
    release = scene.release()
    scene.edit(lead="Ralat.")
    submission = scene.submit()
    withdraw(scene, release)
    submission.refresh_from_db()
    assert (submission.state, submission.return_reason) == ("returned", Release.objects.get().withdrawal_reason)
    with pytest.raises(NotPossible):
        scene.sign(submission)
    assert not Story.objects.get(pk=scene.story.pk).live
