"""The practice platform as a web application: routes of people, and what every answer carries."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from duta.connectors.bundled.practice.server import api, pages
from duta.connectors.bundled.practice.server.lessons import UnclearLessonError, plan_from
from duta.connectors.bundled.practice.server.state import PLATFORM, Platform
from duta.connectors.bundled.practice.server.store import KINDS, Post
from duta.connectors.bundled.practice.server.visitors import Visit, is_our_host, sent_by_our_page, visit_of

STATIC = Path(__file__).parent / "static"
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
REPLY = 280
FOREVER = "public, max-age=31536000, immutable"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

routes = web.RouteTableDef()


def make_app(platform: Platform) -> web.Application:
    """Build the application around what the platform keeps."""
    app = web.Application(middlewares=[_protect, _excuse], client_max_size=8 * 1024 * 1024)
    app[PLATFORM] = platform
    app.add_routes(api.routes)
    app.add_routes(routes)
    app.router.add_static("/static/", STATIC)
    return app


@web.middleware
async def _protect(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn foreign names away and give every answer its headers."""
    if not is_our_host(request):
        raise web.HTTPMisdirectedRequest(text="This is the practice platform of another machine.")
    try:
        response = await handler(request)
    except web.HTTPException as answer:
        answer.headers.update(HEADERS)
        raise
    response.headers.update(HEADERS)
    return response


@web.middleware
async def _excuse(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give people a page where a bare 404 would stand."""
    try:
        return await handler(request)
    except web.HTTPNotFound:
        if request.path.startswith(("/api/", "/static/", "/media/")):
            raise
        visit = visit_of(request)
        view = _view(visit)
        return _show(visit, pages.message_page(view, view("missing_title"), view("missing_text")), status=404)


@routes.get("/")
async def home(request: web.Request) -> web.Response:
    """Show the timeline."""
    visit, before = visit_of(request), _before(request)
    store = visit.platform.store
    posts = store.timeline(visit.visitor, before=before)
    return _show(visit, pages.timeline(_view(visit), posts, store.accounts(), before=before))


@routes.get("/@{handle}")
async def account(request: web.Request) -> web.Response:
    """Show one account."""
    visit = visit_of(request)
    found = visit.platform.store.account(request.match_info["handle"].lower())
    if found is None:
        raise web.HTTPNotFound
    posts = visit.platform.store.timeline(visit.visitor, before=_before(request), account=found.handle)
    return _show(visit, pages.account_page(_view(visit), found, posts))


@routes.get("/tag/{tag}")
async def tag(request: web.Request) -> web.Response:
    """Show what carries one tag."""
    visit, wanted = visit_of(request), request.match_info["tag"][:100]
    posts = visit.platform.store.timeline(visit.visitor, before=_before(request), tag=wanted)
    return _show(visit, pages.tag_page(_view(visit), wanted, posts))


@routes.get("/p/{id:\\d{1,15}}")
async def post(request: web.Request) -> web.Response:
    """Show one post, or say that it was withdrawn."""
    visit = visit_of(request)
    found = _found(visit)
    view = _view(visit)
    if found.withdrawn:
        return _show(visit, pages.message_page(view, view("withdrawn_title"), view("withdrawn_text")), status=410)
    return _show(visit, pages.post_page(view, found, visit.platform.store.replies(found.id)))


@routes.get("/media/{sha256:[a-f0-9]{64}}")
async def media(request: web.Request) -> web.Response:
    """Give a picture; it never changes under its hash."""
    found = request.app[PLATFORM].store.media(request.match_info["sha256"])
    if found is None:
        raise web.HTTPNotFound
    return web.Response(body=found[1], content_type=found[0], headers={"Cache-Control": FOREVER})


@routes.get("/newest")
async def newest(request: web.Request) -> web.Response:
    """Tell the number of the newest post: open timelines ask every few seconds."""
    return web.json_response({"newest": request.app[PLATFORM].store.newest()}, headers={"Cache-Control": "no-store"})


@routes.post("/p/{id:\\d{1,15}}/{kind:like|share}")
async def press(request: web.Request) -> web.Response:
    """Press like or share; again takes it back."""
    visit, form = await _our_form(request)
    found, kind = _open(visit), request.match_info["kind"]
    visit.platform.store.press(found.id, kind, visit.visitor, visit.platform.clock())
    if "application/json" in request.headers.get("Accept", ""):
        return web.json_response(_pressed(visit, kind))
    raise web.HTTPSeeOther(f"{_back(form.get('back', ''))}#p{found.id}")


@routes.post("/p/{id:\\d{1,15}}/reply")
async def reply(request: web.Request) -> web.Response:
    """Keep a reply."""
    visit, form = await _our_form(request)
    found, text = _open(visit), form.get("text", "").strip()[:REPLY]
    name = " ".join(form.get("name", "").split())[:40] or visit.name or _view(visit)("participant")
    if text:
        visit.platform.store.reply(found.id, visit.visitor, name, text, visit.platform.clock())
    response = web.HTTPSeeOther(f"/p/{found.id}#replies")
    visit.remember_name(response, name)
    raise response


@routes.get("/lessons")
async def lessons(request: web.Request) -> web.Response:
    """Show the trainer's room, or ask for its key."""
    visit = visit_of(request)
    if not visit.is_trainer:
        return _show(visit, pages.key_page(_view(visit)))
    return _show(visit, pages.lessons_page(_view(visit), visit.platform.classroom.plan))


@routes.post("/lessons/enter")
async def enter(request: web.Request) -> web.Response:
    """Open the trainer's room to whoever knows the key."""
    visit, form = await _our_form(request)
    if not visit.platform.is_key(form.get("key", "").strip()):
        return _show(visit, pages.key_page(_view(visit), wrong=True), status=403)
    response = web.HTTPSeeOther("/lessons")
    visit.become_trainer(response)
    raise response


@routes.post("/lessons")
async def begin(request: web.Request) -> web.Response:
    """Start a lesson."""
    visit, form = await _trainers_form(request)
    try:
        visit.platform.classroom.begin(plan_from(form))
    except UnclearLessonError as error:
        raise web.HTTPBadRequest(text=str(error)) from error
    raise web.HTTPSeeOther("/lessons")


@routes.post("/lessons/stop")
async def stop(request: web.Request) -> web.Response:
    """Switch the lesson off."""
    visit, _ = await _trainers_form(request)
    visit.platform.classroom.end()
    raise web.HTTPSeeOther("/lessons")


async def _our_form(request: web.Request) -> tuple[Visit, dict[str, str]]:
    visit = visit_of(request)
    form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    if not sent_by_our_page(visit, form.get("token", "")):
        view = _view(visit)
        text = pages.message_page(view, view("forbidden_title"), view("forbidden_text"))
        raise web.HTTPForbidden(text=text, content_type="text/html")
    return visit, form


async def _trainers_form(request: web.Request) -> tuple[Visit, dict[str, str]]:
    visit, form = await _our_form(request)
    if not visit.is_trainer:
        raise web.HTTPSeeOther("/lessons")
    return visit, form


def _found(visit: Visit) -> Post:
    found = visit.platform.store.post(int(visit.request.match_info["id"]), visit.visitor)
    if found is None:
        raise web.HTTPNotFound
    return found


def _open(visit: Visit) -> Post:
    """Return the post if it may still be pressed; otherwise show its own page."""
    found = _found(visit)
    if found.withdrawn:
        raise web.HTTPSeeOther(f"/p/{found.id}")
    return found


def _pressed(visit: Visit, kind: str) -> dict[str, object]:
    found, view = _found(visit), _view(visit)
    pressed = kind in found.pressed
    hint = view({"like": "liked", "share": "shared"}[kind]) if pressed else ""
    return {"pressed": pressed, "count": getattr(found, f"{kind}s"), "hint": hint}


def _before(request: web.Request) -> int | None:
    value = request.query.get("before", "")
    return int(value) if re.fullmatch(r"[0-9]{1,15}", value) else None


def _back(wanted: str) -> str:
    """Return the path to go back to: never another site."""
    return wanted if re.fullmatch(r"/(?:@[\w.-]+|tag/[^\s/?#\\]+|p/\d+)?", wanted) else "/"


def _view(visit: Visit) -> pages.View:
    request = visit.request
    return pages.View(
        language=visit.language,
        path=request.path,
        token=visit.token,
        now=visit.platform.clock(),
        name=visit.name,
        newest=visit.platform.store.newest() if request.path == "/" else 0,
    )


def _show(visit: Visit, text: str, status: int = 200) -> web.Response:
    response = web.Response(
        text=text, content_type="text/html", status=status,
        headers={"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"},
    )  # fmt: skip
    visit.remember(response)
    return response


__all__ = ["KINDS", "make_app"]
