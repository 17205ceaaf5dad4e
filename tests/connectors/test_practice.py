"""The practice connector: what the contract does not ask."""

from typing import Any

import pytest

from duta.connectors.bundled.practice import PracticeConnector
from duta.connectors.bundled.practice.wire import preview_of, visible_text
from duta.connectors.protocol import Accepted, Deferred, Refused, Session, Unknown
from duta.connectors.testing import Samples, Target, Trouble, run_with_session
from peers.practice import PracticePeer

PRACTICE = PracticeConnector()
SAMPLES = Samples(PRACTICE.capabilities)
DELIVERY = "9d1f3c0e-5a77-4b0b-a3a5-0c6f2b7d4e10"


def call(peer: PracticePeer, method: str, *arguments: Any, memory: dict | None = None, **more: Any) -> Any:
    async def run(session: Session) -> Any:
        return await getattr(PRACTICE, method)(*arguments, session=session, **more)

    return run_with_session(
        run, settings=peer.settings, secrets=peer.secrets, media=SAMPLES.media(),
        allowed_private=peer.allowed_private, memory=memory,
    )  # fmt: skip


def test_counts_are_what_people_pressed(practice_peer, practice):
    accepted = call(practice_peer, "submit", SAMPLES.plain(), delivery_id=DELIVERY)
    from connectors.test_practice_server import Person  # noqa: PLC0415

    path = accepted.proof.address.removeprefix(practice.url)
    person = Person(practice)
    token = person.token(path)
    person.post(f"{path}/like", token=token)
    person.post(f"{path}/reply", token=token, name="Rani", text="Bagus")
    counts = {count.metric: count.value for count in call(practice_peer, "measure", DELIVERY)}
    assert counts == {"platform.likes": 1, "platform.reposts": 0, "platform.replies": 1}


@pytest.mark.parametrize(
    ("lesson", "outcome", "code"),
    [
        ("refuse", Refused, "platform_refused"),
        ("credential", Refused, "credential_refused"),
        ("forbid", Refused, "platform_forbids"),
        ("busy", Deferred, "platform_busy"),
        ("fail_before", Unknown, "answer_lost"),
        ("fail_after", Unknown, "answer_lost"),
        ("drop_after", Unknown, "answer_lost"),
    ],
)
def test_each_lesson_ends_in_the_outcome_that_it_teaches(practice_peer, practice, lesson, outcome, code):
    practice.lesson(lesson, seconds=9, reason="Pelajaran hari ini.")
    got = call(practice_peer, "submit", SAMPLES.plain(), delivery_id=DELIVERY)
    assert isinstance(got, outcome)
    assert got.problem.code == code
    if lesson == "busy":
        assert got.retry_after == 9
    found = call(practice_peer, "reconcile", SAMPLES.plain(), delivery_id=DELIVERY)
    assert isinstance(found, Accepted if lesson in ("fail_after", "drop_after") else Deferred)
    assert isinstance(call(practice_peer, "submit", SAMPLES.plain(), delivery_id=DELIVERY), Accepted)
    assert len(practice_peer.entries()) == 1


def test_a_token_that_the_platform_forgot_is_renewed(practice_peer):
    memory: dict[str, Any] = {}
    call(practice_peer, "submit", SAMPLES.plain(), delivery_id=DELIVERY, memory=memory)
    for key in memory:
        if key.startswith("token:"):
            memory[key] = "forgotten"
    accepted = call(practice_peer, "submit", SAMPLES.plain("Dua"), delivery_id="another", memory=memory)
    assert isinstance(accepted, Accepted)


def test_a_wrong_key_is_refused_and_says_so(practice_peer):
    async def run(session: Session) -> Any:
        outcome = await PRACTICE.submit(SAMPLES.plain(), delivery_id=DELIVERY, session=session)
        looked = await PRACTICE.reconcile(SAMPLES.plain(), delivery_id=DELIVERY, session=session)
        counted = await PRACTICE.measure(DELIVERY, session=session)
        return outcome, looked, counted, await PRACTICE.check(session)

    outcome, looked, counted, problems = run_with_session(
        run, settings=practice_peer.settings, secrets={"key": "salah"}, allowed_private=practice_peer.allowed_private
    )
    assert isinstance(outcome, Refused)
    assert isinstance(looked, Unknown)
    assert (counted, [problem.code for problem in problems]) == ([], ["credential_refused"])


def test_a_withdrawn_delivery_never_comes_back(practice_peer):
    call(practice_peer, "submit", SAMPLES.plain(), delivery_id=DELIVERY)
    call(practice_peer, "withdraw", DELIVERY, delivery_id=DELIVERY)
    again = call(practice_peer, "submit", SAMPLES.plain(), delivery_id=DELIVERY)
    assert isinstance(again, Refused)
    assert again.problem.code == "gone"
    assert practice_peer.entries() == []


@pytest.mark.parametrize("trouble", [Trouble.ANSWER_500_BEFORE, Trouble.RESET_AFTER, Trouble.ANSWER_429])
def test_trouble_before_the_post_is_put_publishes_nothing(practice_peer, practice_proxy, trouble):
    memory: dict[str, Any] = {}
    practice_proxy.trouble(trouble, on=Target.OTHER)
    signing_in = call(practice_peer, "submit", SAMPLES.full(), delivery_id=DELIVERY, memory=memory)
    assert isinstance(call(practice_peer, "check", memory=memory), list)
    practice_proxy.trouble(trouble, on=Target.OTHER)
    uploading = call(practice_peer, "submit", SAMPLES.full(), delivery_id=DELIVERY, memory=memory)
    assert isinstance(signing_in, Deferred)
    assert isinstance(uploading, Deferred)
    assert practice_peer.entries() == []


def test_tags_come_below_the_text_and_the_link_is_a_card():
    payload = SAMPLES.full()
    assert visible_text(payload) == f"{payload.text}\n\n#DiplomasiDigital #Kecak"
    preview = preview_of(payload, PRACTICE.default_limits)
    assert preview.text == visible_text(payload)
    assert (preview.card.domain, preview.card.title) == ("portal.example", "Lokakarya hari kedelapan")
    assert preview.images[0].ratio == pytest.approx(64 / 48)
