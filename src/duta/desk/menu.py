"""The desk's menu: our order, our words, and nothing that makes no sense for the person."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from duta.accounts.queries import may_anywhere
from duta.accounts.rules import Action
from duta.desk import links, queries

# Names of the items, in our order; what is not named here keeps its place behind them.
ORDER = {
    name: place * 10
    for place, name in enumerate(
        (
            "desk-home", "calendar", "strategy", "readings", "stories", "clearance", "channels", "deliveries", "images",
            "people-and-organisations", "reports", "settings",
        ),
        start=1,
    )
}  # fmt: skip
# Wagtail's own items that say nothing here: its explorer stands behind "Stories", its help speaks of Wagtail.
HIDDEN = frozenset({"explorer", "help"})
HIDDEN_REPORTS = frozenset({"locked-pages", "workflows", "workflow-tasks", "aging-pages", "page-types-usage"})
FOR_SUPERUSERS = frozenset({"settings"})


class StoriesItem(MenuItem):  # type: ignore[misc]
    """Leads to the pages of the person's own organisation, in the person's language."""

    def is_shown(self, request: HttpRequest) -> bool:
        """For everybody who may look somewhere."""
        return may_anywhere(request.user, Action.VIEW)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        """Return the item with the address for this person."""
        place = queries.home_place(request.user)
        url = links.stories_url(place, get_language())
        return LinkMenuItem(self.name, self.label, url, icon_name=self.icon_name, classname=self.classname)


def home_item() -> MenuItem:
    """Return the way home.

    Wagtail marks the item whose address the current one begins with, so that "/desk/" would be marked everywhere:
    the fragment keeps it from that, and brand.css marks it where the home is.
    """
    url = format_lazy("{}#home", reverse_lazy("wagtailadmin_home"))
    return MenuItem(_("Home"), url, name="desk-home", icon_name="duta-home", order=1)


def stories_item() -> MenuItem:
    """Return the way to the stories."""
    return StoriesItem(_("Stories"), "#", name="stories", icon_name="duta-story", order=2)


class CalendarItem(MenuItem):  # type: ignore[misc]
    """For everybody who may look somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is anything to look at."""
        return may_anywhere(request.user, Action.VIEW)


def calendar_item() -> MenuItem:
    """Return the way to the calendar."""
    url = reverse_lazy("desk_calendar")
    return CalendarItem(_("Calendar"), url, name="calendar", icon_name="duta-calendar", order=3)


class TrailItem(MenuItem):  # type: ignore[misc]
    """For administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person administers anything."""
        return may_anywhere(request.user, Action.ADMINISTER)


def trail_item() -> MenuItem:
    """Return the way to the audit trail."""
    return TrailItem(_("Audit trail"), reverse_lazy("desk_trail"), name="trail", icon_name="duta-audit", order=1)


def arrange(request: HttpRequest, items: list[Any]) -> None:
    """Put the items into our order and take out what is not for this person."""
    gone = HIDDEN if request.user.is_superuser else HIDDEN | FOR_SUPERUSERS
    items[:] = [item for item in items if item.name not in gone]
    for item in items:
        item.order = ORDER.get(item.name, item.order if item.order > 500 else 500 + item.order)


def arrange_reports(request: HttpRequest, items: list[Any]) -> None:
    """Leave the reports that say something here."""
    items[:] = [item for item in items if item.name not in HIDDEN_REPORTS]
    if not may_anywhere(request.user, Action.ADMINISTER):
        items[:] = [item for item in items if item.name != "site-history"]
