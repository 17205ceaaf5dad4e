"""The composer: shared text and overrides, several languages, the live check, two people at once, pictures by channel."""

import json
from io import BytesIO
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html
from PIL import Image

import make
from duta.accounts.rules import Role
from duta.connectors.bundled.handoff.connector import InstagramByHand, XByHand
from duta.connectors.protocol import payload_from_json
from duta.connectors.registry import all_connectors
from duta.core.blobs import read_blob
from duta.newsroom import operations
from duta.newsroom.composition import SHARED, Change, Shared, Version, mark_of, merge, parts_of
from duta.newsroom.models import ChannelVersion, Picture, Story
from duta.newsroom.queries import latest

BACKEND = "django.contrib.auth.backends.ModelBackend"
XHR = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture
def desk(scene, client):
    """The author at the desk."""
    client.force_login(scene.author, backend=BACKEND)
    return client


@pytest.fixture
def english(scene):
    """The story's English draft."""
    return operations.translate_story(story=scene.story, language="en", by=scene.author, now=timezone.now())


def address(story):
    return reverse("newsroom:compose", args=[story.pk])


def form_of(client, story):
    """What the browser would post of the page as it stands."""
    page = html.fromstring(client.get(address(story)).content)
    form = page.xpath("//form[contains(@class, 'duta-compose')]")[0]
    return posted_by(form)


def posted_by(form):
    data = QueryDict(mutable=True)
    for name, value in form.form_values():
        data.appendlist(name, value.removeprefix("\n"))  # a browser leaves out the first line end of a text area
    return data


def send(client, story, data, do="save", **headers):
    data = data.copy()
    data["do"] = do
    return client.post(
        address(story), data.urlencode(), content_type="application/x-www-form-urlencoded", headers=headers
    )


def again(response):
    """What the browser would post of the page that came back."""
    return posted_by(html.fromstring(response.content).xpath("//form[contains(@class, 'duta-compose')]")[0])


def key(story, *more):
    return "-".join([f"s{story.pk}", *(str(getattr(part, "pk", part)) for part in more)])


# Shared and own


def test_a_version_without_a_text_of_its_own_says_the_shared_one_and_that_is_what_is_frozen(scene, desk):
    data = form_of(desk, scene.story)
    data[key(scene.story, SHARED, "text")] = "Bersama untuk semua."
    data[key(scene.story, SHARED, "tags")] = "Diplomasi"
    data[key(scene.story, scene.second, "own")] = ""
    assert send(desk, scene.story, data).status_code == 302
    rows = {row.channel: row for row in scene.draft().channel_versions.all()}
    assert (rows[scene.first].text, rows[scene.second].text) == ("Kecak malam ini.", "")
    versions = {row["channel"]: row["payload"] for row in scene.submit().manifest["versions"]}
    assert versions[scene.first.pk]["text"] == "Kecak malam ini."
    assert versions[scene.first.pk]["tags"] == ["Kecak", "Bali"]
    assert versions[scene.second.pk]["text"] == "Bersama untuk semua."
    assert versions[scene.second.pk]["tags"] == ["Diplomasi"]


def test_a_version_can_go_without_the_shared_tags(scene, desk):
    data = form_of(desk, scene.story)
    data[key(scene.story, SHARED, "tags")] = "Diplomasi"
    del data[key(scene.story, scene.second, "with_tags")]
    send(desk, scene.story, data)
    versions = {row["channel"]: row["payload"] for row in scene.submit().manifest["versions"]}
    assert versions[scene.second.pk]["tags"] == []


def test_the_storys_picture_goes_out_with_its_own_alternative_text(scene, desk):
    data = form_of(desk, scene.story)
    data[key(scene.story, scene.second, "with_picture")] = "on"
    send(desk, scene.story, data)
    versions = {row["channel"]: row["payload"] for row in scene.submit().manifest["versions"]}
    assert [item["alt"] for item in versions[scene.second.pk]["media"]] == ["Penari Kecak melingkar."]
    assert [item["alt"] for item in versions[scene.first.pk]["media"]] == ["Kecak di Uluwatu."]


def test_writing_an_own_text_begins_with_the_shared_one_and_the_way_back_shows_the_difference(scene, desk):
    scene.edit(shared_text="Malam Kecak di Uluwatu.")
    data = form_of(desk, scene.story)
    data[key(scene.story, scene.second, "own")] = ""
    data[key(scene.story, scene.second, "text")] = ""
    shared = again(send(desk, scene.story, data, do="check"))
    own = again(send(desk, scene.story, shared, do=f"own:{key(scene.story, scene.second)}"))
    assert own[key(scene.story, scene.second, "text")] == "Malam Kecak di Uluwatu."
    own[key(scene.story, scene.second, "text")] = "Malam Kecak di Bali."
    page = send(desk, scene.story, own, do="check")
    assert "<del>Uluwatu.</del><ins>Bali.</ins>" in page.content.decode()
    back = again(send(desk, scene.story, own, do=f"back:{key(scene.story, scene.second)}"))
    assert back.get(key(scene.story, scene.second, "own")) != "True"
    assert {row.text for row in scene.draft().channel_versions.all()} == {"Kecak malam ini.", "Menonton Kecak."}


def test_nothing_is_saved_by_a_check_and_an_unchanged_form_writes_no_revision(scene, desk):
    before = scene.story.revisions.count()
    data = form_of(desk, scene.story)
    assert send(desk, scene.story, data).status_code == 302
    data[key(scene.story, SHARED, "text")] = "Belum."
    assert send(desk, scene.story, data, do="check").status_code == 200
    assert scene.story.revisions.count() == before


def test_line_ends_of_a_form_are_counted_once(scene, desk):
    data = form_of(desk, scene.story)
    data[key(scene.story, scene.first, "text")] = "Satu\r\n\r\ndua"
    send(desk, scene.story, data)
    assert next(row.text for row in scene.draft().channel_versions.all()) == "Satu\n\ndua"
    assert scene.submit().manifest["versions"][0]["payload"]["text"] == "Satu\n\ndua"


# Versions come and go


def test_a_version_is_added_and_taken_out(scene, desk):
    third = make.channel(scene.mission, connector_key="fake")
    data = form_of(desk, scene.story)
    data[f"{key(scene.story)}-add"] = str(third.pk)
    data = again(send(desk, scene.story, data, do=f"add:{key(scene.story)}"))
    data = again(send(desk, scene.story, data, do=f"remove:{key(scene.story, scene.second)}"))
    assert send(desk, scene.story, data).status_code == 302
    assert [row.channel for row in scene.draft().channel_versions.all()] == [scene.first, third]
    assert all(row.with_link and row.with_tags for row in scene.draft().channel_versions.all())


def test_a_channel_of_a_sibling_cannot_be_added(scene, desk):
    foreign = make.channel(scene.sibling, connector_key="fake")
    data = form_of(desk, scene.story)
    data.appendlist(f"{key(scene.story)}-versions", str(foreign.pk))
    assert send(desk, scene.story, data).status_code == 302
    assert foreign not in {row.channel for row in scene.draft().channel_versions.all()}
    with pytest.raises(operations.NotPossible):
        operations.compose_story(
            story=scene.story,
            changes={str(foreign.pk): Change("", Version(foreign.pk))},
            by=scene.author,
            now=timezone.now(),
        )


def test_a_picture_of_a_sibling_is_refused_beside_its_field(scene, desk):
    foreign = make.picture(scene.sibling)
    data = form_of(desk, scene.story)
    data[key(scene.story, SHARED, "picture")] = str(foreign.pk)
    page = send(desk, scene.story, data)
    assert page.status_code == 200
    assert "belongs to another organisation" in page.content.decode()
    assert scene.draft().picture_id == scene.picture.pk


# The live check


def checked(client, story, data):
    return json.loads(send(client, story, data, do="check", **XHR).content)["parts"]


def test_one_request_checks_every_version_by_the_platforms_own_counting(scene, desk):
    data = form_of(desk, scene.story)
    data[key(scene.story, scene.first, "text")] = "Kata " * 100
    parts = checked(desk, scene.story, data)
    assert "280 are allowed" in parts[key(scene.story, scene.first, "text")]
    assert "Cannot go out" in parts[key(scene.story, scene.first, "state")]
    assert "Menonton Kecak." in parts[key(scene.story, scene.second, "preview")]
    assert "It cannot be submitted yet." in parts[key(scene.story, "missing")]
    assert scene.first.name in parts[key(scene.story, "missing")]


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦" * 281,
        "🇮🇩" * 281,
        "é" * 281,
        "مرحبا بالعالم " * 40,
        "‮" + "א" * 281,
        "a\u0000b",
        "\ud83d",
        "👍🏽" * 20_000,
    ],
)
def test_emoji_and_right_to_left_text_at_every_limit_get_an_answer(scene, desk, text):
    data = form_of(desk, scene.story)
    data[key(scene.story, scene.first, "text")] = text.encode("utf-8", "replace").decode()
    data[key(scene.story, SHARED, "tags")] = text.encode("utf-8", "replace").decode()
    assert send(desk, scene.story, data, do="check").status_code == 200
    assert send(desk, scene.story, data, do="check", **XHR).status_code == 200
    assert send(desk, scene.story, data).status_code in (200, 302)


@pytest.mark.parametrize(
    "do",
    ["", "own", "own:", "own:s9-9", "back:x", "add:s1", "split:s1", "submit:x", "translate:xx", "propose:0", "x:y"],
)
def test_odd_buttons_are_never_an_error(scene, desk, do):
    assert send(desk, scene.story, form_of(desk, scene.story), do=do).status_code in (200, 302)


@pytest.mark.parametrize("value", ["", "-1", "x", "²", "9" * 5000, "1.5", "\u0000"])
def test_odd_numbers_are_never_an_error(scene, desk, value):
    data = form_of(desk, scene.story)
    for name in ("shared-picture", f"{scene.first.pk}-p0-picture", f"{scene.first.pk}-pictures"):
        data[f"{key(scene.story)}-{name}"] = value
    data.appendlist(f"{key(scene.story)}-versions", value)
    assert send(desk, scene.story, data, do="check").status_code == 200


def write_versions(scene, count):
    draft = scene.draft()
    draft.channel_versions = [
        ChannelVersion(
            channel=make.channel(scene.mission, connector_key="fake"), text=f"Teks {number}", with_picture=True
        )
        for number in range(count)
    ]
    draft.save_revision(user=scene.author, clean=False)


def test_the_queries_of_a_check_do_not_grow_with_the_versions(scene, desk):
    counts = []
    for count in (1, 20):
        write_versions(scene, count)
        data = form_of(desk, scene.story)
        send(desk, scene.story, data, do="check", **XHR)
        with CaptureQueriesContext(connection) as asked:
            parts = checked(desk, scene.story, data)
        assert sum(name.endswith("-preview") for name in parts) == count
        counts.append(len(asked))
    assert counts[0] == counts[1]


# Threads


@pytest.fixture
def by_hand(fake_platform):
    """X, served by a person, beside the fake platform."""
    with mock.patch.dict(all_connectors(), {"x_by_hand": XByHand()}):
        yield


def test_a_thread_is_proposed_changed_by_its_writer_and_frozen_entry_by_entry(scene, by_hand, desk):
    channel = make.channel(scene.mission, connector_key="x_by_hand", settings={"account": "kbri"})
    text = "Kalimat yang cukup panjang untuk diuji. " * 12
    scene.edit(channel_versions=[ChannelVersion(channel=channel, text=text, tags="Kecak")])
    data = form_of(desk, scene.story)
    name = key(scene.story, channel)
    assert f"split:{name}" in checked(desk, scene.story, data)[f"{name}-split"]
    proposed = again(send(desk, scene.story, data, do=f"split:{name}"))
    assert proposed[f"{name}-text"].count("---") == 1
    proposed[f"{name}-text"] = proposed[f"{name}-text"].replace("2/2", "2/2 (selesai)")
    parts = checked(desk, scene.story, proposed)
    assert "Cannot go out" not in parts[f"{name}-state"]
    assert send(desk, scene.story, proposed).status_code == 302
    payload = scene.submit().manifest["versions"][0]["payload"]
    assert payload["text"].endswith("1/2")
    assert [entry.endswith("2/2 (selesai)") for entry in payload["thread"]] == [True]
    assert payload_from_json({**payload, "created_at": make.NOW.isoformat()}).as_json()["thread"] == payload["thread"]


def test_a_platform_without_threads_is_offered_none_and_keeps_the_dashes_as_text(scene, desk):
    data = form_of(desk, scene.story)
    data[key(scene.story, scene.first, "text")] = "Kata. " * 100
    assert "split:" not in checked(desk, scene.story, data)[key(scene.story, scene.first, "split")]
    data[key(scene.story, scene.first, "text")] = "Satu\n---\ndua"
    send(desk, scene.story, data)
    payload = scene.submit().manifest["versions"][0]["payload"]
    assert payload["text"] == "Satu\n---\ndua"
    assert "thread" not in payload


# Pictures by channel


def two_colours():
    """Four times as wide as high: blue, and red at its right end, where its focal point is."""
    image = Image.new("RGB", (400, 100), "blue")
    image.paste("red", (300, 0, 400, 100))
    file = BytesIO()
    image.save(file, "PNG")
    return SimpleUploadedFile("dua.png", file.getvalue(), "image/png")


def test_a_picture_is_cut_for_a_platform_around_its_focal_point_and_that_is_what_is_frozen(scene, desk):
    focus = {"focal_point_x": 390, "focal_point_y": 50, "focal_point_width": 10, "focal_point_height": 10}
    picture = Picture.objects.create(
        title="Dua", file=two_colours(), collection=scene.mission.collection, width=400, height=100, **focus
    )
    with mock.patch.dict(all_connectors(), {"instagram_by_hand": InstagramByHand()}):
        cut = make.channel(scene.mission, connector_key="instagram_by_hand", settings={"account": "kbri"})
        rows = [ChannelVersion(channel=channel, text="Teks", with_picture=True) for channel in (cut, scene.first)]
        scene.edit(picture=picture, picture_alt="Dua warna.", channel_versions=rows)
        assert "fill-191x100" in desk.get(address(scene.story)).content.decode()
        media = [row["payload"]["media"][0] for row in scene.submit().manifest["versions"]]
    assert [(item["width"], item["height"]) for item in media] == [(191, 100), (400, 100)]
    left, right = (Image.open(BytesIO(read_blob(media[0]["sha256"]))).getpixel((x, 50)) for x in (5, 180))
    assert left[2] > 200 > 50 > left[0]
    assert right[0] > 200 > 50 > right[2]


# Several languages


def test_all_languages_are_on_one_screen_and_each_is_saved_to_its_own_page(scene, english, desk):
    data = form_of(desk, scene.story)
    data[key(scene.story, SHARED, "text")] = "Bersama."
    data[key(english, SHARED, "text")] = "Together."
    send(desk, scene.story, data)
    assert (scene.draft().shared_text, latest(english).shared_text) == ("Bersama.", "Together.")


def test_a_translation_begins_without_the_shared_text_of_its_source(scene, desk):
    scene.edit(shared_text="Bersama.", shared_tags="Kecak")
    made = operations.translate_story(story=scene.story, language="en", by=scene.author, now=timezone.now())
    assert (latest(made).shared_text, latest(made).shared_tags) == ("", "")


def test_the_shared_text_of_the_source_stands_beside_its_translation(scene, english, desk):
    scene.edit(shared_text="Bersama untuk semua.")
    page = html.fromstring(desk.get(address(english)).content)
    beside = page.xpath(f"//section[@id='{key(english, SHARED)}']//*[@lang='id']")
    assert [" ".join(place.text_content().split()) for place in beside] == ["Indonesian: Bersama untuk semua."]


def test_a_missing_language_is_started_after_everything_is_saved(scene, desk):
    data = form_of(desk, scene.story)
    data[key(scene.story, SHARED, "text")] = "Bersama."
    response = send(desk, scene.story, data, do="translate:en")
    assert response.url == address(scene.story)
    assert scene.draft().shared_text == "Bersama."
    assert Story.objects.filter(translation_key=scene.story.translation_key, locale__language_code="en").exists()


def test_a_frozen_language_is_shown_and_not_written_while_the_other_is(scene, english, desk):
    data = form_of(desk, scene.story)
    data[key(scene.story, SHARED, "text")] = "Terlambat."
    data[key(english, SHARED, "text")] = "Together."
    submission = scene.submit()
    page = desk.get(address(scene.story)).content.decode()
    assert reverse("newsroom:submission", args=[submission.pk]) in page
    answer = send(desk, scene.story, data)
    assert answer.status_code == 200
    assert "Terlambat." in answer.content.decode()  # refused in words; what was typed stays
    assert scene.draft().shared_text == ""
    assert latest(english).shared_text == "Together."


def test_a_language_that_was_frozen_meanwhile_refuses_with_a_sentence(scene):
    changes = {SHARED: Change(mark_of(parts_of(scene.draft())[SHARED]), Shared(text="Terlambat."))}
    scene.submit()
    with pytest.raises(operations.NotPossible, match="awaits clearance already"):
        operations.compose_story(story=scene.story, changes=changes, by=scene.author, now=timezone.now())


# Two people at once


def test_what_was_typed_before_a_colleague_submitted_it_stays_on_the_screen(scene, desk):
    data = form_of(desk, scene.story)
    data[f"{key(scene.story, 'shared')}-text"] = "Kalimat yang baru saja diketik."
    scene.submit()
    answer = send(desk, scene.story, data)
    assert answer.status_code == 200
    assert "Kalimat yang baru saja diketik." in answer.content.decode()


def test_two_people_who_write_different_versions_lose_nothing(scene, desk):
    data = form_of(desk, scene.story)
    data[key(scene.story, scene.first, "text")] = "Dari saya."
    scene.edit_version(scene.second, "Dari orang lain.")
    assert send(desk, scene.story, data).status_code == 302
    assert [row.text for row in scene.draft().channel_versions.all()] == ["Dari saya.", "Dari orang lain."]


def test_two_people_who_write_the_same_version_are_told_and_what_was_typed_stays(scene, desk):
    data = form_of(desk, scene.story)
    data[key(scene.story, scene.first, "text")] = "Dari saya."
    scene.edit_version(scene.first, "Dari orang lain.")
    page = send(desk, scene.story, data)
    said = page.content.decode()
    assert page.status_code == 200
    assert f"changed the version for {scene.first.name} while you were writing" in said
    assert "Dari saya." in said
    assert "Dari orang lain." in said
    assert next(row.text for row in scene.draft().channel_versions.all()) == "Dari orang lain."
    assert send(desk, scene.story, again(page)).status_code == 302
    assert next(row.text for row in scene.draft().channel_versions.all()) == "Dari saya."


def test_a_language_that_was_saved_while_the_other_was_refused_can_be_written_on(scene, english, desk):
    data = form_of(desk, scene.story)
    data[key(scene.story, scene.first, "text")] = "Dari saya."
    data[key(english, SHARED, "text")] = "Together."
    scene.edit_version(scene.first, "Dari orang lain.")
    page = send(desk, scene.story, data)
    assert latest(english).shared_text == "Together."
    data = again(page)
    data[key(english, SHARED, "text")] = "Together again."
    assert send(desk, scene.story, data).status_code == 302
    assert latest(english).shared_text == "Together again."


def test_a_merge_keeps_what_only_one_of_two_changed():
    old, mine, theirs = Version(1, "lama"), Version(1, "saya"), Version(1, "mereka")
    seen = mark_of(old)
    assert merge({"1": old}, {"1": Change(seen, mine)}).parts == {"1": mine}
    assert merge({"1": theirs}, {"1": Change(seen, old)}).parts == {"1": theirs}
    assert merge({"1": theirs}, {"1": Change(seen, mine)}).conflicts == ("1",)
    assert merge({"1": theirs}, {"1": Change(seen, None)}).conflicts == ("1",)
    assert merge({}, {"1": Change(seen, mine)}).conflicts == ("1",)
    assert merge({}, {"1": Change(seen, None)}) == merge({}, {})
    assert merge({"1": old}, {"1": Change(seen, None)}).parts == {}
    assert merge({"1": old}, {}).parts == {"1": old}
    assert merge({}, {"1": Change("", mine)}).parts == {"1": mine}


def test_each_saving_is_a_revision_of_the_person_on_record(scene, desk):
    data = form_of(desk, scene.story)
    data[key(scene.story, SHARED, "text")] = "Bersama."
    send(desk, scene.story, data)
    newest = Story.objects.get(pk=scene.story.pk).latest_revision
    assert newest.user == scene.author
    assert newest.content["shared_text"] == "Bersama."


# What is missing


def test_what_is_missing_is_what_submitting_would_say_and_leads_to_its_field(scene, desk):
    scene.edit(picture_alt="", theme="")
    page = desk.get(address(scene.story)).content.decode()
    assert f'href="#id_{key(scene.story, SHARED)}-picture_alt"' in page
    assert f"{reverse('wagtailadmin_pages:edit', args=[scene.story.pk])}#tab-content" in page
    assert f'id="id_{key(scene.story, SHARED)}-picture_alt"' in page


def test_a_version_without_a_link_is_named(scene, desk):
    data = form_of(desk, scene.story)
    del data[key(scene.story, scene.first, "with_link")]
    parts = checked(desk, scene.story, data)
    assert "does not lead to the story" in parts[key(scene.story, "missing")]


def test_submitting_saves_first_and_leads_to_the_submission(scene, desk):
    data = form_of(desk, scene.story)
    data[key(scene.story, SHARED, "text")] = "Bersama."
    response = send(desk, scene.story, data, do=f"submit:{scene.story.pk}")
    assert response.url == reverse("newsroom:submit", args=[scene.story.pk])
    assert scene.draft().shared_text == "Bersama."


# Who


def test_siblings_and_readers_do_not_compose(scene, client):
    for person, status in ((make.person(Role.AUTHOR, scene.sibling), 404), (scene.planner, 302)):
        client.force_login(person, backend=BACKEND)
        assert client.get(address(scene.story)).status_code == status


def test_nothing_goes_live_by_the_composer(scene, desk):
    scene.release()
    before = scene.public()
    data = form_of(desk, scene.story)
    data[key(scene.story, SHARED, "picture_alt")] = "Lain."
    data[key(scene.story, scene.first, "text")] = "Lain."
    assert send(desk, scene.story, data).status_code == 302
    assert scene.public() == before
