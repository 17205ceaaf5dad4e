"""Release: what was signed goes out, all of it or nothing; corrections, times, failures."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.utils import timezone
from wagtail.models import Locale, Page

import make
from duta.accounts.rules import Role
from duta.channels.models import Channel
from duta.connectors.testing.fake import FakeConnector
from duta.connectors.testing.samples import png
from duta.core.frozen import digest_of
from duta.core.models import AuditEntry
from duta.core.moments import choose_time
from duta.delivery.models import Delivery
from duta.metrics.models import Observation
from duta.newsroom import operations
from duta.newsroom.models import Clearance, Release, Story, Submission
from duta.newsroom.operations import NotPossible, Timing, releasing
from duta.newsroom.rules import ReleaseMode, ReleaseState

JAKARTA = "Asia/Jakarta"


def refused(call):
    with pytest.raises(NotPossible) as refusal:
        call()
    return [problem.code for problem in refusal.value.problems]


def go(release, now=None, by=None):
    return operations.release_story(release=release, by=by, now=now or timezone.now())


def chosen(**ahead):
    return choose_time(wall=(timezone.localtime() + timedelta(**ahead)).replace(tzinfo=None), zone=JAKARTA)


def test_the_portals_receipt_is_the_permanent_address_and_is_observed(scene):
    release = scene.release()
    assert release.state == ReleaseState.RELEASED
    observed = Observation.objects.get(thing=f"newsroom.story:{scene.story.number}/id")
    assert (observed.metric_ref, observed.value, observed.origin_ref) == ("delivery.published@1", 1, release.address)


def test_a_correction_is_no_new_publication(scene):
    scene.release()
    scene.edit(lead="Ralat.")
    scene.release()
    observed = Observation.objects.get(thing=f"newsroom.story:{scene.story.number}/id")
    assert observed.seen_until > observed.observed_at


def test_each_version_is_delivered_with_exactly_the_frozen_payload(scene):
    release = scene.release()
    frozen = {version["channel"]: version["payload"] for version in release.submission.manifest["versions"]}
    for delivery in Delivery.objects.all():
        sent = {**delivery.payload_data}
        assert datetime.fromisoformat(sent.pop("created_at")) == release.released_at
        assert sent == frozen[delivery.channel_id]


def test_the_cleared_revision_goes_out_and_not_a_later_one(scene):
    release = scene.clear()
    scene.edit(lead="Belum disetujui.")
    go(release)
    story = Story.objects.get(pk=scene.story.pk)
    assert story.lead == "Ringkasan."
    assert story.has_unpublished_changes
    assert scene.draft().lead == "Belum disetujui."


def test_a_release_goes_out_once(scene):
    release = scene.clear()
    stale = Release.objects.get(pk=release.pk)
    go(release)
    assert refused(lambda: go(stale)) == ["release_no_longer_open"]
    assert Delivery.objects.count() == 2


def test_what_is_not_signed_is_not_released(scene):
    submission = scene.submit()
    release = Release.objects.create(submission=submission, story=scene.story)
    assert refused(lambda: go(release)) == ["hash_differs"]


def test_a_manifest_that_was_changed_is_not_released(scene):
    release = scene.clear()
    release.submission.manifest["versions"][0]["payload"]["text"] = "Diganti"
    release.submission.save()
    assert refused(lambda: go(release)) == ["hash_differs"]
    assert not Story.objects.get(pk=scene.story.pk).live


def test_a_revision_that_was_changed_in_the_database_is_not_released(scene):
    release = scene.clear()
    revision = release.submission.revision
    revision.content = {**revision.content, "lead": "Diganti"}
    revision.save()
    assert refused(lambda: go(release)) == ["hash_differs"]


def test_a_picture_whose_file_was_changed_on_disk_is_not_released(scene):
    release = scene.clear()
    storage, name = scene.picture.file.storage, scene.picture.file.name
    storage.delete(name)
    storage.save(name, ContentFile(png(9, 9)))
    assert refused(lambda: go(release)) == ["picture_differs"]


def test_an_embargo_holds_the_release_back_even_by_hand(scene):
    release = scene.clear(timing=Timing(embargo=chosen(hours=3)))
    assert refused(lambda: go(release)) == ["embargo_in_force"]
    given = {"release": release, "by": scene.author, "now": timezone.now()}
    assert refused(lambda: operations.plan_release_now(**given)) == ["embargo_in_force"]
    assert go(release, now=timezone.now() + timedelta(hours=4)).state == ReleaseState.RELEASED


def test_as_soon_as_cleared_waits_for_the_embargo(scene):
    embargo = chosen(hours=3)
    release = scene.clear(timing=Timing(embargo=embargo))
    assert release.due_at == embargo.instant
    assert operations.release_due(now=timezone.now()) == 0
    assert operations.release_due(now=embargo.instant) == 1


def test_a_set_time_is_kept_and_obeyed(scene):
    at = chosen(days=2)
    release = scene.clear(timing=Timing(mode=ReleaseMode.AT_TIME, release=at))
    submission = release.submission
    assert (submission.release_zone, submission.release_wall) == (JAKARTA, at.wall.isoformat(timespec="minutes"))
    assert operations.release_due(now=at.instant - timedelta(seconds=1)) == 0
    assert operations.release_due(now=at.instant) == 1
    assert Release.objects.get().released_by is None


def test_a_time_in_the_past_is_refused_when_submitting(scene):
    assert refused(lambda: scene.submit(timing=Timing(mode=ReleaseMode.AT_TIME, release=chosen(hours=-1)))) == [
        "time_past"
    ]
    assert refused(lambda: scene.submit(timing=Timing(mode=ReleaseMode.AT_TIME))) == ["time_past"]


def test_a_release_before_the_end_of_its_embargo_is_refused(scene):
    timing = Timing(mode=ReleaseMode.AT_TIME, release=chosen(hours=1), embargo=chosen(hours=2))
    assert refused(lambda: scene.submit(timing=timing)) == ["release_before_embargo"]


def test_a_release_by_hand_waits_for_a_hand(scene):
    release = scene.clear(timing=Timing(mode=ReleaseMode.BY_HAND))
    assert release.due_at is None
    assert operations.release_due(now=timezone.now() + timedelta(days=99)) == 0
    operations.plan_release_now(release=release, by=scene.manager, now=timezone.now())
    assert Release.objects.get().released_by == scene.manager


def test_who_may_not_release_cannot(scene):
    release = scene.clear(timing=Timing(mode=ReleaseMode.BY_HAND))
    for person in (scene.planner, make.person(Role.AUTHOR, scene.sibling)):
        given = {"release": release, "by": person, "now": timezone.now()}
        assert refused(lambda given=given: operations.plan_release_now(**given)) == ["not_allowed"]
        assert refused(lambda given=given: operations.cancel_release(**given)) == ["not_allowed"]


def test_a_cancelled_release_never_goes_out(scene):
    release = scene.clear()
    operations.cancel_release(release=release, by=scene.author, now=timezone.now())
    assert operations.release_due(now=timezone.now()) == 0
    assert refused(lambda: go(release)) == ["release_no_longer_open"]


def test_a_delivery_that_cannot_be_written_takes_page_and_release_back_with_it(scene, monkeypatch):
    release, calls = scene.clear(), []

    def second_fails(**order):
        calls.append(order)
        if len(calls) == 2:
            raise IntegrityError("the outbox is full")

    monkeypatch.setattr(releasing, "schedule_delivery", second_fails)
    with pytest.raises(IntegrityError):
        go(release)
    release.refresh_from_db()
    assert release.state == ReleaseState.PLANNED
    assert not Story.objects.get(pk=scene.story.pk).live
    assert not Delivery.objects.exists()
    assert not Observation.objects.exists()
    assert len(calls) == 2


def test_a_due_release_that_fails_says_why_and_does_not_stop_the_others(scene):
    broken = scene.clear()
    scene.picture.file.storage.delete(scene.picture.file.name)
    story = make.story(scene.mission, title="Kabar lain")
    other = operations.submit_story(story=story, by=scene.author, signatory=scene.signatory, now=timezone.now())
    fine = scene.sign(other).submission.release
    assert operations.release_due(now=timezone.now()) == 1
    broken.refresh_from_db()
    fine.refresh_from_db()
    assert (broken.state, fine.state) == (ReleaseState.FAILED, ReleaseState.RELEASED)
    assert [problem.code for problem in broken.problems] == ["frozen_file_lost"]
    assert AuditEntry.objects.filter(action="release.failed").count() == 1


def test_a_failed_release_waits_for_a_person_who_tries_again(scene):
    release = scene.clear()
    storage, name = scene.picture.file.storage, scene.picture.file.name
    content = storage.open(name).read()
    storage.delete(name)
    operations.release_due(now=timezone.now())
    assert operations.release_due(now=timezone.now()) == 0
    storage.save(name, ContentFile(content))
    release.refresh_from_db()
    out = operations.plan_release_now(release=release, by=scene.author, now=timezone.now())
    assert (out.state, out.problems) == (ReleaseState.RELEASED, [])


def test_a_correction_takes_the_place_of_what_is_out(scene):
    first = scene.release()
    scene.edit(lead="Ralat: pukul tujuh.")
    second = scene.release()
    first.refresh_from_db()
    assert (first.state, second.state) == (ReleaseState.SUPERSEDED, ReleaseState.RELEASED)
    story = Story.objects.get(pk=scene.story.pk)
    assert story.lead == "Ralat: pukul tujuh."
    assert first.address == second.address


def test_a_correction_is_not_sent_again_to_channels_that_have_the_story(scene):
    scene.release()
    scene.edit(lead="Ralat.")
    scene.release()
    assert Delivery.objects.count() == 2


def test_a_correction_of_a_versions_text_goes_to_the_channels_that_can_change_what_is_out(scene, monkeypatch):
    scene.release()
    monkeypatch.setattr(FakeConnector, "capabilities", replace(FakeConnector.capabilities, edit=False))
    scene.edit_version(scene.first, "Ralat: pukul tujuh.")
    scene.release()
    assert Delivery.objects.count() == 2, "a platform that changes nothing keeps the first text"
    monkeypatch.undo()
    scene.edit_version(scene.first, "Ralat: pukul delapan.")
    scene.release()
    correction = Delivery.objects.exclude(action="publish").get()
    assert (correction.action, correction.channel) == ("edit", scene.first)
    assert correction.payload.text == "Ralat: pukul delapan."


def test_a_correction_reaches_a_channel_that_refused_the_first(scene):
    scene.release()
    Delivery.objects.filter(channel=scene.first).update(state="refused", wake_at=None, line=None)
    scene.edit(lead="Ralat.")
    scene.release()
    assert Delivery.objects.filter(channel=scene.first).count() == 2
    assert Delivery.objects.filter(channel=scene.second).count() == 1


def test_the_address_of_a_released_story_stays(scene):
    scene.release()
    scene.edit(slug="lain")
    assert refused(scene.submit) == ["address_changed"]


def test_a_newer_signature_gives_up_what_was_cleared_before_and_is_not_out(scene):
    old = scene.clear(timing=Timing(mode=ReleaseMode.AT_TIME, release=chosen(days=1)))
    scene.edit(lead="Yang baru.")
    scene.release()
    old.refresh_from_db()
    assert old.state == ReleaseState.CANCELLED
    operations.release_due(now=timezone.now() + timedelta(days=2))
    assert Story.objects.get(pk=scene.story.pk).lead == "Yang baru."


def test_each_language_is_cleared_and_released_by_itself(scene):
    scene.release()
    english = scene.story.copy_for_translation(Locale.objects.get(language_code="en"))
    assert not english.live
    assert not Page.objects.get(pk=english.pk).live
    assert english.number == scene.story.number
    assert english.full_url == f"http://testserver/en/{scene.story.number}-{english.slug}/"


def test_two_languages_of_one_story_go_out_side_by_side_on_one_channel(scene):
    scene.release()
    english = scene.story.copy_for_translation(Locale.objects.get(language_code="en"))
    english.title, english.lead = "Kecak night", "A summary."
    english.save_revision(user=scene.author)
    operations.propose_versions(story=english, by=scene.author, now=timezone.now())
    submission = operations.submit_story(story=english, by=scene.author, signatory=scene.signatory, now=timezone.now())
    scene.sign(submission)
    assert operations.release_due(now=timezone.now()) == 1
    assert Delivery.objects.filter(channel=scene.first).count() == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"settings": {"account": "lain"}}, "account_changed"),
        ({"connector_key": "gone"}, "account_changed"),
        ({"organisation": "sibling"}, "channel_elsewhere"),
    ],
)
def test_nothing_goes_out_on_an_account_that_the_signatory_did_not_see(scene, change, code):
    release = scene.clear()
    change = {name: scene.sibling if value == "sibling" else value for name, value in change.items()}
    Channel.objects.filter(pk=scene.first.pk).update(**change)
    assert refused(lambda: go(release)) == [code]
    assert not Story.objects.get(pk=scene.story.pk).live
    assert not Delivery.objects.exists()


def test_what_was_frozen_before_accounts_were_kept_is_compared_by_its_handle(scene):
    release = scene.clear()
    manifest = release.submission.manifest
    for version in manifest["versions"]:
        version["account"] = Channel.objects.get(pk=version["channel"]).handle
    manifest["manifest"] = 1
    digest = digest_of(manifest)
    Submission.objects.update(manifest=manifest, digest=digest)
    Clearance.objects.update(digest=digest)
    assert go(release).state == ReleaseState.RELEASED
