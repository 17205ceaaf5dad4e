"""Bluesky keeps the contract, against the real server."""

import pytest

from duta.connectors.testing import ConnectorContract
from peers.bluesky import BlueskyPeer


@pytest.mark.peer
class TestBluesky(ConnectorContract):
    connector_key = "bluesky"

    @pytest.fixture
    def peer(self, bluesky_peer: BlueskyPeer) -> BlueskyPeer:
        return bluesky_peer
