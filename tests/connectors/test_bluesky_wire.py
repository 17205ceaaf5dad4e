"""Our payload as a Bluesky record: promises for any text, in any script."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duta.connectors.bundled.bluesky import BlueskyConnector
from duta.connectors.bundled.bluesky.wire import (
    cid_of,
    facets_of,
    image_type,
    is_ours,
    mentions_of,
    moment,
    preview_of,
    record_key,
    record_of,
    short_link,
    visible_spans,
    visible_text,
)
from duta.connectors.counting import length_of
from duta.connectors.protocol import Counting, Link, Media, MediaKind, Payload, Span, SpanKind
from duta.connectors.testing import png
from duta.core.frozen import digest_of_bytes

CREATED = datetime(2026, 11, 18, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=7)))
TID = re.compile(r"^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$")
LIMITS = BlueskyConnector.default_limits
PICTURE = Media(MediaKind.IMAGE, digest_of_bytes(png()), "image/png", 100, "Penari.", 640, 480)
BLOB = {"$type": "blob", "ref": {"$link": cid_of(PICTURE.sha256)}, "mimeType": "image/png", "size": 100}

PIECES = st.sampled_from(
    ["Selamat pagi", "#Kecak", "#日本", "@kemlu.go.id", "@nobody.test", "https://portal.example/id/1", "👩‍👩‍👧‍👦",
     "🇮🇩", "é", "مرحبا بالعالم", "नमस्ते", "สวัสดี", "\n", "\n\n", "…", "(", ")", "a" * 70, "#" + "a" * 70,
     "\u200f", "e\u0301"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=20).map(" ".join))
TAGS = st.lists(
    st.one_of(st.sampled_from(["Kecak", "Bali", "外交", "dua kata", "2026", "a" * 65]), st.text(max_size=9))
)
LINKS = st.one_of(
    st.none(),
    st.builds(Link, st.sampled_from(["https://portal.example/id/42-lokakarya-hari-kedelapan/", "https://p.example/"])),
)
PAYLOADS = st.builds(
    Payload,
    text=TEXTS,
    language=st.sampled_from(["id", "en", "ar", ""]),
    created_at=st.just(CREATED),
    link=LINKS,
    media=st.lists(st.just(PICTURE), max_size=4).map(tuple),
    tags=TAGS.map(tuple),
)
DIDS = {"kemlu.go.id": "did:plc:kemlu"}


def record(payload: Payload) -> dict:
    return record_of(payload, blobs={PICTURE.sha256: BLOB}, dids=DIDS)


@given(PAYLOADS)
def test_facets_slice_to_what_they_name(payload):
    made = record(payload)
    text, end = made["text"].encode(), 0
    for facet in made.get("facets", []):
        start, stop = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        assert end <= start < stop <= len(text)
        end, named = stop, text[start:stop].decode()
        match facet["features"]:
            case [{"$type": "app.bsky.richtext.facet#tag", "tag": tag}]:
                assert named in (f"#{tag}", f"＃{tag}")
            case [{"$type": "app.bsky.richtext.facet#link", "uri": uri}]:
                assert named in (uri, short_link(uri))
            case [{"$type": "app.bsky.richtext.facet#mention", "did": did}]:
                assert DIDS[named.removeprefix("@").lower()] == did
            case other:
                raise AssertionError(other)


@given(PAYLOADS)
def test_a_payload_without_problems_is_within_every_limit_of_the_record(payload):
    codes = {problem.code for problem in BlueskyConnector().problems(payload, LIMITS)}
    made = record(payload)
    length = length_of(made["text"], Counting.GRAPHEMES)
    assert (length > 300) == bool(codes & {"text_too_long", "whole_too_long"})
    assert (len(made["text"].encode()) > 3000) == ("text_too_many_bytes" in codes)
    for facet in made.get("facets", []):
        tag = facet["features"][0].get("tag", "")
        assert length_of(tag, Counting.GRAPHEMES) <= 64
        assert len(tag.encode()) <= 640
    assert len((made.get("embed") or {}).get("images", [])) <= 4


@given(PAYLOADS)
def test_the_preview_is_the_text_that_is_sent(payload):
    preview = preview_of(payload, LIMITS)
    assert preview.text == record(payload)["text"] == visible_text(payload)
    assert preview.length == length_of(preview.text, Counting.GRAPHEMES)
    assert (preview.over_from is None) == (preview.length <= 300)
    assert payload.text.strip() in preview.text


@given(PAYLOADS)
def test_a_record_is_recognised_as_ours_and_another_is_not(payload):
    made = record(payload)
    assert is_ours(payload, made)
    assert not is_ours(replace(payload, text=payload.text.strip() + " lain"), made)
    assert not is_ours(replace(payload, created_at=CREATED + timedelta(seconds=1)), made)


def test_mentions_that_could_be_looked_up_make_no_difference_to_whose_record_it_is():
    payload = Payload("Hai @kemlu.go.id", "id", CREATED)
    assert is_ours(payload, record_of(payload, blobs={}, dids={}))
    assert is_ours(payload, record_of(payload, blobs={}, dids=DIDS))


def test_other_pictures_or_words_for_them_are_another_record():
    payload = Payload("Penari", "id", CREATED, media=(PICTURE,))
    for change in ({"alt": "Lain."}, {"sha256": "0" * 64}, {"width": 10}):
        other = replace(payload, media=(replace(PICTURE, **change),))
        assert not is_ours(other, record(payload))
    assert not is_ours(payload, {})
    assert not is_ours(payload, {"embed": {"images": [{}]}, "facets": [{}]})


@given(st.text(max_size=60))
def test_a_record_key_is_a_tid_and_depends_on_the_delivery_alone(delivery_id):
    key = record_key(delivery_id)
    assert TID.match(key)
    assert key == record_key(delivery_id)
    alphabet = "234567abcdefghijklmnopqrstuvwxyz"
    number = 0
    for character in key:
        number = number * 32 + alphabet.index(character)
    assert 2005 <= datetime.fromtimestamp((number >> 10) / 1_000_000, UTC).year <= 2023


def test_two_hundred_thousand_deliveries_have_as_many_record_keys():
    assert len({record_key(f"delivery-{number}") for number in range(200_000)}) == 200_000


def test_the_key_of_a_delivery_never_changes_between_versions_of_this_program():
    assert record_key("0d7c2a52-6c0e-4a53-9d0c-2b8d0f2f7a11") == "3czo6fs5td2h5"


def test_an_unresolved_mention_and_a_tag_too_long_stay_plain_text():
    spans = visible_spans(Payload(f"@nobody.test #{'a' * 65}", "id", CREATED))
    assert facets_of(spans, {}) == []


def test_the_link_stands_in_the_text_only_where_pictures_take_the_cards_place():
    link = Link("https://portal.example/id/42-lokakarya-hari-kedelapan/", "Lokakarya", "Hari ke-8")
    alone = Payload("Teks", "id", CREATED, link=link, tags=("Kecak",))
    assert visible_text(alone) == "Teks\n\n#Kecak"
    assert record(alone)["embed"]["external"] == {
        "uri": link.url,
        "title": "Lokakarya",
        "description": "Hari ke-8",
    }
    pictured = replace(alone, media=(PICTURE,))
    assert visible_text(pictured) == "Teks\n\n#Kecak\nportal.example/id/42-lokakary…"
    assert record(pictured)["facets"][-1]["features"][0]["uri"] == link.url
    assert visible_text(replace(pictured, text=f"Teks {link.url}")) == f"Teks {link.url}\n\n#Kecak"


def test_a_card_without_title_shows_its_domain_and_one_with_thumbnail_carries_it():
    bare = Payload("Teks", "id", CREATED, link=Link("https://www.portal.example/x", thumbnail=PICTURE.sha256))
    external = record(bare)["embed"]["external"]
    assert (external["title"], external["thumb"]) == ("portal.example", BLOB)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://portal.example/id/1/", "portal.example/id/1"),
        ("https://www.portal.example", "portal.example"),
        ("https://portal.example/" + "x" * 40, "portal.example/xxxxxxxxxxxxxx…"),
        ("nothing", "nothing"),
    ],
)
def test_a_link_is_shown_short(url, shown):
    assert short_link(url) == shown
    assert len(shown) <= 30


def test_times_are_spelled_in_utc_with_milliseconds():
    assert moment(CREATED) == "2026-11-18T02:00:00.123Z"


def test_mentions_are_asked_for_once_each():
    assert mentions_of(Payload("@A.test @a.test @b.test", "id", CREATED)) == ("a.test", "b.test")


def test_a_blobs_content_identifier_is_the_one_that_the_real_server_gave():
    assert cid_of(digest_of_bytes(png())) == "bafkreiclopomm4grfqdah3mrgwjywznjudg7scf7x3xt6ktijlickkoqvi"


@pytest.mark.parametrize(
    ("content", "mime"),
    [(png(), "image/png"), (b"\xff\xd8\xff\xe0", "image/jpeg"), (b"GIF89a", "image/gif"),
     (b"RIFF0000WEBPVP8", "image/webp"), (b"", "application/octet-stream")],
)  # fmt: skip
def test_a_pictures_type_is_read_from_its_bytes(content, mime):
    assert image_type(content) == mime


@pytest.mark.parametrize(
    ("sizes", "frames"),
    [
        ([(640, 480)], [(640 / 480, False)]),
        ([(400, 1600)], [(0.5, True)]),
        ([(0, 0)], [(0.0, False)]),
        ([(640, 480), (500, 500)], [(1.0, True), (1.0, False)]),
        ([(640, 480)] * 4, [(1.5, True)] * 4),
    ],
)
def test_the_preview_shows_each_picture_in_the_frame_of_the_app(sizes, frames):
    media = tuple(replace(PICTURE, width=width, height=height) for width, height in sizes)
    shown = preview_of(Payload("Teks", "id", CREATED, media=media), LIMITS).images
    assert [(image.ratio, image.cropped) for image in shown] == [(pytest.approx(ratio), cut) for ratio, cut in frames]


def test_the_preview_says_where_the_app_folds_and_where_the_text_no_longer_fits():
    long = preview_of(Payload("\n".join(["a"] * 30), "id", CREATED), LIMITS)
    assert long.folds_at == 49
    over = preview_of(Payload("👩‍👩‍👧‍👦" * 301, "id", CREATED), LIMITS)
    assert over.over_from == len("👩‍👩‍👧‍👦" * 300)
    card = preview_of(Payload("a", "id", CREATED, link=Link("https://portal.example/x", "Judul")), LIMITS).card
    assert (card.domain, card.title, card.ratio) == ("portal.example", "Judul", 1.91)


def test_a_span_names_its_target():
    assert visible_spans(Payload("#Kecak", "id", CREATED)) == (Span("#Kecak", SpanKind.TAG, "Kecak"),)
