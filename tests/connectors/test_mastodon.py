"""Mastodon against a stub that behaves as its servers do. The contract's own tests are in tests/contract."""

import asyncio
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import duta.connectors.bundled.mastodon as package
from duta.connectors.bundled.mastodon import MastodonConnector, media, timeline
from duta.connectors.bundled.mastodon.errors import after_publishing, before_publishing
from duta.connectors.protocol import Accepted, Counting, Deferred, Payload, Refused, Session, Unknown
from duta.connectors.testing import Samples, Target, Trouble, run_with_session
from duta.core.http import Answer
from peers.mastodon import MastodonPeer, mastodon_server
from peers.specs import description, faults

DELIVERY = "5f0e6f9a-4b0c-4ad5-8c2b-6d2c3c1d9e55"
MASTODON = MastodonConnector()
SAMPLES = Samples(MASTODON.capabilities)
FIXTURES = Path(package.__file__).parent / "fixtures"


def now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def call(
    peer: MastodonPeer, method: str, *arguments: Any, settings: Any = None, deadline: float = 5.0, **more: Any
) -> Any:
    """Call the connector as the peer's account."""

    async def run(session: Session) -> Any:
        return await getattr(MASTODON, method)(*arguments, session=session, **more)

    return run_with_session(
        run, settings=settings or peer.settings, secrets=peer.secrets, media=SAMPLES.media(),
        allowed_private=peer.allowed_private, deadline=deadline,
    )  # fmt: skip


def submit(peer: MastodonPeer, payload: Payload, delivery_id: str = DELIVERY) -> Any:
    return call(peer, "submit", payload, delivery_id=delivery_id)


# -- what goes out


def test_a_status_is_public_in_its_language_with_pictures_in_order_and_described(mastodon_peer):
    pictures = (SAMPLES.image(), SAMPLES.image(alt="Panggung."))
    outcome = submit(mastodon_peer, replace(SAMPLES.full(), language="id-ID", media=pictures))
    status = mastodon_peer.member.statuses[0]
    assert outcome.proof.handle == status["id"]
    assert outcome.proof.address == status["url"]
    assert (status["visibility"], status["language"]) == ("public", "id")
    assert [item["description"] for item in status["media_attachments"]] == ["Penari Kecak.", "Panggung."]
    assert status["text"].endswith(f"#DiplomasiDigital #Kecak\n{SAMPLES.link}")


def test_the_delivery_is_the_key_and_media_ids_go_as_json(mastodon_peer):
    submit(mastodon_peer, SAMPLES.full())
    request = [seen for seen in mastodon_peer.server.seen if seen.path == "/api/v1/statuses"][-1]
    assert request.headers["Idempotency-Key"] == DELIVERY
    assert request.headers["Content-Type"] == "application/json"
    assert all(isinstance(name, str) for name in request.body["media_ids"])


def test_what_we_send_is_what_the_published_description_takes(mastodon_peer):
    document = description("mastodon.openapi.json")
    handle = submit(mastodon_peer, SAMPLES.full()).proof.handle
    submit(mastodon_peer, SAMPLES.plain(), "another")
    call(mastodon_peer, "edit", handle, SAMPLES.full(), delivery_id=DELIVERY)
    checked = 0
    for seen in mastodon_peer.server.seen[-6:]:
        path = "/api/v1/statuses/{id}" if seen.method == "PUT" else seen.path
        content = document["paths"][path][seen.method.lower()]["requestBody"]["content"]
        (schema,) = (kind["schema"] for kind in content.values())
        assert faults(document, schema, seen.body) == []
        checked += 1
    assert checked >= 4


def test_a_picture_that_is_still_worked_on_is_waited_for_and_at_last_tried_later(mastodon_peer, monkeypatch):
    monkeypatch.setattr(mastodon_peer.server, "works_on_media", 3)
    assert isinstance(submit(mastodon_peer, SAMPLES.full()), Accepted)
    monkeypatch.setattr(mastodon_peer.server, "works_on_media", 99)
    outcome = submit(mastodon_peer, replace(SAMPLES.full(), text="Lain."), "another")
    assert isinstance(outcome, Deferred)
    assert outcome.problem.code == "platform_busy"
    assert len(mastodon_peer.entries()) == 1
    assert media.PAUSE < 0.1


# -- limits


def test_the_limits_are_the_servers_own():
    with mastodon_server(max_characters=5000) as server:
        member = server.join()
        settings = {"server": server.url, "account": member.name}
        limits = run_with_session(
            MASTODON.limits, settings=settings, secrets={"token": member.token},
            allowed_private=frozenset({server.url.removeprefix("http://")}),
        )  # fmt: skip
    assert (limits.text, limits.link_length, limits.alt, limits.media_count) == (5000, 23, 1500, 4)
    assert limits.counting is Counting.GRAPHEMES
    assert "video/mp4" not in limits.media_types
    assert "image/png" in limits.media_types


def test_any_link_counts_as_23_and_a_full_status_is_taken(mastodon_peer):
    long = "https://portal.example/" + "a" * 300
    text = f"{long} " + "👩‍👩‍👧‍👦" * 476
    payload = SAMPLES.plain(text)
    assert list(MASTODON.problems(payload, MASTODON.default_limits)) == []
    assert MASTODON.preview(payload, MASTODON.default_limits).length == 500
    assert isinstance(submit(mastodon_peer, payload), Accepted)
    over = SAMPLES.plain(text + "a")
    assert [problem.code for problem in MASTODON.problems(over, MASTODON.default_limits)] == ["whole_too_long"]
    assert isinstance(submit(mastodon_peer, over, "another"), Refused)


# -- never twice


def test_one_delivery_four_times_at_once_is_one_status_though_the_server_knows_no_keys(mastodon_peer):
    async def at_once(session: Session) -> list[Any]:
        calls = [MASTODON.submit(SAMPLES.full(), delivery_id=DELIVERY, session=session) for _ in range(4)]
        return list(await asyncio.gather(*calls))

    outcomes = run_with_session(
        at_once, settings=mastodon_peer.settings, secrets=mastodon_peer.secrets, media=SAMPLES.media(),
        allowed_private=mastodon_peer.allowed_private,
    )  # fmt: skip
    assert len(mastodon_peer.entries()) == 1
    assert {outcome.proof.handle for outcome in outcomes} == {mastodon_peer.member.statuses[0]["id"]}


def test_it_is_found_below_everything_that_came_after(mastodon_peer):
    submit(mastodon_peer, SAMPLES.full())
    _publish_others(mastodon_peer, 100)
    assert isinstance(call(mastodon_peer, "reconcile", SAMPLES.full(), delivery_id=DELIVERY), Accepted)


def test_a_timeline_that_is_not_read_to_its_end_tells_nothing(mastodon_peer, monkeypatch):
    monkeypatch.setattr(timeline, "PAGES", 2)
    submit(mastodon_peer, SAMPLES.full())
    _publish_others(mastodon_peer, 100)
    for method in ("reconcile", "submit"):
        assert isinstance(call(mastodon_peer, method, SAMPLES.full(), delivery_id=DELIVERY), Unknown)
    assert len(mastodon_peer.entries()) == 101


def _publish_others(peer: MastodonPeer, count: int) -> None:
    first = peer.member.statuses[0]
    for _ in range(count):
        name = str(next(peer.server.numbers))
        peer.member.statuses.append({**first, "id": name, "content": f"<p>{name}</p>", "text": name})


def test_the_same_text_of_an_earlier_release_is_not_this_one(mastodon_peer):
    submit(mastodon_peer, SAMPLES.plain())
    mastodon_peer.member.statuses[0]["created_at"] = (now() - timedelta(hours=1)).isoformat()
    fresh = replace(SAMPLES.plain(), created_at=now())
    assert isinstance(call(mastodon_peer, "reconcile", fresh, delivery_id=DELIVERY), Deferred)
    assert isinstance(submit(mastodon_peer, fresh, "another"), Accepted)
    assert len(mastodon_peer.entries()) == 2


def test_a_clock_that_is_a_little_behind_doubles_nothing(mastodon_peer):
    payload = replace(SAMPLES.plain(), created_at=now())
    submit(mastodon_peer, payload)
    mastodon_peer.member.statuses[0]["created_at"] = (now() - timedelta(seconds=20)).isoformat()
    assert isinstance(call(mastodon_peer, "reconcile", payload, delivery_id=DELIVERY), Accepted)


@pytest.mark.parametrize(
    "trouble",
    [Trouble.ANSWER_401, Trouble.ANSWER_429, Trouble.ANSWER_500_BEFORE, Trouble.TRUNCATED, Trouble.HTML, Trouble.HANG],
)
def test_trouble_before_anything_is_out_is_no_doubt_and_makes_a_lookup_one(mastodon_peer, trouble):
    expected = Deferred if trouble in (Trouble.ANSWER_429, Trouble.ANSWER_500_BEFORE, Trouble.HANG) else Refused
    for method, kind in (("submit", expected), ("reconcile", Unknown)):
        mastodon_peer.trouble(trouble, on=Target.OTHER, times=1)
        outcome = call(mastodon_peer, method, SAMPLES.plain(), delivery_id=DELIVERY, deadline=1.0)
        assert isinstance(outcome, kind), outcome
    assert mastodon_peer.entries() == []


# -- changing, taking back, counting, looking around


def test_a_change_brings_its_own_pictures_and_descriptions(mastodon_peer):
    handle = submit(mastodon_peer, SAMPLES.full()).proof.handle
    changed = replace(SAMPLES.full(), media=(SAMPLES.image(alt="Penari Kecak di Uluwatu."),))
    assert isinstance(call(mastodon_peer, "edit", handle, changed, delivery_id=DELIVERY), Accepted)
    (status,) = mastodon_peer.member.statuses
    assert [item["description"] for item in status["media_attachments"]] == ["Penari Kecak di Uluwatu."]
    without = replace(SAMPLES.full(), media=())
    assert isinstance(call(mastodon_peer, "edit", handle, without, delivery_id=DELIVERY), Accepted)
    assert mastodon_peer.member.statuses[0]["media_attachments"] == []


def test_a_page_that_knows_nothing_is_not_taken_for_a_status_that_is_gone(mastodon_peer, monkeypatch):
    handle = submit(mastodon_peer, SAMPLES.plain()).proof.handle
    settings = {**mastodon_peer.settings, "server": f"{mastodon_peer.proxy.url}/elsewhere"}
    outcome = call(mastodon_peer, "withdraw", handle, delivery_id=DELIVERY, settings=settings)
    assert isinstance(outcome, Refused)
    assert outcome.problem.code == "answer_unreadable"
    assert len(mastodon_peer.entries()) == 1


def test_counts_are_the_servers(mastodon_peer):
    handle = submit(mastodon_peer, SAMPLES.plain()).proof.handle
    mastodon_peer.member.statuses[0].update(favourites_count=11, reblogs_count=5, replies_count=2)
    del mastodon_peer.member.statuses[0]["quotes_count"]  # before Mastodon 4.4
    counts = {count.metric: count.value for count in call(mastodon_peer, "measure", handle)}
    assert counts == {"platform.likes": 11, "platform.reposts": 5, "platform.replies": 2}


@pytest.mark.parametrize("spelling", ["{0}", "@{0}", "@{0}@social.example", " @{0} "])
def test_the_token_must_belong_to_the_channels_account(mastodon_peer, spelling):
    settings = {**mastodon_peer.settings, "account": spelling.format(mastodon_peer.member.name.upper())}
    assert call(mastodon_peer, "check", settings=settings) == []
    settings["account"] = spelling.format("somebody")
    (problem,) = call(mastodon_peer, "check", settings=settings)
    assert problem.code == "other_account"
    assert problem.params["found"] == f"@{mastodon_peer.member.name}"
    outcome = call(mastodon_peer, "submit", SAMPLES.plain(), delivery_id=DELIVERY, settings=settings)
    assert isinstance(outcome, Refused)
    assert mastodon_peer.entries() == []


def test_a_server_without_encryption_or_on_a_private_address_is_never_reached():
    for server in ("http://social.example", "https://127.0.0.1", "https://[::1]", "https://10.0.0.1:8443"):
        outcome = run_with_session(
            lambda session: MASTODON.submit(SAMPLES.plain(), delivery_id=DELIVERY, session=session),
            settings={"server": server, "account": "kemlu"}, secrets={"token": "t"},
        )  # fmt: skip
        assert isinstance(outcome, Deferred)
        assert outcome.problem.code == "platform_down"


# -- the fixtures: published answers


def answer(name: str) -> Answer:
    kept = json.loads((FIXTURES / f"{name}.json").read_text())
    return Answer(kept["status"], kept["headers"], json.dumps(kept["body"]).encode())


def say(which: Any, given: Answer) -> Any:
    async def run(session: Session) -> Any:
        return which(given, session)

    return run_with_session(run, settings={}, secrets={}, clock=lambda: datetime(2026, 11, 18, 2, 4, tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("verify_credentials-401", "credential_refused"),
        ("status-403", "platform_forbids"),
        ("status-422", "platform_refused"),
    ],
)
def test_a_refusal_keeps_the_servers_words(name, code):
    for which in (before_publishing, after_publishing):
        outcome = say(which, answer(name))
        assert isinstance(outcome, Refused)
        assert (outcome.problem.code, outcome.problem.said) == (code, answer(name).json()["error"])


def test_mastodons_own_header_says_when_it_may_be_asked_again():
    outcome = say(after_publishing, answer("status-429"))
    assert isinstance(outcome, Deferred)
    assert outcome.retry_after == 60.0
