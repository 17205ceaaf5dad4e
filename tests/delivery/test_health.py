"""The health of channels: what really went wrong, by kind, for the organisation and below, the worst first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import make
from duta.accounts.rules import Role
from duta.core.problems import Problem
from duta.delivery.health import troubles_of
from duta.delivery.models import Attempt

DOWN, REFUSED = Problem("platform_down", said="503"), Problem("credential_refused")


@pytest.fixture
def mission(db):
    return make.organisation("KBRI Den Haag", parent=make.organisation("Kementerian", kind="ministry"))


@pytest.fixture
def manager(mission):
    return make.person(Role.CHANNEL_MANAGER, mission)


@pytest.fixture
def desk(manager):
    client = Client(headers={"accept-language": "en"})
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    return client


def well(where, **fields):
    """A channel that needs no credential, so that only its health counts."""
    return make.channel(where, connector_key="x_by_hand", **fields)


def failed(channel, *problems, days=1):
    """A delivery on the channel with an attempt for each problem; None: one that worked."""
    delivery = make.delivery(make.release(make.story(channel.organisation)), channel)
    at = timezone.now() - timedelta(days=days)
    for number, problem in enumerate(problems, 1):
        Attempt.objects.create(
            delivery=delivery, number=number, fence=number, pump_name="p", started_at=at, ended_at=at,
            outcome="unknown" if problem else "accepted", problem_data=problem.as_json() if problem else None,
        )  # fmt: skip


def test_errors_are_counted_by_kind_from_the_attempts_of_thirty_days(mission):
    channel, other = well(mission), well(mission)
    failed(channel, DOWN, DOWN, REFUSED, None)
    failed(channel, REFUSED, REFUSED, REFUSED, days=31)
    failed(other, REFUSED)
    found = troubles_of([channel.pk], now=timezone.now())
    assert [(one.code, one.count) for one in found[channel.pk]] == [("platform_down", 2), ("credential_refused", 1)]
    assert found[channel.pk][0].newest.said == "503"
    assert set(found) == {channel.pk}


def test_the_list_shows_own_and_below_the_worst_first_and_no_sibling(desk, mission):
    below = make.organisation("KJRI Rotterdam", parent=mission)
    sibling = make.organisation("KBRI Kairo", parent=make.organisation("Lain", kind="ministry"))
    well(mission, name="Alpha well")
    broken = well(below, name="Zeta broken", problem_data=REFUSED.as_json())
    well(sibling, name="Sibling secret")
    failed(broken, DOWN)
    page = desk.get("/desk/deliveries/health/").content.decode()
    assert page.index("Zeta broken") < page.index("Alpha well")
    assert "Sibling secret" not in page
    assert "1 of 2 channels needs somebody" in page
    assert "1×" in page
    narrowed = desk.get(f"/desk/deliveries/health/?organisation={below.pk}").content.decode()
    assert "Alpha well" not in narrowed
    for asked in (sibling.pk, "x", "9" * 30, "-1"):
        assert "Sibling secret" not in desk.get(f"/desk/deliveries/health/?organisation={asked}").content.decode()
    assert desk.get("/desk/deliveries/health/?p=x").status_code == 200


def test_a_channel_s_page_tells_its_errors_and_its_budget(desk, mission):
    budget = {"limit": 100, "left": 10, "resets_at": (timezone.now() + timedelta(hours=1)).isoformat()}
    channel = well(mission, budget_data=budget)
    failed(channel, DOWN)
    page = desk.get(f"/desk/channels/{channel.pk}/").content.decode()
    assert "What went wrong in the last 30 days" in page
    assert "503" in page
    assert "90 of 100 requests used" in page


def test_the_managers_home_tells_of_a_budget_that_is_nearly_used(desk, mission):
    budget = {"limit": 100, "left": 10, "resets_at": (timezone.now() + timedelta(hours=1)).isoformat()}
    well(mission, name="Bluesky", budget_data=budget)
    page = desk.get("/desk/").content.decode()
    assert "90 of 100 requests are used" in page


def test_many_channels_cost_the_queries_of_one(desk, mission):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get("/desk/deliveries/health/")
        return len(queries)

    failed(well(mission), DOWN)
    count()
    one = count()
    for _ in range(9):
        failed(well(mission), DOWN, REFUSED)
    assert count() == one
