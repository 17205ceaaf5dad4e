"""Telegram: messages of a channel, sent by a bot through the Bot API."""

from duta.connectors.bundled.telegram.connector import TelegramConnector

__all__ = ["TelegramConnector"]
