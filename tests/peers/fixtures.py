"""Fixtures that give running platforms: ``from peers.fixtures import *`` in a conftest."""

from collections.abc import Iterator

import pytest

from duta.connectors.bundled.mastodon import MastodonConnector, media
from duta.connectors.testing import MisbehavingProxy
from peers.bluesky import BlueskyPeer, BlueskyServer, bluesky_server, bluesky_target
from peers.install import why_missing
from peers.mastodon import MastodonPeer, MastodonServer, mastodon_error, mastodon_server, mastodon_target
from peers.practice import PracticePeer, PracticeServer, practice_server, practice_target
from peers.telegram import TelegramPeer, TelegramServer, telegram_error, telegram_server, telegram_target

__all__ = [
    "bluesky",
    "bluesky_peer",
    "bluesky_proxy",
    "mastodon",
    "mastodon_peer",
    "mastodon_proxy",
    "practice",
    "practice_peer",
    "practice_proxy",
    "telegram",
    "telegram_peer",
    "telegram_proxy",
]


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


@pytest.fixture(scope="session")
def mastodon() -> Iterator[MastodonServer]:
    """Give a running stub of Mastodon, one for each test process."""
    with mastodon_server() as server:
        yield server


@pytest.fixture(scope="session")
def mastodon_proxy(mastodon: MastodonServer) -> Iterator[MisbehavingProxy]:
    """Give the proxy in front of it."""
    with MisbehavingProxy(mastodon.url, mastodon_target, late=4.0, spell=mastodon_error) as proxy:
        yield proxy


@pytest.fixture
def mastodon_peer(
    mastodon: MastodonServer, mastodon_proxy: MisbehavingProxy, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MastodonPeer]:
    """Give a fresh account on it. The stub reads what it wrote at once: nothing waits for copies of a database."""
    monkeypatch.setattr(MastodonConnector, "lookup_delay", 0.0)
    monkeypatch.setattr(media, "PAUSE", 0.01)
    yield MastodonPeer(mastodon, mastodon_proxy, mastodon.join())
    mastodon_proxy.calm()


@pytest.fixture(scope="session")
def telegram() -> Iterator[TelegramServer]:
    """Give a running stub of the Bot API, one for each test process."""
    with telegram_server() as server:
        yield server


@pytest.fixture(scope="session")
def telegram_proxy(telegram: TelegramServer) -> Iterator[MisbehavingProxy]:
    """Give the proxy in front of it: without a header, the time to wait stands in the body."""
    with MisbehavingProxy(telegram.url, telegram_target, late=4.0, spell=telegram_error, headers_429={}) as proxy:
        yield proxy


@pytest.fixture
def telegram_peer(telegram: TelegramServer, telegram_proxy: MisbehavingProxy) -> Iterator[TelegramPeer]:
    """Give a fresh bot and channel on it."""
    yield TelegramPeer(telegram, telegram_proxy, telegram.join())
    telegram_proxy.calm()
