"""Fixtures for tests of delivery."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

import make
from delivery.corrections import ByHand, again
from delivery.world import World
from duta.accounts.models import Organisation
from duta.channels.sealing import new_pair, spell
from duta.connectors.testing import FakeConnector, ForgetfulFakeConnector, installed
from duta.delivery.models import Delivery
from peers.fixtures import *  # noqa: F403


@pytest.fixture
def client(client: Any) -> Any:
    """A browser that reads English."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def mission() -> Organisation:
    """An embassy in another zone than the ministry's."""
    return make.organisation("Den Haag", time_zone="Europe/Amsterdam")


@pytest.fixture
def keys(settings: Any, tmp_path: Any) -> Any:
    """Give the installation a pair of keys."""
    pair = new_pair()
    settings.DUTA_VAR = tmp_path
    settings.DUTA_CHANNEL_PUBLIC_KEY = spell(pair.public)
    settings.DUTA_CHANNEL_PRIVATE_KEYS = [spell(pair.private)]
    return pair


@pytest.fixture
def world(db: None, keys: Any) -> Iterator[World]:
    """Give an organisation whose platform honours no keys: a double post shows."""
    with ExitStack() as stack:
        fake = stack.enter_context(installed(ForgetfulFakeConnector()))
        stack.enter_context(installed(FakeConnector()))
        where = make.organisation("KBRI Den Haag")
        yield World(where, make.user(), fake)


@pytest.fixture
def handed(world: World) -> Iterator[Delivery]:
    """Give a delivery that a person has to publish."""
    with installed(ByHand()):
        delivery = world.schedule(world.channel(connector="byhand", sealed=False))
        world.work()
        yield again(delivery)


@pytest.fixture
def out(world: World) -> Delivery:
    """Give a delivery that is out."""
    delivery = world.schedule(world.channel())
    world.work()
    return again(delivery)
