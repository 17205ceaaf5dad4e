"""Who presses: a visitor known by a cookie, and forms that only our own pages can send."""

import hmac
import re
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from duta.connectors.bundled.practice.server.state import PLATFORM, Platform
from duta.connectors.bundled.practice.server.words import LANGUAGES, chosen_language

VISITOR = "latihan_visitor"
LANGUAGE = "latihan_language"
NAME = "latihan_name"
TRAINER = "latihan_trainer"
YEAR = 365 * 24 * 3600
_ID = re.compile(r"[a-f0-9]{32}")


@dataclass
class Visit:
    """One request of a person: who, in which language; ``fresh`` visitors get their cookie with the answer."""

    platform: Platform
    request: web.Request
    visitor: str
    language: str
    fresh: bool

    @property
    def token(self) -> str:
        """What a form must carry to be carried out."""
        return self.platform.signature("form", self.visitor)

    @property
    def name(self) -> str:
        """The name this visitor signed the last reply with, or ''."""
        return self.request.cookies.get(NAME, "")[:40]

    @property
    def is_trainer(self) -> bool:
        """Whether this visitor showed the installation's key."""
        expected = self.platform.signature("trainer", self.visitor, self.platform.key)
        return hmac.compare_digest(self.request.cookies.get(TRAINER, "").encode(), expected.encode())

    def remember(self, response: web.StreamResponse) -> None:
        """Put the cookies into the answer."""
        if self.fresh:
            _set(response, VISITOR, self.visitor)
        if self.request.query.get("lang") in LANGUAGES:
            _set(response, LANGUAGE, self.language)

    def remember_name(self, response: web.StreamResponse, name: str) -> None:
        """Keep the name for the next reply."""
        _set(response, NAME, name)

    def become_trainer(self, response: web.StreamResponse) -> None:
        """Open the trainer's room for this visitor."""
        _set(response, TRAINER, self.platform.signature("trainer", self.visitor, self.platform.key))


def visit_of(request: web.Request) -> Visit:
    """Read who is visiting."""
    visitor = request.cookies.get(VISITOR, "")
    fresh = not _ID.fullmatch(visitor)
    language = chosen_language(
        request.query.get("lang", ""),
        request.cookies.get(LANGUAGE, ""),
        request.headers.get("Accept-Language", ""),
    )
    return Visit(request.app[PLATFORM], request, secrets.token_hex(16) if fresh else visitor, language, fresh)


def sent_by_our_page(visit: Visit, token: str) -> bool:
    """Whether a form came from a page of ours: its token fits, and the browser names no other origin."""
    request = visit.request
    origin = request.headers.get("Origin", "")
    if origin and urlsplit(origin).netloc != request.host:
        return False
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    return not visit.fresh and hmac.compare_digest(token.encode(), visit.token.encode())


def is_our_host(request: web.Request) -> bool:
    """Whether the request names this machine: a foreign name that leads here (DNS rebinding) is turned away."""
    host = urlsplit(f"//{request.host}").hostname or ""
    public = urlsplit(request.app[PLATFORM].address).hostname
    return host in ("127.0.0.1", "localhost", "::1", public)


def _set(response: web.StreamResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Lax", path="/")
