"""Start every part of a small installation as processes of one terminal, and stop them together."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.core.management import call_command

from duta.channels import sealing
from duta.config import environment
from duta.demonstration.loader import PASSWORD, load_demonstration, needs_loading, sign_ins
from duta.demonstration.practice import ensure_practice_key

Say = Callable[[str], object]
START_WITHIN = 60.0  # seconds
STOP_WITHIN = 8.0  # seconds


class CannotStart(Exception):  # noqa: N818
    """Something on this machine stands in the way; the message says what, and what to do."""


@dataclass
class Part:
    """One process: its name, its command, its own environment; ``process`` once it runs."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start in a session of its own: Ctrl-C reaches only us, and we stop the parts in order."""
        self.process = subprocess.Popen(
            self.command, env={**os.environ, **self.environment}, start_new_session=True, stdin=subprocess.DEVNULL
        )

    def ended(self) -> bool:
        """Whether it ran and runs no more."""
        return self.process is not None and self.process.poll() is not None


def run_everything(*, say: Say) -> None:
    """Prepare, start all parts, say the addresses, wait. Raises CannotStart."""
    port = _port()
    practice_port = port + 1
    for number, what in ((port, "the portal and the desk"), (practice_port, "the practice platform")):
        _refuse_busy(number, what)
    var = environment.var()
    with _kept_for_us(var, port):
        _prepare(var, port=port, practice_port=practice_port, say=say)
        _run_parts(var, port=port, practice_port=practice_port, say=say)


def _run_parts(var: Path, *, port: int, practice_port: int, say: Say) -> None:
    parts = _parts(var, port=port, practice_port=practice_port)
    for number in (signal.SIGINT, signal.SIGTERM):  # SIGINT too: a shell starts what runs in the background deaf to it
        signal.signal(number, _interrupt)
    try:
        for part in parts:
            part.start()
        _wait_until_up(parts, port)
        _say_addresses(say, port, practice_port)
        _wait(parts)
    except KeyboardInterrupt:
        say("\nStopping ...")
    finally:
        _stop(parts)


def _port() -> int:
    text = environment.read("DUTA_PORT")
    if not text.isdecimal() or not 1 <= int(text) <= 65534:
        raise CannotStart(f"DUTA_PORT must be a number from 1 to 65534; it is {text!r}.")
    return int(text)


def _refuse_busy(port: int, what: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise CannotStart(f"Port {port} needs special rights. Choose another: DUTA_PORT=8000 make run") from error
        except OSError as error:
            raise CannotStart(
                f"Port {port}, meant for {what}, is in use: another Duta, or another program. "
                f"Stop it, or choose another port: DUTA_PORT={port + 100} make run"
            ) from error


def _kept_for_us(var: Path, port: int) -> IO[str]:
    """Hold the folder's lock as long as the file is open. Raises CannotStart when another Duta works with the folder."""
    var.mkdir(parents=True, exist_ok=True)
    file = (var / "run.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        other = file.read().strip() or "?"
        file.close()
        raise CannotStart(
            f"A Duta is at work with this folder already, on port {other}: {var}. Stop it, or give this one "
            f"a folder of its own: DUTA_VAR=var-{port} DUTA_PORT={port} make run"
        ) from error
    file.truncate(0)
    file.write(str(port))
    file.flush()
    return file


def _prepare(var: Path, *, port: int, practice_port: int, say: Say) -> None:
    (var / "static").mkdir(parents=True, exist_ok=True)
    if not sealing.has_public_key():
        sealing.write_keys([sealing.new_pair()])
    os.environ["DUTA_PRACTICE_KEY"] = ensure_practice_key(var)
    os.environ["DUTA_BASE_URL"] = environment.read("DUTA_BASE_URL") or f"http://localhost:{port}"
    os.environ.setdefault("DUTA_LOOK_AT_ADDRESSES", "no")
    os.environ["DUTA_ALLOWED_PRIVATE"] = ",".join(
        dict.fromkeys([*environment.read_list("DUTA_ALLOWED_PRIVATE"), f"127.0.0.1:{practice_port}"])
    )
    say("Bringing the database up to date ...")
    call_command("migrate", verbosity=0, interactive=False)
    if needs_loading():
        say("First start: loading the demonstration ...")
        load_demonstration(practice_server=f"http://127.0.0.1:{practice_port}")


def _parts(var: Path, *, port: int, practice_port: int) -> list[Part]:
    python, scripts = sys.executable, Path(sys.executable).parent
    settings = {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    practice = [python, "-m", "duta.connectors.bundled.practice.server", "--port", str(practice_port)]
    practice += ["--data", str(var / "practice.sqlite3")]  # its key comes by DUTA_PRACTICE_KEY: arguments show in ps
    web = [str(scripts / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    web += [
        "--workers",
        environment.read("DUTA_WEB_WORKERS"),
        "--blocking-threads",
        environment.read("DUTA_WEB_THREADS"),
    ]
    web += ["--log-level", "warning", "--no-ws", "duta.config.wsgi:application"]
    return [
        Part("practice platform", practice),
        Part("web", web, settings),
        Part("worker", [python, "-m", "duta.config.cli", "worker"], settings),
    ]


def _wait_until_up(parts: list[Part], port: int) -> None:
    end = time.monotonic() + START_WITHIN
    while time.monotonic() < end:
        _raise_if_ended(parts)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except urllib.error.HTTPError:
            time.sleep(0.2)  # it answers, but the worker has not shown itself yet
        except OSError:
            time.sleep(0.1)
    raise CannotStart(f"The web process did not answer within {START_WITHIN:.0f} s; its messages are above.")


def _raise_if_ended(parts: list[Part]) -> None:
    for part in parts:
        if part.ended() and part.process is not None:
            raise CannotStart(f"The {part.name} ended by itself (exit code {part.process.returncode}); see above.")


def _say_addresses(say: Say, port: int, practice_port: int) -> None:
    say("")
    say(f"  Portal                    http://localhost:{port}/")
    say(f"  Desk                      http://localhost:{port}/desk/")
    say(f"  Practice platform         http://127.0.0.1:{practice_port}/   (Latihan: nothing there is public)")
    if accounts := sign_ins():
        say("")
        say(f"  Sign-ins of the demonstration, all with the password {PASSWORD}")
        for username, what in accounts:
            say(f"    {username:<16} {what}")
    say("")
    say(f"  Key of the practice platform, for its trainer's room and its channels: {os.environ['DUTA_PRACTICE_KEY']}")
    say("")
    say("  Ctrl-C stops everything.")


def _wait(parts: list[Part]) -> None:
    while True:
        time.sleep(0.5)
        _raise_if_ended(parts)


def _stop(parts: list[Part]) -> None:
    running = [part for part in reversed(parts) if part.process is not None and not part.ended()]
    for part in running:
        _signal(part, signal.SIGTERM)
    end = time.monotonic() + STOP_WITHIN
    while time.monotonic() < end and not all(part.ended() for part in running):
        time.sleep(0.05)
    for part in running:
        if not part.ended():
            _signal(part, signal.SIGKILL)


def _signal(part: Part, number: int) -> None:
    """Signal the whole session: granian and the worker have children."""
    if part.process is not None:
        try:
            os.killpg(part.process.pid, number)
        except ProcessLookupError:
            return


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt
