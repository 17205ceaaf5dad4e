"""The connector of Telegram's channels."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, ClassVar

import aiohttp

from duta.connectors.answers import json_of, said
from duta.connectors.bundled.telegram.bot import SERVER, Stopped, call, chat_of
from duta.connectors.bundled.telegram.errors import (
    OK,
    PLATFORM,
    SAME,
    TOO_OLD,
    after_publishing,
    is_gone,
    refusal,
    words_of,
)
from duta.connectors.bundled.telegram.wire import (
    address_of,
    album,
    attachment,
    caption_body,
    handle_of,
    limits_for,
    parts_of,
    preview_of,
    shape_problems,
    text_body,
    visible_text,
)
from duta.connectors.checks import media_problems, tag_problems, text_problems
from duta.connectors.protocol import (
    Accepted,
    Capability,
    Counting,
    Deferred,
    Idempotency,
    Limits,
    Measurement,
    MediaKind,
    Outcome,
    Payload,
    Preview,
    Proof,
    Refused,
    Session,
    SettingField,
    Unknown,
)
from duta.core.http import Answer, MaybeSent, NotSent
from duta.core.problems import Problem


class TelegramConnector:
    """Publishes in a channel as its bot. Nothing can be read back: every doubt waits for a person."""

    key: ClassVar[str] = "telegram"
    name: ClassVar[str] = PLATFORM
    capabilities: ClassVar[Capability] = Capability(
        edit=True,
        edit_media=False,  # editMessageMedia takes one picture, never an album's: a correction keeps them all
        withdraw=True,
        media=frozenset({MediaKind.IMAGE}),
        withdrawal_leaves="within_48_hours",
    )
    idempotency: ClassVar[Idempotency] = Idempotency.NONE
    fields: ClassVar[tuple[SettingField, ...]] = (
        SettingField(
            "channel",
            label={"id": "Nama kanal Telegram", "en": "Telegram channel"},
            help={
                "id": "Misalnya @kemlu, atau nomor kanal seperti -1001234567890. Bot harus menjadi pengelola kanal ini.",
                "en": "For instance @kemlu, or its number such as -1001234567890. The bot must be an administrator of it.",
            },
            identity=True,
        ),
        SettingField(
            "token",
            label={"id": "Token bot", "en": "Bot token"},
            help={
                "id": "Diberikan @BotFather di Telegram saat bot dibuat.",
                "en": "Given by @BotFather on Telegram when the bot is made.",
            },
            secret=True,
        ),
        SettingField(
            "server",
            label={"id": "Server Bot API", "en": "Bot API server"},
            help={
                "id": "Biarkan, kecuali Anda menjalankan server Bot API sendiri.",
                "en": "Leave it, unless you run a Bot API server of your own.",
            },
            required=False,
            default=SERVER,
            identity=True,
        ),
    )
    lookup_delay: ClassVar[float] = 0.0  # there is nothing to look up
    default_limits: ClassVar[Limits] = Limits(
        text=4096,  # sendMessage of the Bot API; below pictures wire.CAPTION
        counting=Counting.UTF16,
        media_count=10,  # sendMediaGroup
        media_bytes=10_000_000,  # sendPhoto: 10 MB
        media_types=("image/jpeg", "image/png", "image/webp"),
        alt_required=False,  # Telegram has no place for it
    )

    async def limits(self, session: Session) -> Limits:
        """Return the limits of the Bot API's documentation: no server tells them."""
        return self.default_limits

    def problems(self, payload: Payload, limits: Limits) -> Sequence[Problem]:
        """Say what Telegram would refuse, counted over the text that is really sent."""
        return [
            *text_problems(payload, limits_for(payload, limits), whole=visible_text(payload)),
            *tag_problems(payload),
            *media_problems(payload, limits, platform=self.name, kinds=self.capabilities.media),
            *shape_problems(payload.media),
        ]

    def preview(self, payload: Payload, limits: Limits) -> Preview:
        """Say how the app will show it."""
        return preview_of(payload, limits)

    async def submit(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Send the message. Once: what may have arrived is never sent again without a person's word."""

        async def publish() -> Outcome:
            method, request = await _message(payload, chat_of(session), session)
            try:
                answer = await call(session, method, publishing=True, **request)
            except MaybeSent as error:
                return Unknown(Problem("answer_lost", said=str(error)))
            proof = _proof(json_of(answer).get("result"))
            return Accepted(proof) if answer.status == OK and proof else after_publishing(answer, session)

        return await _outcome(publish)

    async def reconcile(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Say that it cannot be told: a bot reads nothing back from a channel."""
        session.secret("token")
        return Unknown(Problem("answer_lost"))

    async def edit(self, handle: str, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Change a message's text, or a picture's or an album's caption; the pictures stay as they are."""

        async def change() -> Outcome:
            session.secret("token")
            chat, numbers = parts_of(handle)
            if not numbers:
                return Refused(Problem("gone"))
            method, words = ("editMessageCaption", caption_body) if payload.media else ("editMessageText", text_body)
            body = {"chat_id": chat, "message_id": numbers[0], **words(payload)}
            answer = await call(session, method, publishing=True, json=body)
            if is_gone(answer):
                return Refused(Problem("gone", said=said(answer)))
            if answer.status == 400 and SAME in words_of(answer):
                return Accepted(Proof(handle, _address(handle, session)))
            proof = _proof(json_of(answer).get("result"))
            return Accepted(Proof(handle, proof.address)) if answer.status == OK and proof else refusal(answer, session)

        return await _outcome(change)

    async def withdraw(self, handle: str, *, delivery_id: str, session: Session) -> Outcome:
        """Delete the message, all messages of an album; one that is gone already counts as deleted."""

        async def delete() -> Outcome:
            chat, numbers = parts_of(handle)
            session.secret("token")
            for number in numbers:
                body = {"chat_id": chat, "message_id": number}
                answer = await call(session, "deleteMessage", publishing=True, json=body)
                if not (is_gone(answer) or (answer.status == OK and json_of(answer).get("result") is True)):
                    return _undeleted(answer, session)
            return Accepted(Proof(handle))

        return await _outcome(delete)

    async def measure(self, handle: str, *, session: Session) -> Sequence[Measurement]:
        """Return nothing: the Bot API tells no counts."""
        return []

    async def check(self, session: Session) -> Sequence[Problem]:
        """Ask who the bot is, and whether it may post, change and delete in the channel."""
        outcome = await _outcome(lambda: _may_post(session))
        return [] if isinstance(outcome, Accepted) else [_problem_of(outcome)]


async def _outcome(work: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """Do something; whatever ends it before anything is out becomes an outcome.

    A lost answer of a change or a withdrawal is Deferred: doing it again harms nothing.
    """
    try:
        return await work()
    except Stopped as stopped:
        return stopped.outcome
    except (NotSent, MaybeSent) as error:
        return Deferred(Problem("platform_down", said=str(error)))


async def _message(payload: Payload, chat: str | int, session: Session) -> tuple[str, dict[str, Any]]:
    """Return the method that publishes it, and what it is called with."""
    if not payload.media:
        return "sendMessage", {"json": {"chat_id": chat, **text_body(payload)}}
    form = aiohttp.FormData()
    form.add_field("chat_id", str(chat))
    single = len(payload.media) == 1
    for number, item in enumerate(payload.media, start=1):
        name = "photo" if single else attachment(number)
        kind = item.mime.rpartition("/")[2]
        content = await session.media(item.sha256)
        form.add_field(name, content, filename=f"{number}.{kind}", content_type=item.mime)
    if not single:
        form.add_field("media", json.dumps(album(payload)))
        return "sendMediaGroup", {"data": form}
    for name, value in caption_body(payload).items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    return "sendPhoto", {"data": form}


def _proof(result: Any) -> Proof | None:
    """Name what was sent, or None when the answer does not tell: a message, or the messages of an album."""
    messages = result if isinstance(result, list) else [result]
    if not messages or not all(_is_message(message) for message in messages):
        return None
    chat = messages[0]["chat"]["id"]
    numbers = [message["message_id"] for message in messages]
    return Proof(handle_of(chat, numbers), address_of(messages[0]), {"chat": chat})


def _is_message(message: Any) -> bool:
    if not isinstance(message, dict) or not isinstance(message.get("message_id"), int):
        return False
    return isinstance(message.get("chat"), dict) and isinstance(message["chat"].get("id"), int)


def _address(handle: str, session: Session) -> str:
    """Return where people see a message of which Telegram says only that it is as we want it."""
    chat, numbers = parts_of(handle)
    named = chat_of(session)
    shown = {"id": chat, **({"username": named.removeprefix("@")} if isinstance(named, str) else {})}
    return address_of({"chat": shown, "message_id": numbers[0]})


def _undeleted(answer: Answer, session: Session) -> Outcome:
    if answer.status == 400 and TOO_OLD in words_of(answer):
        return Refused(Problem("too_old_to_withdraw", {"platform": PLATFORM}, said=said(answer)))
    return refusal(answer, session)


def _problem_of(outcome: Outcome) -> Problem:
    return outcome.problem if isinstance(outcome, Refused | Deferred | Unknown) else Problem("platform_forbids")


async def _may_post(session: Session) -> Outcome:
    """Accepted when the bot is an administrator of the channel who may post. Raises Locked, Stopped, NotSent, MaybeSent."""
    session.secret("token")
    chat = chat_of(session)
    bot = await call(session, "getMe")
    who = _result(bot).get("id")
    if bot.status != OK or not who:
        return refusal(bot, session)
    found = await call(session, "getChat", json={"chat_id": chat})
    if found.status != OK or not _result(found).get("id"):
        return refusal(found, session)
    asked = await call(session, "getChatMember", json={"chat_id": chat, "user_id": who})
    if asked.status != OK or not _result(asked).get("status"):
        return refusal(asked, session)
    member = _result(asked)
    may = member["status"] == "creator" or (member["status"] == "administrator" and member.get("can_post_messages"))
    return Accepted(Proof(str(_result(found)["id"]))) if may else Refused(Problem("bot_cannot_post"))


def _result(answer: Answer) -> Mapping[str, Any]:
    result = json_of(answer).get("result")
    return result if isinstance(result, dict) else {}
