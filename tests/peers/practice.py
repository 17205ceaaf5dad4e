"""The practice platform, started as `make run` starts it."""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from duta.connectors.testing import MisbehavingProxy, Target, Trouble
from peers.loopback import Answered, ask

KEY = "kunci-latihan"


@dataclass
class PracticeServer:
    """A running practice platform."""

    url: str
    process: subprocess.Popen[str]
    key: str = KEY

    def api(self, method: str, path: str, body: object = None, **headers: str) -> Answered:
        """Call its interface with the installation's key."""
        return ask(method, self.url + path, body, {"Authorization": f"Bearer {self.key}", **headers})

    def lesson(self, lesson: str, **plan: object) -> None:
        """Start a lesson, as a trainer would."""
        assert self.api("PUT", "/api/lesson", {"lesson": lesson, **plan}).status == 200

    def account(self, handle: str) -> dict[str, str]:
        """Return the headers that call as one account."""
        token = self.api("POST", "/api/accounts", {"handle": handle}).json["token"]
        return {"Authorization": f"Bearer {token}", "X-Account": handle}


@contextlib.contextmanager
def practice_server(folder: Path) -> Iterator[PracticeServer]:
    """Start the platform on a free port; stop it as Ctrl-C would."""
    command = [sys.executable, "-m", "duta.connectors.bundled.practice.server", "--port", "0"]
    command += ["--data", str(folder / "practice.sqlite3")]
    environment = {**os.environ, "DUTA_PRACTICE_KEY": KEY}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        ready = process.stdout.readline().split()
        assert ready[0] == "READY", ready
        yield PracticeServer(ready[1].rstrip("/"), process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=10)
        process.stdout.close()


def practice_target(method: str, path: str) -> Target:
    """Say what a request is for."""
    if path.startswith("/api/posts/") and method in ("PUT", "DELETE"):
        return Target.PUBLISH if method == "PUT" else Target.WITHDRAW
    return Target.OTHER


@dataclass
class PracticePeer:
    """A fresh account on the platform, behind a proxy that misbehaves."""

    server: PracticeServer
    proxy: MisbehavingProxy
    handle: str = field(default_factory=lambda: f"kbri.{secrets.token_hex(4)}")

    @property
    def settings(self) -> Mapping[str, str]:
        return {"server": self.proxy.url, "account": f"@{self.handle}", "name": "KBRI Den Haag"}

    @property
    def secrets(self) -> Mapping[str, str]:
        return {"key": self.server.key}

    @property
    def allowed_private(self) -> frozenset[str]:
        return frozenset({self.proxy.pair})

    def entries(self) -> Sequence[str]:
        """Read the account's page, as the public sees it."""
        page = ask("GET", f"{self.server.url}/@{self.handle}")
        return list(reversed(texts_on(page.text))) if page.status == 200 else []

    def trouble(self, trouble: Trouble, *, on: Target = Target.PUBLISH, times: int = 1) -> None:
        self.proxy.trouble(trouble, on=on, times=times)

    def down(self) -> AbstractContextManager[None]:
        return self.proxy.down()


def texts_on(page: str) -> list[str]:
    """Return the texts of the posts on a page, from top to bottom."""
    from lxml import html  # noqa: PLC0415  # slow to import, and only these tests read pages

    return [
        found.text_content()
        for found in html.fromstring(page).xpath('//article[starts-with(@class, "post")]/p[@class="text"]')
    ]
