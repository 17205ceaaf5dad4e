"""Our payload as a status and back: promises for any text, in any script."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import duta.connectors.bundled.mastodon as package
from duta.connectors.bundled.mastodon import MastodonConnector
from duta.connectors.bundled.mastodon.wire import (
    counted_text,
    essence,
    is_ours,
    limits_of,
    new_body,
    plain_of,
    preview_of,
    visible_spans,
    visible_text,
)
from duta.connectors.counting import length_of
from duta.connectors.protocol import Counting, Link, Payload
from peers.mastodon import rendered

CREATED = datetime(2026, 11, 18, 2, 0, 0, 123456, tzinfo=UTC)
LIMITS = MastodonConnector.default_limits
PIECES = st.sampled_from(
    ["Selamat pagi", "#Kecak", "#日本", "@kemlu", "@kemlu@social.example", "https://portal.example/id/1?a=1&b=2",
     "👩‍👩‍👧‍👦", "🇮🇩", "é", "e\u0301", "مرحبا بالعالم", "नमस्ते", "สวัสดี", "\n", "\n\n\n", "…", "<b>", "&amp;", "a<b>c & d",
     "\u200f", "a" * 90, "👋" * 60]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=20).map(" ".join))
PAYLOADS = st.builds(
    Payload,
    text=TEXTS,
    language=st.sampled_from(["id", "en", "ar", "zh-Hant", ""]),
    created_at=st.just(CREATED),
    link=st.one_of(st.none(), st.just(Link("https://portal.example/id/42-lokakarya-hari-kedelapan/"))),
    tags=st.lists(st.sampled_from(["Kecak", "Bali", "外交", "dua kata", "2026"]), max_size=3).map(tuple),
)
STATUS = json.loads((Path(package.__file__).parent / "fixtures" / "status.json").read_text())["body"]
OURS = Payload(
    "Selamat pagi, dunia & kawan.", "id", CREATED, link=Link("https://portal.example/id/42-lokakarya-hari-kedelapan/"),
    tags=("Kecak",),
)  # fmt: skip


@given(PAYLOADS)
def test_what_the_server_renders_is_recognised(payload):
    status = {"content": rendered(visible_text(payload)), "created_at": CREATED.isoformat()}
    assert is_ours(payload, status)


@given(PAYLOADS, PAYLOADS)
def test_what_says_something_else_is_not_ours(payload, other):
    status = {"content": rendered(visible_text(other)), "created_at": CREATED.isoformat()}
    assert is_ours(payload, status) == (essence(visible_text(payload)) == essence(visible_text(other)))


@given(st.text())
def test_any_content_is_read_without_failing(content):
    plain_of(content)


@given(PAYLOADS)
def test_the_spans_are_the_text_and_nothing_written_is_lost(payload):
    spans = visible_spans(payload)
    assert "".join(span.text for span in spans) == visible_text(payload) == new_body(payload, [])["status"]
    assert payload.text.strip() in visible_text(payload)
    assert payload.link is None or payload.link.url in visible_text(payload)


@given(PAYLOADS, st.integers(1, 60))
def test_the_preview_marks_where_it_no_longer_fits(payload, limit):
    limits = replace(LIMITS, text=limit)
    preview = preview_of(payload, limits)
    assert preview.length == length_of(counted_text(visible_spans(payload), limits), Counting.GRAPHEMES)
    assert (preview.over_from is None) == (preview.length <= limit)
    assert preview.over_from is None or 0 <= preview.over_from <= len(preview.text)


@given(
    st.text(alphabet="👋🇮🇩é\u0301aא", min_size=1, max_size=40),
    st.sampled_from(["https://a.id/", "https://a.id/" + "b" * 200]),
)
def test_any_link_counts_the_same(text, link):
    spans = visible_spans(Payload(f"{text} {link}", "id", CREATED))
    assert len(counted_text(spans, LIMITS)) == len(f"{text.strip()} " if text.strip() else "") + 23 or not text.strip()


def test_the_published_answer_is_ours():
    assert is_ours(OURS, STATUS)
    assert not is_ours(replace(OURS, text="Selamat pagi, dunia."), STATUS)
    assert not is_ours(replace(OURS, link=Link("https://portal.example/id/43/")), STATUS)
    assert not is_ours(replace(OURS, created_at=CREATED + timedelta(minutes=1)), STATUS)
    assert not is_ours(OURS, {**STATUS, "media_attachments": [{"id": "1"}]})
    assert not is_ours(OURS, {**STATUS, "reblog": STATUS})


def test_a_link_that_a_server_shortened_for_the_eye_is_read_whole():
    content = '<p>Baca: <a href="https://portal.example/id/42/">portal.example/id…</a></p>'
    assert essence(plain_of(content)) == "Baca:https://portal.example/id/42/"


def test_limits_that_make_no_sense_are_left_out():
    odd = {
        "configuration": {
            "statuses": {"max_characters": "many", "characters_reserved_per_url": True},
            "media_attachments": [],
        }
    }
    assert limits_of(odd, LIMITS) == LIMITS
    assert limits_of({}, LIMITS) == LIMITS
