"""Telegram against a stub that behaves as the Bot API does. The contract's own tests are in tests/contract."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import duta.connectors.bundled.telegram as package
from duta.connectors.bundled.telegram import TelegramConnector
from duta.connectors.bundled.telegram.errors import after_publishing, refusal
from duta.connectors.protocol import Accepted, Deferred, Refused, Session, Unknown
from duta.connectors.testing import Samples, Target, Trouble, run_with_session
from duta.core.http import Answer
from peers.specs import description
from peers.telegram import TelegramPeer

DELIVERY = "5f0e6f9a-4b0c-4ad5-8c2b-6d2c3c1d9e55"
TELEGRAM = TelegramConnector()
SAMPLES = Samples(TELEGRAM.capabilities)
FIXTURES = Path(package.__file__).parent / "fixtures"
ALBUM = replace(SAMPLES.full(), media=(SAMPLES.image(), SAMPLES.image(), SAMPLES.image()))


def call(
    peer: TelegramPeer, method: str, *arguments: Any, settings: Any = None, secrets: Any = None, **more: Any
) -> Any:
    """Call the connector as the peer's bot."""

    async def run(session: Session) -> Any:
        return await getattr(TELEGRAM, method)(*arguments, session=session, **more)

    return run_with_session(
        run, settings=settings or peer.settings, secrets=secrets or peer.secrets, media=SAMPLES.media(),
        allowed_private=peer.allowed_private, deadline=1.5,
    )  # fmt: skip


def submit(peer: TelegramPeer, payload: Any) -> Any:
    return call(peer, "submit", payload, delivery_id=DELIVERY)


def test_a_text_goes_without_markup_with_its_links_and_tags_marked_and_the_storys_preview(telegram_peer):
    payload = replace(SAMPLES.full(), text="👋 <b>*Halo*</b> _#Kecak_", media=())
    outcome = submit(telegram_peer, payload)
    method, given = telegram_peer.server.seen[-1]
    assert method == "sendMessage"
    assert "parse_mode" not in given
    assert given["text"].startswith("👋 <b>*Halo*</b> _#Kecak_\n\n#DiplomasiDigital")
    marked = [_marked(given["text"], entity) for entity in given["entities"]]
    assert SAMPLES.link in marked
    assert "#DiplomasiDigital" in marked
    assert given["link_preview_options"] == {"url": SAMPLES.link}
    assert outcome.proof.address == f"https://t.me/{telegram_peer.bot.name}/{outcome.proof.handle.rpartition('/')[2]}"


def _marked(text: str, entity: dict[str, Any]) -> str:
    whole = text.encode("utf-16-le")
    return whole[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")


def test_an_album_is_one_entry_changed_by_its_caption_and_taken_back_whole(telegram_peer):
    outcome = submit(telegram_peer, ALBUM)
    assert telegram_peer.server.seen[-1][0] == "sendMediaGroup"
    assert len(telegram_peer.bot.messages) == 3
    assert len(telegram_peer.entries()) == 1
    handle = outcome.proof.handle
    changed = call(telegram_peer, "edit", handle, replace(ALBUM, text="Yang benar."), delivery_id=DELIVERY)
    assert isinstance(changed, Accepted)
    assert telegram_peer.entries()[0].startswith("Yang benar.")
    telegram_peer.trouble(Trouble.RESET_AFTER, on=Target.WITHDRAW)
    assert isinstance(call(telegram_peer, "withdraw", handle, delivery_id=DELIVERY), Deferred)
    assert isinstance(call(telegram_peer, "withdraw", handle, delivery_id=DELIVERY), Accepted)
    assert telegram_peer.bot.messages == {}


def test_what_we_send_is_what_the_published_description_takes(telegram_peer):
    methods = description("telegram-bot-api.json")["methods"]
    telegram_peer.server.seen.clear()
    for payload in (SAMPLES.plain(), SAMPLES.full(), ALBUM):
        handle = submit(telegram_peer, payload).proof.handle
        call(telegram_peer, "edit", handle, replace(payload, text="Lain."), delivery_id=DELIVERY)
        call(telegram_peer, "withdraw", handle, delivery_id=DELIVERY)
    assert call(telegram_peer, "check") == []
    for method, given in telegram_peer.server.seen:
        fields = {field["name"]: field for field in methods[method]["fields"]} if given else {}
        attached = {name for name in given if name.startswith("picture")}
        assert set(given) - attached <= set(fields), method
        assert {name for name, field in fields.items() if field["required"]} <= set(given), method
    assert {method for method, _ in telegram_peer.server.seen} == {
        "sendMessage", "sendPhoto", "sendMediaGroup", "editMessageText", "editMessageCaption", "deleteMessage",
        "getMe", "getChat", "getChatMember",
    }  # fmt: skip


@pytest.mark.parametrize("target", ["submit", "check"])
@pytest.mark.parametrize(
    "trouble", [Trouble.NOT_HTTP, Trouble.HANG, Trouble.RESET_BEFORE, Trouble.ANSWER_404, Trouble.HTML]
)
def test_no_answer_and_no_failure_tells_the_token(telegram_peer, trouble, target):
    telegram_peer.trouble(trouble, on=Target.PUBLISH if target == "submit" else Target.OTHER)
    found = submit(telegram_peer, SAMPLES.plain()).problem if target == "submit" else call(telegram_peer, "check")[0]
    secret = telegram_peer.bot.token.partition(":")[2]
    assert secret not in json.dumps(found.as_json())
    with telegram_peer.down():
        (problem,) = call(telegram_peer, "check")
    assert secret not in json.dumps(problem.as_json())


def test_an_error_page_that_repeats_the_address_does_not_tell_the_token_and_no_cause_does(telegram_peer, monkeypatch):
    async def repeats(self: Session, method: str, url: str, **_: Any) -> Answer:
        return Answer(502, {"x-asked": url}, f"<h1>{url} failed</h1>".encode())

    monkeypatch.setattr(Session, "send", repeats)
    problem = submit(telegram_peer, SAMPLES.plain()).problem
    assert "/bot[token]/sendMessage" in problem.said
    assert telegram_peer.bot.token not in problem.said


@pytest.mark.parametrize("token", ["x", "123456:AAAA/../getMe?x=aaaaaaaaaaaaaaaaaaaaaaaaa", "123456:" + "é" * 30])
def test_what_is_no_token_is_never_put_into_an_address(telegram_peer, token):
    (problem,) = call(telegram_peer, "check", secrets={"token": token})
    assert problem.code == "credential_refused"
    assert token not in problem.said


@pytest.mark.parametrize(
    ("spelling", "code"),
    [("{0}", None), ("@{0}", None), ("https://t.me/{0}", None), ("{1}", None), ("dua kata", "channel_name_unusable"), ("@a/b", "channel_name_unusable"), ("@tidak_ada", "platform_refused")],
)  # fmt: skip
def test_a_channel_is_named_or_numbered(telegram_peer, spelling, code):
    settings = {**telegram_peer.settings, "channel": spelling.format(telegram_peer.bot.name, telegram_peer.bot.chat)}
    problems = call(telegram_peer, "check", settings=settings)
    assert [problem.code for problem in problems] == ([code] if code else [])


@pytest.mark.parametrize(("status", "may_post"), [("member", True), ("left", False), ("administrator", False)])
def test_a_bot_that_may_not_post_is_noticed_before_and_while_it_posts(telegram_peer, status, may_post):
    telegram_peer.bot.status, telegram_peer.bot.may_post = status, may_post
    (problem,) = call(telegram_peer, "check")
    assert problem.code == "bot_cannot_post"
    outcome = submit(telegram_peer, SAMPLES.plain())
    assert isinstance(outcome, Refused)
    assert outcome.problem.code == "platform_forbids"


def test_a_message_that_is_too_old_to_delete_is_said_in_words(telegram_peer):
    handle = submit(telegram_peer, SAMPLES.plain()).proof.handle
    telegram_peer.bot.old = True
    outcome = call(telegram_peer, "withdraw", handle, delivery_id=DELIVERY)
    assert isinstance(outcome, Refused)
    assert outcome.problem.code == "too_old_to_withdraw"


def answer(name: str) -> Answer:
    kept = json.loads((FIXTURES / f"{name}.json").read_text())
    return Answer(kept["status"], kept["headers"], json.dumps(kept["body"]).encode())


def say(which: Any, given: Answer) -> Any:
    async def run(session: Session) -> Any:
        return which(given, session)

    return run_with_session(run, settings={}, secrets={})


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("unauthorized-401", "credential_refused"),
        ("not-found-404", "credential_refused"),
        ("forbidden-403", "platform_forbids"),
        ("chat-not-found-400", "platform_refused"),
        ("rights-400", "platform_forbids"),
    ],
)
def test_a_refusal_keeps_telegrams_words(name, code):
    for which in (refusal, after_publishing):
        outcome = say(which, answer(name))
        assert isinstance(outcome, Refused)
        assert (outcome.problem.code, outcome.problem.said) == (code, answer(name).json()["description"])


def test_flood_control_says_when():
    outcome = say(after_publishing, answer("too-many-429"))
    assert (type(outcome), outcome.retry_after) == (Deferred, 35.0)
    assert isinstance(say(after_publishing, Answer(200, {}, b"{")), Unknown)
