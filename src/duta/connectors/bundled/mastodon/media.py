"""Pictures, uploaded with their alternative text before the status is made."""

import asyncio
from collections.abc import Sequence
from urllib.parse import quote

import aiohttp

from duta.connectors.answers import json_of, said
from duta.connectors.bundled.mastodon.account import harmless
from duta.connectors.bundled.mastodon.errors import ACCEPTED, OK, PARTIAL, PLATFORM, Stopped, before_publishing
from duta.connectors.protocol import Deferred, Media, Payload, Refused, Session
from duta.core.http import Answer
from duta.core.problems import Problem

PAUSE, PAUSES = 0.5, 12  # seconds between two looks at a picture that the server still works on; how many looks


async def upload_all(payload: Payload, session: Session) -> Sequence[str]:
    """Upload what the status shows and return its ids, in order. Raises Locked, Stopped, NotSent."""
    return [await _upload(item, number, session) for number, item in enumerate(payload.media, start=1)]


async def _upload(item: Media, number: int, session: Session) -> str:
    form = aiohttp.FormData()
    content = await session.media(item.sha256)
    name = f"{number}.{item.mime.rpartition('/')[2]}"
    form.add_field("file", content, filename=name, content_type=item.mime)
    form.add_field("description", item.alt)
    answer = await harmless(session, "POST", "/api/v2/media", data=form)
    medium = str(json_of(answer).get("id") or "")
    if answer.status not in (OK, ACCEPTED) or not medium:
        raise Stopped(_refusal(answer, session))
    if answer.status == ACCEPTED:
        await _until_ready(medium, session)
    return medium


async def _until_ready(medium: str, session: Session) -> None:
    """Wait while the server works on it: a status with an unfinished picture is refused."""
    for _ in range(PAUSES):
        await asyncio.sleep(PAUSE)
        answer = await harmless(session, "GET", f"/api/v1/media/{quote(medium, safe='')}")
        if answer.status == OK:
            return
        if answer.status != PARTIAL:
            raise Stopped(_refusal(answer, session))
    raise Stopped(Deferred(Problem("platform_busy", said="the server still works on a picture")))


def _refusal(answer: Answer, session: Session) -> Refused | Deferred:
    """Say what an upload's answer means; one that cannot be read is not of this platform."""
    if answer.status < 300:
        return Refused(Problem("answer_unreadable", {"platform": PLATFORM}, said=said(answer)))
    return before_publishing(answer, session)
