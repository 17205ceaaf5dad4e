"""The calendar's screen."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from duta.desk.calendar import pages
from duta.desk.calendar.asking import AskForm, ask_of, zone_words
from duta.desk.calendar.gathering import entries_for
from duta.desk.calendar.rules import Kind, View, start_of, turned
from duta.desk.calendar.showing import Shower

TEMPLATES = {view: f"desk/calendar/{view.value}.html" for view in View}
FILTERS = ("organisation", "kind", "standing", "theme", "language")
DRAWN = {View.MONTH: pages.month_of_days, View.WEEK: pages.week_of_hours, View.LIST: pages.list_of_days}


class CalendarView(WagtailAdminTemplateMixin, TemplateView):
    """A month, a week or a list of everything that has a time; what is shown stands in the address."""

    template_name = "desk/calendar/calendar.html"
    page_title = gettext_lazy("Calendar")
    header_icon = "duta-calendar"

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Lead to the subscription."""
        return [HeaderButton(_("Subscribe"), url=reverse("desk_calendar_feed"), icon_name="duta-calendar")]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, this."""
        return [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": _("Calendar")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what is asked for, drawn."""
        user, now = self.request.user, timezone.now()
        form = AskForm(self.request.GET, user=user, now=now)
        ask = ask_of(form, user=user, now=now)
        found = entries_for(user, ask.span, ask.wanted, now=now)
        shower = Shower(user, ask, found.entries)
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "ask": ask,
            "part": TEMPLATES[ask.view],
            "drawn": DRAWN[ask.view](ask, shower, found.entries),
            "total": len(found.entries),
            "cut": [Kind(kind).label for kind in sorted(found.cut)],
            "heading": pages.heading_of(ask),
            "notices": pages.notices_of(ask),
            "zone_words": zone_words(ask.zone, start_of(ask.on, ask.zone)),
            "beside_words": zone_words(ask.beside, start_of(ask.on, ask.zone)) if ask.beside else "",
            "turns": self._turns(ask),
            "views": [(view.label, ask.address(view=view.value), ask.view is view) for view in View],
            "selects": [form[name] for name in ("organisation", "theme", "language", "zone", "beside")],
            "checks": [form[name] for name in ("kind", "standing")],
            "back": ask.address().lstrip("?"),
            "moves": any(shower.can_move(entry) for entry in found.entries),
            "unfiltered": ask.address(**dict.fromkeys(FILTERS)),
            "filtered": any(ask.query.get(name) for name in FILTERS),
        }

    def _turns(self, ask: Any) -> dict[str, str]:
        return {
            "before": ask.address(on=turned(ask.view, ask.on, -1)),
            "today": ask.address(on=None),
            "after": ask.address(on=turned(ask.view, ask.on, 1)),
        }
