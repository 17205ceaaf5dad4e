"""What a signature covers: everything that anybody will see, to the byte."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Locale

import make
from duta.connectors.testing.samples import png
from duta.core.blobs import read_blob
from duta.core.frozen import digest_of, digest_of_bytes
from duta.core.moments import choose_time
from duta.newsroom.addresses import address_of
from duta.newsroom.content import page_digest
from duta.newsroom.freezing import freeze, frozen_payload, pictures_of
from duta.newsroom.models import ChannelVersion, FrozenPicture
from duta.newsroom.operations import NotPossible, Timing


def digest(draft, embargo=""):
    links = {
        version.channel_id: f"http://testserver/s/{version.channel_id}" for version in draft.channel_versions.all()
    }
    return freeze(draft, address=address_of(draft), links=links, embargo=embargo, now=timezone.now()).digest


def first_version(draft):
    return draft.channel_versions.all()[0]


def with_version(draft, **changes):
    versions = list(draft.channel_versions.all())
    for name, value in changes.items():
        setattr(versions[0], name, value)
    draft.channel_versions = versions


def media_alt(draft, scene):
    versions = list(draft.channel_versions.all())
    versions[0].media[0].value.contextual_alt_text = "Lain"
    draft.channel_versions = versions


def media_picture(draft, scene):
    other = make.picture(scene.mission)
    other.contextual_alt_text, other.decorative = "Kecak di Uluwatu.", False
    with_version(draft, media=[("picture", other)])


def other_file(draft, scene):
    """The same row, other bytes: as if somebody had replaced the file."""
    storage = scene.picture.file.storage
    storage.delete(scene.picture.file.name)
    assert storage.save(scene.picture.file.name, ContentFile(png(40, 30, (1, 2, 3)))) == scene.picture.file.name


def body_alt(draft, scene):
    draft.body[1].value["image"].contextual_alt_text = "Lain"


CHANGES = {
    "title": lambda draft, scene: setattr(draft, "title", "Lain"),
    "lead": lambda draft, scene: setattr(draft, "lead", "Lain"),
    "text": lambda draft, scene: setattr(draft, "body", [{"type": "paragraph", "value": "<p>Lain.</p>"}, *draft.body.raw_data[1:]]),
    "order of the text": lambda draft, scene: setattr(draft, "body", list(reversed(list(draft.body.raw_data)))),
    "caption": lambda draft, scene: draft.body[1].value.update({"caption": "Lain"}),
    "alternative text in the text": body_alt,
    "theme": lambda draft, scene: setattr(draft, "theme", "peace"),
    "activity": lambda draft, scene: setattr(draft, "activity", make.activity(make.objective(make.strategy(scene.mission)))),
    "picture": lambda draft, scene: setattr(draft, "picture", make.picture(scene.mission)),
    "bytes of the picture": other_file,
    "alternative text": lambda draft, scene: setattr(draft, "picture_alt", "Lain"),
    "address": lambda draft, scene: setattr(draft, "slug", "lain"),
    "title for search engines": lambda draft, scene: setattr(draft, "seo_title", "Lain"),
    "description for search engines": lambda draft, scene: setattr(draft, "search_description", "Lain"),
    "language": lambda draft, scene: setattr(draft, "locale", Locale.objects.get(language_code="en")),
    "text of a version": lambda draft, scene: with_version(draft, text="Lain"),
    "tags of a version": lambda draft, scene: with_version(draft, tags="Lain"),
    "link of a version": lambda draft, scene: with_version(draft, with_link=False),
    "channel of a version": lambda draft, scene: with_version(draft, channel=make.channel(scene.mission, connector_key="fake")),
    "alternative text of a version": media_alt,
    "picture of a version": media_picture,
    "number of versions": lambda draft, scene: setattr(draft, "channel_versions", [first_version(draft)]),
    "one more version": lambda draft, scene: draft.channel_versions.add(
        ChannelVersion(channel=make.channel(scene.mission, connector_key="fake"), text="Lagi")
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_changing_anything_changes_the_hash(scene, change):
    before = digest(scene.draft())
    draft = scene.draft()
    change(draft, scene)
    assert digest(draft) != before


def test_the_same_story_always_has_the_same_hash(scene):
    assert digest(scene.draft()) == digest(scene.draft())


def test_an_embargo_is_part_of_what_is_signed(scene):
    assert digest(scene.draft(), embargo="2026-12-01T00:00:00+00:00") != digest(scene.draft())


def test_an_account_that_is_renamed_is_another_channel(scene):
    before = digest(scene.draft())
    type(scene.first).objects.filter(pk=scene.first.pk).update(handle="@lain")
    assert digest(scene.draft()) != before


def test_block_order_and_repeated_pictures_are_kept_apart_by_their_alternative_text(scene):
    draft = scene.draft()
    assert [draft.body[1].value["image"].contextual_alt_text, draft.picture_alt] == [
        "Penari dari dekat.",
        "Penari Kecak melingkar.",
    ]
    assert [picture.pk for picture in pictures_of(draft)] == [scene.picture.pk]


def test_submitting_keeps_the_bytes_of_every_picture(scene):
    submission = scene.submit()
    held = FrozenPicture.objects.get(submission=submission)
    original = scene.picture.file.storage.open(scene.picture.file.name).read()
    assert held.sha256 == digest_of_bytes(original)
    assert read_blob(held.sha256) == original


def test_the_manifest_is_what_the_hash_is_taken_over(scene):
    submission = scene.submit()
    assert digest_of(submission.manifest) == submission.digest
    submission.refresh_from_db()
    assert digest_of(submission.manifest) == submission.digest


def test_a_payload_is_frozen_with_its_picture_its_link_and_its_tags(scene):
    submission = scene.submit()
    versions = {version["channel"]: version for version in submission.manifest["versions"]}
    payload = frozen_payload(versions[scene.first.pk], created_at=datetime(2026, 11, 24, tzinfo=UTC))
    assert payload.text == "Kecak malam ini."
    assert payload.tags == ("Kecak", "Bali")
    assert payload.link is not None
    assert payload.link.url.startswith("http://testserver/s/")
    assert [media.alt for media in payload.media] == ["Kecak di Uluwatu."]
    assert read_blob(payload.media[0].sha256)[:3] == b"\xff\xd8\xff"


def test_a_version_without_pictures_gets_a_card_with_the_storys_picture(scene):
    submission = scene.submit()
    versions = {version["channel"]: version for version in submission.manifest["versions"]}
    assert read_blob(versions[scene.second.pk]["payload"]["link"]["thumbnail"])


def test_a_chosen_embargo_is_kept_as_instant_zone_and_wall_time(scene):
    embargo = choose_time(wall=datetime(2027, 3, 1, 9, 0), zone="Europe/Amsterdam")  # noqa: DTZ001
    submission = scene.submit(timing=Timing(embargo=embargo))
    submission.refresh_from_db()
    assert submission.embargo_instant == datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
    assert (submission.embargo_zone, submission.embargo_wall) == ("Europe/Amsterdam", "2027-03-01T09:00")
    assert submission.manifest["embargo"] == "2027-03-01T08:00:00+00:00"


WORDS = st.text(max_size=40)
FIELDS = ("title", "slug", "seo_title", "search_description", "lead", "theme", "picture_alt")


@given(st.fixed_dictionaries(dict.fromkeys(FIELDS, WORDS)), st.sampled_from(FIELDS), WORDS)
def test_two_pages_share_a_hash_only_when_they_read_the_same(words, name, other):
    def page(fields):
        body = SimpleNamespace(get_prep_value=list)
        return SimpleNamespace(**fields, body=body, number=1, language="id", activity_id=None, picture_id=None)

    same = page_digest(page(words)) == page_digest(page({**words, name: other}))
    assert same is (words[name] == other)


def test_a_picture_that_cannot_be_drawn_is_named_and_nothing_is_submitted(scene):
    storage, name = scene.picture.file.storage, scene.picture.file.name
    for content in (None, b"not a picture", png(40, 30)[:60]):
        storage.delete(name)
        if content is not None:
            storage.save(name, ContentFile(content))
        with pytest.raises(NotPossible) as refusal:
            scene.submit()
        assert [problem.code for problem in refusal.value.problems] == ["picture_unreadable"]
    assert not scene.story.submissions.exists()
