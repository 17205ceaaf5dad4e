"""A proxy that misbehaves, in front of a real server: what networks and platforms do on a bad day.

It runs on loopback in a thread of its own, so that a test needs no event loop:

    with MisbehavingProxy(upstream=pds.url, target_of=bluesky_target) as proxy:
        proxy.trouble(Trouble.RESET_AFTER)
        ...                      # the next publishing call is carried out, and its connection then reset
"""

import asyncio
import contextlib
import json
import socket
import threading
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

import aiohttp
from aiohttp import web
from yarl import URL

from duta.core.http import MAX_ANSWER

RETRY_AFTER = 7  # seconds, what ANSWER_429 asks for
_HOP = {"connection", "keep-alive", "transfer-encoding", "host", "content-length"}
_LINGER_0 = b"\1\0\0\0\0\0\0\0"  # close() sends RST
_PIECE = 65536  # bytes that ENDLESS writes at once
T = TypeVar("T")


class Target(StrEnum):
    """What a request to the platform is for."""

    PUBLISH = "publish"
    EDIT = "edit"
    WITHDRAW = "withdraw"
    OTHER = "other"


class Trouble(StrEnum):
    """What happens to one request."""

    ANSWER_400 = "answer 400"
    ANSWER_401 = "answer 401"
    ANSWER_403 = "answer 403"
    ANSWER_404 = "answer 404"
    ANSWER_409 = "answer 409"
    ANSWER_413 = "answer 413"
    ANSWER_422 = "answer 422"
    ANSWER_429 = "answer 429 with Retry-After"
    ANSWER_429_BARE = "answer 429 and say nothing of when"
    ANSWER_500_BEFORE = "answer 500 and do nothing"
    ANSWER_500_AFTER = "do it, then answer 500"
    ANSWER_502 = "answer 502 and do nothing"
    ANSWER_503 = "answer 503 and do nothing"
    TRUNCATED = "do it, and answer half of the JSON"
    HTML = "do nothing, and answer 200 with a web page"
    NOT_HTTP = "do nothing, and answer what is not HTTP"
    RESET_BEFORE = "reset the connection, do nothing"
    RESET_AFTER = "do it, then reset the connection"
    HANG = "do nothing, and answer too late"
    LATE = "do it, and answer too late"
    REDIRECT = "do nothing, and send the request to a private address"
    ENDLESS = "do it, and never stop answering"

    @property
    def reaches(self) -> bool:
        """Whether the platform carries the request out."""
        return self in _REACHING


_REACHING = frozenset({Trouble.ANSWER_500_AFTER, Trouble.TRUNCATED, Trouble.RESET_AFTER, Trouble.LATE, Trouble.ENDLESS})
_ANSWERS: dict[Trouble, tuple[int, str, str]] = {
    Trouble.ANSWER_400: (400, "InvalidRequest", "The platform does not like this text."),
    Trouble.ANSWER_401: (401, "AuthenticationRequired", "Invalid identifier or password"),
    Trouble.ANSWER_403: (403, "Forbidden", "This account may not do that."),
    Trouble.ANSWER_404: (404, "NotFound", "There is no such thing here."),
    Trouble.ANSWER_409: (409, "Conflict", "Something stands there already."),
    Trouble.ANSWER_413: (413, "PayloadTooLarge", "That is too large."),
    Trouble.ANSWER_422: (422, "Unprocessable", "Validation failed: Text is too long"),
    Trouble.ANSWER_429: (429, "RateLimitExceeded", "Rate Limit Exceeded"),
    Trouble.ANSWER_429_BARE: (429, "RateLimitExceeded", "Rate Limit Exceeded"),
    Trouble.ANSWER_500_BEFORE: (500, "InternalServerError", "Internal Server Error"),
    Trouble.ANSWER_500_AFTER: (500, "InternalServerError", "Internal Server Error"),
    Trouble.ANSWER_502: (502, "BadGateway", "Bad Gateway"),
    Trouble.ANSWER_503: (503, "ServiceUnavailable", "Service Unavailable"),
}
_PAGE = "<!doctype html><title>Sign in to this network</title><p>Welcome to the guest network."
_ELSEWHERE = "/where-a-redirect-leads"


def common_error(status: int, name: str, words: str, wait: int | None) -> Mapping[str, Any]:
    """Spell an error as many platforms do; ``wait``: the seconds that a 429 asks for."""
    return {"error": name, "message": words, "reason": words}


@dataclass
class _Planned:
    trouble: Trouble
    target: Target
    left: int


@dataclass
class MisbehavingProxy:
    """Passes everything on, except what it was told to spoil. Use as a context manager.

    ``target_of(method, path)`` says what a request is for. ``seen`` has every request that was passed on;
    ``strayed`` those that followed a redirect, which nobody should. ``spell`` makes an error's body.
    """

    upstream: str
    target_of: Callable[[str, str], Target]
    delay: float = 0.0
    late: float = 60.0  # seconds that LATE keeps an answer back
    headers_429: Mapping[str, str] = field(default_factory=lambda: {"Retry-After": str(RETRY_AFTER)})
    spell: Callable[[int, str, str, int | None], Mapping[str, Any]] = common_error
    seen: list[tuple[str, str]] = field(default_factory=list)
    strayed: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0
    _plan: deque[_Planned] = field(default_factory=deque, init=False)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop, init=False)
    _site: web.TCPSite | None = field(default=None, init=False)

    @property
    def pair(self) -> str:
        """``host:port``, as ``SafeHttp.allowed_private`` wants it."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Where the proxy listens."""
        return f"http://{self.pair}"

    def trouble(self, trouble: Trouble, *, on: Target = Target.PUBLISH, times: int = 1) -> None:
        """Spoil the next ``times`` requests of this kind."""
        self._plan.append(_Planned(trouble, on, times))

    def calm(self) -> None:
        """Forget every trouble that was planned."""
        self._plan.clear()
        self.delay = 0.0

    def passed_on(self, target: Target) -> int:
        """Count the requests of a kind that reached the platform."""
        return sum(self.target_of(method, path) is target for method, path in self.seen)

    @contextlib.contextmanager
    def down(self) -> Iterator[None]:
        """Refuse connections, for as long as the block lasts."""
        self._call(self._stop_listening())
        try:
            yield
        finally:
            self._call(self._listen())

    def __enter__(self) -> "MisbehavingProxy":
        self._thread = threading.Thread(target=self._loop.run_forever, name="misbehaving-proxy", daemon=True)
        self._thread.start()
        self._call(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._finish())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    async def _start(self) -> None:
        self._client = aiohttp.ClientSession(auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar())
        self._client._retry_connection = False
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2, access_log=None)
        await self._runner.setup()
        await self._listen()

    async def _listen(self) -> None:
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await self._site.start()
        self.port = self.port or self._runner.addresses[0][1]

    async def _stop_listening(self) -> None:
        if self._site is not None:
            await self._site.stop()
        for connection in list(self._runner.server.connections if self._runner.server else []):
            connection.force_close()
            if connection.transport is not None:
                connection.transport.abort()

    async def _finish(self) -> None:
        await self._client.close()
        await self._runner.cleanup()
        late = asyncio.all_tasks() - {asyncio.current_task()}
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        await asyncio.sleep(self.delay)
        if request.path == _ELSEWHERE:
            self.strayed.append((request.method, request.path))
            return web.json_response({})
        trouble = self._planned_for(self.target_of(request.method, request.path))
        if trouble is None:
            return await self._pass_on(request, body)
        done = await self._pass_on(request, body) if trouble.reaches else None
        return await self._spoil(request, trouble, done)

    async def _spoil(self, request: web.Request, trouble: Trouble, done: web.Response | None) -> web.StreamResponse:
        """Answer as ``trouble`` says; ``done`` is what the platform answered, if it was asked."""
        match trouble:
            case Trouble.RESET_BEFORE | Trouble.RESET_AFTER:
                _reset(request)
            case Trouble.NOT_HTTP:
                _babble(request)
            case Trouble.LATE | Trouble.HANG:
                await asyncio.sleep(self.late)
            case Trouble.ENDLESS:
                return await _endless(request)
            case Trouble.TRUNCATED:
                return _half(done)
            case Trouble.HTML:
                return web.Response(text=_PAGE, content_type="text/html")
            case Trouble.REDIRECT:
                return web.Response(status=307, headers={"Location": self.url + _ELSEWHERE})
        return self._answer(trouble)

    def _planned_for(self, target: Target) -> Trouble | None:
        for planned in self._plan:
            if planned.target is target:
                planned.left -= 1
                if not planned.left:
                    self._plan.remove(planned)
                return planned.trouble
        return None

    async def _pass_on(self, request: web.Request, body: bytes) -> web.Response:
        self.seen.append((request.method, request.path))
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP}
        url = URL(self.upstream.rstrip("/") + request.raw_path, encoded=True)
        async with self._client.request(
            request.method, url, headers=headers, data=body or None, allow_redirects=False
        ) as answer:
            content = await answer.read()
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in _HOP}
            return web.Response(status=answer.status, headers=kept, body=content)

    def _answer(self, trouble: Trouble) -> web.Response:
        status, error, message = _ANSWERS.get(trouble, (504, "Timeout", "Too late"))
        asks = trouble is Trouble.ANSWER_429
        headers = self.headers_429 if asks else {}
        body = json.dumps(self.spell(status, error, message, RETRY_AFTER if asks else None))
        return web.Response(status=status, headers=headers, text=body, content_type="application/json")


def _reset(request: web.Request) -> None:
    """Close the connection with RST instead of an answer."""
    if request.transport is None:
        return
    request.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_0)
    request.transport.abort()


def _babble(request: web.Request) -> None:
    """Answer what no parser of HTTP takes."""
    if request.transport is not None:
        request.transport.write(b"THIS IS NOT HTTP\r\n\r\n")
        request.transport.close()


def _half(done: web.Response | None) -> web.Response:
    """Give the first half of the platform's own answer, as if that were all of it."""
    body = done.body if done is not None and isinstance(done.body, bytes) else b""
    status = done.status if done is not None else 200
    return web.Response(status=status, body=body[: len(body) // 2], content_type="application/json")


async def _endless(request: web.Request) -> web.StreamResponse:
    """Answer until the other side has had enough; at the latest after four times what ``SafeHttp`` reads, then reset.

    A client without a limit, such as a test's own, would otherwise read until the machine has no memory left.
    """
    answer = web.StreamResponse(headers={"Content-Type": "application/json"})
    await answer.prepare(request)
    with contextlib.suppress(ConnectionError):
        for _ in range(4 * MAX_ANSWER // _PIECE):
            await answer.write(b" " * _PIECE)
    _reset(request)
    return answer
