"""A stub of ours that behaves as Telegram's Bot API does, with one channel for each bot; the real one is a service.

Modelled on Bot API 10.1: its envelope and descriptions, its counting in UTF-16 code units, albums, edits that change nothing.
"""

import itertools
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from duta.connectors.testing import MisbehavingProxy, Target, Trouble
from peers.stub import serving

TEXT, CAPTION = 4096, 1024


def counted(text: str) -> int:
    """Count as Telegram does."""
    return len(text.encode("utf-16-le")) // 2


class Refusal(Exception):  # noqa: N818
    """What the Bot API says no to."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


@dataclass
class Bot:
    """A bot, and the channel of which it is an administrator."""

    id: int
    token: str
    chat: int
    name: str
    status: str = "administrator"
    may_post: bool = True
    old: bool = False  # its messages are older than 48 hours, and it may not delete
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)


@dataclass
class TelegramServer:
    """The Bot API. ``seen`` has every call: its method and what it was called with."""

    url: str = ""
    bots: dict[str, Bot] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1000))

    def join(self) -> Bot:
        """Make a bot with its channel."""
        number = next(self.numbers)
        bot = Bot(number, f"{number}:{secrets.token_urlsafe(26)}", -1_000_000_000_000 - number, f"kbri_{number}")
        self.bots[bot.token] = bot
        return bot

    def app(self) -> web.Application:
        """Return its interface."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/bot{token}/{method}", self._call)
        return app

    async def _call(self, request: web.Request) -> web.Response:
        method, bot = request.match_info["method"], self.bots.get(request.match_info["token"])
        try:
            if bot is None:
                raise Refusal(401, "Unauthorized")
            given = await _given(request)
            self.seen.append((method, given))
            result = getattr(self, f"_{method}")(bot, given)
        except Refusal as refused:
            body = {"ok": False, "error_code": refused.status, "description": refused.words}
            return web.json_response(body, status=refused.status)
        return web.json_response({"ok": True, "result": result})

    def _getMe(self, bot: Bot, _: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"id": bot.id, "is_bot": True, "first_name": "Duta", "username": f"{bot.name}_bot"}

    def _getChat(self, bot: Bot, given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {**self._chat(bot, given), "max_reaction_count": 11}

    def _getChatMember(self, bot: Bot, given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        self._chat(bot, given)
        return {"user": self._getMe(bot, {}), "status": bot.status, "can_post_messages": bot.may_post}

    def _chat(self, bot: Bot, given: Mapping[str, Any]) -> dict[str, Any]:
        if str(given.get("chat_id")).lower() not in (f"@{bot.name}", str(bot.chat)):
            raise Refusal(400, "Bad Request: chat not found")
        return {"id": bot.chat, "type": "channel", "title": "KBRI", "username": bot.name}

    def _sendMessage(self, bot: Bot, given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return self._keep(
            bot, given, text=_checked(given["text"], given.get("entities", []), TEXT, "message is too long")
        )

    def _sendPhoto(self, bot: Bot, given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        caption = _checked(given["caption"], given["caption_entities"], CAPTION, "message caption is too long")
        return self._keep(bot, given, caption=caption, photo=given["photo"])

    def _sendMediaGroup(self, bot: Bot, given: Mapping[str, Any]) -> list[dict[str, Any]]:  # noqa: N802
        if not 2 <= len(given["media"]) <= 10:
            raise Refusal(400, "Bad Request: group send failed")
        first = given["media"][0]
        _checked(first["caption"], first["caption_entities"], CAPTION, "message caption is too long")
        pictures = [(item, given[item["media"].removeprefix("attach://")]) for item in given["media"]]
        return [self._keep(bot, given, caption=item.get("caption", ""), photo=photo) for item, photo in pictures]

    def _keep(self, bot: Bot, given: Mapping[str, Any], **content: Any) -> dict[str, Any]:
        chat = self._chat(bot, given)
        if bot.status != "administrator" or not bot.may_post:
            raise Refusal(400, "Bad Request: need administrator rights in the channel chat")
        message = {"message_id": next(self.numbers), "chat": chat, "date": 1_795_000_000, **content}
        bot.messages[message["message_id"]] = message
        return message

    def _editMessageText(self, bot: Bot, given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return self._edit(bot, given, "text", TEXT)

    def _editMessageCaption(self, bot: Bot, given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802
        return self._edit(bot, given, "caption", CAPTION)

    def _edit(self, bot: Bot, given: Mapping[str, Any], name: str, limit: int) -> dict[str, Any]:
        self._chat(bot, given)
        message = bot.messages.get(given["message_id"])
        if message is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        if name not in message:
            raise Refusal(400, f"Bad Request: there is no {name} in the message to edit")
        if message[name] == given[name]:
            raise Refusal(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly "
                "the same as a current content and reply markup of the message",
            )
        message[name] = _checked(given[name], [], limit, "message is too long")
        return message

    def _deleteMessage(self, bot: Bot, given: Mapping[str, Any]) -> bool:  # noqa: N802
        self._chat(bot, given)
        if given["message_id"] not in bot.messages:
            raise Refusal(400, "Bad Request: message to delete not found")
        if bot.old:
            raise Refusal(400, "Bad Request: message can't be deleted")
        del bot.messages[given["message_id"]]
        return True


async def _given(request: web.Request) -> dict[str, Any]:
    """Read parameters from JSON or a form; in a form, what is no text is spelled as JSON."""
    if request.content_type == "application/json":
        return dict(await request.json())
    if not request.can_read_body:
        return {}
    form = await request.post()
    read = {}
    for name, value in form.items():
        if isinstance(value, web.FileField):
            read[name] = value.content_type
        else:
            read[name] = json.loads(value) if name in ("media", "caption_entities", "entities") else value
    return read


def _checked(text: str, entities: Sequence[Mapping[str, Any]], limit: int, words: str) -> str:
    """Refuse what is too long or empty, and entities that lie outside of the text."""
    if not text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if counted(text) > limit:
        raise Refusal(400, f"Bad Request: {words}")
    if any(entity["offset"] + entity["length"] > counted(text) for entity in entities):
        raise Refusal(400, "Bad Request: entity is out of the text")
    return text


@contextmanager
def telegram_server() -> Iterator[TelegramServer]:
    """Start it on a free port."""
    server = TelegramServer()
    with serving(server.app()) as url:
        server.url = url
        yield server


def telegram_target(_: str, path: str) -> Target:
    """Say what a request is for."""
    method = path.rpartition("/")[2]
    kinds = {"send": Target.PUBLISH, "edit": Target.EDIT, "dele": Target.WITHDRAW}
    return kinds.get(method[:4], Target.OTHER)


def telegram_error(status: int, name: str, words: str, wait: int | None) -> Mapping[str, Any]:
    """Spell an error as the Bot API does: the time to wait stands in the body."""
    body = {"ok": False, "error_code": status, "description": words}
    return {**body, "parameters": {"retry_after": wait}} if wait is not None else body


@dataclass
class TelegramPeer:
    """A fresh bot and channel, behind a proxy that misbehaves."""

    server: TelegramServer
    proxy: MisbehavingProxy
    bot: Bot

    @property
    def settings(self) -> Mapping[str, str]:
        return {"server": self.proxy.url, "channel": f"@{self.bot.name}"}

    @property
    def secrets(self) -> Mapping[str, str]:
        return {"token": self.bot.token}

    @property
    def allowed_private(self) -> frozenset[str]:
        return frozenset({self.proxy.pair})

    def entries(self) -> Sequence[str]:
        texts = [message.get("text") or message.get("caption") or "" for message in self.bot.messages.values()]
        return [text for text in texts if text]

    def trouble(self, trouble: Trouble, *, on: Target = Target.PUBLISH, times: int = 1) -> None:
        self.proxy.trouble(trouble, on=on, times=times)

    def down(self) -> AbstractContextManager[None]:
        return self.proxy.down()
