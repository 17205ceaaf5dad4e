"""Telegram keeps the contract, against a stub of ours that behaves as the Bot API does."""

import pytest

from duta.connectors.testing import ConnectorContract
from peers.telegram import TelegramPeer


class TestTelegram(ConnectorContract):
    connector_key = "telegram"

    @pytest.fixture
    def peer(self, telegram_peer: TelegramPeer) -> TelegramPeer:
        return telegram_peer
