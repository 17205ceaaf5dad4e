"""``duta run``, as `make run` calls it: an empty folder becomes a system that shows everything, and Ctrl-C ends it."""

import fcntl
import http.cookiejar
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from duta.demonstration import loader, ministry

ROOT = Path(__file__).resolve().parents[2]
START, STOP = 180.0, 10.0  # seconds; an idle machine starts within 30
STORIES = [tomllib.loads(file.read_text()) for file in sorted((loader.HERE / "stories").glob("*.toml"))]
OUT = [story for story in STORIES if story["plan"]["state"] == "released"]

pytestmark = pytest.mark.xdist_group("run")


def free_pair() -> int:
    """Return a port that is free, and the next one too."""
    for port in random.sample(range(18100, 28100, 2), 20):  # not the same two as a run beside this one
        if not (is_taken(port) or is_taken(port + 1)):
            return port
    raise AssertionError("no two free ports among twenty pairs")


def is_taken(port: int) -> bool:
    """Whether a port is taken, be it by the near end of somebody's connection."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def soon(ask: Callable[[], Any], *, within: float, what: str) -> Any:
    """Ask until the answer is true, and return it."""
    last = time.monotonic() + within
    while not (answer := ask()):
        assert time.monotonic() < last, f"not within {within:.0f} s: {what}"
        time.sleep(0.2)
    return answer


@dataclass
class Run:
    """One folder, and the command that runs in it, or does not."""

    var: Path
    port: int
    said: list[str] = field(default_factory=list)
    took: float = 0.0
    process: "subprocess.Popen[str] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of ours but the folder and the port."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("DUTA_", "DJANGO_"))}
        return {**clean, "DUTA_VAR": str(self.var), "DUTA_PORT": str(self.port), "NO_PROXY": "localhost,127.0.0.1"}

    @property
    def portal(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def practice(self) -> str:
        return f"http://127.0.0.1:{self.port + 1}"

    def start(self) -> "Run":
        """Start it and wait until it has said everything."""
        began = time.monotonic()
        self.said = []
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "duta.config.cli", "run"],
            cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip
        threading.Thread(target=self._listen, args=(self.process.stdout,), daemon=True).start()
        soon(self._is_up, within=START, what="the last line of the addresses")
        self.took = time.monotonic() - began
        return self

    def stop(self) -> float:
        """Press Ctrl-C and return how many seconds it took; 0 when it runs not."""
        if self.process is None or self.process.poll() is not None:
            return 0.0
        began = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(timeout=60)
        return time.monotonic() - began

    def _listen(self, stream: Any) -> None:
        self.said.extend(stream)

    def _is_up(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "".join(self.said)
        return any("Ctrl-C" in line for line in self.said)

    @property
    def text(self) -> str:
        """All that it said."""
        return "".join(self.said)

    def password(self) -> str:
        """The password that it printed."""
        return re.search(r"password (\S+)", self.text).group(1)


class Browser:
    """Keeps cookies, follows redirects, reads what a person would read."""

    def __init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar, urllib.request.ProxyHandler({}))

    def open(self, url: str, **form: str) -> str:
        """Return a page's text; with fields, they are posted."""
        data = urllib.parse.urlencode(form).encode() if form else None
        with self._opener.open(urllib.request.Request(url, data, {"Referer": url}), timeout=60) as answer:
            return unescape(answer.read().decode())

    def sign_in(self, run: Run, username: str) -> str:
        """Sign in at the desk and return its home."""
        door = f"{run.portal}/desk/sign-in/login/?next=/desk/"
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.open(door)).group(1)
        return self.open(door, login=username, password=run.password(), csrfmiddlewaretoken=token, next="/desk/")


def descendants(pid: int) -> set[int]:
    """Return the processes that a process started, and those that they started."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found: set[int] = set()
    while fresh := {child for child, parent in parents.items() if parent in found | {pid}} - found:
        found |= fresh
    return found


def is_alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Run, float, str]]:
    """Give a folder in which the first start was done, how long that took, and what it said."""
    run = Run(tmp_path_factory.mktemp("run") / "var", free_pair())
    try:
        run.start()
        yield run, run.took, run.text
    finally:
        run.stop()


@pytest.fixture
def run(installation: tuple[Run, float, str]) -> Run:
    """Give it running, whatever the test before did."""
    made = installation[0]
    if made.process is None or made.process.poll() is not None:
        made.start()
    return made


def test_the_first_start_says_where_everything_is_and_who_may_come_in(installation):
    run, _, said = installation
    for address in (f"{run.portal}/", f"{run.portal}/desk/", f"{run.practice}/"):
        assert address in said
    for someone in ministry.PEOPLE:
        assert re.search(rf"^\s+{someone.username}\s+\S", said, flags=re.MULTILINE)
    assert loader.PASSWORD in said
    assert "Traceback" not in said
    key = re.search(r"Key of the practice platform.*: (\S+)", said).group(1)
    assert key == (run.var / "keys" / "practice").read_text().strip()


def test_the_demonstrations_worker_looks_at_no_address_outside(run):
    started = [Path(f"/proc/{pid}") for pid in descendants(run.process.pid)]
    workers = [one for one in started if b"worker" in (one / "cmdline").read_bytes().split(b"\0")]
    assert [b"DUTA_LOOK_AT_ADDRESSES=no" in (one / "environ").read_bytes().split(b"\0") for one in workers] == [True]


def test_the_system_says_that_it_is_well(run):
    healthy = soon(lambda: _answer(f"{run.portal}/healthz"), within=30, what="/healthz answers 200")
    assert '"ok": true' in healthy


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_portal_shows_the_stories_that_are_out_in_both_languages(run, language):
    browser = Browser()
    listed = browser.open(f"{run.portal}/{language}/{'berita' if language == 'id' else 'news'}/")
    for story in OUT:
        assert story[language]["title"] in listed
    for story in STORIES:
        if story["plan"]["state"] in ("draft", "submitted", "returned"):
            assert story[language]["title"] not in listed
    link = re.search(rf'href="([^"]*/{language}/\d+-[^"]+/)"', listed).group(1)
    assert any(story[language]["title"] in browser.open(urllib.parse.urljoin(run.portal, link)) for story in OUT)


def test_people_come_in_with_the_printed_password(run):
    waiting = next(story for story in STORIES if story["plan"]["state"] == "submitted")
    for username in waiting["plan"]["initials"]:
        person = next(someone for someone in ministry.PEOPLE if someone.username == username)
        home = Browser().sign_in(run, username)
        assert person.first in home
        assert waiting["id"]["title"] in home


def test_what_is_out_arrives_on_the_practice_platform_within_half_a_minute(run):
    story = next(story for story in OUT if story["organisation"] == "dirjen-diplomasi-publik")
    start = story["id"]["text"].split()[:4]
    soon(
        lambda: " ".join(start) in " ".join((_answer(f"{run.practice}/") or "").split()),
        within=30, what="a post on the practice platform",
    )  # fmt: skip


def test_a_refusal_shows_on_the_home_of_whoever_must_act(run):
    browser = Browser()
    browser.sign_in(run, "dimas")
    refusing = next(account for account in ministry.ACCOUNTS if account.token == "wrong")
    soon(lambda: refusing.name in browser.open(f"{run.portal}/desk/"), within=30, what="the refused delivery at home")


def test_ctrl_c_ends_everything_and_the_second_start_is_quick_and_loads_nothing_twice(run, installation):
    _, first, said = installation
    stories = _answer(f"{run.portal}/atom.xml") or _answer(f"{run.portal}/id/atom.xml")
    children = descendants(run.process.pid)
    assert children
    assert run.stop() < STOP
    assert not [pid for pid in children if is_alive(pid)]
    assert not any(is_taken(port) for port in (run.port, run.port + 1))

    run.start()
    assert run.took < first
    assert "demonstration ..." in said
    assert "demonstration ..." not in run.text
    again = _answer(f"{run.portal}/atom.xml") or _answer(f"{run.portal}/id/atom.xml")
    assert re.findall("<title.*?</title>", again) == re.findall("<title.*?</title>", stories)


@pytest.mark.parametrize("taken", [0, 1], ids=["portal", "practice platform"])
def test_a_busy_port_is_named_with_what_to_do(tmp_path, taken):
    run = Run(tmp_path / "var", free_pair())
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", run.port + taken))
        other.listen()
        done = _refused(run.environment)
    assert done.returncode == 1
    assert f"Port {run.port + taken}" in done.stderr
    assert "DUTA_PORT=" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "var" / "duta.sqlite3").exists()


def test_a_folder_that_another_duta_works_with_is_named_with_its_port(tmp_path):
    run = Run(tmp_path / "var", free_pair())
    (tmp_path / "var").mkdir()
    with (tmp_path / "var" / "run.lock").open("w+") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        other.write("8000")
        other.flush()
        done = _refused(run.environment)
    assert done.returncode == 1
    assert "at work with this folder already, on port 8000" in done.stderr
    assert "DUTA_VAR=" in done.stderr
    assert not (tmp_path / "var" / "duta.sqlite3").exists()


def test_a_port_that_is_no_number_is_named(tmp_path):
    done = _refused({**Run(tmp_path / "var", 0).environment, "DUTA_PORT": "delapan ribu"})
    assert done.returncode == 1
    assert "DUTA_PORT must be a number" in done.stderr
    assert "Traceback" not in done.stderr


def _refused(environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "duta.config.cli", "run"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=START,
    )  # fmt: skip


def _answer(url: str) -> str | None:
    try:
        return Browser().open(url)
    except OSError:
        return None
