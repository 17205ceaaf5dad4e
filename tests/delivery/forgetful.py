"""A platform on loopback that forgets: it knows no keys, so that a message sent twice is there twice.

It shows what it took only a while later, as platforms do, and answers late enough for us to be killed meanwhile.
"""

import asyncio
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from duta.connectors.protocol import (
    Accepted,
    Capability,
    Deferred,
    Idempotency,
    Outcome,
    Payload,
    Proof,
    Session,
    SettingField,
    Unknown,
)
from duta.connectors.testing import FakeConnector
from duta.core.http import MaybeSent, NotSent
from duta.core.problems import Problem

SHOWS_AFTER = 0.3  # seconds


@dataclass
class ForgetfulPlatform:
    """Runs in a thread; use as a context manager. ``keys`` counts the entries under each delivery."""

    answers_after: float = 0.05
    keys: Counter[str] = field(default_factory=Counter)
    order: list[str] = field(default_factory=list)
    shown_at: dict[str, float] = field(default_factory=dict)
    port: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    @property
    def pair(self) -> str:
        return f"127.0.0.1:{self.port}"

    def __enter__(self) -> "ForgetfulPlatform":
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _serve(self) -> None:
        app = web.Application()
        app.add_routes([web.post("/entries", self._take), web.get("/entries/{key}", self._show)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.keys[body["key"]] += 1
        self.order.append(body["text"])
        self.shown_at.setdefault(body["key"], time.monotonic() + SHOWS_AFTER)
        await asyncio.sleep(self.answers_after)
        return web.json_response({"id": body["key"]})

    async def _show(self, request: web.Request) -> web.Response:
        shown = self.shown_at.get(request.match_info["key"], float("inf")) <= time.monotonic()
        return web.Response(status=200 if shown else 404)


class ForgetfulConnector(FakeConnector):
    """Speaks to it."""

    key: ClassVar[str] = "loopback"
    name: ClassVar[str] = "Loopback"
    capabilities: ClassVar[Capability] = Capability()
    idempotency: ClassVar[Idempotency] = Idempotency.LOOKUP
    fields: ClassVar[tuple[SettingField, ...]] = ()
    lookup_delay: ClassVar[float] = SHOWS_AFTER + 0.2

    async def submit(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        body = {"key": delivery_id, "text": payload.text}
        try:
            answer = await session.send("POST", f"{session.setting('server')}/entries", json=body)
        except NotSent as error:
            return Deferred(Problem("platform_down", said=str(error)))
        except MaybeSent as error:
            return Unknown(Problem("answer_lost", said=str(error)))
        return Accepted(Proof(answer.json()["id"]))

    async def reconcile(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        try:
            answer = await session.http.request("GET", f"{session.setting('server')}/entries/{delivery_id}")
        except (NotSent, MaybeSent) as error:
            return Unknown(Problem("platform_down", said=str(error)))
        return Accepted(Proof(delivery_id)) if answer.status == 200 else Deferred(Problem("not_out"))
