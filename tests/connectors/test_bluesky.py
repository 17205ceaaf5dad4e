"""Bluesky against the real server: what only it can show. The contract's own tests are in tests/contract."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import duta.connectors.bundled.bluesky as package
from duta.connectors.bundled.bluesky import BlueskyConnector
from duta.connectors.bundled.bluesky.account import Account
from duta.connectors.bundled.bluesky.wire import record_key
from duta.connectors.protocol import (
    Accepted,
    Deferred,
    Link,
    Outcome,
    Payload,
    Refused,
    Session,
    Unknown,
)
from duta.connectors.testing import Samples, Target, Trouble, keep_media, png, run_with_session
from duta.core.frozen import digest_of_bytes
from peers.bluesky import BlueskyPeer

pytestmark = pytest.mark.peer
DELIVERY = "5f0e6f9a-4b0c-4ad5-8c2b-6d2c3c1d9e55"
CREATED = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
FAMILY = "👨‍👩‍👧‍👦"
BLUESKY = BlueskyConnector()
SAMPLES = Samples(BLUESKY.capabilities)


def call(peer: BlueskyPeer, method: str, *arguments: Any, media: list[bytes] | None = None, **more: Any) -> Any:
    """Call the connector as the peer's account; ``memory`` is kept from call to call, as in one worker."""

    async def run(session: Session) -> Any:
        return await getattr(BLUESKY, method)(*arguments, session=session, **more)

    contents = keep_media([png(), *(media or [])])
    return run_with_session(
        run, settings=peer.settings, secrets=peer.secrets, media=contents,
        allowed_private=peer.allowed_private, memory=peer.memory,
    )  # fmt: skip


def submit(peer: BlueskyPeer, payload: Payload, delivery_id: str = DELIVERY, **more: Any) -> Outcome:
    return call(peer, "submit", payload, delivery_id=delivery_id, **more)


def text(words: str, **more: Any) -> Payload:
    return Payload(words, "id", CREATED, **more)


def test_links_tags_and_mentions_become_facets_by_bytes(bluesky_peer):
    friend = bluesky_peer.server.join("rani")
    words = f"Selamat pagi 👋 @{friend.handle} dan @tidak.ada.test: https://portal.example/id/1, #Kecak."
    assert isinstance(submit(bluesky_peer, text(words, tags=("Bali", "kecak"))), Accepted)

    (post,) = bluesky_peer.member.posts()
    stored = post["value"]
    sliced = {
        stored["text"].encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(): facet["features"][0]
        for facet in stored["facets"]
    }
    assert stored["text"] == words + "\n\n#Bali"
    assert stored["langs"] == ["id"]
    assert stored["createdAt"] == "2026-11-18T02:00:00.000Z"
    assert sliced[f"@{friend.handle}"]["did"] == friend.did
    assert sliced["https://portal.example/id/1"]["uri"] == "https://portal.example/id/1"
    assert {sliced["#Kecak"]["tag"], sliced["#Bali"]["tag"]} == {"Kecak", "Bali"}
    assert len(sliced) == 4, "an account that cannot be found stays plain text"


def test_pictures_carry_their_words_and_their_shape_and_the_link_moves_into_the_text(bluesky_peer):
    pictures = [png(40, 30, colour) for colour in ((1, 2, 3), (4, 5, 6), (7, 8, 9), (9, 9, 9))]
    media = tuple(
        SAMPLES.image(sha256=digest_of_bytes(content), alt=f"Gambar {number}.", width=40, height=30)
        for number, content in enumerate(pictures, start=1)
    )
    payload = text("Empat gambar", media=media, link=Link("https://portal.example/id/42-lokakarya-hari-kedelapan/"))
    assert isinstance(submit(bluesky_peer, payload, media=pictures), Accepted)

    stored = bluesky_peer.member.posts()[0]["value"]
    images = stored["embed"]["images"]
    assert [image["alt"] for image in images] == ["Gambar 1.", "Gambar 2.", "Gambar 3.", "Gambar 4."]
    assert images[0]["aspectRatio"] == {"width": 40, "height": 30}
    assert images[0]["image"]["mimeType"] == "image/png"
    assert stored["facets"][0]["features"][0]["uri"] == payload.link.url
    assert isinstance(call(bluesky_peer, "reconcile", payload, delivery_id=DELIVERY), Accepted)


def test_a_link_alone_is_a_card_with_its_picture(bluesky_peer):
    link = Link("https://portal.example/id/1", "Judul", "Keterangan", thumbnail=digest_of_bytes(png()))
    payload = text("Baca di portal", link=link)
    assert isinstance(submit(bluesky_peer, payload), Accepted)

    card = bluesky_peer.member.posts()[0]["value"]["embed"]["external"]
    assert (card["uri"], card["title"], card["description"]) == (link.url, "Judul", "Keterangan")
    assert card["thumb"]["mimeType"] == "image/png"
    assert isinstance(call(bluesky_peer, "reconcile", payload, delivery_id=DELIVERY), Accepted)


def test_a_card_whose_picture_is_too_large_goes_out_without_it(bluesky_peer):
    large = png() + b"\0" * 1_000_001
    payload = text("Baca", link=Link("https://portal.example/id/1", "Judul", thumbnail=digest_of_bytes(large)))
    assert isinstance(submit(bluesky_peer, payload, media=[large]), Accepted)
    assert "thumb" not in bluesky_peer.member.posts()[0]["value"]["embed"]["external"]


@pytest.mark.parametrize("letter", ["a", FAMILY, "é", "நி", "🇮🇩"], ids=["letter", "family", "accent", "tamil", "flag"])
def test_three_hundred_graphemes_are_accepted_and_one_more_is_known_to_be_refused(bluesky_peer, letter):
    limits = BLUESKY.default_limits
    if len(letter.encode()) * 300 <= 3000:
        assert list(BLUESKY.problems(text(letter * 300), limits)) == []
        assert isinstance(submit(bluesky_peer, text(letter * 300)), Accepted)
    else:
        assert [problem.code for problem in BLUESKY.problems(text(letter * 300), limits)] == ["text_too_many_bytes"]
    codes = {problem.code for problem in BLUESKY.problems(text(letter * 301), limits)}
    assert "text_too_long" in codes
    refused = submit(bluesky_peer, text(letter * 301), "another")
    assert isinstance(refused, Refused)
    assert refused.problem.code == "platform_refused"
    assert "too big" in refused.problem.said


def test_emoji_up_to_three_thousand_bytes_are_accepted_and_more_are_known_to_be_refused(bluesky_peer):
    most = FAMILY * (3000 // len(FAMILY.encode()))
    assert list(BLUESKY.problems(text(most), BLUESKY.default_limits)) == []
    assert isinstance(submit(bluesky_peer, text(most)), Accepted)
    assert isinstance(submit(bluesky_peer, text(most + FAMILY), "another"), Refused)


def test_other_content_under_our_key_is_refused_and_left_alone(bluesky_peer):
    submit(bluesky_peer, text("Yang pertama"))
    outcome = submit(bluesky_peer, text("Yang kedua"))
    assert isinstance(outcome, Refused)
    assert (outcome.problem.code, outcome.problem.said) == ("content_differs", "Yang pertama")
    looked = call(bluesky_peer, "reconcile", text("Yang kedua"), delivery_id=DELIVERY)
    assert isinstance(looked, Refused)
    assert bluesky_peer.entries() == ["Yang pertama"]


def test_the_key_is_a_valid_one_to_the_server_and_comes_from_the_delivery(bluesky_peer):
    outcome = submit(bluesky_peer, text("Kunci"))
    assert outcome.proof.handle == f"at://{bluesky_peer.member.did}/app.bsky.feed.post/{record_key(DELIVERY)}"
    assert outcome.proof.address == f"https://bsky.app/profile/{bluesky_peer.member.did}/post/{record_key(DELIVERY)}"
    assert outcome.proof.detail["cid"] == bluesky_peer.member.posts()[0]["cid"]


def test_signing_in_happens_once_for_many_posts(bluesky_peer, bluesky_proxy):
    before = len(bluesky_proxy.seen)
    for number in range(3):
        assert isinstance(submit(bluesky_peer, text(f"Kiriman {number}"), f"delivery {number}"), Accepted)
    methods = [path.rpartition("/")[2] for _, path in bluesky_proxy.seen[before:]]
    assert methods.count("com.atproto.server.createSession") == 1


def _spoil_tokens(peer: BlueskyPeer, *, refresh: bool) -> None:
    for key, value in peer.memory.items():
        if isinstance(value, Account):
            spoiled = replace(value, access="spoiled", refresh="spoiled" if refresh else value.refresh)
            peer.memory[key] = spoiled


@pytest.mark.parametrize("refresh", [False, True], ids=["refreshed", "password shown again"])
def test_a_token_that_is_no_longer_good_is_renewed_and_the_post_goes_out_once(bluesky_peer, refresh):
    submit(bluesky_peer, text("Satu"))
    _spoil_tokens(bluesky_peer, refresh=refresh)
    assert isinstance(submit(bluesky_peer, text("Dua"), "another"), Accepted)
    assert sorted(bluesky_peer.entries()) == ["Dua", "Satu"]


def test_a_wrong_password_is_refused_and_says_so(bluesky_peer):
    bluesky_peer.memory.clear()
    wrong = {"password": "salah"}

    async def run(session: Session) -> Any:
        outcome = await BLUESKY.submit(text("Teks"), delivery_id=DELIVERY, session=session)
        looked = await BLUESKY.reconcile(text("Teks"), delivery_id=DELIVERY, session=session)
        return outcome, looked, await BLUESKY.check(session), await BLUESKY.measure("at://x/y/z", session=session)

    outcome, looked, problems, counts = run_with_session(
        run, settings=bluesky_peer.settings, secrets=wrong, allowed_private=bluesky_peer.allowed_private
    )
    assert isinstance(outcome, Refused)
    assert outcome.problem.code == "credential_refused"
    assert isinstance(looked, Unknown), "a look-up that cannot sign in knows nothing"
    assert [problem.code for problem in problems] == ["credential_refused"]
    assert counts == []


def test_a_deactivated_account_is_forbidden_and_its_health_says_so(bluesky_peer):
    submit(bluesky_peer, text("Satu"))
    assert bluesky_peer.member.call("POST", "com.atproto.server.deactivateAccount", {}).status == 200
    outcome = submit(bluesky_peer, text("Dua"), "another")
    assert isinstance(outcome, Refused)
    assert outcome.problem.code == "platform_forbids"
    assert [problem.code for problem in call(bluesky_peer, "check")] == ["platform_forbids"]


def test_a_server_that_is_not_bluesky_is_named_as_such(practice):
    async def run(session: Session) -> Any:
        return await BLUESKY.check(session)

    problems = run_with_session(
        run,
        settings={"server": practice.url, "identifier": "kbri.test"},
        secrets={"password": "x"},
        allowed_private=frozenset({practice.url.partition("//")[2]}),
    )
    assert [problem.code for problem in problems] == ["answer_unreadable"]


@pytest.mark.parametrize("trouble", [Trouble.ANSWER_500_BEFORE, Trouble.RESET_AFTER, Trouble.ANSWER_429])
def test_trouble_before_the_record_is_put_publishes_nothing_and_is_tried_again(bluesky_peer, bluesky_proxy, trouble):
    bluesky_proxy.trouble(trouble, on=Target.OTHER)  # the first other call is signing in
    assert isinstance(submit(bluesky_peer, SAMPLES.full()), Deferred)
    bluesky_proxy.trouble(trouble, on=Target.OTHER)
    assert isinstance(submit(bluesky_peer, SAMPLES.full()), Deferred)
    assert bluesky_peer.entries() == []
    assert isinstance(submit(bluesky_peer, SAMPLES.full()), Accepted)
    bluesky_proxy.trouble(trouble, on=Target.OTHER)  # now the token is known: the upload
    assert isinstance(submit(bluesky_peer, SAMPLES.full(), "another"), Deferred)
    assert len(bluesky_peer.entries()) == 1


def test_an_invalid_swap_that_cannot_be_read_back_stays_unknown(bluesky_peer, bluesky_proxy):
    submit(bluesky_peer, text("Satu"))
    bluesky_proxy.trouble(Trouble.ANSWER_500_BEFORE, on=Target.OTHER)  # the read back is the next other call
    assert isinstance(submit(bluesky_peer, text("Dua")), Unknown)
    assert isinstance(submit(bluesky_peer, text("Satu")), Accepted)
    assert bluesky_peer.entries() == ["Satu"]


def test_a_record_that_differs_only_by_who_could_be_looked_up_is_ours(bluesky_peer):
    handle = f"nanti{bluesky_peer.member.handle}"
    first = submit(bluesky_peer, text(f"Hai @{handle}"))
    bluesky_peer.server.join(handle=handle)
    again = submit(bluesky_peer, text(f"Hai @{handle}"))  # the server answers InvalidSwap: now there is a facet
    assert isinstance(again, Accepted)
    assert again.proof == first.proof
    assert "facets" not in bluesky_peer.member.posts()[0]["value"]


def test_counts_of_real_records_come_through_the_accounts_server(bluesky_peer):
    outcome = submit(bluesky_peer, text("Tolong disukai"))
    post = bluesky_peer.member.posts()[0]
    subject = {"uri": post["uri"], "cid": post["cid"]}
    now = {"createdAt": "2026-11-18T03:00:00.000Z"}
    for name in ("rani", "adi"):
        bluesky_peer.server.join(name).create("app.bsky.feed.like", {"subject": subject, **now})
    guest = bluesky_peer.server.join("tamu")
    guest.create("app.bsky.feed.repost", {"subject": subject, **now})
    guest.create("app.bsky.feed.post", {"text": "Setuju", "reply": {"root": subject, "parent": subject}, **now})
    quote = {"$type": "app.bsky.embed.record", "record": subject}
    guest.create("app.bsky.feed.post", {"text": "Kutip", "embed": quote, **now})

    counts = {count.metric: count.value for count in call(bluesky_peer, "measure", outcome.proof.handle)}
    assert counts == {
        "platform.likes": 2, "platform.reposts": 1, "platform.replies": 1, "platform.quotes": 1,
    }  # fmt: skip


def test_a_withdrawn_post_is_gone_and_counts_are_empty(bluesky_peer):
    outcome = submit(bluesky_peer, text("Keliru"))
    for _ in range(2):
        withdrawn = call(bluesky_peer, "withdraw", outcome.proof.handle, delivery_id=DELIVERY)
        assert isinstance(withdrawn, Accepted)
    assert bluesky_peer.entries() == []
    assert call(bluesky_peer, "measure", outcome.proof.handle) == []


def test_every_fixture_is_an_answer_of_the_real_server():
    folder = Path(package.__file__).parent / "fixtures"
    kept = {file.stem: json.loads(file.read_text()) for file in folder.glob("*.json")}
    assert len(kept) > 15
    for name, answer in kept.items():
        assert {"request", "status", "headers", "body"} <= set(answer), name
