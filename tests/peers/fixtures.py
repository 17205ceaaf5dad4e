"""Fixtures that give running platforms: ``from peers.fixtures import *`` in a conftest."""

from collections.abc import Iterator

import pytest

from duta.connectors.testing import MisbehavingProxy
from peers.bluesky import BlueskyPeer, BlueskyServer, bluesky_server, bluesky_target
from peers.install import why_missing
from peers.practice import PracticePeer, PracticeServer, practice_server, practice_target

__all__ = ["bluesky", "bluesky_peer", "bluesky_proxy", "practice", "practice_peer", "practice_proxy"]


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeServer]:
    """Give a running practice platform, one for each test process."""
    with practice_server(tmp_path_factory.mktemp("practice")) as server:
        yield server


@pytest.fixture(scope="session")
def practice_proxy(practice: PracticeServer) -> Iterator[MisbehavingProxy]:
    """Give the proxy in front of it."""
    with MisbehavingProxy(practice.url, practice_target, late=4.0) as proxy:
        yield proxy


@pytest.fixture
def practice_peer(practice: PracticeServer, practice_proxy: MisbehavingProxy) -> Iterator[PracticePeer]:
    """Give a fresh account on it."""
    yield PracticePeer(practice, practice_proxy)
    practice_proxy.calm()


@pytest.fixture(scope="session")
def bluesky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlueskyServer]:
    """Give a running Bluesky server, one for each test process. Mark tests that use it with ``peer``."""
    if reason := why_missing():
        pytest.skip(reason)
    with bluesky_server(tmp_path_factory.mktemp("bluesky")) as server:
        yield server


@pytest.fixture(scope="session")
def bluesky_proxy(bluesky: BlueskyServer) -> Iterator[MisbehavingProxy]:
    """Give the proxy in front of it."""
    with MisbehavingProxy(bluesky.url, bluesky_target, late=4.0) as proxy:
        yield proxy


@pytest.fixture
def bluesky_peer(bluesky: BlueskyServer, bluesky_proxy: MisbehavingProxy) -> Iterator[BlueskyPeer]:
    """Give a fresh account on it."""
    yield BlueskyPeer(bluesky, bluesky_proxy, bluesky.join("kbri"))
    bluesky_proxy.calm()
