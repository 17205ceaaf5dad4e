"""The interface that connectors speak: README.md has it as a table. Everything is JSON; errors say what to do."""

import asyncio
import json
import re
import socket
from collections.abc import Mapping
from typing import Any, NoReturn

from aiohttp import web

from duta.connectors.bundled.practice.server.lessons import STATUS, STORES, Lesson, Plan, UnclearLessonError, plan_from
from duta.connectors.bundled.practice.server.state import PLATFORM, Platform
from duta.connectors.bundled.practice.server.store import Account, DifferentContentError, Post, WithdrawnError
from duta.connectors.protocol import SpanKind
from duta.connectors.spans import spans_of
from duta.core.frozen import digest_of_bytes

TEXT = 500  # code points
ALT = 1000
MEDIA = 4
MEDIA_BYTES = 4_000_000
HANDLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,38}")
KINDS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}
LIMITS = {"text": TEXT, "alt": ALT, "media": MEDIA, "media_bytes": MEDIA_BYTES}

routes = web.RouteTableDef()


def refuse(status: int, error: str, message: str, **headers: str) -> NoReturn:
    """Answer with an error. Raises the answer."""
    text = json.dumps({"error": error, "message": message}, ensure_ascii=False)
    answers = {400: web.HTTPBadRequest, 401: web.HTTPUnauthorized, 403: web.HTTPForbidden, 404: web.HTTPNotFound,
               409: web.HTTPConflict, 410: web.HTTPGone, 429: web.HTTPTooManyRequests,
               500: web.HTTPInternalServerError}  # fmt: skip
    raise answers[status](text=text, content_type="application/json", headers=headers)


@routes.get("/api/health")
async def health(_: web.Request) -> web.Response:
    """Say that the platform is up."""
    return web.json_response({"ok": True})


@routes.get("/api/limits")
async def limits(_: web.Request) -> web.Response:
    """Tell the limits in force."""
    return web.json_response(LIMITS)


@routes.post("/api/accounts")
async def open_account(request: web.Request) -> web.Response:
    """Give an account's token to whoever knows the installation's key; the account is made on first use."""
    platform = _with_key(request)
    data = await _object(request)
    handle, name = str(data.get("handle", "")).lower(), str(data.get("name", "")).strip()[:80]
    if not HANDLE.fullmatch(handle):
        refuse(400, "bad_handle", "A handle has 1 to 39 of a-z, 0-9, dot, hyphen and underscore.")
    account = platform.store.open_account(handle, name or handle, platform.clock())
    return web.json_response(
        {"handle": account.handle, "name": account.name, "token": platform.token_of(account.handle)}
    )


@routes.put("/api/media/{sha256}")
async def put_media(request: web.Request) -> web.Response:
    """Keep a picture under its own hash."""
    platform, _ = _with_token(request)
    content = await request.read()
    if len(content) > MEDIA_BYTES:
        refuse(400, "media_too_large", f"The picture has {len(content)} bytes; {MEDIA_BYTES} are allowed.")
    if digest_of_bytes(content) != request.match_info["sha256"]:
        refuse(400, "wrong_hash", "The bytes do not have the hash in the address.")
    mime = _mime_of(content)
    return web.json_response({"sha256": platform.store.keep_media(content, mime), "mime": mime})


@routes.put("/api/posts/{delivery_id}")
async def put_post(request: web.Request) -> web.Response:
    """Store a post once: 201 when it is new, 200 when it was there, 409 with other content, 410 when withdrawn."""
    platform, account = _with_token(request)
    body = _checked(await _object(request))
    plan = platform.classroom.take()
    if plan is not None and plan.lesson not in STORES:
        _misbehave(plan)
    post, new = _stored(platform, account, request.match_info["delivery_id"], body)
    if plan is not None:
        await _misbehave_afterwards(request, plan)
    return web.json_response(_as_json(request, platform, post), status=201 if new else 200)


@routes.get("/api/posts/{delivery_id}")
async def get_post(request: web.Request) -> web.Response:
    """Tell what is stored under a delivery."""
    platform, account = _with_token(request)
    return web.json_response(_as_json(request, platform, _visible(platform, account, request)))


@routes.get("/api/posts/{delivery_id}/counts")
async def counts(request: web.Request) -> web.Response:
    """Tell what visitors did with a post."""
    platform, account = _with_token(request)
    post = _visible(platform, account, request)
    return web.json_response({"likes": post.likes, "shares": post.shares, "replies": post.replies})


@routes.delete("/api/posts/{delivery_id}")
async def delete_post(request: web.Request) -> web.Response:
    """Take a post back; again is fine."""
    platform, account = _with_token(request)
    plan = platform.classroom.take()
    if plan is not None and plan.lesson not in STORES:
        _misbehave(plan)
    if not platform.store.withdraw_post(account, request.match_info["delivery_id"], platform.clock()):
        refuse(404, "not_found", "This account has no such post.")
    if plan is not None:
        await _misbehave_afterwards(request, plan)
    return web.json_response({"withdrawn": True})


@routes.get("/api/lesson")
async def get_lesson(request: web.Request) -> web.Response:
    """Tell the lesson under way."""
    plan = _with_key(request).classroom.plan
    return web.json_response(plan.as_json() if plan else {"lesson": None})


@routes.put("/api/lesson")
async def put_lesson(request: web.Request) -> web.Response:
    """Start a lesson."""
    platform = _with_key(request)
    try:
        plan = plan_from(await _object(request))
    except UnclearLessonError as error:
        refuse(400, "unclear_lesson", str(error))
    platform.classroom.begin(plan)
    return web.json_response(plan.as_json())


@routes.delete("/api/lesson")
async def delete_lesson(request: web.Request) -> web.Response:
    """Switch the lesson off."""
    _with_key(request).classroom.end()
    return web.json_response({"lesson": None})


def _bearer(request: web.Request) -> str:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def _with_key(request: web.Request) -> Platform:
    platform = request.app[PLATFORM]
    if not platform.is_key(_bearer(request)):
        refuse(
            401,
            "key_refused",
            "Ini bukan kunci pemasangan platform latihan. (This is not the installation's key of the practice platform.)",
        )
    return platform


def _with_token(request: web.Request) -> tuple[Platform, Account]:
    platform = request.app[PLATFORM]
    account = platform.store.account(request.headers.get("X-Account", "").lower())
    if account is None or _bearer(request) != platform.token_of(account.handle):
        refuse(401, "token_unknown", "Sign in again: POST /api/accounts gives a token for this account.")
    return platform, account


async def _object(request: web.Request) -> Mapping[str, Any]:
    try:
        data = await request.json()
    except ValueError:
        data = None
    if not isinstance(data, dict):
        refuse(400, "not_json", "The body must be a JSON object.")
    return data


def _checked(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the post's body in one shape, or refuse it with a reason."""
    text, media = data.get("text"), data.get("media") or []
    if not isinstance(text, str) or not text.strip():
        refuse(400, "text_missing", "The text is empty.")
    if len(text) > TEXT:
        refuse(400, "text_too_long", f"The text has {len(text)} characters; {TEXT} are allowed.")
    if not isinstance(media, list) or len(media) > MEDIA:
        refuse(400, "too_many_media", f"At most {MEDIA} pictures.")
    return {
        "text": text,
        "language": str(data.get("language", ""))[:35],
        "created_at": str(data.get("created_at", ""))[:40],
        "link": _checked_link(data.get("link")),
        "media": [_checked_medium(number, item) for number, item in enumerate(media, start=1)],
    }


def _checked_link(link: Any) -> dict[str, str] | None:
    if not link:
        return None
    kept = {name: str(link.get(name, ""))[:2000] for name in ("url", "title", "description", "thumbnail")}
    if not kept["url"].startswith(("https://", "http://")):
        refuse(400, "bad_link", "The link must be a web address.")
    return kept


def _checked_medium(number: int, item: Any) -> dict[str, Any]:
    if not isinstance(item, dict) or not str(item.get("alt", "")).strip():
        refuse(400, "alt_missing", f"Picture {number} has no alternative text.")
    return {
        "sha256": str(item.get("sha256", "")),
        "alt": str(item["alt"])[:ALT],
        "width": int(item.get("width") or 0),
        "height": int(item.get("height") or 0),
    }


def _stored(platform: Platform, account: Account, delivery_id: str, body: dict[str, Any]) -> tuple[Post, bool]:
    wanted = [item["sha256"] for item in body["media"]]
    if body["link"] and body["link"]["thumbnail"]:
        wanted.append(body["link"]["thumbnail"])
    if missing := platform.store.missing_media(wanted):
        refuse(400, "media_missing", f"Upload first: {', '.join(missing)[:200]}")
    tags = [span.target for span in spans_of(body["text"]) if span.kind is SpanKind.TAG]
    try:
        return platform.store.put_post(account, delivery_id, body, tags=tags, now=platform.clock())
    except DifferentContentError:
        refuse(409, "content_differs", "This delivery is stored already, with other content.")
    except WithdrawnError:
        refuse(410, "withdrawn", "This delivery was withdrawn; it does not come back.")


def _visible(platform: Platform, account: Account, request: web.Request) -> Post:
    post = platform.store.post_of_delivery(account, request.match_info["delivery_id"])
    if post is None:
        refuse(404, "not_found", "This account has no such post.")
    if post.withdrawn:
        refuse(410, "withdrawn", "This delivery was withdrawn.")
    return post


def _as_json(request: web.Request, platform: Platform, post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "address": platform.address_of(request, f"/p/{post.id}"),
        "digest": post.digest,
        "body": post.body,
        "likes": post.likes,
        "shares": post.shares,
        "replies": post.replies,
    }


def _mime_of(content: bytes) -> str:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    for start, mime in KINDS.items():
        if content.startswith(start):
            return mime
    refuse(400, "medium_unsupported", "Only JPEG, PNG, GIF and WebP pictures.")


def _misbehave(plan: Plan) -> NoReturn:
    status = STATUS[plan.lesson]
    errors = {400: "refused", 401: "credential_refused", 403: "forbidden", 429: "busy", 500: "broken"}
    headers = {"Retry-After": str(int(plan.seconds))} if status == 429 else {}
    refuse(status, errors[status], plan.reason or "A lesson of the trainer: this answer is meant.", **headers)


async def _misbehave_afterwards(request: web.Request, plan: Plan) -> None:
    match plan.lesson:
        case Lesson.SLOW:
            await asyncio.sleep(plan.seconds)
        case Lesson.DROP_AFTER:
            _drop(request)
        case _:
            _misbehave(plan)


def _drop(request: web.Request) -> NoReturn:
    """Reset the connection instead of answering."""
    if request.transport is not None:
        link = request.transport.get_extra_info("socket")
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        request.transport.abort()
    raise ConnectionResetError("a lesson: the answer is lost")
