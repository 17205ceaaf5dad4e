"""What all connectors share: counting, checks, waiting times, previews of what no longer fits, the registry's words."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import duta.connectors
from duta.connectors.answers import LONGEST, json_of, retry_after, said
from duta.connectors.by_hand import ByHand
from duta.connectors.checks import over_from
from duta.connectors.counting import length_of
from duta.connectors.protocol import Capability, Counting, Limits, Locked, Session
from duta.connectors.registry import all_connectors
from duta.connectors.testing import run_with_session
from duta.core.http import Answer
from duta.core.problem_words import WITHDRAWAL_WORDS, WORDS, sentence_of
from duta.core.problems import Problem
from duta.metrics.rules import current_ref

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
SOURCES = Path(duta.connectors.__file__).parent


@pytest.mark.parametrize(
    ("counting", "length"),
    [(Counting.GRAPHEMES, 1), (Counting.CODE_POINTS, 7), (Counting.UTF16, 11), (Counting.BYTES, 25)],
)
def test_a_family_counts_as_each_platform_counts(counting, length):
    assert length_of("👨‍👩‍👧‍👦", counting) == length


@given(st.text(max_size=60), st.integers(1, 30), st.sampled_from(list(Counting)))
def test_what_stands_before_the_overflow_fits_and_one_more_does_not(text, limit, counting):
    limits = Limits(text=limit, counting=counting)
    index = over_from(text, limits)
    if index is None:
        assert length_of(text, counting) <= limit
    else:
        assert length_of(text[:index], counting) <= limit < length_of(text[: index + 1], counting)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "Wed, 18 Nov 2026 02:00:30 GMT"}, 30),
        ({"retry-after": "Wed, 18 Nov 2026 01:00:00 GMT"}, 0),
        ({"ratelimit-reset": str(int(NOW.timestamp()) + 90)}, 90),
        ({"ratelimit-reset": "45"}, 45),
        ({"retry-after": "7", "ratelimit-reset": "45"}, 7),
        ({"retry-after": "999999999"}, LONGEST),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"ratelimit-reset": "inf"}, None),
        ({}, None),
    ],
)
def test_how_long_a_platform_asks_us_to_wait(headers, seconds):
    assert retry_after(Answer(429, headers, b""), NOW) == seconds


@given(st.dictionaries(st.sampled_from(["retry-after", "ratelimit-reset"]), st.text(max_size=30)))
def test_no_header_makes_waiting_fail(headers):
    seconds = retry_after(Answer(429, headers, b""), NOW)
    assert seconds is None or 0 <= seconds <= LONGEST


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error": "X", "message": "Too long"}', "Too long"),
        (b'{"error": "Broken"}', "Broken"),
        (b"<h1>Bad\n gateway</h1>", "<h1>Bad gateway</h1>"),
        (b"[1]", "[1]"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"", "HTTP 502"),
        (b"x" * 9000, "x" * 500),
    ],
)
def test_the_platforms_own_words_whatever_it_answers(body, words):
    answer = Answer(502, {}, body)
    assert said(answer) == words
    assert isinstance(json_of(answer), dict)


def _codes_in(source: Path) -> set[str]:
    calls = [node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Call)]
    named = [call for call in calls if getattr(call.func, "id", "") == "Problem" and call.args]
    return {call.args[0].value for call in named if isinstance(call.args[0], ast.Constant)}


def test_every_problem_that_a_connector_can_name_has_words():
    codes = {code for source in SOURCES.rglob("*.py") for code in _codes_in(source)}
    assert len(codes) > 15
    assert codes <= set(WORDS)


def test_every_sentence_says_what_and_what_to_do():
    for code, (what, fix) in WORDS.items():
        assert str(what).endswith("."), code
        assert str(fix).endswith("."), code
    sentence = sentence_of(Problem("whole_too_long", {"count": 312, "limit": 300, "over": 12}, said="no"))
    assert "312" in sentence.what
    assert "12" in sentence.fix
    assert sentence.said == "no"
    assert sentence_of(Problem("whole_too_long")).fix == "Shorten the text by … characters, or take out tags."
    assert "no_such_code" in sentence_of(Problem("no_such_code")).what


def test_what_a_connector_declares_can_be_said():
    for connector in all_connectors().values():
        assert connector.capabilities.withdrawal_leaves in WITHDRAWAL_WORDS
        assert set(connector.capabilities.cannot) <= set(WORDS)
        by_hand = connector.counts if isinstance(connector, ByHand) else ()
        for metric in (*connector.capabilities.metrics, *by_hand):
            assert current_ref(metric).startswith(metric)


def test_a_platform_without_abilities_says_what_it_cannot():
    assert Capability().cannot == ("cannot_edit", "cannot_withdraw", "cannot_measure")
    assert Capability(edit=True, withdraw=True, measure=True).cannot == ()


def test_a_session_gives_secrets_or_says_that_it_is_locked():
    async def look(session: Session) -> None:
        assert session.secret("token") == "s3cret"
        assert session.setting("server", "https://x.example") == "https://x.example"
        with pytest.raises(Locked) as caught:
            session.secret("other")
        assert caught.value.problem.code == "credential_missing"
        assert session.lock() is session.lock()

    memory: dict[str, object] = {}
    for _ in range(2):  # each with an event loop of its own, one memory
        run_with_session(look, settings={"server": " "}, secrets={"token": " s3cret\n"}, memory=memory)


def test_connectors_import_neither_django_nor_each_other():
    for source in SOURCES.rglob("*.py"):
        imported = {
            name
            for node in ast.walk(ast.parse(source.read_text()))
            for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else
                         [alias.name for alias in node.names] if isinstance(node, ast.Import) else [])
        }  # fmt: skip
        assert not [name for name in imported if name.split(".")[0] in ("django", "wagtail")], source
        folder = source.relative_to(SOURCES).parts
        if folder[0] == "bundled" and len(folder) > 2:
            others = {name.split(".")[3] for name in imported if name.startswith("duta.connectors.bundled.")}
            assert others <= {folder[1]}, source
