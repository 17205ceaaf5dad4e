"""What waited how long: a table for an organisation and below, and the same as a file."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.timesince import timesince
from django.utils.translation import get_language, gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.widgets.button import HeaderButton

from duta.accounts.forms import OrganisationField
from duta.accounts.models import Organisation
from duta.accounts.queries import organisations_where
from duta.accounts.rules import Action
from duta.newsroom.models import Submission
from duta.newsroom.record import state_shown
from duta.newsroom.rules import SubmissionState
from duta.newsroom.views.pages import NewsroomPage
from duta.newsroom.waits import csv_lines, figures_by_organisation, figures_of, submissions_between, waited

MOST = 100  # rows of each table on the screen; the file has all
MONTHS = (("1", gettext_lazy("the last month")), ("3", gettext_lazy("the last three months")),
          ("12", gettext_lazy("the last year")))  # fmt: skip
DAYS = {"1": 31, "3": 92, "12": 366}


class WaitsForm(forms.Form):
    """For which organisation and how far back."""

    organisation = OrganisationField(
        label=gettext_lazy("Organisation and below"), required=False, empty_label=gettext_lazy("(all)")
    )
    months = forms.ChoiceField(label=gettext_lazy("Decided in"), choices=MONTHS, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].limit_to(user, Action.VIEW)  # type: ignore[attr-defined]


class WaitsPage(NewsroomPage):
    """What both share: which submissions are asked for."""

    @cached_property
    def now(self) -> datetime:
        """One instant for the whole page."""
        return timezone.now()

    @cached_property
    def organisation(self) -> Organisation | None:
        """The organisation that is asked for. Raises Http404 for one that the person may not look at."""
        asked = self.request.GET.get("organisation", "")
        if not asked:
            return None
        rows = organisations_where(self.request.user, Action.VIEW)
        return get_object_or_404(rows, pk=int(asked) if asked.isdecimal() and len(asked) < 19 else 0)

    @property
    def months(self) -> str:
        """How far back; three months unless a known span is asked for."""
        asked = self.request.GET.get("months", "3")
        return asked if asked in DAYS else "3"

    def rows(self) -> "QuerySet[Submission]":
        """The submissions."""
        since = self.now - timedelta(days=DAYS[self.months])
        return submissions_between(self.request.user, organisation=self.organisation, since=since)

    def whole_rows(self) -> "QuerySet[Submission]":
        """The same with what a line shows."""
        return self.rows().select_related(
            "locale", "organisation", "submitted_by", "signatory", "closed_by", "clearance", "release"
        )


class WaitsView(WaitsPage, TemplateView):
    """The figures by organisation, what waits now, and what was decided, the longest first."""

    template_name = "newsroom/waits.html"
    page_title = gettext_lazy("What waited how long")

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """The file."""
        asked = urlencode({"organisation": self.request.GET.get("organisation", ""), "months": self.months})
        url = f"{reverse('newsroom:waits_export')}?{asked}"
        return [HeaderButton(gettext_lazy("Download as CSV"), url=url, icon_name="download")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return figures and rows."""
        figures = figures_by_organisation(self.rows(), now=self.now)
        places = Organisation.objects.filter(pk__in=figures).order_by("path")
        open_ = self.whole_rows().filter(state=SubmissionState.SUBMITTED).order_by("submitted_at")
        closed = self.whole_rows().exclude(state=SubmissionState.SUBMITTED).order_by("-closed_at")
        chosen = {"organisation": self.organisation.pk if self.organisation else "", "months": self.months}
        return {
            **super().get_context_data(**kwargs),
            "form": WaitsForm(initial=chosen, user=self.request.user),
            "places": [{"place": place, **self._said(figures[place.pk])} for place in places],
            "total": self._total(),
            "waiting": [self._row(row) for row in open_[:MOST]],
            "decided": [self._row(row) for row in closed[:MOST]],
            "most": MOST,
        }

    def _total(self) -> dict[str, Any]:
        """The figures of everything that is asked for; a median of medians would say something else."""
        values = self.rows().order_by().values_list("state", "submitted_at", "closed_at")
        waiting = [self.now - at for state, at, _closed in values if state == SubmissionState.SUBMITTED]
        decided = [closed - at for state, at, closed in values if state != SubmissionState.SUBMITTED and closed]
        return self._said(figures_of(waiting, decided))

    def _said(self, figures: Any) -> dict[str, Any]:
        return {
            "waiting": figures.waiting,
            "decided": figures.decided,
            "longest_waiting": self._long(figures.longest_waiting),
            "median": self._long(figures.median),
            "longest": self._long(figures.longest),
        }

    def _row(self, row: Submission) -> dict[str, Any]:
        tone, state = state_shown(row)
        return {"it": row, "tone": tone, "state": state, "long": self._long(waited(row, now=self.now))}

    def _long(self, span: timedelta | None) -> str:
        return timesince(self.now - span, self.now) if span is not None else "–"


class WaitsExportView(WaitsPage, View):
    """The rows that the same address of the page shows, all of them, as CSV."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Stream the file."""
        rows = self.whole_rows().order_by("submitted_at", "pk").iterator(chunk_size=500)
        name = f"clearance-waits-{timezone.localtime(self.now):%Y-%m-%d}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        lines = csv_lines(rows, language=get_language() or settings.LANGUAGE_CODE, now=self.now)
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
