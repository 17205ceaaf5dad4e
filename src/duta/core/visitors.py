"""Who asks for a public page: a person, a robot by what it calls itself, or nobody who reads. No address, no cookie."""

import re
from enum import StrEnum

from django.http import HttpRequest

# What robots call themselves: the general words, then those who use none of them.
# "Cubot" is a telephone.
_ROBOT = re.compile(
    r"(?<!cu)bot(?![a-z])|robot|crawl|spider|slurp|scrap|archiv|fetch|feed|monitor|uptime|preview|validator|lighthouse|"
    r"facebookexternalhit|facebookcatalog|whatsapp|mastodon|pleroma|misskey|embedly|quora link|skypeuri|mediapartners|"
    r"curl/|wget|libwww|python-|python/|httpx|aiohttp|okhttp|go-http|java/|ruby|perl|php/|axios|nutch|ahrefs|semrush",
    re.IGNORECASE,
)
_PURPOSES = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


class Visitor(StrEnum):
    """Who asks. NOBODY: a browser that fetches ahead, or a question about the headers alone; it is not counted."""

    PERSON = "person"
    ROBOT = "robot"
    NOBODY = "nobody"


def visitor_of(request: HttpRequest) -> Visitor:
    """Say who asks, from nothing but the method and the headers."""
    purposes = " ".join(request.headers.get(name, "") for name in _PURPOSES)
    if request.method != "GET" or is_prefetch(purposes.lower()):
        return Visitor.NOBODY
    return Visitor.ROBOT if is_robot(request.headers.get("User-Agent", "")) else Visitor.PERSON


def is_robot(user_agent: str) -> bool:
    """Whether a visitor calls itself a robot; one that says nothing, or lies, does not (metric portal.views@1)."""
    return bool(_ROBOT.search(user_agent))


def is_prefetch(purposes: str) -> bool:
    """Whether a browser fetches ahead of a reader who may never come (Sec-Purpose, Purpose, X-Moz, X-Purpose)."""
    return "prefetch" in purposes or "preview" in purposes or "prerender" in purposes
