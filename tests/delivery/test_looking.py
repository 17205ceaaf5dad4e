"""A pasted address is looked at by the worker: what it says, and that nothing is refused or undone by it."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from django.urls import reverse

import make
from delivery.test_screens import page, sign_in
from delivery.test_sheet import handed
from duta.accounts.rules import Role
from duta.core.http import Answer, ForbiddenAddress, MaybeSent, NotSent
from duta.delivery import looking
from duta.delivery.looking import found_at, look_at_due
from duta.delivery.models import Receipt
from duta.delivery.operations import settle_as_published
from duta.delivery.operations.looking import begin_look, finish_look
from duta.delivery.rules import LOOKS, Found, next_look

ADDRESS = "https://x.com/kbri.denhaag/status/1"


class Web:
    """Pages by their address: a status, a redirect, or what happens instead of an answer."""

    def __init__(self, pages):
        self.pages, self.asked = pages, []

    async def request(self, method, url, **_more):
        self.asked.append(url)
        told = self.pages.get(url, 404)
        if isinstance(told, Exception):
            raise told
        if isinstance(told, str):
            return Answer(302, {"location": told}, b"")
        return Answer(told, {}, b"")


def found(pages, *, ours=lambda address: "/status/" in address):
    return asyncio.run(found_at(ADDRESS, Web(pages), is_ours=ours))


@pytest.mark.parametrize(
    ("status", "came_to"),
    [(200, "reachable"), (204, "reachable"), (404, "not_found"), (410, "not_found"), (401, "not_told"),
     (403, "not_told"), (429, "not_told"), (500, "not_told"), (304, "not_told"), (999, "not_told")],
)  # fmt: skip
def test_a_status_says_what_stands_there(status, came_to):
    assert found({ADDRESS: status}) == came_to


def test_a_redirect_to_the_same_entry_is_followed():
    assert found({ADDRESS: "/kbri/status/1", "https://x.com/kbri/status/1": 200}) is Found.REACHABLE
    assert found({ADDRESS: "https://x.com/a/status/1"}) is Found.NOT_FOUND


@pytest.mark.parametrize("to", ["/login?next=x", "https://evil.example/", "http://127.0.0.1/", "", ADDRESS])
def test_a_redirect_elsewhere_or_in_a_circle_tells_nothing(to):
    ours = lambda address: "/status/" in address  # noqa: E731
    web = Web({ADDRESS: to})
    assert asyncio.run(found_at(ADDRESS, web, is_ours=ours)) is Found.NOT_TOLD
    assert set(web.asked) == {ADDRESS}


def test_looks_come_further_apart_and_end():
    seen, at = [], make.NOW
    while (at := next_look(make.NOW, now=at)) is not None:
        seen.append(at - make.NOW)
    assert tuple(seen) == LOOKS[1:]


@pytest.fixture
def mission(db):
    return make.organisation("Den Haag", time_zone="Europe/Amsterdam")


@pytest.fixture
def receipt(db, mission):
    delivery = handed(mission, connector="x_by_hand")
    address = "https://x.com/kbri/status/1"
    delivery.channel.settings = {"account": "kbri"}
    delivery.channel.save()
    return settle_as_published(delivery=delivery, address=address, by=make.user(), now=make.NOW)


@pytest.fixture
def web(monkeypatch):
    told = Web({})

    @asynccontextmanager
    async def stub(**_limits):
        yield told

    monkeypatch.setattr(looking, "outgoing_http", stub)
    return told


def test_the_worker_looks_and_then_lets_it_be(receipt, web):
    web.pages[receipt.address] = 200
    assert look_at_due(make.NOW) == 1
    receipt.refresh_from_db()
    assert (receipt.found, receipt.looked_at, receipt.look_at) == ("reachable", make.NOW, None)
    assert look_at_due(make.NOW + timedelta(days=9)) == 0


@pytest.mark.parametrize(
    "error", [NotSent("no network"), MaybeSent("late"), ForbiddenAddress("private"), TimeoutError()]
)
def test_without_a_network_nothing_is_said_and_nothing_is_undone(receipt, web, error):
    web.pages[receipt.address] = error
    assert look_at_due(make.NOW) == 1
    receipt.refresh_from_db()
    assert (receipt.found, receipt.delivery.state) == ("not_told", "delivered")
    web.pages[receipt.address] = 200
    assert look_at_due(make.NOW + timedelta(minutes=9)) == 0
    assert look_at_due(make.NOW + timedelta(minutes=11)) == 1
    receipt.refresh_from_db()
    assert receipt.found == "reachable"


def test_two_workers_never_look_twice(receipt):
    other = Receipt.objects.get()
    assert begin_look(receipt=receipt, now=make.NOW)
    assert not begin_look(receipt=other, now=make.NOW)


def test_a_slow_look_never_overwrites_a_good_one(receipt):
    finish_look(receipt=receipt, found=Found.REACHABLE, now=make.NOW)
    finish_look(receipt=receipt, found=Found.NOT_TOLD, now=make.NOW)
    receipt.refresh_from_db()
    assert (receipt.found, receipt.look_at) == ("reachable", None)


def test_what_was_withdrawn_is_not_looked_at(receipt, web):
    Receipt.objects.update(withdrawn_at=make.NOW)
    assert look_at_due(make.NOW) == 0


@pytest.mark.parametrize(
    ("came_to", "words"),
    [("", "Duta looks shortly"), ("reachable", "The address can be reached."), ("not_found", "Nothing was found"),
     ("not_told", "The address could not be checked")],
)  # fmt: skip
def test_its_page_says_so(client, mission, receipt, came_to, words):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    Receipt.objects.update(found=came_to, looked_at=make.NOW if came_to else None)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    assert words in page(client, receipt.delivery)


def test_the_request_of_the_person_waits_for_no_network(db, client, mission, web):
    delivery = handed(mission)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    address = "https://www.instagram.com/p/DC3abc/"
    client.post(reverse("delivery:there", args=[delivery.pk]), {"address": address})
    assert web.asked == []
    assert Receipt.objects.get().look_at is not None


def test_an_installation_that_asks_nobody_looks_at_nothing_and_promises_nothing(
    client, mission, receipt, web, settings
):
    settings.DUTA_LOOK_AT_ADDRESSES = False
    assert look_at_due(make.NOW) == 0
    assert web.asked == []
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    assert "whether the address can be reached" not in page(client, receipt.delivery)
