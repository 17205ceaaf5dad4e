"""Duta's face on the Wagtail admin: style, icons, home, menu, addresses."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from duta.desk import doors, menu, urls
from duta.desk.documents import NoDocuments
from duta.desk.panels import DeskHome

ICONS = (
    "audit", "calendar", "calm", "chain", "channel", "credential", "delivery", "hold", "home", "initials", "observation",
    "people", "problem", "reading", "receipt", "returned", "signature", "soon", "story", "strategy",
)  # fmt: skip
doors.register()
SHEETS = ("desk/brand.css", "desk/screens.css", "desk/calendar.css")


@hooks.register("insert_global_admin_css")
def our_style() -> SafeString:
    """Put our typeface, colours and components on every desk page."""
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(sheet),) for sheet in SHEETS))


@hooks.register("register_icons")
def our_icons(icons: list[str]) -> list[str]:
    """Add our own drawings to Wagtail's."""
    return [*icons, *(f"desk/icons/duta-{name}.svg" for name in ICONS)]


@hooks.register("construct_admin_api")
def no_documents(router: Any) -> None:
    """Give Wagtail's scripts the address that they insist on."""
    router.register_endpoint("documents", NoDocuments)


@hooks.register("construct_homepage_panels", order=1000)
def our_home(request: HttpRequest, panels: list[Any]) -> None:
    """Show our home, and nothing of Wagtail's, whose panels speak of workflows and locks that Duta does not use."""
    panels[:] = [DeskHome(request.user)]


@hooks.register("register_admin_menu_item")
def home_item() -> MenuItem:
    """Lead home."""
    return menu.home_item()


@hooks.register("register_admin_menu_item")
def stories_item() -> MenuItem:
    """Lead to the stories of one's own organisation."""
    return menu.stories_item()


@hooks.register("register_admin_menu_item")
def calendar_item() -> MenuItem:
    """Lead to the calendar."""
    return menu.calendar_item()


@hooks.register("construct_main_menu", order=1000)
def our_menu(request: HttpRequest, items: list[Any]) -> None:
    """Bring the menu into our order."""
    menu.arrange(request, items)


@hooks.register("construct_reports_menu", order=1000)
def our_reports(request: HttpRequest, items: list[Any]) -> None:
    """Leave the reports that say something here."""
    menu.arrange_reports(request, items)


@hooks.register("register_reports_menu_item")
def trail_item() -> MenuItem:
    """Lead administrators to the audit trail."""
    return menu.trail_item()


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    """Put our screens below the desk."""
    return urls.urlpatterns
