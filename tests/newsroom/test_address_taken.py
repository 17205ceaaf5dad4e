"""A cleared story waits; meanwhile its address goes to another one."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

import make
from duta.accounts.rules import Role
from duta.core.moments import choose_time
from duta.newsroom import operations
from duta.newsroom.rules import ReleaseMode


def fields(slug: str, title: str):
    return nested_form_data({
        "title": title, "slug": slug, "lead": "x", "theme": "branding", "activity": "", "picture": "", "picture_alt": "",
        "body": streamfield([("heading", "h")]), "seo_title": "", "search_description": "",
        "channel_versions": inline_formset([]), "comments": inline_formset([]),
    })  # fmt: skip


def clash(scene, client, timing):
    """A cleared story waits, its slug is changed behind the screens, another story takes the old one."""
    scene.edit(body=[("heading", "h")], picture=None, picture_alt="")
    release = scene.clear(timing=timing)
    client.force_login(scene.author)
    type(scene.story).objects.filter(pk=scene.story.pk).update(slug="lain")
    new = reverse("wagtailadmin_pages:add", args=["newsroom", "story", scene.mission.home.pk])
    assert client.post(new, fields("malam-kecak", "Baru")).status_code == 302
    return release


def test_a_release_whose_address_was_taken_stops_no_other(scene, client):
    soon = (timezone.now() + timedelta(hours=1)).replace(tzinfo=None)
    release = clash(
        scene, client, operations.Timing(mode=ReleaseMode.AT_TIME, release=choose_time(wall=soon, zone="UTC"))
    )
    bystander = make.story(scene.sibling, title="Tokyo")
    author, signer = make.person(Role.AUTHOR, scene.sibling), make.person(Role.SIGNATORY, scene.sibling)
    later = operations.Timing(
        mode=ReleaseMode.AT_TIME, release=choose_time(wall=soon + timedelta(minutes=1), zone="UTC")
    )
    sub = operations.submit_story(story=bystander, by=author, signatory=signer, timing=later, now=timezone.now())
    operations.sign_submission(submission=sub, by=signer, seen=sub.digest, now=timezone.now())
    operations.release_due(now=timezone.now() + timedelta(hours=2))
    release.refresh_from_db()
    bystander.refresh_from_db()
    assert release.state == "failed"
    assert release.problems_data[0]["code"] == "cannot_go_out"
    assert bystander.live


def test_releasing_it_by_hand_says_so(scene, client):
    release = clash(scene, client, operations.Timing(mode=ReleaseMode.BY_HAND))
    answer = client.post(reverse("newsroom:release_now", args=[release.pk]), follow=True)
    release.refresh_from_db()
    assert release.state == "planned"
    assert list(answer.context["messages"])[-1].level_tag == "error"


def test_the_address_of_a_story_that_waits_for_its_release_is_not_changed(scene, client):
    scene.edit(body=[("heading", "h")], picture=None, picture_alt="")
    scene.clear(timing=operations.Timing(mode=ReleaseMode.BY_HAND))
    client.force_login(scene.author)
    editor = reverse("wagtailadmin_pages:edit", args=[scene.story.pk])
    answer = client.post(editor, fields("lain", "Malam Kecak"))
    assert "malam-kecak" in answer.context["form"].errors["slug"][0]
    assert scene.draft().slug == "malam-kecak"


def test_a_fault_of_ours_stops_no_other_release_and_is_named(scene, monkeypatch):
    release = scene.clear()
    monkeypatch.setattr(operations.releasing, "_deliver", lambda *_: 1 / 0)
    assert operations.release_due(now=timezone.now() + timedelta(hours=1)) == 0
    release.refresh_from_db()
    assert release.state == "failed"
    assert "ZeroDivisionError" in release.failure or "ZeroDivisionError" in str(release.problems_data)


def test_what_is_submitted_holds_its_address_from_then_on(scene, client):
    scene.edit(body=[("heading", "h")], picture=None, picture_alt="", channel_versions=[], slug="baru")
    release = scene.clear(timing=operations.Timing(mode=ReleaseMode.BY_HAND))
    client.force_login(scene.author)
    new = reverse("wagtailadmin_pages:add", args=["newsroom", "story", scene.mission.home.pk])
    assert "slug" in client.post(new, fields("baru", "Lain")).context["form"].errors
    operations.plan_release_now(release=release, by=scene.author, now=timezone.now())
    assert type(scene.story).objects.get(pk=scene.story.pk).live


def test_a_database_that_is_busy_for_one_release_holds_up_no_other(scene, monkeypatch):
    busy, other = scene.clear(), make.story(scene.sibling, title="Tokyo")
    author, signer = make.person(Role.AUTHOR, scene.sibling), make.person(Role.SIGNATORY, scene.sibling)
    sub = operations.submit_story(story=other, by=author, signatory=signer, now=timezone.now())
    operations.sign_submission(submission=sub, by=signer, seen=sub.digest, now=timezone.now())
    real = operations.releasing._publish

    def publish(submission, by):
        if submission.story_id == scene.story.pk:
            raise OperationalError("lock timeout")
        real(submission, by)

    monkeypatch.setattr(operations.releasing, "_publish", publish)
    with pytest.raises(OperationalError):
        operations.release_due(now=timezone.now() + timedelta(hours=1))
    busy.refresh_from_db()
    assert busy.state == "planned"
    assert type(other).objects.get(pk=other.pk).live
