"""Readings in the desk."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from duta.accounts.queries import may_anywhere
from duta.accounts.rules import Action
from duta.evaluation import urls


class ReadingsItem(MenuItem):
    """Shown to those who may look at anything."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may look at any organisation's plans."""
        return may_anywhere(request.user, Action.VIEW)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """Give the screens their addresses."""
    return [path("", include(urls))]


@hooks.register("register_admin_menu_item")
def readings_in_the_menu() -> ReadingsItem:
    """Readings, behind the strategy."""
    url = reverse("evaluation:index")
    return ReadingsItem(_("Readings"), url, name="readings", icon_name="duta-reading", order=210)


@hooks.register("insert_global_admin_css")
def our_style() -> SafeString:
    """Put the components of plans and readings on the desk."""
    return format_html('<link rel="stylesheet" href="{}">', static("evaluation/figures.css"))
