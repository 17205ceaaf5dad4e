"""Deliveries in the desk."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from duta.channels.panels import register_channel_panel
from duta.delivery import urls
from duta.delivery.panels import DeliveriesOfChannel, ExportsOfChannel, HoldOfChannel, TroubleOfChannel

register_channel_panel(HoldOfChannel)
register_channel_panel(DeliveriesOfChannel)
register_channel_panel(TroubleOfChannel)
register_channel_panel(ExportsOfChannel)


@hooks.register("register_admin_urls")
def delivery_urls() -> list[URLResolver]:
    """Put the screens below the desk."""
    return [path("deliveries/", include(urls))]


@hooks.register("register_reports_menu_item")
def health_menu() -> MenuItem:
    """Lead to the health of all channels."""
    return MenuItem(
        _("Channel health"), reverse("delivery:health"), name="channel-health", icon_name="duta-channel", order=50
    )


@hooks.register("register_admin_menu_item")
def delivery_menu() -> MenuItem:
    """Lead to the list."""
    return MenuItem(_("Deliveries"), reverse("delivery:index"), name="deliveries", icon_name="duta-delivery", order=600)
