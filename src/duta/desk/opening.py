"""“Open” in a chain: where a thing is worked on by whoever may, and read by everybody else who sees it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views import View

from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.desk import links, queries
from duta.evaluation.works import stories_seen_by
from duta.newsroom.models import Story
from duta.newsroom.queries import NoOrganisation, organisation_of
from duta.strategy import links as plans
from duta.strategy.models import Activity, Indicator, Objective


class OpenView(View):
    """Leads to a thing's screen for this person."""

    def get(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        """Redirect. Raises Http404 for what the person may not see."""
        if kind == "story":
            story = get_object_or_404(Story.objects.filter(stories_seen_by(request.user)), pk=pk)
            return redirect(self._story(story))
        row = queries.part_of_plan(kind, str(pk), request.user)
        if row is None:
            raise Http404
        return redirect(screen_of_plan(row, request.user))

    def _story(self, story: Story) -> str:
        """The editor; the newest submission for a reader; a draft that was never submitted is its authors' own."""
        try:
            place = organisation_of(story)
        except NoOrganisation as outside:
            raise Http404 from outside
        if may(self.request.user, Action.WRITE, place):
            return links.edit_url(story.pk)
        newest = story.submissions.order_by("-pk").first()
        if newest is not None:
            return links.submission_url(newest)
        messages.info(self.request, _("This draft is still being written: you can read it once it is submitted."))
        return links.chain_url("story", story.pk)


def screen_of_plan(row: Objective | Activity | Indicator, user: Any) -> str:
    """The form of a part of a plan for its planners; for others the page on which it stands."""
    kind = str(row._meta.model_name)
    if may(user, Action.PLAN, row.organisation):
        return links.plan_url(kind, row.pk)
    if isinstance(row, Indicator):
        return plans.readings_url(row.pk)
    objective = row.objective if isinstance(row, Activity) else row
    return plans.plan_url(objective.strategy_id, at=f"{kind}-{row.pk}")
