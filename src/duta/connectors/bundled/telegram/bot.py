"""The bot: its token, which is part of every address, and calls in its name.

Whatever is told onward of a call has the token taken out: it stands in addresses, and so in the words of errors.
"""

import re
from dataclasses import replace
from typing import Any

from duta.connectors.bundled.telegram.errors import PLATFORM
from duta.connectors.protocol import Refused, Session
from duta.core.http import Answer, MaybeSent, NotSent
from duta.core.problems import Problem

SERVER = "https://api.telegram.org"
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,80}")
_NAME = re.compile(r"[A-Za-z]\w{3,31}", re.ASCII)
_NUMBER = re.compile(r"-\d{1,20}")
HIDDEN = "[token]"


class Stopped(Exception):  # noqa: N818
    """A setting or the token cannot be used; nothing was sent."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.outcome = Refused(problem)


def chat_of(session: Session) -> str | int:
    """Return the channel as the Bot API wants it: ``@name``, or its number. Raises Stopped."""
    channel = re.sub(r"^(https://)?t\.me/", "", session.setting("channel")).removeprefix("@")
    if not channel:
        raise Stopped(Problem("setting_missing", {"setting": "channel"}, field="channel"))
    if _NUMBER.fullmatch(channel):
        return int(channel)
    if not _NAME.fullmatch(channel):
        raise Stopped(Problem("channel_name_unusable", {"platform": PLATFORM, "name": channel[:60]}, field="channel"))
    return f"@{channel}"


async def call(session: Session, method: str, *, publishing: bool = False, **request: Any) -> Answer:
    """Call a method as the bot. Raises Locked, Stopped, NotSent, MaybeSent, none of which tells the token."""
    token = session.secret("token")
    if not _TOKEN.fullmatch(token):  # it would change the address that is called
        raise Stopped(Problem("credential_refused", said="This is not a bot token (123456:ABC...)."))
    url = f"{session.setting('server', SERVER).rstrip('/')}/bot{token}/{method}"
    send = session.send if publishing else session.http.request
    lost: type[NotSent] | type[MaybeSent]
    try:
        answer = await send("POST", url, **request)
    except NotSent as error:
        lost, words = NotSent, str(error)
    except MaybeSent as error:
        lost, words = MaybeSent, str(error)
    else:
        return _without(answer, token)
    raise lost(words.replace(token, HIDDEN))  # outside the handler: its traceback would show the address


def _without(answer: Answer, token: str) -> Answer:
    """Return the answer without the token, which an error page may repeat with the address that was called."""
    headers = {name: value.replace(token, HIDDEN) for name, value in answer.headers.items()}
    return replace(answer, headers=headers, body=answer.body.replace(token.encode(), HIDDEN.encode()))
