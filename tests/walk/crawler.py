"""Opens everything that a person is offered: every link, frame, chooser and form that asks, from the first screen on."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from lxml import etree, html

ADDRESSES = ("href", "src", "data-url", "data-chooser-url", "data-w-dialog-url", "data-ajax-url", "action")
# The menu, the choosers and what else scripts open stands in their data.
IN_SCRIPTS = re.compile(r"""(?:["']|&quot;)(/desk/[^"'&\\\s<>{}]*/)(?:["']|&quot;)""")
NOT_SCREENS = ("/static/", "/media/", "/art/", "/desk/api/")
# Leaving; and what scripts ask with what was chosen or typed.
NOT_OPENED = {"account_logout", "wagtailadmin_logout", "wagtail_bulk_action", "newsroom:check_version"}
EACH = 3  # screens of one address that differ in their keys only
EACH_OF = {
    "newsroom:submission": 12, "newsroom:phone": 12, "delivery:show": 12, "wagtailadmin_pages:edit": 10, "channels:show": 8, "desk_chain": 8,
}  # fmt: skip


@dataclass(frozen=True)
class Screen:
    """An answer: where, by which route, and what. ``came_from`` is the screen that links it; "" where a script opens it."""

    address: str
    route: str
    status: int
    content: bytes
    came_from: str = ""

    @property
    def is_page(self) -> bool:
        """Whether a person reads it: a page, or a part of one."""
        return self.status == 200 and bool(self.content.strip()) and self.content.lstrip()[:1] == b"<"


@dataclass
class Crawler:
    """Goes through the screens of one person. ``opened`` has every answer."""

    client: Client
    prefixes: tuple[str, ...]
    opened: list[Screen] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _each: Counter[str] = field(default_factory=Counter)

    def walk(self, starts: Iterable[str]) -> Iterator[Screen]:
        """Give each screen once."""
        waiting = deque((start, "") for start in starts)
        while waiting:
            address, came_from = waiting.popleft()
            route = self._wanted(address)
            if route is None:
                continue
            screen = self._open(address, route, came_from)
            self.opened.append(screen)
            yield screen
            waiting.extend((found, address) for found in self._offered(screen))
            waiting.extend((found, "") for found in IN_SCRIPTS.findall(screen.content.decode()))

    def _wanted(self, address: str) -> str | None:
        """The route of an address that is to be opened, and None for one that is not."""
        parts = urlsplit(address)
        if not parts.path.startswith(self.prefixes) or parts.path.startswith(NOT_SCREENS):
            return None
        try:
            found = resolve(parts.path)
        except Resolver404:
            route = f"nowhere: {parts.path}"
        else:
            route = found.view_name or found.route
        asked = ",".join(sorted({name for name, _ in parse_qsl(parts.query)}))
        key = f"{parts.path}?{asked}"
        kind = f"{route}?{asked}"
        if route in NOT_OPENED or key in self._seen or self._each[kind] >= EACH_OF.get(route, EACH):
            return None
        self._seen.add(key)
        self._each[kind] += 1
        return route

    def _open(self, address: str, route: str, came_from: str) -> Screen:
        answer: Any = self.client.get(address, follow=True, headers={"accept": "text/html"})
        is_html = answer.headers.get("Content-Type", "").startswith("text/html")
        content = answer.content if is_html and not answer.streaming else _html_of_modal(answer)
        return Screen(address, route, answer.status_code, content, came_from)

    def _offered(self, screen: Screen) -> Iterator[str]:
        if not screen.is_page:
            return
        try:
            root = html.fromstring(screen.content)
        except etree.ParserError:
            return
        for element in root.iter():
            if isinstance(element.tag, str) and not (
                element.tag == "form" and element.get("method", "").lower() == "post"
            ):
                for name in ADDRESSES:
                    if value := element.get(name):
                        yield urljoin(screen.address, value).partition("#")[0]


def _html_of_modal(answer: Any) -> bytes:
    """Wagtail's modals answer JSON with the screen inside."""
    if answer.streaming or not answer.headers.get("Content-Type", "").startswith("application/json"):
        return b""
    told = answer.json()
    return str(told.get("html", "")).encode() if isinstance(told, dict) else b""
