"""A stub of ours that behaves as a Mastodon server does; nobody publishes the real one as a package.

Modelled on Mastodon 4.4: its answers, its HTML, its counting (links 23, accounts elsewhere by name), media that are
worked on first (202, 206, 200). ``honours_key`` is off: a repeated post is a second status, as on the worst servers.
"""

import html
import itertools
import json
import re
import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import regex
from aiohttp import web

from duta.connectors.testing import MisbehavingProxy, Target, Trouble
from peers.stub import serving

LIMIT, LINK, ALT = 500, 23, 1500
_FOUND = re.compile(
    r"(?P<link>https?://[^\s<>\"]*[^\s<>\".,)])|(?P<tag>#\w+)|(?P<account>@\w[\w.-]*@[\w-]+(?:\.[\w-]+)+)"
)


def counted(text: str) -> int:
    """Count as the server does: what a person sees as one character, any link as 23."""
    text = re.sub(r"https?://\S+", "x" * LINK, text)
    text = re.sub(r"(@\w[\w.-]*)@[\w-]+(?:\.[\w-]+)+", r"\1", text)
    return len(regex.findall(r"\X", text))


def rendered(text: str) -> str:
    """Return a text as the server shows it: paragraphs, lines, links cut for the eye, tags, accounts."""
    shown, done = "", 0
    for match in _FOUND.finditer(text):
        shown += html.escape(text[done : match.start()], quote=False) + _rendered(match)
        done = match.end()
    shown += html.escape(text[done:], quote=False)
    paragraphs = re.split(r"\n{2,}", shown.strip())
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs).replace("\n", "<br />")


def _rendered(match: "re.Match[str]") -> str:
    whole = html.escape(match[0])
    if match["tag"]:
        return f'<a href="https://s.example/tags/{whole[1:]}" class="mention hashtag" rel="tag">#<span>{whole[1:]}</span></a>'
    if match["account"]:
        name = whole[1:].partition("@")[0]
        return f'<span class="h-card"><a href="https://elsewhere.example/@{name}" class="u-url mention">@<span>{name}</span></a></span>'
    scheme, _, rest = whole.partition("://")
    shown = f'<span class="ellipsis">{rest[:30]}</span><span class="invisible">{rest[30:]}</span>'
    return f'<a href="{whole}" rel="nofollow noopener" target="_blank"><span class="invisible">{scheme}://</span>{shown}</a>'


@dataclass
class Member:
    """An account, its token and its statuses, oldest first."""

    id: str
    name: str
    token: str
    statuses: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Request:
    """What reached the server."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass
class MastodonServer:
    """The server. ``works_on_media``: how often a picture is still being worked on; ``max_characters``: its own limit."""

    url: str = ""
    honours_key: bool = False
    works_on_media: int = 1
    max_characters: int = LIMIT
    members: dict[str, Member] = field(default_factory=dict)
    media: dict[str, dict[str, Any]] = field(default_factory=dict)
    seen: list[Request] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(110_000))
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def join(self, name: str = "") -> Member:
        """Open an account."""
        member = Member(str(next(self.numbers)), name or f"kbri{secrets.token_hex(4)}", secrets.token_urlsafe(32))
        self.members[member.token] = member
        return member

    def app(self) -> web.Application:
        """Return the server's interface."""
        app = web.Application(client_max_size=32 * 1024 * 1024)
        statuses = "/api/v1/statuses"
        app.add_routes(
            [
                web.get("/api/v2/instance", self._instance),
                web.get("/api/v1/accounts/verify_credentials", self._verify),
                web.get("/api/v1/accounts/{id}/statuses", self._timeline),
                web.post("/api/v2/media", self._upload),
                web.get("/api/v1/media/{id}", self._medium),
                web.post(statuses, self._post),
                web.get(statuses + "/{id}", self._show),
                web.put(statuses + "/{id}", self._change),
                web.delete(statuses + "/{id}", self._delete),
            ]
        )
        return app

    async def _instance(self, _: web.Request) -> web.Response:
        statuses = {
            "max_characters": self.max_characters,
            "max_media_attachments": 4,
            "characters_reserved_per_url": LINK,
        }
        media = {
            "supported_mime_types": ["image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4"],
            "description_limit": ALT,
            "image_size_limit": 16_777_216,
        }
        return web.json_response(
            {"version": "4.4.8", "configuration": {"statuses": statuses, "media_attachments": media}}
        )

    def _member(self, request: web.Request) -> Member:
        member = self.members.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if member is None:
            raise _error(401, "The access token is invalid")
        return member

    async def _read(self, request: web.Request) -> Any:
        body = await request.json()
        self.seen.append(Request(request.method, request.path, dict(request.headers), body))
        return body

    async def _verify(self, request: web.Request) -> web.Response:
        member = self._member(request)
        return web.json_response({"id": member.id, "username": member.name, "acct": member.name, "source": {}})

    async def _timeline(self, request: web.Request) -> web.Response:
        self._member(request)
        owner = next(member for member in self.members.values() if member.id == request.match_info["id"])
        newest = list(reversed(owner.statuses))
        if before := request.query.get("max_id"):
            newest = [status for status in newest if int(status["id"]) < int(before)]
        return web.json_response(newest[: min(int(request.query.get("limit", "20")), 40)])

    async def _upload(self, request: web.Request) -> web.Response:
        self._member(request)
        form = await request.post()
        name = str(next(self.numbers))
        description = str(form.get("description", ""))
        if len(description) > ALT:
            raise _error(422, f"Validation failed: Description is too long (maximum is {ALT} characters)")
        self.media[name] = {
            "id": name,
            "type": "image",
            "url": None,
            "description": description,
            "left": self.works_on_media,
        }
        self.seen.append(
            Request("POST", request.path, dict(request.headers), {**form, "file": form["file"].content_type})
        )
        return web.json_response(self.media[name], status=202 if self.works_on_media else 200)

    async def _medium(self, request: web.Request) -> web.Response:
        self._member(request)
        medium = self.media[request.match_info["id"]]
        medium["left"] -= 1
        return web.json_response(medium, status=206 if medium["left"] > 0 else 200)

    async def _post(self, request: web.Request) -> web.Response:
        member, body = self._member(request), await self._read(request)
        key = request.headers.get("Idempotency-Key", "")
        with self.lock:
            if self.honours_key and key in self.keys:
                return web.json_response(self.keys[key])
            name = str(next(self.numbers))
            status = self._status(member, name, body)
            status["created_at"] = (
                datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            )
            member.statuses.append(status)
            self.keys[key] = status
        return web.json_response(status)

    def _status(self, member: Member, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
        text, media_ids = str(body.get("status") or ""), body.get("media_ids") or []
        if counted(text) > self.max_characters:
            raise _error(422, f"Validation failed: Text character limit of {self.max_characters} exceeded")
        if not text.strip() and not media_ids:
            raise _error(422, "Validation failed: Text can't be blank")
        if any(self.media[medium]["left"] > 0 for medium in media_ids):
            raise _error(422, "Cannot attach files that have not finished processing. Try again in a moment!")
        address = f"{self.url}/@{member.name}/{name}"
        return {
            "id": name,
            "uri": f"{self.url}/users/{member.name}/statuses/{name}",
            "url": address,
            "content": rendered(text),
            "text": text.strip(),
            "language": body.get("language"),
            "visibility": body.get("visibility", "public"),
            "media_attachments": [self.media[medium] for medium in media_ids],
            "reblog": None,
            "favourites_count": 0,
            "reblogs_count": 0,
            "replies_count": 0,
            "quotes_count": 0,
        }

    def _mine(self, request: web.Request) -> tuple[Member, dict[str, Any]]:
        member = self._member(request)
        for status in member.statuses:
            if status["id"] == request.match_info["id"]:
                return member, status
        raise _error(404, "Record not found")

    async def _show(self, request: web.Request) -> web.Response:
        return web.json_response(self._mine(request)[1])

    async def _change(self, request: web.Request) -> web.Response:
        member, status = self._mine(request)
        body = await self._read(request)
        counts = {name: value for name, value in status.items() if name.endswith("_count")}  # readers' doing stays
        kept = {"created_at": status["created_at"], "edited_at": "2026-11-24T00:00:00.000Z", **counts}
        status.update({**self._status(member, status["id"], body), **kept})
        return web.json_response(status)

    async def _delete(self, request: web.Request) -> web.Response:
        member, status = self._mine(request)
        member.statuses.remove(status)
        return web.json_response(status)


def _error(status: int, words: str) -> web.HTTPException:
    kinds = {401: web.HTTPUnauthorized, 404: web.HTTPNotFound, 422: web.HTTPUnprocessableEntity}
    return kinds[status](text=json.dumps({"error": words}), content_type="application/json")


@contextmanager
def mastodon_server(**kind: Any) -> Iterator[MastodonServer]:
    """Start it on a free port."""
    server = MastodonServer(**kind)
    with serving(server.app()) as url:
        server.url = url
        yield server


def mastodon_target(method: str, path: str) -> Target:
    """Say what a request is for."""
    if not path.startswith("/api/v1/statuses"):
        return Target.OTHER
    return {"POST": Target.PUBLISH, "PUT": Target.EDIT, "DELETE": Target.WITHDRAW}.get(method, Target.OTHER)


def mastodon_error(status: int, name: str, words: str, wait: int | None) -> Mapping[str, Any]:
    """Spell an error as Mastodon does."""
    return {"error": words}


@dataclass
class MastodonPeer:
    """A fresh account on the server, behind a proxy that misbehaves."""

    server: MastodonServer
    proxy: MisbehavingProxy
    member: Member

    @property
    def settings(self) -> Mapping[str, str]:
        return {"server": self.proxy.url, "account": f"@{self.member.name}"}

    @property
    def secrets(self) -> Mapping[str, str]:
        return {"token": self.member.token}

    @property
    def allowed_private(self) -> frozenset[str]:
        return frozenset({self.proxy.pair})

    def entries(self) -> Sequence[str]:
        return [status["text"] for status in self.member.statuses]

    def trouble(self, trouble: Trouble, *, on: Target = Target.PUBLISH, times: int = 1) -> None:
        self.proxy.trouble(trouble, on=on, times=times)

    def down(self) -> AbstractContextManager[None]:
        return self.proxy.down()
