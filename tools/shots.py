"""Screenshots of every screen: phone and desktop, light and dark, Indonesian and English, into var/shots.

Starts the whole system with a fresh demonstration on ports of its own, signs in as each role, and prints one line a
picture with what a person should look into: script errors, sideways overflow, an answer that is no 200. At the end
``index.html`` in the folder shows all of them side by side.
usage: shots.py [--only WORD] [--out DIR] [--themes light,dark] [--sizes phone,desktop] [--languages id,en] [--keep]
"""

import argparse
import html
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from shot_list import SCREENS, Screen

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "duta-latihan-2026"  # noqa: S105
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--hide-scrollbars")  # fmt: skip
SIZES = {"phone": (360, 780), "desktop": (1440, 900)}
TALLEST = 6000  # pixels of one picture
SETTLE = 400  # milliseconds for what moves
# The desk scrolls inside a box of its own: how much taller must the window be to show all of it?
HIDDEN = """Math.max(0, ...[document.scrollingElement, ...document.querySelectorAll("main, .wrapper, .content-wrapper")]
  .map((box) => box.scrollHeight - box.clientHeight))"""
SHEET = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Duta, every screen</title>
<style>body{{font:14px sans-serif;background:#777;margin:1rem}}section{{display:flex;gap:.5rem;align-items:start;
overflow-x:auto}}figure{{margin:0;background:#fff;padding:.25rem}}img{{max-height:32rem;max-width:40rem}}</style>{}"""


def main() -> int:
    """Take the pictures; return 1 when any had an error, an overflow or an answer that is no 200."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    wanted = [screen for screen in SCREENS if options.only in screen.name]
    with running() as place, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=_chromium(), args=list(CHROMIUM))
        bad = 0
        for language in options.languages.split(","):
            place.speak(language)
            for theme in options.themes.split(","):
                for size in options.sizes.split(","):
                    bad += Round(browser, place, language, theme, size, options.out).take(wanted)
        browser.close()
    _contact_sheet(options.out)
    return 1 if bad else 0


def _options() -> argparse.Namespace:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--only", default="", help="screens whose name contains this")
    ask.add_argument("--out", type=Path, default=ROOT / "var" / "shots")
    ask.add_argument("--themes", default="light,dark")
    ask.add_argument("--sizes", default="phone,desktop")
    ask.add_argument("--languages", default="id,en")
    return ask.parse_args()


@dataclass
class Place:
    """The running demonstration."""

    base: str
    practice: str
    environment: dict[str, str]
    addresses: dict[str, str] = field(default_factory=dict)

    def speak(self, language: str) -> None:
        """Change everybody's language, and find the addresses anew: the portal's have a language."""
        command = [sys.executable, str(ROOT / "tools" / "shot_ids.py"), language]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        found = json.loads(done.stdout.splitlines()[-1])
        self.addresses = {**found, "lang": language, "practice": self.practice}

    def url(self, screen: Screen) -> str:
        """Where a screen is."""
        address = screen.address.format_map(self.addresses)
        return address if "://" in address else self.base + address


@dataclass
class Round:
    """The pictures of one language, theme and size."""

    browser: Browser
    place: Place
    language: str
    theme: str
    size: str
    out: Path

    def take(self, wanted: list[Screen]) -> int:
        """Take a picture of each screen, person after person; return how many a person should look into."""
        bad = 0
        for who in dict.fromkeys(screen.who for screen in wanted):
            width, height = SIZES[self.size]
            context = self.browser.new_context(
                viewport={"width": width, "height": height}, locale=self.language,
                color_scheme="dark" if self.theme == "dark" else "light", has_touch=self.size == "phone",
            )  # fmt: skip
            page = context.new_page()
            if who:
                _sign_in(page, self.place.base, who)
            bad += sum(self._shoot(page, screen) for screen in wanted if screen.who == who)
            context.close()
        return bad

    def _shoot(self, page: Page, screen: Screen) -> bool:
        errors: list[str] = []
        listeners = {
            "console": lambda message: errors.append(message.text) if message.type == "error" else None,
            "pageerror": lambda error: errors.append(str(error)),
        }
        for event, listener in listeners.items():
            page.on(event, listener)  # type: ignore[call-overload]
        page.goto("about:blank")  # an address that differs behind # only would not be loaded anew
        answer = page.goto(self.place.url(screen), wait_until="networkidle")
        self._press(page, screen.press)
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        file = self.out / f"{screen.name}-{self.size}-{self.theme}-{self.language}.png"
        self._photograph(page, file)
        status = answer.status if answer else 0
        notes = ([f"OVERFLOW {over}px"] if over > 0 else []) + ([f"ERRORS {errors[:2]}"] if errors else [])
        print(f"{file.name}  {status}  {'  '.join(notes)}", flush=True)
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
        missing = screen.name.endswith("-missing")
        return over > 0 or (bool(errors) and not missing) or (status >= 400) != missing

    def _press(self, page: Page, selector: str) -> None:
        button = page.locator(selector).first if selector else None
        opened = button is not None and button.get_attribute("aria-expanded") == "true"  # the desk remembers panels
        if button is not None and not opened and button.is_visible():
            button.click()
            page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLE)

    def _photograph(self, page: Page, file: Path) -> None:
        """Make the window as tall as what it shows, so that nothing is behind a scroll bar."""
        width, height = SIZES[self.size]
        hidden = page.evaluate(HIDDEN)
        if hidden > 0:
            page.set_viewport_size({"width": width, "height": min(height + hidden, TALLEST)})
            page.wait_for_timeout(SETTLE)
        page.screenshot(path=str(file))
        page.set_viewport_size({"width": width, "height": height})


def _sign_in(page: Page, base: str, who: str) -> None:
    page.goto(f"{base}/desk/sign-in/login/?next=/desk/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{base}/desk/")


@contextmanager
def running() -> Iterator[Place]:
    """Start the demonstration, wait until its first stories arrived, and stop it."""
    port = _free_port()
    with tempfile.TemporaryDirectory() as var:
        environment = {**os.environ, "DUTA_PORT": str(port), "DUTA_VAR": var,
                       "DJANGO_SETTINGS_MODULE": "duta.config.settings.dev"}  # fmt: skip
        run = subprocess.Popen([sys.executable, "-m", "duta.config.cli", "run"], env=environment, cwd=ROOT)
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", run)
            time.sleep(10)  # the worker delivers what the demonstration released
            yield Place(f"http://localhost:{port}", f"http://127.0.0.1:{port + 1}", environment)
        finally:
            run.send_signal(signal.SIGINT)
            run.wait(15)


def _wait(url: str, run: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if run.poll() is not None:
            sys.exit("the system did not start; its messages are above")
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("the system did not answer within two minutes")


def _free_port() -> int:
    """Return a port that is free together with the next one, which the practice platform takes."""
    for port in range(18850, 18900, 2):
        with socket.socket() as one, socket.socket() as two:
            if one.connect_ex(("127.0.0.1", port)) and two.connect_ex(("127.0.0.1", port + 1)):
                return port
    sys.exit("no free ports between 18850 and 18900")


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    sys.exit("no Chromium here: apt-get install chromium")


def _contact_sheet(out: Path) -> None:
    """Write index.html: one row a screen, every picture that there is."""
    rows = []
    for screen in SCREENS:
        files = sorted(out.glob(f"{screen.name}-*-*-*.png"))
        files = [file for file in files if file.stem.rsplit("-", 3)[0] == screen.name]
        pictures = "".join(
            f'<figure><a href="{file.name}"><img src="{file.name}" alt="" loading="lazy"></a>'
            f"<figcaption>{html.escape(file.stem.removeprefix(screen.name + '-'))}</figcaption></figure>"
            for file in files
        )
        if pictures:
            rows.append(f"<h2>{html.escape(screen.name)}</h2><section>{pictures}</section>")
    (out / "index.html").write_text(SHEET.format("".join(rows)))


if __name__ == "__main__":
    sys.exit(main())
