"""Channels that a person serves: Duta hands over what to post, the person pastes back where it is."""

from duta.connectors.bundled.handoff.connector import (
    FacebookByHand,
    HandOffConnector,
    InstagramByHand,
    InstagramReelByHand,
    InstagramStoryByHand,
    LineByHand,
    LinkedInByHand,
    TelegramByHand,
    ThreadsByHand,
    TikTokByHand,
    WhatsAppByHand,
    XByHand,
    YouTubeByHand,
)

__all__ = [
    "FacebookByHand",
    "HandOffConnector",
    "InstagramByHand",
    "InstagramReelByHand",
    "InstagramStoryByHand",
    "LineByHand",
    "LinkedInByHand",
    "TelegramByHand",
    "ThreadsByHand",
    "TikTokByHand",
    "WhatsAppByHand",
    "XByHand",
    "YouTubeByHand",
]
