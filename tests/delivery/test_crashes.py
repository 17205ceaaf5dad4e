"""Workers are killed with -9, at every step and at any moment: nothing is lost, nothing is out twice."""

import random
from collections.abc import Iterator

import pytest

from delivery.crashing import STEPS
from delivery.forgetful import ForgetfulPlatform
from delivery.lives import Installation, installed_once, why_no_postgresql
from peers.bluesky import PASSWORD, BlueskyServer

KILLS = 30


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def installation(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    if request.param == "postgresql" and (reason := why_no_postgresql()):
        pytest.skip(reason)
    with installed_once(request.param, tmp_path_factory.mktemp("installation")) as made:
        yield made


@pytest.fixture
def platform() -> Iterator[ForgetfulPlatform]:
    with ForgetfulPlatform() as running:
        yield running


def channels_on(platform: ForgetfulPlatform, count: int) -> list[dict]:
    settings = {"server": f"http://{platform.pair}"}
    return [
        {"connector": "loopback", "handle": f"@uji{number}", "settings": settings, "secrets": {}}
        for number in range(count)
    ]


def assert_all_is_well(found: dict, keys: list[str]) -> None:
    assert found["states"] == {"delivered": len(keys)}
    assert found["receipts"] == found["observations"] == len(keys)
    assert found["stranded"] == 0
    assert found["stopped_with"] == 0


def test_a_worker_killed_at_any_step_loses_nothing_and_sends_nothing_twice(installation, platform, tmp_path):
    channels = channels_on(platform, 4)
    keys: list[str] = []
    with installation.lives(tmp_path, allowed=platform.pair) as lives:
        for nth, step in enumerate(STEPS):
            keys += lives.do("seed", channels=channels, count=6)
            assert lives.do("live", step=step, nth=1 + nth % 2) == -9, step
        found = lives.do("finish", patience=60)

    assert_all_is_well(found, keys)
    assert platform.keys == dict.fromkeys(keys, 1)
    assert found["attempts"].get("lost", 0) >= 1, "the kills did hit attempts"


def test_thirty_kills_at_random_moments_lose_nothing_and_send_nothing_twice(installation, platform, tmp_path):
    chance = random.Random(20261124)
    channels = channels_on(platform, 8)
    keys: list[str] = []
    with installation.lives(tmp_path, allowed=platform.pair) as lives:
        for _ in range(KILLS // 2):
            keys += lives.do("seed", channels=channels, count=12)
            lives.do("live_together", seconds=[chance.uniform(0.1, 0.9), chance.uniform(0.1, 0.9)])
        found = lives.do("finish", patience=90)

    assert_all_is_well(found, keys)
    assert platform.keys == dict.fromkeys(keys, 1)


@pytest.mark.peer
def test_killed_at_any_step_every_story_is_on_the_real_bluesky_exactly_once(installation, bluesky, tmp_path):
    member, keys = bluesky.join("kbri"), []
    with installation.lives(tmp_path, allowed=pair_of(bluesky)) as lives:
        for step in STEPS:
            keys += lives.do("seed", channels=[account_on(bluesky, member)], count=1)
            assert lives.do("live", step=step) == -9, step
        found = lives.do("finish", patience=60)

    assert_all_is_well(found, keys)
    texts = [post["value"]["text"] for post in member.posts()]
    assert len(texts) == len(set(texts)) == len(STEPS)


def pair_of(server: BlueskyServer) -> str:
    return server.url.partition("://")[2].rstrip("/")


def account_on(server: BlueskyServer, member) -> dict:
    settings = {"server": server.url, "identifier": member.handle}
    return {"connector": "bluesky", "handle": member.handle, "settings": settings, "secrets": {"password": PASSWORD}}
