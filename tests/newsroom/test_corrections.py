"""Releases again: corrections on channels that have the story, and what may not become of them."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from duta.delivery.models import Delivery, Pump, Receipt
from duta.newsroom import operations
from duta.newsroom.operations.problems import NotPossible
from duta.newsroom.record import reach_of


def put_out(channel):
    row = Delivery.objects.get(channel=channel, action="publish")
    Delivery.objects.filter(pk=row.pk).update(state="delivered", wake_at=None, line=None)
    Receipt.objects.create(delivery=row, handle="fake:1", address="https://fake.example/1", accepted_at=timezone.now())
    return row


def being_sent(delivery):
    now = timezone.now()
    pump = Pump.objects.create(name="p", started_at=now, beat_at=now, lease_until=now)
    Delivery.objects.filter(pk=delivery.pk).update(state="attempting", owner=pump, wake_at=None)


def deferred(delivery):
    Delivery.objects.filter(pk=delivery.pk).update(state="deferred", owner=None, wake_at=timezone.now())


def two_corrections(scene):
    scene.release()
    put_out(scene.first)
    scene.edit_version(scene.first, "Ralat satu.")
    scene.release()
    first = Delivery.objects.get(action="edit")
    being_sent(first)
    scene.edit_version(scene.first, "Ralat dua.")
    release = scene.release()
    deferred(first)
    return release


def test_a_story_with_two_corrections_under_way_can_be_withdrawn(scene):
    release = two_corrections(scene)
    operations.withdraw_story(release=release, by=scene.signatory, reason="Salah.", now=timezone.now())
    assert Delivery.objects.filter(action="withdraw", channel=scene.first).exists()


def test_the_withdrawals_page_answers_then(scene, client):
    two_corrections(scene)
    client.force_login(scene.signatory)
    answer = client.post(reverse("newsroom:withdraw", args=[scene.story.pk]), {"reason": "Salah."})
    assert answer.status_code == 302


def test_a_third_release_goes_out_then(scene):
    two_corrections(scene)
    scene.edit_version(scene.first, "Ralat tiga.")
    scene.release()


def test_no_correction_goes_out_on_a_channel_that_was_given_away(scene):
    scene.release()
    put_out(scene.first)
    scene.edit_version(scene.first, "Ralat satu.")
    release = scene.clear()
    scene.first.organisation = scene.sibling
    scene.first.save()
    with pytest.raises(NotPossible):
        operations.release_story(release=release, by=None, now=timezone.now())


def test_what_is_out_on_another_account_stays_as_it_is(scene):
    scene.release()
    put_out(scene.first)
    scene.first.settings = {**scene.first.settings, "account": "lain"}
    scene.first.save()
    scene.edit_version(scene.first, "Ralat satu.")
    release = scene.clear()
    operations.release_story(release=release, by=None, now=timezone.now())
    assert not Delivery.objects.filter(action="edit").exists()


def test_what_is_being_withdrawn_is_published_anew(scene):
    """Withdrawn, withdrawal still on its way; released again: what becomes of the channel?"""
    release = scene.release()
    put_out(scene.first)
    operations.withdraw_story(release=release, by=scene.signatory, reason="Salah.", now=timezone.now())
    scene.edit_version(scene.first, "Versi baru.")
    scene.release()
    assert not Delivery.objects.filter(action="edit").exists(), "an edit of an entry that is being withdrawn"


def test_an_old_refusal_is_given_up_when_a_newer_version_goes_out(scene):
    scene.release()
    old = Delivery.objects.get(channel=scene.first)
    scene.edit_version(scene.first, "Ralat satu.")
    scene.release()  # old is scheduled: a correction waits for it
    correction = Delivery.objects.get(action="edit")
    Delivery.objects.filter(pk=old.pk).update(state="refused", wake_at=None, line=None)
    scene.edit_version(scene.first, "Ralat dua.")
    scene.release()
    correction.refresh_from_db()
    assert correction.state == "cancelled"
    old.refresh_from_db()
    assert old.state == "cancelled", "sent again, it would be a second post with the first text"


# pictures that a correction cannot change


def swap_pictures(scene, channel):
    draft = scene.draft()
    versions = list(draft.channel_versions.all())
    for version in versions:
        if version.channel_id == channel.pk:
            version.media = [] if version.media else [("picture", scene.story.picture)]
    draft.channel_versions = versions
    draft.save_revision(user=scene.author, log_action=True, clean=False)


def keeps_its_pictures(monkeypatch, channel):
    able = replace(channel.connector.capabilities, edit_media=False)
    monkeypatch.setattr(type(channel.connector), "capabilities", able)


def test_other_pictures_are_refused_beforehand_where_a_correction_changes_the_text_only(scene, monkeypatch):
    keeps_its_pictures(monkeypatch, scene.first)
    scene.release()
    put_out(scene.first)
    swap_pictures(scene, scene.first)
    with pytest.raises(NotPossible) as refused:
        scene.submit()
    assert [problem.code for problem in refused.value.problems] == ["correction_swaps_pictures"]


def test_the_same_pictures_may_stay_under_another_text(scene, monkeypatch):
    keeps_its_pictures(monkeypatch, scene.first)
    scene.release()
    put_out(scene.first)
    scene.edit_version(scene.first, "Ralat satu.")
    scene.release()
    assert Delivery.objects.filter(action="edit").exists()


def test_the_same_pictures_may_stay_when_the_platform_takes_them_in_another_size_now(scene, monkeypatch):
    keeps_its_pictures(monkeypatch, scene.first)
    scene.release()
    sent = put_out(scene.first)
    assert sent.payload.media
    smaller = replace(
        scene.first.limits, media_side=max(sent.payload.media[0].width, sent.payload.media[0].height) // 2
    )
    monkeypatch.setattr(type(scene.first.connector), "default_limits", smaller)
    scene.edit_version(scene.first, "Ralat satu.")
    scene.release()
    correction = Delivery.objects.get(action="edit")
    assert correction.payload.media[0].sha256 != sent.payload.media[0].sha256


def test_the_pictures_of_what_is_out_are_compared_not_those_of_a_correction_after_it(scene, monkeypatch):
    keeps_its_pictures(monkeypatch, scene.first)
    scene.release()
    put_out(scene.first)
    scene.edit_version(scene.first, "Ralat satu.")
    scene.release()
    swap_pictures(scene, scene.first)
    with pytest.raises(NotPossible):
        scene.submit()


def test_a_withdrawal_says_that_nothing_is_out_yet_where_a_person_was_to_publish(scene):
    scene.release()
    Delivery.objects.filter(channel=scene.first).update(state="handed", wake_at=None, line=None)
    with translation.override("en"):
        words = {reach.delivery.channel_id: reach.words for reach in reach_of(scene.story)}
    assert words[scene.first.pk].startswith("Nothing is out as far as Duta knows")
