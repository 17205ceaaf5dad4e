"""The way out of this program, against a server on loopback that misbehaves."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

import aiohttp
import pytest
from aiohttp import web

from duta.core.http import ForbiddenAddress, MaybeSent, NotSent, SafeHttp, _is_public


@dataclass
class Server:
    """A loopback server; ``bodies`` has what reached it, ``port`` where it listens."""

    port: int = 0
    bodies: list[tuple[str, str, bytes]] = field(default_factory=list)

    @property
    def pair(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.pair}{path}"


async def _answer(server: Server, request: web.Request) -> web.StreamResponse:
    body = await request.read()
    server.bodies.append((request.method, request.path, body))
    match request.path:
        case "/redirect":
            raise web.HTTPTemporaryRedirect("/elsewhere")
        case "/reset":
            assert request.transport is not None
            request.transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0"
            )
            request.transport.abort()
        case "/late":
            await asyncio.sleep(5)
        case "/large":
            return web.Response(body=b"x" * 200_000)
        case "/endless":
            response = web.StreamResponse()
            await response.prepare(request)
            while True:
                await response.write(b"x" * 65536)
        case "/cut":
            response = web.StreamResponse(headers={"Content-Length": "100"})
            await response.prepare(request)
            await response.write(b"only this")
            request.transport.close()
            return response
    return web.Response(text=f"fine {request.path}", headers={"X-Kind": "test"})


@contextlib.asynccontextmanager
async def misbehaving() -> AsyncIterator[Server]:
    server = Server()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", partial(_answer, server))
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        await runner.cleanup()


def play(scene: Callable[[Server, SafeHttp], Awaitable[None]], **settings: object) -> Server:
    """Run a scene with the server and a client that may reach it."""

    async def run() -> Server:
        async with misbehaving() as server:
            settings.setdefault("allowed_private", frozenset({server.pair}))
            async with SafeHttp(**settings) as http:
                await scene(server, http)
        return server

    return asyncio.run(run())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_an_answer_comes_back_whole_whatever_its_status():
    async def scene(server, http):
        answer = await http.request("POST", server.url("/x"), data=b"hello")
        assert (answer.status, answer.text, answer.headers["x-kind"]) == (200, "fine /x", "test")

    assert play(scene).bodies == [("POST", "/x", b"hello")]


@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
def test_a_redirect_is_never_followed(method):
    async def scene(server, http):
        assert (await http.request(method, server.url("/redirect"), data=b"body")).status == 307

    assert [path for _, path, _ in play(scene).bodies] == ["/redirect"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "GET"])
@pytest.mark.parametrize("reused", [False, True], ids=["new connection", "reused connection"])
def test_a_reset_after_the_body_was_accepted_is_doubtful_and_never_repeated(method, reused):
    async def scene(server, http):
        if reused:
            await http.request("GET", server.url("/warm"))
        with pytest.raises(MaybeSent):
            await http.request(method, server.url("/reset"), data=b"once")

    assert [path for _, path, _ in play(scene).bodies].count("/reset") == 1


def test_aiohttp_still_repeats_a_put_unless_it_is_told_not_to():
    """Pins the private switch: when aiohttp renames it, this fails before anything is published twice."""

    async def scene(server, http):
        http._session._retry_connection = True
        with pytest.raises(MaybeSent):
            await http.request("PUT", server.url("/reset"), data=b"twice")

    assert len(play(scene).bodies) == 2


def test_a_refused_connection_was_certainly_not_sent():
    async def scene(server, http):
        with pytest.raises(NotSent):
            await http.request("POST", f"http://127.0.0.1:{port}/", data=b"x")

    port = free_port()
    play(scene, allowed_private=frozenset({f"127.0.0.1:{port}"}))


def test_a_name_that_nobody_knows_was_certainly_not_sent():
    async def scene(server, http):
        with pytest.raises(NotSent):
            await http.request("POST", "https://nobody.invalid/", data=b"x")

    play(scene)


def test_a_connection_that_never_stands_was_certainly_not_sent():
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))

        async def scene(server, http):
            with pytest.raises(NotSent):
                await http.request("POST", f"http://127.0.0.1:{port}/", data=b"x")

        play(scene, allowed_private=frozenset({f"127.0.0.1:{port}"}), connect_deadline=0.3)
        for filler in fillers:
            filler.close()


def test_waiting_for_a_free_connection_too_long_was_certainly_not_sent():
    async def scene(server, http):
        slow = asyncio.create_task(http.request("GET", server.url("/late"), deadline=1))
        await asyncio.sleep(0.1)
        with pytest.raises(NotSent):
            await http.request("POST", server.url("/x"), data=b"x", deadline=0.3)
        with pytest.raises(MaybeSent):
            await slow

    assert [path for _, path, _ in play(scene, connections=1).bodies] == ["/late"]


def test_no_encryption_on_the_other_side_was_certainly_not_sent():
    async def scene(server, http):
        with pytest.raises(NotSent):
            await http.request("POST", f"https://{server.pair}/", data=b"x")

    assert play(scene).bodies == []


def test_a_late_answer_is_doubtful():
    async def scene(server, http):
        with pytest.raises(MaybeSent):
            await http.request("POST", server.url("/late"), data=b"x", deadline=0.3)

    assert len(play(scene).bodies) == 1


@pytest.mark.parametrize("path", ["/large", "/endless", "/cut"])
def test_an_answer_too_large_or_cut_short_is_doubtful(path):
    async def scene(server, http):
        with pytest.raises(MaybeSent):
            await http.request("POST", server.url(path), data=b"x")

    assert len(play(scene, max_answer=100_000).bodies) == 1


class LeaseLostError(Exception):
    """What the pump's guard raises."""


def _object() -> None:
    raise LeaseLostError("another worker owns it")


@pytest.mark.parametrize("reused", [False, True], ids=["new connection", "reused connection"])
def test_a_guard_that_objects_stops_the_request_before_anything_is_sent(reused):
    async def scene(server, http):
        if reused:
            await http.request("GET", server.url("/warm"))
        with pytest.raises(NotSent, match="LeaseLostError: another worker") as caught:
            await http.request("PUT", server.url("/guarded"), data=b"x", guard=_object)
        assert isinstance(caught.value.__cause__, LeaseLostError)

    assert "/guarded" not in [path for _, path, _ in play(scene).bodies]


def test_a_guard_that_objects_loses_no_connection():
    async def scene(server, http):
        for _ in range(3):
            with pytest.raises(NotSent):
                await http.request("PUT", server.url("/guarded"), guard=_object)
        asked = []
        answer = await http.request("PUT", server.url("/x"), guard=lambda: asked.append(1), deadline=2)
        assert (answer.status, asked) == (200, [1])

    play(scene, connections=1)


def test_concurrent_requests_each_meet_their_own_guard():
    async def scene(server, http):
        calls = [http.request("PUT", server.url(f"/{n}"), guard=_object if n % 2 else lambda: None) for n in range(40)]
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert [isinstance(result, NotSent) for result in results] == [bool(n % 2) for n in range(40)]

    seen = [path for _, path, _ in play(scene, connections=5).bodies]
    assert sorted(seen) == sorted(f"/{n}" for n in range(0, 40, 2))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fc00::1]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "2130706433",
        "0177.0.0.1",
        "127.1",
        "0x7f000001",
        "１２７.0.0.1",
        "localhost",
        "LOCALHOST",
    ],
)
def test_private_addresses_are_refused_however_they_are_spelled(host):
    async def scene(server, http):
        with pytest.raises(NotSent) as caught:
            await http.request("POST", f"http://{host}:{server.port}/secret", data=b"x", deadline=3)
        assert isinstance(caught.value, ForbiddenAddress), caught.value

    assert play(scene, allowed_private=frozenset(), require_https=False).bodies == []


def test_the_socket_has_the_last_word_when_the_resolver_is_fooled(monkeypatch):
    """As if the name had changed between the check and the connection."""
    monkeypatch.setattr("duta.core.http._SafeResolver.resolve", _fooled)

    async def scene(server, http):
        with pytest.raises(ForbiddenAddress):
            await http.request("POST", f"http://public.example:{server.port}/secret", data=b"x")

    assert play(scene, allowed_private=frozenset(), require_https=False).bodies == []


async def _fooled(self, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
    return [
        {
            "hostname": host,
            "host": "127.0.0.1",
            "port": port,
            "family": socket.AF_INET,
            "proto": 0,
            "flags": 0,
        }
    ]


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_an_allowed_pair_is_reached_without_encryption(name):
    async def run() -> None:
        async with misbehaving() as server:
            allowed = frozenset({f"{name}:{server.port}"})
            async with SafeHttp(allowed_private=allowed) as http:
                assert (await http.request("GET", f"http://{name}:{server.port}/x")).status == 200
                with pytest.raises(ForbiddenAddress):
                    await http.request("GET", f"http://{name}:{server.port + 1}/x")

    asyncio.run(run())


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "ftp://example.org/", "//example.org", "", "https://", "https://a:b@example.org/",
     "https://a\\@127.0.0.1/", "https://example.org:99999/", "file:///etc/passwd"],
)  # fmt: skip
def test_what_is_no_encrypted_web_address_is_refused(url):
    async def scene(server, http):
        with pytest.raises(ForbiddenAddress):
            await http.request("GET", url)

    play(scene)


def test_a_line_break_in_a_header_is_refused_before_anything_is_sent():
    async def scene(server, http):
        with pytest.raises(NotSent):
            await http.request("GET", server.url("/x"), headers={"Authorization": "Bearer a\r\nX-Evil: 1"})

    assert play(scene).bodies == []


def test_cookies_of_a_platform_are_not_kept():
    async def scene(server, http):
        assert isinstance(http._session.cookie_jar, aiohttp.DummyCookieJar)

    play(scene)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_public_addresses_are_public(address):
    assert _is_public(address)
