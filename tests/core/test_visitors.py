"""Who is counted, and as what."""

import pytest
from django.test import RequestFactory

from duta.core import visitors as rules
from duta.core.visitors import Visitor, visitor_of


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0)", "facebookexternalhit/1.1", "Twitterbot/1.0", "WhatsApp/2.23", "curl/8.5.0",
        "Mastodon/4.3 (http.rb/5.2; +https://mastodon.example/)", "python-requests/2.32", "Mozilla/5.0 (compatible; YandexBot/3.0)",
        "Feedly/1.0", "Mozilla/5.0 (compatible; GPTBot/1.2)", "Bluesky Cardyb/1.1 bot", "ia_archiver", "LinkedInBot/1.0",
    ],
)  # fmt: skip
def test_robots_are_known_by_what_they_call_themselves(agent):
    assert rules.is_robot(agent)


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 30) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) [Pinterest/iOS]", "Opera/9.80 (J2ME/MIDP; Opera Mini/9.80)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36", "",
    ],
)  # fmt: skip
def test_who_does_not_call_itself_a_robot_is_a_person(agent):
    assert not rules.is_robot(agent)


@pytest.mark.parametrize(
    ("method", "headers", "visitor"),
    [
        ("get", {}, Visitor.PERSON),
        ("get", {"user-agent": "Twitterbot/1.0"}, Visitor.ROBOT),
        ("head", {}, Visitor.NOBODY),
        ("head", {"user-agent": "Twitterbot/1.0"}, Visitor.NOBODY),
        ("get", {"Sec-Purpose": "prefetch;prerender"}, Visitor.NOBODY),
        ("get", {"Purpose": "Prefetch"}, Visitor.NOBODY),
        ("get", {"X-Moz": "prefetch"}, Visitor.NOBODY),
        ("get", {"X-Purpose": "preview"}, Visitor.NOBODY),
    ],
)
def test_only_who_really_asks_counts(method, headers, visitor):
    assert visitor_of(getattr(RequestFactory(), method)("/", headers=headers)) is visitor
