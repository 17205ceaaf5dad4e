"""The real system on loopback: web, worker, practice platform and a real Bluesky server, in a folder of its own."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from duta.connectors.testing import MisbehavingProxy
from peers.bluesky import PASSWORD, BlueskyServer, Member
from peers.loopback import ask, free_port
from peers.practice import KEY, PracticeServer

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "duta.config.settings.dev"
START = 90.0  # seconds; 5 on an idle machine
PASSPHRASE = "lima kata sandi yang panjang"


class NeverHappened(AssertionError):  # noqa: N818
    """What a test waited for did not happen in time."""


def eventually(
    ask: Callable[[], Any], *, within: float, what: str, every: float = 0.3, last: Callable[[], Any] = str
) -> Any:
    """Ask until the answer is true, and return it. Raises NeverHappened, with what ``last`` says."""
    end = time.monotonic() + within
    while not (answer := ask()):
        if time.monotonic() > end:
            raise NeverHappened(f"not within {within:.0f} s: {what}; {last()}")
        time.sleep(every)
    return answer


@dataclass
class Part:
    """One process of the system, with its log; it ends with us."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    _process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it; a part that runs already is left alone."""
        if self.runs():
            return
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("keeper.py")), *self.command],
                env=self.environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def runs(self) -> bool:
        """Whether it is there."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End it and everything that it started."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait(timeout=30)
            self._process = None


@dataclass
class Installation:
    """A running installation, and the people who work there (``told`` has their user names).

    ``founding`` names the function of ``inside.py`` that fills it.
    """

    var: Path
    port: int
    founding: ClassVar[str]
    told: dict[str, Any] = field(default_factory=dict, kw_only=True)
    parts: dict[str, Part] = field(default_factory=dict, kw_only=True)

    @property
    def base(self) -> str:
        """The portal's address, as the site knows it."""
        return f"http://localhost:{self.port}"

    def inside(self, name: str, **told: Any) -> Any:
        """Call a function of ``inside.py`` in a process of the installation, and return what it returns."""
        command = [sys.executable, str(Path(__file__).with_name("inside.py")), name, json.dumps(told)]
        done = subprocess.run(command, env=self._environment(), cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(f"{name} failed inside the installation:\n{done.stdout}\n{done.stderr}")
        return json.loads(done.stdout.splitlines()[-1])

    def start(self) -> None:
        """Prepare the database and its people, then start web and worker and wait until /healthz is content."""
        (self.var / "log").mkdir(parents=True)
        self.told = self.inside(self.founding, port=self.port, password=PASSPHRASE, **self._wanted())
        self._add("web", self._granian())
        self._add("worker", [sys.executable, "-m", "duta.config.cli", "worker"])
        for part in self.parts.values():
            part.start()
        eventually(self.is_well, within=START, what=f"/healthz answers 200; see {self.var}/log", last=self.health)

    def stop(self) -> None:
        """End everything."""
        for part in reversed(self.parts.values()):
            part.stop()

    def is_well(self) -> bool:
        """Whether web, database and worker say so."""
        if dead := [part.name for part in self.parts.values() if not part.runs()]:
            raise AssertionError(f"{dead} ended by itself:\n{self.logs()}")
        return self.health().get("ok", False)

    def health(self) -> dict[str, Any]:
        """What /healthz says; empty while nobody answers."""
        try:
            return ask("GET", f"http://127.0.0.1:{self.port}/healthz").json
        except OSError:
            return {}

    def logs(self, lines: int = 40) -> str:
        """Return the end of every log."""
        files = sorted((self.var / "log").glob("*.log"))
        return "\n".join(f"--- {file}\n" + "\n".join(file.read_text().splitlines()[-lines:]) for file in files)

    def _add(self, name: str, command: list[str]) -> None:
        self.parts[name] = Part(name, command, self._environment(), self.var / "log" / f"{name}.log")

    def _granian(self) -> list[str]:
        program = str(Path(sys.executable).with_name("granian"))
        options = "--interface wsgi --host 127.0.0.1 --workers 1 --blocking-threads 4 --log-level warning --no-ws"
        return [program, *options.split(), "--port", str(self.port), "duta.config.wsgi:application"]

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "DUTA_VAR": str(self.var),
            "DUTA_PORT": str(self.port),
            "DUTA_BASE_URL": self.base,
            "NO_PROXY": "localhost,127.0.0.1",
            **self._peers(),
        }

    def _peers(self) -> dict[str, str]:
        """Settings by which it finds its peers."""
        raise NotImplementedError

    def _wanted(self) -> dict[str, Any]:
        """What its founding is told of the peers."""
        raise NotImplementedError


Made = TypeVar("Made", bound=Installation)


@dataclass
class System(Installation):
    """One whose peers are the practice platform and a Bluesky server."""

    founding = "found"
    practice: PracticeServer
    bluesky: BlueskyServer
    proxy: MisbehavingProxy
    member: Member

    def _peers(self) -> dict[str, str]:
        practice = self.practice.url.removeprefix("http://")
        return {"DUTA_PRACTICE_KEY": KEY, "DUTA_ALLOWED_PRIVATE": f"{practice},{self.proxy.pair}"}

    def _wanted(self) -> dict[str, Any]:
        return {
            "practice": {"server": self.practice.url, "key": KEY},
            "bluesky": {"server": self.proxy.url, "handle": self.member.handle, "password": PASSWORD},
        }


@contextlib.contextmanager
def running_system(
    folder: Path, *, practice: PracticeServer, bluesky: BlueskyServer, proxy: MisbehavingProxy
) -> Iterator[System]:
    """Start an installation in ``folder``; end it whatever happens."""
    with running(System(folder, free_port(), practice, bluesky, proxy, bluesky.join("kbri"))) as system:
        yield system


@contextlib.contextmanager
def running(installation: Made) -> Iterator[Made]:
    """Start an installation; end it whatever happens."""
    try:
        installation.start()
        yield installation
    finally:
        installation.stop()
