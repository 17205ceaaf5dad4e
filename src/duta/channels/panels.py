"""What rooms above add to a channel's page: they know more of a channel than this room does.

A room registers a panel in its ``wagtail_hooks``::

    register_channel_panel(DeliveriesOfChannel)
"""

from typing import Any

from wagtail.admin.ui.components import Component

from duta.channels.models import Channel


class ChannelPanel(Component):
    """One part of a channel's page. The template gets ``channel``, ``request`` and what ``facts`` returns."""

    order = 100
    aside = False  # in the narrow column

    def __init__(self, channel: Channel, user: Any) -> None:
        self.channel = channel
        self.user = user

    def facts(self) -> dict[str, Any]:
        """Return what the template needs beside the channel."""
        return {}

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Put the panel's facts beside what every panel gets."""
        request = parent_context.get("request")
        return {
            "channel": self.channel,
            "request": request,
            "csrf_token": parent_context.get("csrf_token"),
            **self.facts(),
        }


_PANELS: list[type[ChannelPanel]] = []


def register_channel_panel(panel: type[ChannelPanel]) -> None:
    """Show the panel on every channel's page."""
    if panel not in _PANELS:
        _PANELS.append(panel)


def panels_of(channel: Channel, user: Any) -> list[ChannelPanel]:
    """Return the panels of a channel's page, in their order."""
    return [panel(channel, user) for panel in sorted(_PANELS, key=lambda panel: panel.order)]
