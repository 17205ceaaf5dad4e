"""Uploaded files: what is out is for everybody, a draft's pictures are for colleagues only."""

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

import make
from duta.accounts.rules import Role
from duta.newsroom import operations
from duta.newsroom.models import ChannelVersion, Story
from duta.newsroom.queries import is_shown


@pytest.fixture
def derived(scene):
    caches["default"].clear()  # Wagtail keeps derived pictures there by number, those of other tests too
    return scene.picture.get_rendition("max-100x100").url


def seen(client, url, person=None):
    client.logout()
    if person:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(url).status_code


def test_a_drafts_picture_is_for_colleagues_only(scene, client, derived):
    for url in (derived, scene.picture.file.url):
        assert seen(client, url) == 404
        assert seen(client, url, scene.author) == 200
    assert seen(client, scene.picture.file.url, make.person(Role.AUTHOR, scene.sibling)) == 404


def test_whoever_reads_a_submission_sees_its_pictures(scene, client, derived):
    above = make.person(Role.PLANNER, scene.ministry)
    assert seen(client, derived, above) == 404
    scene.submit()
    assert seen(client, derived, above) == 200
    assert seen(client, derived, make.person(Role.SIGNATORY, scene.sibling)) == 404


def test_what_is_out_is_for_everybody_but_not_its_original(scene, client, derived):
    release = scene.release()
    assert seen(client, derived) == 200
    assert seen(client, scene.picture.file.url) == 404
    operations.withdraw_story(release=release, by=scene.signatory, reason="Keliru", now=timezone.now())
    assert seen(client, derived) == 404


@pytest.mark.parametrize(
    "path", ["a" * 300, "x/" * 200, "x/../../db.sqlite3", "original_images//", "images/./", "%00", "images/none.png"]
)
def test_names_that_no_file_has_are_not_there(scene, client, path):
    for person in (None, scene.author, scene.root):
        assert seen(client, f"/media/{path}", person) == 404


@pytest.mark.parametrize("other", ["/{}", "./{}", "x/../{}", "{}/", "%2F{}"])
def test_another_spelling_of_a_files_name_opens_nothing(scene, client, other):
    neighbour = make.person(Role.AUTHOR, scene.sibling)
    for name in (
        scene.picture.file.name,
        scene.picture.file.name.replace("/", "//"),
        scene.picture.file.name.replace("/", "/./"),
    ):
        assert seen(client, "/media/" + other.format(name), neighbour) == 404
    assert seen(client, f"/media/{scene.picture.file.name}", neighbour) == 404


def test_what_a_correction_took_out_or_a_withdrawal_took_off_is_public_no_longer(scene, client, derived):
    scene.release()
    assert seen(client, derived) == 200
    scene.edit(picture=None, picture_alt="", body=[("paragraph", "<p>Isi.</p>")], channel_versions=[])
    again = scene.release()
    assert seen(client, derived) == 404
    operations.withdraw_story(release=again, by=scene.signatory, reason="Keliru", now=timezone.now())
    assert seen(client, derived) == 404


def test_drafts_are_compared_although_a_picture_is_gone(scene, client):
    old = scene.story.latest_revision
    scene.edit(picture=None, picture_alt="", body=[("paragraph", "<p>Isi.</p>")], channel_versions=[])
    new = Story.objects.get(pk=scene.story.pk).latest_revision
    client.force_login(scene.root, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("wagtailimages:delete", args=[scene.picture.pk]))
    for pair in ((old.pk, new.pk), (new.pk, old.pk)):
        assert (
            client.get(reverse("wagtailadmin_pages:revisions_compare", args=[scene.story.pk, *pair])).status_code == 200
        )


def test_a_picture_that_only_a_draft_shows_stays(scene, client):
    scene.release()
    other = type(scene.picture).objects.get(pk=scene.picture.pk)
    other.pk = other.id = None
    other._state.adding = True
    other.save()
    scene.edit(picture=other, picture_alt="Lain")
    client.force_login(scene.root, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("wagtailimages:delete", args=[other.pk]))
    client.post(reverse("wagtail_bulk_action", args=["newsroom", "picture", "delete"]) + f"?id={other.pk}")
    assert type(other).objects.filter(pk=other.pk).exists()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[scene.story.pk])).status_code == 200


@pytest.mark.parametrize("place", ["body", "version"])
def test_a_picture_in_the_text_or_with_a_channel_version_of_a_draft_stays_too(scene, client, place):
    other = make.picture(scene.mission)
    other.contextual_alt_text, other.decorative = "Lain", False
    shown = [("picture", {"image": other, "caption": "", "credit": ""})]
    version = ChannelVersion(channel=scene.first, text="Teks", media=[("picture", other)])
    scene.edit(**({"body": shown} if place == "body" else {"channel_versions": [version]}))
    assert is_shown(other.pk)
    assert not is_shown(int(f"{other.pk}0"))
    client.force_login(scene.root, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("wagtailimages:delete", args=[other.pk]))
    assert type(other).objects.filter(pk=other.pk).exists()


def test_a_picture_that_no_draft_shows_any_more_goes_and_every_earlier_draft_still_opens(scene, client):
    old = scene.story.latest_revision
    scene.edit(picture=None, picture_alt="", body=[("paragraph", "<p>Isi.</p>")], channel_versions=[])
    client.force_login(scene.root, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("wagtailimages:delete", args=[scene.picture.pk]))
    assert not type(scene.picture).objects.filter(pk=scene.picture.pk).exists()
    assert Story.objects.get(pk=scene.story.pk).get_latest_revision_as_object().picture is None
    for name in ("revisions_view", "revisions_revert"):
        assert client.get(reverse(f"wagtailadmin_pages:{name}", args=[scene.story.pk, old.pk])).status_code == 200


def test_an_empty_place_for_a_picture_is_named_before_submission(scene):
    scene.edit(body=[("picture", {"image": None, "caption": "", "credit": ""})])
    with pytest.raises(operations.NotPossible) as refusal:
        scene.submit()
    assert [problem.code for problem in refusal.value.problems] == ["picture_missing"]
