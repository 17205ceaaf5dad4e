"""Channels in the desk."""

from wagtail import hooks

from duta.channels.viewsets import ChannelViewSet, channel_viewset


@hooks.register("register_admin_viewset")
def register_channels() -> ChannelViewSet:
    """Show the channels."""
    return channel_viewset
