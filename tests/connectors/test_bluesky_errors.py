"""Answers of the real server, kept as fixtures, and published ones: what each comes to."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import duta.connectors.bundled.bluesky as package
from duta.connectors.bundled.bluesky.errors import after_publishing, before_publishing
from duta.connectors.protocol import Deferred, Refused, Session, Unknown
from duta.connectors.testing import run_with_session
from duta.core.http import Answer

FIXTURES = Path(package.__file__).parent / "fixtures"
RECORDED = datetime.fromtimestamp(1795497105 - 200, UTC)  # shortly before the limit in the fixture ended


def answer(name: str) -> Answer:
    kept = json.loads((FIXTURES / f"{name}.json").read_text())
    return Answer(kept["status"], kept["headers"], json.dumps(kept["body"]).encode())


def made(status: int, error: str = "", **headers: str) -> Answer:
    body = json.dumps({"error": error, "message": f"{error} it is"}).encode() if error else b"<html>proxy</html>"
    return Answer(status, headers, body)


def say(which, given: Answer):
    async def run(session: Session):
        return which(given, session)

    return run_with_session(run, settings={}, secrets={}, clock=lambda: RECORDED)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (answer("createSession-401"), "credential_refused"),
        (answer("createSession-takedown"), "platform_forbids"),
        (answer("putRecord-deactivated"), "platform_forbids"),
        (answer("putRecord-takedown"), "platform_forbids"),
        (answer("InvalidToken"), "credential_refused"),
        (answer("putRecord-too-long"), "platform_refused"),
        (made(400, "ExpiredToken"), "credential_refused"),
        (made(401, "AuthFactorTokenRequired"), "credential_refused"),
        (made(403, "Forbidden"), "credential_refused"),
        (made(413, "PayloadTooLarge"), "platform_refused"),
    ],
)
def test_what_a_person_must_mend_is_refused_with_the_servers_own_words(given, code):
    for which in (before_publishing, after_publishing):
        outcome = say(which, given)
        assert isinstance(outcome, Refused)
        assert outcome.problem.code == code
        assert outcome.problem.said


def test_the_real_servers_limit_says_when_it_ends_without_retry_after():
    given = answer("createSession-429")
    assert "retry-after" not in given.headers
    outcome = say(before_publishing, given)
    assert isinstance(outcome, Deferred)
    assert outcome.problem.code == "platform_busy"
    assert 0 < outcome.retry_after <= 300


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_broken_server_means_nothing_before_the_record_and_doubt_after(status):
    assert isinstance(say(before_publishing, made(status)), Deferred)
    outcome = say(after_publishing, made(status))
    assert isinstance(outcome, Unknown)
    assert outcome.problem.code == "answer_lost"


@pytest.mark.parametrize("status", [301, 308, 404, 405])
def test_an_address_that_does_not_speak_the_protocol_is_named_as_such(status):
    outcome = say(before_publishing, made(status))
    assert isinstance(outcome, Refused)
    assert outcome.problem.code == "answer_unreadable"
