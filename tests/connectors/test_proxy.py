"""The proxy that misbehaves does what it says: tests rest on it."""

import time
from http.client import HTTPException

import pytest

from duta.connectors.testing import MisbehavingProxy, Target, Trouble
from peers.loopback import Answered, ask
from peers.practice import practice_target

BODY = {"text": "Selamat pagi", "language": "id", "created_at": "2026-11-18T02:00:00Z"}


@pytest.fixture
def proxy(practice):
    with MisbehavingProxy(practice.url, practice_target, late=0.5) as proxy:
        yield proxy


@pytest.fixture
def account(practice, request):
    return practice.account(f"proxy.{abs(hash(request.node.name)) % 10**9}")


def put(proxy: MisbehavingProxy, account: dict[str, str], delivery: str = "d1") -> Answered | None:
    try:
        return ask("PUT", f"{proxy.url}/api/posts/{delivery}", BODY, account)
    except (OSError, HTTPException):
        return None


def is_stored(practice, account: dict[str, str]) -> bool:
    return ask("GET", f"{practice.url}/api/posts/d1", None, account).status == 200


def test_without_trouble_everything_passes_unchanged(proxy, practice, account):
    answer = put(proxy, account)
    assert (answer.status, answer.json["body"]["text"]) == (201, "Selamat pagi")
    page = ask("GET", f"{proxy.url}/?lang=en")
    assert page.headers["Content-Security-Policy"]
    assert "Nothing here is public" in page.text
    assert proxy.passed_on(Target.PUBLISH) == 1


@pytest.mark.parametrize("trouble", list(Trouble))
def test_each_trouble_happens_once_and_reaches_the_platform_or_not(proxy, practice, account, trouble):
    proxy.trouble(trouble)
    started = time.monotonic()
    answer = put(proxy, account)
    took = time.monotonic() - started
    answered = {Trouble.LATE: 504, Trouble.HANG: 504, Trouble.TRUNCATED: 201, Trouble.HTML: 200, Trouble.REDIRECT: 307}
    status = int(trouble.name.split("_")[1]) if trouble.name.startswith("ANSWER") else answered.get(trouble)
    assert (answer.status if answer else None) == status
    assert trouble not in (Trouble.LATE, Trouble.HANG) or took > 0.5
    assert is_stored(practice, account) == trouble.reaches
    assert put(proxy, account).status in (200, 201), "once"


def test_down_refuses_connections_and_up_is_on_the_same_port(proxy, account):
    port = proxy.port
    with proxy.down():
        assert put(proxy, account) is None
    assert proxy.port == port
    assert put(proxy, account).status == 201


def test_delay_and_calm(proxy, account):
    proxy.delay = 0.3
    proxy.trouble(Trouble.ANSWER_400, times=5)
    started = time.monotonic()
    assert put(proxy, account).status == 400
    assert time.monotonic() - started >= 0.3
    proxy.calm()
    assert put(proxy, account).status == 201
