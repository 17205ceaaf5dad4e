"""Press lists in the desk."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from duta.accounts.queries import may_anywhere
from duta.channels.panels import register_channel_panel
from duta.delivery.attachments import register_delivery_panel
from duta.mailing.panels import LettersOfDelivery, SubscribersOfList
from duta.mailing.policies import KEEPS
from duta.mailing.viewsets import contact_viewset, mailing_viewset

register_channel_panel(SubscribersOfList)
register_delivery_panel(LettersOfDelivery)


class KeepersMenuItem(MenuItem):
    """Shown to those who keep contacts somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person keeps any."""
        return may_anywhere(request.user, KEEPS)


@hooks.register("register_admin_viewset")
def register_screens() -> list[ViewSet]:
    """Serve the screens."""
    return [contact_viewset, mailing_viewset]


@hooks.register("register_admin_menu_item")
def contacts_menu() -> Any:
    """Lead to the contacts."""
    url = reverse("mailing_contacts:index")
    return KeepersMenuItem(_("Contacts"), url, name="contacts", icon_name="group", order=550)
