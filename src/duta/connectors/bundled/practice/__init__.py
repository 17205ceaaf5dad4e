"""The practice platform: a social network of our own on loopback, and the connector that speaks to it."""

from duta.connectors.bundled.practice.connector import PracticeConnector

__all__ = ["PracticeConnector"]
