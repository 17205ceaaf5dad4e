"""Delivery to the real Bluesky server."""

import pytest

from delivery.world import World
from duta.channels.models import Channel
from duta.channels.operations import seal_credential
from duta.connectors.testing import Target, Trouble
from duta.delivery.models import Delivery
from duta.delivery.operations import retry_refused, withdraw_delivery
from peers.bluesky import BlueskyPeer

pytestmark = pytest.mark.peer


@pytest.fixture
def channel(world: World, bluesky_peer: BlueskyPeer, settings) -> Channel:
    settings.DUTA_ALLOWED_PRIVATE = bluesky_peer.allowed_private
    made = world.channel(connector="bluesky", settings=dict(bluesky_peer.settings), sealed=False)
    seal_credential(channel=made, secrets=bluesky_peer.secrets, expires_at=None, by=None, now=world.clock())
    return made


def state(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return delivery.state


def test_bluesky_down_then_up_again_gets_the_story_once(world, channel, bluesky_peer):
    delivery = world.schedule(channel, "Festival Kecak di Den Haag")
    with bluesky_peer.down():
        world.work()
        assert state(delivery) == "deferred"
        assert delivery.problem.code == "platform_down"
        world.wait_and_work(minutes=1)
    world.wait_and_work(minutes=20)
    assert state(delivery) == "delivered"
    assert bluesky_peer.entries() == ["Festival Kecak di Den Haag"]
    assert delivery.receipt.address.startswith("https://bsky.app/profile/did:")


@pytest.mark.parametrize("trouble", [Trouble.RESET_AFTER, Trouble.RESET_BEFORE, Trouble.ANSWER_500_AFTER])
def test_an_answer_that_is_lost_leaves_one_story(world, channel, bluesky_peer, trouble):
    bluesky_peer.trouble(trouble)
    delivery = world.schedule(channel, "Pesan perdamaian")
    world.work()
    assert state(delivery) == "unknown"
    world.wait_and_work(seconds=30)
    world.wait_and_work(minutes=5)
    assert state(delivery) == "delivered"
    assert bluesky_peer.entries() == ["Pesan perdamaian"]


@pytest.mark.parametrize(
    ("trouble", "ends", "code"),
    [
        (Trouble.ANSWER_400, "refused", "platform_refused"),
        (Trouble.ANSWER_403, "refused", "credential_refused"),
        (Trouble.ANSWER_429, "deferred", "platform_busy"),
    ],
)
def test_what_bluesky_answers_ends_in_the_right_state(world, channel, bluesky_peer, trouble, ends, code):
    bluesky_peer.trouble(trouble)
    delivery = world.schedule(channel, "Kerja sama ekonomi")
    world.work()
    assert (state(delivery), delivery.problem.code) == (ends, code)
    assert bluesky_peer.entries() == []
    if ends == "refused":
        retry_refused(delivery=delivery, by=world.person, now=world.clock())
    world.wait_and_work(seconds=30)
    assert bluesky_peer.entries() == ["Kerja sama ekonomi"]


def test_a_wrong_password_is_refused_and_shows_on_the_channel(world, channel, bluesky_peer):
    seal_credential(channel=channel, secrets={"password": "salah"}, expires_at=None, by=None, now=world.clock())
    delivery = world.schedule(channel)
    world.work()
    assert (state(delivery), delivery.problem.code) == ("refused", "credential_refused")
    channel.refresh_from_db()
    assert channel.problem.code == "credential_refused"


def test_a_text_that_is_too_long_for_bluesky_is_refused_with_its_own_words(world, channel, bluesky_peer):
    delivery = world.schedule(channel, "a" * 301)
    world.work()
    assert (state(delivery), delivery.problem.code) == ("refused", "platform_refused")
    assert "300" in delivery.problem.said


def test_a_withdrawn_story_is_gone_from_bluesky(world, channel, bluesky_peer):
    delivery = world.schedule(channel, "Keliru")
    world.work()
    bluesky_peer.trouble(Trouble.RESET_AFTER, on=Target.WITHDRAW)
    withdraw_delivery(delivery=delivery, by=world.person, now=world.clock())
    world.work()
    world.wait_and_work(minutes=1)
    assert bluesky_peer.entries() == []
    delivery.receipt.refresh_from_db()
    assert delivery.receipt.withdrawn_at is not None
