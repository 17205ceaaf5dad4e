"""Whoever sits before a screen: what they press, and every trouble that their browser met."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext

from browser.system import PASSPHRASE, Installation

# Told to the page before its own scripts run: violations of the policy that print nothing are seen too.
WATCH = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP", event.violatedDirective, event.blockedURI, event.sourceFile, event.lineNumber));
"""


class Visitor:
    """Somebody without an account."""

    name = "visitor"

    def __init__(self, context: Any, system: Installation, language: str) -> None:
        self.context, self.system, self.language = context, system, language
        self.troubles: list[str] = []
        self._expected: set[int] = set()
        context.add_init_script(WATCH)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.troubles.append(f"{error.page.url}: {error.error}"))
        context.on("request", self._leave_nothing)
        context.on("response", self._check)
        self.page = context.new_page()

    def open(self, address: str, *, status: int = 200) -> None:
        """Open an address below the portal's, or a whole one."""
        self._expected.add(status)
        answer = self.page.goto(address if "://" in address else self.system.base + address)
        assert answer is not None
        assert answer.status == status, f"{address}: {answer.status}"

    def say(self, words: str) -> str:
        """Put words of the interface into this person's language."""
        with translation.override(self.language):
            return str(gettext(words))

    def press(self, name: str, *, role: str = "button", exact: bool = True) -> None:
        """Press the one button, or link, of this name."""
        self.page.get_by_role(role, name=self.say(name), exact=exact).click()

    def fill(self, **fields: str) -> None:
        """Fill the fields of a form by their names; of a list of choices, choose by what is read there."""
        for name, value in fields.items():
            found = self.page.locator(f'main [name="{name}"]:visible').first
            if found.evaluate("element => element.tagName") == "SELECT":
                found.select_option(label=self.say(value))
            else:
                found.fill(value)
                self._see_calendar(found)
                found.press("Tab")  # as people leave a field: what listens begins its work

    def _see_calendar(self, field: Any) -> None:
        """A date's calendar opens a moment after the field is entered; left earlier, it opens over what comes below."""
        if field.evaluate("element => Boolean(window.jQuery && jQuery(element).data('xdsoft_datetimepicker'))"):
            self.page.locator(".xdsoft_datetimepicker:visible").wait_for()

    def sees(self, text: str) -> None:
        """Wait until this can be read."""
        self.page.get_by_text(self.say(text)).first.wait_for()

    @property
    def text(self) -> str:
        """All that can be read on the screen."""
        return " ".join(self.page.locator("body").inner_text().split())

    def keep(self, stem: Path) -> None:
        """Keep the last screen: as picture and as text."""
        if not self.page.is_closed():
            self.page.screenshot(path=f"{stem}.png", full_page=True)
            stem.with_suffix(".html").write_text(self.page.content())

    def leave(self) -> None:
        """Close the browser's window."""
        self.context.close()

    def _hear(self, message: Any) -> None:
        if message.type == "error" and not self._is_expected(message.text):
            self.troubles.append(f"{message.page.url if message.page else ''}: {message.text}")

    def _is_expected(self, text: str) -> bool:
        """Whether Chromium only repeats a status that the test asked for."""
        found = re.search(r"server responded with a status of (\d+)", text)
        return bool(found) and int(found.group(1)) in self._expected

    def _leave_nothing(self, request: Any) -> None:
        place = urlsplit(request.url)
        if place.scheme in ("http", "https") and place.hostname not in ("localhost", "127.0.0.1"):
            self.troubles.append(f"asked the outside for {request.url}")

    def _check(self, response: Any) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.url} answered {response.status}")


class Person(Visitor):
    """Somebody with an account at the desk."""

    def __init__(self, context: Any, system: Installation, username: str, language: str) -> None:
        super().__init__(context, system, language)
        self.name = username

    def sign_in(self) -> None:
        """Sign in as people do."""
        self.open("/desk/")
        self.page.fill("input[name=login]", self.name)
        self.page.fill("input[name=password]", PASSPHRASE)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(f"{self.system.base}/desk/")
