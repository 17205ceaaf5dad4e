"""Mastodon keeps the contract, against a stub of ours that behaves as its servers do."""

import pytest

from duta.connectors.testing import ConnectorContract
from peers.mastodon import MastodonPeer


class TestMastodon(ConnectorContract):
    connector_key = "mastodon"

    @pytest.fixture
    def peer(self, mastodon_peer: MastodonPeer) -> MastodonPeer:
        return mastodon_peer
