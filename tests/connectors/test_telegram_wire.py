"""Our payload as a message: promises for any text, in any script."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from duta.connectors.bundled.telegram import TelegramConnector
from duta.connectors.bundled.telegram.wire import (
    CAPTION,
    entities_of,
    handle_of,
    parts_of,
    shape_problems,
    visible_spans,
    visible_text,
)
from duta.connectors.protocol import Link, Media, MediaKind, Payload

CREATED = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
TELEGRAM = TelegramConnector()
LIMITS = TELEGRAM.default_limits
PICTURE = Media(MediaKind.IMAGE, "0" * 64, "image/png", 100, "Penari.", 640, 480)
PIECES = st.sampled_from(
    ["Selamat pagi", "#Kecak", "#日本", "@kemlu", "https://portal.example/id/1", "👩‍👩‍👧‍👦", "🇮🇩", "e\u0301",
     "مرحبا بالعالم", "שלום #שלום", "\u202eאב\u202c", "สวัสดี", "\n", "<b>", "*_`[", "👋#Bali"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=20).map(" ".join))
PAYLOADS = st.builds(
    Payload,
    text=TEXTS,
    language=st.sampled_from(["id", "en", "ar"]),
    created_at=st.just(CREATED),
    link=st.one_of(st.none(), st.just(Link("https://portal.example/id/42-lokakarya-hari-kedelapan/"))),
    tags=st.lists(st.sampled_from(["Kecak", "外交", "dua kata"]), max_size=3).map(tuple),
)


@given(PAYLOADS)
def test_every_entity_is_exactly_its_link_or_tag_in_utf16(payload):
    whole = visible_text(payload).encode("utf-16-le")
    entities = entities_of(visible_spans(payload))
    end = 0
    for entity in entities:
        assert entity["offset"] >= end
        end = entity["offset"] + entity["length"]
        marked = whole[entity["offset"] * 2 : end * 2].decode("utf-16-le")  # fails in the middle of a character
        assert marked.startswith(("#", "＃")) if entity["type"] == "hashtag" else marked.lower().startswith("http")
    assert payload.link is None or any(entity["type"] == "url" for entity in entities)


@given(st.sampled_from(["👋", "🇮🇩", "a", "é", "א", "م", "日", "👩‍👩‍👧‍👦"]), st.booleans(), st.integers(-2, 2))
def test_at_every_limit_utf16_code_units_count(character, pictured, more):
    limit, size = CAPTION if pictured else 4096, len(character.encode("utf-16-le")) // 2
    count = limit // size + more
    payload = Payload(character * count, "ar", CREATED, media=(PICTURE,) if pictured else ())
    preview = TELEGRAM.preview(payload, LIMITS)
    fits = count * size <= limit
    assert (preview.limit, preview.length) == (limit, count * size)
    assert (list(TELEGRAM.problems(payload, LIMITS)) == []) == fits
    assert (preview.over_from is None) == fits
    if preview.over_from is not None:
        assert len(preview.text[: preview.over_from].encode("utf-16-le")) // 2 <= limit


@given(st.integers(), st.lists(st.integers(1, 10**9), min_size=1, max_size=10))
def test_a_handle_comes_back(chat, numbers):
    if abs(chat) < 10**19:
        assert parts_of(handle_of(chat, numbers)) == (chat, numbers)


@given(st.text())
def test_a_handle_of_something_else_names_no_message(handle):
    assert parts_of(f"x{handle}")[1] == []


def test_a_picture_of_an_impossible_shape_is_a_problem():
    assert not list(shape_problems((PICTURE, replace(PICTURE, width=6000, height=4000), replace(PICTURE, width=0))))
    (wide,) = shape_problems((replace(PICTURE, width=8000, height=6000),))
    assert (wide.code, wide.params["limit"]) == ("medium_too_wide", 5714)
    assert list(shape_problems((replace(PICTURE, width=2100, height=100),)))
