"""The list of submissions: what waits for me, what came back to me, everything of my organisations."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from duta.newsroom.filters import SubmissionFilterSet
from duta.newsroom.models import Submission
from duta.newsroom.queries import awaiting, returned_to, submissions_seen_by
from duta.newsroom.record import state_shown

MINE, RETURNED, ALL = "mine", "returned", "all"
TABS: dict[str, str | Promise] = {
    MINE: gettext_lazy("Awaiting me"),
    RETURNED: gettext_lazy("Sent back to me"),
    ALL: gettext_lazy("All"),
}


class SubmissionsView(BaseListingView):
    """Submissions that the person may look at, the newest first."""

    model = Submission
    page_title = gettext_lazy("Clearance")
    header_icon = "duta-signature"
    template_name = "wagtailadmin/generic/listing.html"
    results_template_name = "newsroom/submissions_results.html"
    index_url_name = "newsroom:submissions"
    index_results_url_name = "newsroom:submissions_results"
    filterset_class = SubmissionFilterSet
    is_searchable = True
    search_fields = ["title"]
    search_backend_name = None
    default_ordering = "-submitted_at"
    columns = [Column("submitted_at", sort_key="submitted_at")]
    paginate_by = 25

    @property
    def tab(self) -> str:
        """The tab that is open: what waits for the person, unless nothing does."""
        asked: str = self.request.GET.get("tab", "")
        if asked in TABS:
            return asked
        return MINE if awaiting(self.request.user, now=timezone.now()).exists() else ALL

    def get_base_queryset(self) -> "QuerySet[Submission]":
        """The rows of the open tab."""
        user: Any = self.request.user
        if self.tab == MINE:
            return awaiting(user, now=timezone.now())
        rows = submissions_seen_by(user)
        return rows.filter(pk__in=returned_to(user).values("pk")) if self.tab == RETURNED else rows

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """What waited how long, and the small page for a phone."""
        return [
            HeaderButton(_("What waited how long"), url=reverse("newsroom:waits"), icon_name="history"),
            HeaderButton(_("Small page for a phone"), url=reverse("newsroom:phone_queue"), icon_name="mobile-alt"),
        ]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, clearance."""
        return [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the tabs with how many wait."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user: Any = self.request.user
        counts = {MINE: awaiting(user, now=timezone.now()).count(), RETURNED: returned_to(user).count()}
        base = reverse("newsroom:submissions")
        for row in context["object_list"]:
            row.tone, row.where = state_shown(row)
        context["tab"] = self.tab
        context["quick"] = [
            {"label": label, "url": f"{base}?tab={key}", "current": key == self.tab, "count": counts.get(key, 0)}
            for key, label in TABS.items()
        ]
        return context
