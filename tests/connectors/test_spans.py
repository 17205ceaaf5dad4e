"""Links, tags and mentions are found in any text, and nothing of the text is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duta.connectors.protocol import SpanKind
from duta.connectors.spans import is_tag, spans_of, tags_to_append

WORDS = st.sampled_from(
    ["Kecak", "#Bali", "＃日本", "@kemlu.go.id", "https://portal.example/id/1", "مرحبا", "👩‍👩‍👧‍👦", "##x",
     "#🇮🇩🇮🇩x", "(", ")", ".", "…", "\n", "#", "@", "http://", "é", "\u200d", "#tag!", "नमस्ते", "https://a.example/x_(y)"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(WORDS, max_size=12).map(" ".join), st.lists(WORDS, max_size=8).map("".join)
)


@given(TEXTS)
def test_the_spans_of_a_text_joined_are_that_text(text):
    assert "".join(span.text for span in spans_of(text)) == text


@given(TEXTS)
def test_every_span_says_what_it_is(text):
    for span in spans_of(text):
        match span.kind:
            case SpanKind.LINK:
                assert span.target == span.text
                assert span.target.lower().startswith(("http://", "https://"))
                assert not any(character.isspace() for character in span.text)
            case SpanKind.TAG:
                assert span.text in (f"#{span.target}", f"＃{span.target}")
                assert is_tag(span.target)
            case SpanKind.MENTION:
                assert span.text == f"@{span.target}"
                assert "." in span.target
            case SpanKind.TEXT:
                assert span.text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Baca https://portal.example/id/1.", ["https://portal.example/id/1"]),
        ("(lihat https://portal.example/x_(y))", ["https://portal.example/x_(y)"]),
        ("“https://portal.example/?a=b#c”, ya", ["https://portal.example/?a=b#c"]),
        ("HTTPS://PORTAL.EXAMPLE/A", ["HTTPS://PORTAL.EXAMPLE/A"]),
        ("http:// dan https:///x", []),
        ("#Kecak, #Bali! (#Reog) #2026 #G20", ["#Kecak", "#Bali", "#G20"]),
        ("C# dan a#b", []),
        ("Hai @kemlu.go.id, @rani dan surel@kemlu.go.id", ["@kemlu.go.id"]),
        ("@a..b @-a.test @a.test/x @a.test.", ["@a.test"]),
        ("#日本語 と #한국", ["#日本語", "#한국"]),
    ],
)
def test_what_is_found(text, found):
    assert [span.text for span in spans_of(text) if span.kind is not SpanKind.TEXT] == found


def test_a_tag_is_appended_once_and_only_when_the_text_lacks_it():
    assert tags_to_append("Malam ini #kecak", ["Kecak", "Bali", "bali", "dua kata", "#Reog", "2026"]) == ("Bali",)
