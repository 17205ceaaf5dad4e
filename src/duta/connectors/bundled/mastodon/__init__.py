"""Mastodon: its client interface, spoken to the account's own server."""

from duta.connectors.bundled.mastodon.connector import MastodonConnector

__all__ = ["MastodonConnector"]
