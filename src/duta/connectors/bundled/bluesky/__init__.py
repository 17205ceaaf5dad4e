"""Bluesky: the AT Protocol, spoken to an account's own server."""

from duta.connectors.bundled.bluesky.connector import BlueskyConnector

__all__ = ["BlueskyConnector"]
