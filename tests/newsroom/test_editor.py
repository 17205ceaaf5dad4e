"""The editor: what it offers, its live check, proposals, translations, pictures."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

import make
from duta.accounts.rules import Role
from duta.connectors.testing.samples import png
from duta.newsroom import operations
from duta.newsroom.forms.editing import StoryForm
from duta.newsroom.models import Picture, Story
from duta.newsroom.queries import latest, out_of_date, problems_of_story, source_of
from duta.newsroom.rules import propose_text
from duta.newsroom.sharing import pictures_of_version

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def desk(scene, client):
    """The author at the desk."""
    client.force_login(scene.author, backend=BACKEND)
    return client


def editor(scene):
    return reverse("wagtailadmin_pages:edit", args=[scene.story.pk])


def editor_data(scene, versions=(), **changes):
    data = {
        "title": "Malam Kecak", "lead": "Ringkasan.", "slug": scene.story.slug, "theme": "branding", "activity": "",
        "picture": str(scene.picture.pk), "picture_alt": "Penari.", "seo_title": "", "search_description": "",
        "body": streamfield([("paragraph", rich_text("<p>Baru.</p>"))]), "comments": inline_formset([]),
        "channel_versions": inline_formset(list(versions)), **changes,
    }  # fmt: skip
    return nested_form_data(data)


def version(of, **changes):
    return {
        "channel": str(of.pk),
        "text": "Teks.",
        "tags": "",
        "with_tags": "on",
        "with_link": "on",
        "media": streamfield([]),
        **changes,
    }


# What it offers


def test_there_is_no_publishing_and_no_schedule_in_the_form(scene, desk):
    assert not {"go_live_at", "expire_at"} & set(Story.get_edit_handler().get_form_class().base_fields)
    page = desk.get(editor(scene)).content.decode()
    for absent in ("action-publish", "action-submit", "go_live_at", 'data-a11y-dialog-show="set-privacy"'):
        assert absent not in page
    assert 'name="action-clearance"' in page


def test_the_tabs_keep_their_addresses_in_every_language(scene, desk):
    with translation.override("id"):
        page = desk.get(editor(scene)).content.decode()
    for name in ("tab-content", "tab-channel_versions", "tab-address"):
        assert f'id="{name}"' in page


def test_a_superuser_is_offered_no_publishing_either(scene, client):
    client.force_login(scene.root, backend=BACKEND)
    parent = scene.story.get_parent()
    new = reverse("wagtailadmin_pages:add", args=["newsroom", "story", parent.pk])
    for address in (editor(scene), new):
        page = client.get(address).content.decode()
        assert "action-publish" not in page
        assert 'name="action-clearance"' in page


def test_submit_for_clearance_saves_first(scene, desk):
    response = desk.post(editor(scene), editor_data(scene, lead="Baru ditulis.", **{"action-clearance": "1"}))
    assert response.url == reverse("newsroom:submit", args=[scene.story.pk])
    assert scene.draft().lead == "Baru ditulis."


def test_a_new_story_can_be_submitted_from_its_first_page(scene, desk):
    address = reverse("wagtailadmin_pages:add", args=["newsroom", "story", scene.story.get_parent().pk])
    response = desk.post(address, editor_data(scene, slug="baru", **{"action-clearance": "1"}))
    assert response.url == reverse("newsroom:submit", args=[Story.objects.get(slug="baru").pk])


def test_a_frozen_story_leads_to_its_submission(scene, desk):
    submission = scene.submit()
    page = desk.get(editor(scene)).content.decode()
    assert "frozen while it awaits clearance" in page
    assert reverse("newsroom:submission", args=[submission.pk]) in page
    assert "action-clearance" not in page


def test_the_side_panels_say_where_the_story_stands(scene, desk):
    scene.release()
    page = desk.get(editor(scene)).content.decode()
    for said in ("Released", scene.first.name, "Scheduled", "See the chain"):
        assert said in page


def test_a_sibling_does_not_find_the_editor(scene, client):
    client.force_login(make.person(Role.AUTHOR, scene.sibling), backend=BACKEND)
    assert client.get(editor(scene)).status_code == 404


# Own and below only


def bound(scene, person=None, **changes):
    form = Story.get_edit_handler().get_form_class()
    draft = scene.draft()
    return form(
        editor_data(scene, **changes), instance=draft, parent_page=draft.get_parent(), for_user=person or scene.author
    )


def test_the_activities_offered_are_those_the_author_may_look_at(scene):
    own = make.activity(make.objective(make.strategy(scene.mission)))
    foreign = make.activity(make.objective(make.strategy(scene.sibling)))
    form = bound(scene)
    assert isinstance(form, StoryForm)
    assert own in form.fields["activity"].queryset
    assert foreign not in form.fields["activity"].queryset
    assert not bound(scene, activity=str(foreign.pk)).is_valid()
    assert bound(scene, activity=str(own.pk)).is_valid()


def test_the_channels_offered_are_own_and_above(scene):
    below = make.organisation("Konjen Rotterdam", parent=scene.mission)
    fine, wrong = [scene.first, scene.second], [make.channel(below), make.channel(scene.sibling)]
    for channel in fine:
        assert bound(scene, versions=[version(channel)]).is_valid()
    for channel in wrong:
        assert not bound(scene, versions=[version(channel)]).is_valid()


def test_one_channel_has_one_version(scene):
    assert not bound(scene, versions=[version(scene.first), version(scene.first)]).is_valid()


def test_a_row_that_was_added_and_not_filled_in_stops_nothing(scene, desk):
    empty = {"channel": "", "text": "", "tags": "", "with_link": "on", "media": streamfield([])}
    assert desk.post(editor(scene), editor_data(scene, versions=[version(scene.first), empty])).status_code == 302
    assert [row.channel for row in scene.draft().channel_versions.all()] == [scene.first]


def test_a_text_without_a_channel_is_not_lost_in_silence(scene, desk):
    unfinished = {"channel": "", "text": "Sudah ditulis.", "tags": "", "with_link": "on", "media": streamfield([])}
    response = desk.post(editor(scene), editor_data(scene, versions=[unfinished]))
    assert response.status_code == 200
    assert "Sudah ditulis." in response.content.decode()


@pytest.mark.parametrize("place", ["picture", "body", "media"])
def test_a_picture_of_a_sibling_is_refused_wherever_it_is_put(scene, place):
    foreign = make.picture(scene.sibling)
    block = {"image": str(foreign.pk), "alt_text": "Lain", "decorative": ""}
    changes = {
        "picture": {"picture": str(foreign.pk)},
        "body": {"body": streamfield([("picture", {"image": block, "caption": "", "credit": ""})])},
        "media": {"versions": [version(scene.first, media=streamfield([("picture", block)]))]},
    }[place]
    form = bound(scene, **changes)
    assert not form.is_valid()
    errors = str(form.errors) + str(form.formsets["channel_versions"].errors)
    assert "belongs to another organisation" in errors


def test_a_version_that_was_taken_out_and_written_again_goes_out(scene):
    scene.release()
    draft = scene.draft()
    draft.channel_versions = [type(draft.channel_versions.all()[0])(channel=scene.first, text="Ditulis ulang.")]
    draft.save_revision(user=scene.author, clean=False)
    release = scene.release()
    assert [row.text for row in Story.objects.get(pk=scene.story.pk).channel_versions.all()] == ["Ditulis ulang."]
    assert release.state == "released"


# The live check


def check(client, scene, place=None, **changes):
    row = {
        f"channel_versions-0-{name}": value for name, value in nested_form_data(version(scene.first, **changes)).items()
    }
    data = {
        "prefix": "channel_versions-0",
        "story": scene.story.pk,
        "title": "Malam",
        "lead": "L",
        "slug": "malam",
        **row,
    }
    return client.post(reverse("newsroom:check_version"), {**data, **(place or {})})


def test_a_version_is_shown_as_the_platform_will_show_it(scene, desk):
    page = check(desk, scene, text="Selamat malam.").content.decode()
    assert "Selamat malam." in page
    assert "14 of 280 characters" in page


def test_what_the_platform_would_refuse_is_said_with_its_fix(scene, desk):
    page = check(desk, scene, text="Kata " * 100).content.decode()
    assert "280 are allowed" in page
    assert "Shorten the text." in page
    assert "duta-preview__over" in page


def test_a_picture_without_alternative_text_is_named(scene, desk):
    block = {"image": str(scene.picture.pk), "alt_text": "", "decorative": ""}
    page = check(desk, scene, media=streamfield([("picture", block)])).content.decode()
    assert "Picture 1 has no alternative text." in page


def test_a_siblings_picture_is_never_shown_by_the_check(scene, desk):
    foreign = make.picture(scene.sibling)
    block = {"image": str(foreign.pk), "alt_text": "Rahasia", "decorative": ""}
    page = check(desk, scene, place={"picture": foreign.pk}, media=streamfield([("picture", block)])).content.decode()
    assert "Rahasia" not in page
    assert foreign.filename.rpartition(".")[0] not in page


def test_without_a_channel_the_check_asks_for_one(scene, desk):
    assert "Choose a channel" in check(desk, scene, channel="").content.decode()
    foreign = make.channel(scene.sibling, connector_key="fake")
    assert "Choose a channel" in check(desk, scene, channel=str(foreign.pk)).content.decode()


def test_a_story_that_was_never_saved_is_checked_under_its_parent(scene, desk):
    place = {"story": "", "parent": scene.story.get_parent().pk}
    assert "Teks." in check(desk, scene, place=place).content.decode()


@pytest.mark.parametrize(
    "place", [{"prefix": "x"}, {"story": "0"}, {"story": "", "parent": "0"}, {"story": "", "parent": ""}]
)
def test_a_check_of_nothing_is_a_404(scene, desk, place):
    assert check(desk, scene, place=place).status_code == 404


def test_a_check_costs_a_bounded_number_of_queries(scene, desk, django_assert_max_num_queries):
    check(desk, scene)
    with django_assert_max_num_queries(45):
        check(desk, scene)


def test_siblings_and_readers_cannot_check(scene, client):
    for person, status in ((make.person(Role.AUTHOR, scene.sibling), 404), (scene.planner, 302)):
        client.force_login(person, backend=BACKEND)
        assert check(client, scene).status_code == status


# Proposals


def propose(scene):
    return operations.propose_versions(story=scene.story, by=scene.author, now=timezone.now())


def test_what_was_typed_a_moment_ago_is_saved_before_versions_are_proposed(scene, desk):
    make.channel(scene.mission, connector_key="fake")
    data = {**editor_data(scene, title="Judul lain", lead="Baru saja ditulis."), "action-propose": "1"}
    assert desk.post(editor(scene), data).url.endswith("#tab-channel_versions")
    draft = scene.draft()
    assert draft.lead == "Baru saja ditulis."
    assert "Judul lain\n\nBaru saja ditulis." in {row.text for row in draft.channel_versions.all()}


def test_proposals_fill_the_channels_that_have_no_version_yet(scene, desk):
    third = make.channel(scene.mission, connector_key="fake")
    make.channel(scene.mission, connector_key="fake", languages=["en"])
    make.channel(scene.mission, connector_key="fake", active=False)
    make.channel(scene.sibling, connector_key="fake")
    propose(scene)
    versions = {row.channel: row for row in scene.draft().channel_versions.all()}
    assert set(versions) == {scene.first, scene.second, third}
    assert versions[third].text == "Malam Kecak\n\nRingkasan."
    assert versions[third].with_picture
    assert [picture.contextual_alt_text for picture in pictures_of_version(versions[third], scene.draft())] == [
        "Penari Kecak melingkar."
    ]


def test_proposing_twice_adds_nothing(scene, desk):
    before = scene.story.revisions.count()
    propose(scene)
    assert scene.story.revisions.count() == before


def test_a_frozen_story_gets_no_proposals(scene, desk):
    scene.submit()
    with pytest.raises(operations.NotPossible):
        propose(scene)
    data = {**editor_data(scene), "action-propose": "1"}
    assert desk.post(editor(scene), data).status_code in (200, 302)


@pytest.mark.parametrize(
    ("title", "lead", "room", "text"),
    [
        ("Judul", "Ringkasan.", 0, "Judul\n\nRingkasan."),
        ("Judul", "Ringkasan.", 17, "Judul\n\nRingkasan."),
        ("Judul", "Ringkasan.", 16, "Judul"),
        ("Judul yang panjang", "", 11, "Judul yang…"),
        ("Judul", "", 3, "…"),
    ],
)
def test_a_proposal_never_exceeds_its_room(title, lead, room, text):
    assert propose_text(title, lead, room=room, measure=len) == text


# Translations


@pytest.fixture
def english(scene):
    """The story's English draft."""
    return operations.translate_story(story=scene.story, language="en", by=scene.author, now=timezone.now())


def codes(story):
    return {problem.code for problem in problems_of_story(latest(story), now=timezone.now())}


def test_a_translation_starts_as_a_draft_in_step_without_versions(scene, english):
    assert (english.locale.language_code, english.live, english.number) == ("en", False, scene.story.number)
    assert not latest(english).channel_versions.all()
    assert source_of(english) == scene.story
    assert not out_of_date(english)
    assert "not_translated" in codes(english)


def test_translating_twice_gives_the_same_translation(scene, english):
    again = operations.translate_story(story=scene.story, language="en", by=scene.author, now=timezone.now())
    assert again == english


def test_a_translation_is_out_of_date_when_its_source_changes_until_it_is_marked(scene, english):
    english.title, english.lead = "Kecak night", "A summary."
    english.save_revision(user=scene.author)
    assert "not_translated" not in codes(english)
    scene.edit(lead="Ringkasan baru.")
    assert out_of_date(english)
    assert "out_of_date" in codes(english)
    operations.mark_in_step(story=english, by=scene.author, now=timezone.now())
    english = Story.objects.get(pk=english.pk)
    assert not out_of_date(latest(english))
    assert latest(english).title == "Kecak night"


def test_the_source_stands_beside_the_translation(scene, english, desk):
    scene.edit(lead="Ringkasan baru.")
    page = desk.get(reverse("wagtailadmin_pages:edit", args=[english.pk])).content.decode()
    assert "The source changed after this translation was made." in page
    assert "Ringkasan baru." in page


def test_buttons_translate_and_mark(scene, desk):
    response = desk.post(reverse("newsroom:translate", args=[scene.story.pk, "en"]))
    english = Story.objects.get(locale__language_code="en")
    assert response.url == reverse("wagtailadmin_pages:edit", args=[english.pk])
    scene.edit(lead="Ringkasan baru.")
    desk.post(reverse("newsroom:in_step", args=[english.pk]))
    assert not out_of_date(latest(Story.objects.get(pk=english.pk)))
    assert desk.post(reverse("newsroom:in_step", args=[scene.story.pk])).status_code == 404
    assert desk.post(reverse("newsroom:translate", args=[scene.story.pk, "xx"])).status_code == 404


def test_a_language_without_pages_is_refused_with_words(scene, desk):
    Locale.objects.create(language_code="de")
    desk.post(reverse("newsroom:translate", args=[scene.story.pk, "de"]))
    assert not Story.objects.filter(locale__language_code="de").exists()


# Pictures


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("gambar.jpg", b"<html><script>alert(1)</script></html>"),
        ("gambar.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("gambar.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("gambar.html", png(4, 4)),
        ("gambar.jpg", b""),
        ("gambar.jpg", b"\xff\xd8\xff" + b"x" * 50),
    ],
)
def test_what_only_calls_itself_a_picture_is_refused(scene, desk, name, content):
    before = Picture.objects.count()
    data = {"title": "x", "collection": str(scene.mission.collection_id), "tags": "", "credit": ""}
    response = desk.post(
        reverse("wagtailimages:add"), {**data, "file": SimpleUploadedFile(name, content, "image/jpeg")}
    )
    assert response.status_code == 200
    assert Picture.objects.count() == before


def test_a_picture_goes_into_ones_own_collection_only(scene, desk):
    before = Picture.objects.count()
    for place, made in ((scene.mission, 1), (scene.sibling, 2)):
        file = SimpleUploadedFile("a.png", png(8, 8), "image/png")
        data = {"title": "x", "collection": str(place.collection_id), "tags": "", "credit": "", "file": file}
        desk.post(reverse("wagtailimages:add"), data)
        assert Picture.objects.count() == before + made
    assert not Picture.objects.filter(collection=scene.sibling.collection).exists()


# Where it stands, in lists


def status(scene):
    with translation.override("en"):
        return str(Story.objects.get(pk=scene.story.pk).status_string)


def test_lists_say_where_a_story_stands(scene, desk):
    assert status(scene) == "draft"
    submission = scene.submit()
    assert status(scene) == "awaiting clearance"
    assert (
        "awaiting clearance" in desk.get(reverse("wagtailadmin_explore", args=[scene.mission.home.pk])).content.decode()
    )
    operations.return_submission(submission=submission, by=scene.signatory, reason="Ringkas.", now=timezone.now())
    assert status(scene) == "sent back"
    release = scene.clear()
    assert status(scene) == "cleared, not out yet"
    operations.release_story(release=release, by=None, now=timezone.now())
    assert status(scene) == "live"
    scene.edit(lead="Ralat.")
    scene.submit()
    assert status(scene) == "live, correction awaits clearance"
    operations.withdraw_story(
        release=type(release).objects.get(pk=release.pk), by=scene.signatory, reason="Keliru", now=timezone.now()
    )
    assert status(scene) == "sent back"


def test_where_they_stand_is_read_at_once_for_all_stories_of_a_list(scene, desk):
    address = reverse("wagtailadmin_explore", args=[scene.mission.home.pk])
    scene.submit()
    for number in range(10):
        make.story(scene.mission, title=f"Cerita {number}")
    with CaptureQueriesContext(connection) as queries:
        desk.get(address)
    assert sum('FROM "newsroom_submission" WHERE' in query["sql"] for query in queries) <= 2
