"""The practice platform keeps the contract, against its real server."""

import pytest

from duta.connectors.testing import ConnectorContract
from peers.practice import PracticePeer


class TestPractice(ConnectorContract):
    connector_key = "practice"

    @pytest.fixture
    def peer(self, practice_peer: PracticePeer) -> PracticePeer:
        return practice_peer
