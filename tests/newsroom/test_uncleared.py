"""Nothing goes live uncleared, and nothing official goes off, moves or changes, by any way but release and withdrawal.

Each way is tried by an author, a signatory and a superuser, on a story that was never submitted, on one that is out with
an unsigned draft on top, and on one that awaits its signature: the public reads the same as before, and the answer is a
refusal with words or simply no change, never an error of the program.
"""

import json
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.revert_to_page_revision import RevertToPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

import make
from duta.connectors.testing.samples import png
from duta.newsroom import operations
from duta.newsroom.guards import NotCleared
from duta.newsroom.models import Picture, Story, Submission

BACKEND = "django.contrib.auth.backends.ModelBackend"
WHO = ["author", "signatory", "root"]
STATES = ["draft", "out", "open"]


@pytest.fixture(params=STATES)
def state(request, scene):
    """Bring the story into a state."""
    if request.param == "out":
        scene.release()
        scene.edit(lead="Belum ditandatangani.")
    if request.param == "open":
        scene.submit()
    return request.param


@pytest.fixture(params=WHO)
def desk(request, scene, client):
    """Somebody at the desk."""
    client.force_login(getattr(scene, request.param), backend=BACKEND)
    return client


def editor_data(scene, **changes):
    """What the browser posts from the editor."""
    data = {
        "title": "Judul baru", "lead": "Ringkasan baru.", "slug": scene.story.slug, "theme": "branding",
        "activity": "", "picture": str(scene.picture.pk), "picture_alt": "Penari.", "seo_title": "",
        "search_description": "", "body": streamfield([("paragraph", rich_text("<p>Baru.</p>"))]),
        "channel_versions": inline_formset([]),
        "comments": inline_formset([]), **changes,
    }  # fmt: skip
    return nested_form_data(data)


def words(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def unchanged(scene, before, response=None):
    """The public reads what it read, and the answer was one of the desk's own."""
    assert scene.public() == before
    if response is not None:
        assert response.status_code in (200, 302, 400, 403, 404, 405)
        assert "sign-in" not in response.get("Location", "")


# By the editor


def test_the_editors_publish_button_saves_a_draft_at_most(scene, state, desk):
    before = scene.public()
    address = reverse("wagtailadmin_pages:edit", args=[scene.story.pk])
    response = desk.post(address, editor_data(scene, **{"action-publish": "1", "go_live_at": "2030-01-01 00:00"}))
    assert response.status_code in (200, 302)
    row = Story.objects.get(pk=scene.story.pk)
    assert row.live is (state == "out")
    if state != "draft":
        unchanged(scene, before)
    assert row.go_live_at is None


def test_a_new_story_is_never_created_live(scene, desk):
    parent = scene.story.get_parent()
    address = reverse("wagtailadmin_pages:add", args=["newsroom", "story", parent.pk])
    response = desk.post(address, editor_data(scene, slug="baru", **{"action-publish": "1"}))
    assert response.status_code in (200, 302)
    assert not Story.objects.filter(slug="baru", live=True).exists()
    assert Story.objects.filter(slug="baru").exists()


def test_an_open_submission_admits_no_edit(scene, desk):
    scene.submit()
    before = scene.draft().lead
    response = desk.post(reverse("wagtailadmin_pages:edit", args=[scene.story.pk]), editor_data(scene))
    assert "locked" in response.content.decode()
    assert scene.draft().lead == before


def autosave(desk, scene, revision, **changes):
    data = {**editor_data(scene, **changes), "overwrite_revision_id": str(revision.pk)}
    address = reverse("wagtailadmin_pages:edit", args=[scene.story.pk])
    return desk.post(address, data, headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"})


def test_autosave_never_writes_over_a_revision_that_was_signed(scene, client):
    release = scene.clear()
    revision = release.submission.revision
    content = revision.content
    client.force_login(scene.author, backend=BACKEND)
    response = autosave(client, scene, revision, lead="Diam-diam.")
    assert response.json()["success"]
    revision.refresh_from_db()
    assert revision.content == content
    assert response.json()["revision_id"] != revision.pk


def test_autosave_never_writes_over_a_revision_that_awaits_its_signature(scene, client):
    submission = scene.submit()
    content = submission.revision.content
    client.force_login(scene.author, backend=BACKEND)
    response = autosave(client, scene, submission.revision, lead="Diam-diam.")
    assert response.json()["error_code"] == "locked"
    submission.revision.refresh_from_db()
    assert submission.revision.content == content


def test_going_back_to_an_earlier_version_makes_a_draft_only(scene, desk):
    scene.release()
    first = scene.story.revisions.order_by("pk").first()
    before = scene.public()
    address = reverse("wagtailadmin_pages:revisions_revert", args=[scene.story.pk, first.pk])
    unchanged(scene, before, desk.post(address, editor_data(scene, **{"action-publish": "1"})))


# By the pages' own views


def post(desk, name, *args, **data):
    return desk.post(reverse(f"wagtailadmin_pages:{name}", args=args), data)


def test_the_unpublish_view_refuses_with_words(scene, desk):
    scene.release()
    before = scene.public()
    response = post(desk, "unpublish", scene.story.pk)
    unchanged(scene, before, response)
    assert "withdrawal" in words(response)


def test_unpublishing_the_page_above_leaves_stories_out(scene, desk):
    scene.release()
    before = scene.public()
    parent = scene.story.get_parent()
    unchanged(scene, before, post(desk, "unpublish", parent.pk, include_descendants="on"))
    assert Page.objects.get(pk=parent.pk).live


def test_deleting_what_was_submitted_is_refused_with_words(scene, desk, state):
    before = scene.public()
    response = post(desk, "delete", scene.story.pk)
    if state == "draft":
        assert not Story.objects.filter(pk=scene.story.pk).exists()
        return
    unchanged(scene, before, response)
    assert "record" in words(response)


def test_deleting_a_page_above_is_refused_with_words(scene, desk):
    scene.release()
    before = scene.public()
    top = scene.ministry.home
    for page in (scene.story.get_parent(), top):
        response = post(desk, "delete", page.pk, confirm_site_name="Duta")
        unchanged(scene, before, response)
        assert response.status_code == 404 or words(response)


def test_moving_what_was_submitted_is_refused(scene, desk, state):
    elsewhere = scene.ministry.home
    before = scene.public()
    for response in (
        post(desk, "move", scene.story.pk, new_parent_page=str(elsewhere.pk)),
        post(desk, "move_confirm", scene.story.pk, elsewhere.pk),
    ):
        if state != "draft":
            unchanged(scene, before, response)


def test_moving_the_page_above_is_refused(scene, desk):
    scene.release()
    before = scene.public()
    parent = scene.story.get_parent()
    unchanged(scene, before, post(desk, "move_confirm", parent.pk, scene.sibling.home.pk))
    assert Page.objects.get(pk=parent.pk).path == parent.path


def copy_data(scene, **more):
    return {"new_title": "Salinan", "new_slug": "salinan", "new_parent_page": str(scene.story.get_parent().pk), **more}


@pytest.mark.parametrize(
    "extra", [{"publish_copies": "on"}, {"alias": "on"}, {"alias": "on", "publish_copies": "on"}, {}]
)
def test_a_copy_is_a_draft_and_an_alias_is_refused(scene, state, desk, extra):
    before = scene.public()
    unchanged(scene, before, post(desk, "copy", scene.story.pk, **copy_data(scene, **extra)))
    for copy in Story.objects.exclude(pk=scene.story.pk):
        assert (copy.live, copy.alias_of_id) == (False, None)
        assert copy.number != scene.story.number


@pytest.mark.parametrize("extra", [{"publish_copies": "on"}, {"alias": "on"}])
def test_copying_the_page_above_with_its_stories_puts_none_out(scene, desk, extra):
    scene.release()
    before = scene.public()
    parent = scene.story.get_parent()
    data = {
        "new_title": "S",
        "new_slug": "s",
        "new_parent_page": str(parent.get_parent().pk),
        "copy_subpages": "on",
        **extra,
    }
    unchanged(scene, before, post(desk, "copy", parent.pk, **data))
    assert not Story.objects.exclude(pk=scene.story.pk).filter(live=True).exists()


def test_there_is_no_alias_to_convert(scene, desk):
    scene.release()
    assert post(desk, "convert_alias", scene.story.pk).status_code == 404


def test_official_stories_have_no_privacy(scene, desk):
    scene.release()
    response = post(desk, "set_privacy", scene.story.pk, restriction_type="login")
    unchanged(scene, scene.public(), response)
    assert not scene.story.view_restrictions.exists()


@pytest.mark.parametrize("name", ["lock", "unlock"])
def test_the_lock_of_a_submission_is_nobodys_to_open(scene, desk, name):
    scene.submit()
    post(desk, name, scene.story.pk)
    assert Story.objects.get(pk=scene.story.pk).get_lock().for_user(scene.root)


def test_there_is_no_schedule_to_cancel_or_to_keep(scene, state, desk):
    before = scene.public()
    revision = scene.story.latest_revision
    unchanged(scene, before, post(desk, "revisions_unschedule", scene.story.pk, revision.pk))


def test_reordering_changes_nothing_that_the_public_reads(scene, state, desk):
    make.story(scene.mission, title="Lain")
    before = scene.public()
    address = reverse("wagtailadmin_pages:set_page_position", args=[scene.story.pk]) + "?position=1"
    unchanged(scene, before, desk.post(address))


# In bulk


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move"])
@pytest.mark.parametrize("target", ["story", "parent"])
def test_bulk_actions_leave_what_was_submitted_alone(scene, desk, action, target):
    scene.release()
    scene.edit(lead="Belum ditandatangani.")
    before = scene.public()
    page = scene.story if target == "story" else scene.story.get_parent()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={page.pk}&next=/desk/"
    data = {"include_descendants": "on", "chooser": str(scene.sibling.home.pk), "confirm_site_name": "Duta"}
    unchanged(scene, before, desk.post(address, data))
    assert Story.objects.get(pk=scene.story.pk).get_parent().path == scene.story.get_parent().path


def test_bulk_publish_puts_no_draft_out(scene, desk):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    for page in (scene.story, scene.story.get_parent()):
        desk.post(f"{address}?id={page.pk}&next=/desk/", {"include_descendants": "on"})
    assert not Story.objects.filter(live=True).exists()


# By Wagtail's admin API


API = {
    "publish": {},
    "unpublish": {"recursive": True},
    "delete": {},
    "move": {"destination_page_id": "sibling"},
    "copy": {"keep_live": True, "recursive": False, "slug": "salinan"},
    "create_alias": {"recursive": False, "update_slug": "alias"},
    "convert_alias": {},
    "copy_for_translation": {"locale": "en", "alias": True},
    "revert_to_page_revision": {"revision_id": "first"},
}


@pytest.mark.parametrize("action", API)
def test_the_admin_api_puts_nothing_out_and_takes_nothing_off(scene, state, desk, action):
    before = scene.public()
    data = {**API[action]}
    if action == "move":
        data["destination_page_id"] = scene.sibling.home.pk
    if action == "revert_to_page_revision":
        data["revision_id"] = scene.story.revisions.order_by("pk").first().pk
    address = reverse("wagtailadmin_api:pages:action", args=[scene.story.pk, action])
    response = desk.post(address, json.dumps(data), content_type="application/json")
    assert response.status_code in (200, 201, 204, 400, 403, 404)
    if state == "draft" and action in ("delete", "move"):
        return
    assert scene.public() == before
    for other in Story.objects.exclude(pk=scene.story.pk):
        assert (other.live, other.alias_of_id) == (False, None)


# By translation


def test_wagtails_translate_view_makes_drafts_only(scene, desk):
    scene.release()
    before = scene.public()
    english = Locale.objects.get(language_code="en")
    address = reverse("simple_translation:submit_page_translation", args=[scene.story.pk])
    unchanged(scene, before, desk.post(address, {"locales": [str(english.pk)]}))
    assert not Story.objects.filter(locale=english, live=True).exists()


def test_translating_the_page_above_with_its_stories_makes_drafts_only(scene, desk):
    scene.release()
    german = Locale.objects.create(language_code="de")
    root = make.homes()[0]
    root.copy_for_translation(german)
    address = reverse("simple_translation:submit_page_translation", args=[scene.ministry.home.pk])
    desk.post(address, {"locales": [str(german.pk)], "include_subtree": "on"})
    assert not Story.objects.filter(locale=german, live=True).exists()


def test_an_aliased_translation_is_refused(scene):
    scene.release()
    with pytest.raises(NotCleared):
        scene.story.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)


def test_changing_a_language_of_the_portal_changes_no_live_story(scene, desk):
    scene.release()
    before = scene.public()
    locale = scene.story.locale
    desk.post(reverse("wagtaillocales:edit", args=[locale.pk]), {"language_code": "de"})
    desk.post(reverse("wagtaillocales:delete", args=[locale.pk]))
    unchanged(scene, before)


# By code


CODE = {
    "publish action": lambda story, revision: PublishPageRevisionAction(revision).execute(skip_permission_checks=True),
    "publish of a revision": lambda story, revision: revision.publish(),
    "publish of the page": lambda story, revision: story.publish(revision),
    "save as live": lambda story, revision: (setattr(story, "live", True), story.save()),
    "save as live, one field": lambda story, revision: (
        setattr(story, "live", True),
        story.save(update_fields=["live"]),
    ),
    "copy kept live": lambda story, revision: CopyPageAction(
        story, keep_live=True, update_attrs={"slug": "s", "live": True}
    ).execute(),
    "alias": lambda story, revision: CreatePageAliasAction(story, update_slug="s").execute(),
}


@pytest.mark.parametrize("way", CODE.values(), ids=CODE.keys())
def test_code_cannot_put_an_uncleared_story_out(scene, way):
    story, before = scene.draft(), scene.public()
    with pytest.raises(NotCleared):
        way(story, scene.story.latest_revision)
    assert scene.public() == before
    assert not Story.objects.filter(live=True).exists()


CHANGES = {
    "another revision": lambda story, revision: PublishPageRevisionAction(revision).execute(
        skip_permission_checks=True
    ),
    "title": lambda story, revision: (setattr(story, "title", "Lain"), story.save()),
    "slug": lambda story, revision: (setattr(story, "slug", "lain"), story.save()),
    "lead": lambda story, revision: (setattr(story, "lead", "Lain"), story.save(update_fields=["lead"])),
    "text": lambda story, revision: (setattr(story, "body", [("paragraph", "<p>Lain</p>")]), story.save()),
    "alternative text": lambda story, revision: (setattr(story, "picture_alt", "Lain"), story.save()),
    "language": lambda story, revision: (
        setattr(story, "locale", Locale.objects.get(language_code="en")),
        story.save(),
    ),
    "live revision": lambda story, revision: (setattr(story, "live_revision", revision), story.save()),
    "number": lambda story, revision: (setattr(story, "number", 99), story.save()),
    "unpublish": lambda story, revision: story.unpublish(),
    "unpublish action": lambda story, revision: UnpublishPageAction(story).execute(skip_permission_checks=True),
    "not live": lambda story, revision: (setattr(story, "live", False), story.save()),
    "delete": lambda story, revision: story.delete(),
    "move": lambda story, revision: story.move(story.get_parent().get_parent(), pos="last-child"),
    "go-live time": lambda story, revision: (setattr(story, "go_live_at", timezone.now()), story.save()),
    "expiry": lambda story, revision: (setattr(story, "expire_at", timezone.now()), story.save()),
    "expiry in a revision": lambda story, revision: (
        setattr(story, "expire_at", timezone.now()),
        story.save_revision(),
    ),
    "alias": lambda story, revision: story.create_alias(update_slug="s"),
}


@pytest.mark.parametrize("way", CHANGES.values(), ids=CHANGES.keys())
def test_code_cannot_change_a_live_story(scene, way):
    scene.release()
    scene.edit(lead="Belum ditandatangani.")
    story, before = Story.objects.get(pk=scene.story.pk), scene.public()
    with pytest.raises(NotCleared):
        way(story, story.latest_revision)
    assert scene.public() == before


def test_an_open_submission_admits_no_revision(scene):
    scene.submit()
    first = scene.story.revisions.order_by("pk").first()
    with pytest.raises(NotCleared):
        RevertToPageRevisionAction(Story.objects.get(pk=scene.story.pk), first, user=scene.root).execute(
            skip_permission_checks=True
        )


@pytest.mark.parametrize("name", ["go_live_at", "expire_at"])
def test_a_time_of_wagtails_own_never_gets_into_a_story(scene, name):
    draft = scene.draft()
    setattr(draft, name, timezone.now() - timedelta(days=1))
    with pytest.raises(NotCleared):
        draft.save_revision()
    with pytest.raises(NotCleared):
        draft.save()


def test_wagtails_scheduler_finds_nothing_to_do(scene, state):
    before = scene.public()
    call_command("publish_scheduled")
    assert scene.public() == before


def test_touching_a_live_story_without_changing_it_is_fine(scene):
    scene.release()
    before = scene.public()
    Story.objects.get(pk=scene.story.pk).save()
    assert scene.public() == before


# By pictures


def replace_file(desk, picture, **changes):
    file = SimpleUploadedFile("lain.png", png(20, 20, (9, 9, 9)), content_type="image/png")
    data = {
        "title": picture.title,
        "collection": str(picture.collection_id),
        "tags": "",
        "credit": "",
        "file": file,
        **changes,
    }
    return desk.post(reverse("wagtailimages:edit", args=[picture.pk]), data)


@pytest.mark.parametrize("moment", ["open", "cleared", "out"])
def test_the_file_of_a_submitted_picture_is_never_replaced(scene, desk, moment):
    {"open": scene.submit, "cleared": scene.clear, "out": scene.release}[moment]()
    name, content = scene.picture.file.name, scene.picture.file.read()
    response = replace_file(desk, scene.picture)
    assert response.status_code == 200
    assert "stays as it is" in response.content.decode()
    picture = Picture.objects.get(pk=scene.picture.pk)
    assert picture.file.name == name
    assert picture.file.read() == content


def test_the_credit_and_the_crop_of_a_submitted_picture_stay(scene, desk):
    scene.submit()
    data = {"title": "x", "collection": str(scene.picture.collection_id), "tags": ""}
    for change in (
        {"credit": "Lain"},
        {"focal_point_x": "3", "focal_point_y": "3", "focal_point_width": "2", "focal_point_height": "2"},
    ):
        response = desk.post(reverse("wagtailimages:edit", args=[scene.picture.pk]), {"credit": "", **data, **change})
        assert "stays as it is" in response.content.decode()


def test_a_submitted_picture_still_gets_another_title(scene, client):
    scene.submit()
    client.force_login(scene.author, backend=BACKEND)
    data = {"title": "Judul lain", "collection": str(scene.picture.collection_id), "tags": "", "credit": ""}
    client.post(reverse("wagtailimages:edit", args=[scene.picture.pk]), data)
    assert Picture.objects.get(pk=scene.picture.pk).title == "Judul lain"


def test_a_picture_that_no_submission_holds_may_be_replaced(scene, client):
    client.force_login(scene.author, backend=BACKEND)
    replace_file(client, scene.picture)
    assert Picture.objects.get(pk=scene.picture.pk).width == 20


def test_a_returned_submission_lets_its_pictures_go_but_not_their_record(scene):
    submission = scene.submit()
    operations.return_submission(submission=submission, by=scene.signatory, reason="Ganti.", now=timezone.now())
    picture = Picture.objects.get(pk=scene.picture.pk)
    picture.file = ContentFile(png(7, 7), "baru.png")
    picture.save()
    with pytest.raises(NotCleared):
        picture.delete()


def test_deleting_a_submitted_picture_is_refused_with_words(scene, desk):
    scene.release()
    pages = {
        "one": reverse("wagtailimages:delete", args=[scene.picture.pk]),
        "bulk": reverse("wagtail_bulk_action", args=["newsroom", "picture", "delete"])
        + f"?id={scene.picture.pk}&next=/desk/",
    }
    for address in pages.values():
        response = desk.post(address)
        assert response.status_code == 302
        assert words(response)
        assert Picture.objects.filter(pk=scene.picture.pk).exists()
    ajax = desk.post(
        reverse("wagtailimages:delete_multiple", args=[scene.picture.pk]),
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert ajax.status_code in (302, 403)
    assert Picture.objects.filter(pk=scene.picture.pk).exists()


def test_the_record_of_a_submission_cannot_be_deleted_by_deleting_its_story(scene):
    scene.submit()
    with pytest.raises(NotCleared):
        Story.objects.get(pk=scene.story.pk).delete()
    assert Submission.objects.exists()
