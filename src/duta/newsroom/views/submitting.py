"""Put a story up for clearance: everything that will be frozen, what is wrong with it, who signs and when it goes out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from duta.accounts.rules import Action
from duta.newsroom import operations
from duta.newsroom.addresses import draft_address
from duta.newsroom.forms.submitting import SubmitForm
from duta.newsroom.models import ChannelVersion, Story
from duta.newsroom.previews import Said, said, shown_draft
from duta.newsroom.queries import (
    channels_corrected,
    channels_reached,
    editors_since_clearance,
    latest,
    organisation_of,
    problems_of_story,
    versions_of,
)
from duta.newsroom.signatories import route_for
from duta.newsroom.views.access import story_or_404
from duta.newsroom.views.pages import NewsroomPage, crumbs, editor_of

TABS = {"slug": "#tab-address", "version": "#tab-channel_versions"}


class SubmitView(NewsroomPage, FormView):  # type: ignore[type-arg]  # not generic at run time
    """Look at the whole once more, then freeze it."""

    template_name = "newsroom/submit.html"
    form_class = SubmitForm
    page_title = gettext_lazy("Submit for clearance")
    story: Story

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """For those who write there; a story that is frozen already leads to its submission."""
        self.story = story_or_404(request, kwargs["pk"], Action.WRITE)
        waiting = self.story.submissions.filter(state="submitted").first()
        if waiting is not None:
            messages.info(request, _("This story awaits clearance already."))
            return redirect("newsroom:submission", waiting.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Which story."""
        return str(self.story.draft_title)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, clearance, the story, this page."""
        return crumbs((self.get_page_subtitle(), editor_of(self.story)), (str(self.page_title), ""))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form what it offers people and zones by."""
        return {**super().get_form_kwargs(), "story": self.story, "user": self.request.user, "now": timezone.now()}

    def form_valid(self, form: SubmitForm) -> HttpResponse:
        """Freeze and submit, or show what stands in the way."""
        given = form.cleaned_data
        user: Any = self.request.user
        try:
            submission = operations.submit_story(
                story=self.story, by=user, signatory=given["signatory"], initials=list(given["initials"]),
                timing=form.timing, note=given["note"].strip(), now=timezone.now(),
            )  # fmt: skip
        except operations.NotPossible as refusal:
            for problem in said(refusal.problems):
                field = problem.field if problem.field in form.fields else None
                form.add_error(field, f"{problem.sentence.what} {problem.sentence.fix}")
            return self.form_invalid(form)
        signatory = {"name": submission.signatory}
        messages.success(
            self.request, _("Submitted. %(name)s is asked to sign; the story is frozen until then.") % signatory
        )
        return redirect("newsroom:submission", submission.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return everything that will be frozen."""
        now, draft, place = timezone.now(), latest(self.story), organisation_of(self.story)
        versions = versions_of(draft)
        problems = said(problems_of_story(draft, now=now))
        return {
            **super().get_context_data(**kwargs),
            "story": draft,
            "place": place,
            "address": draft_address(draft),
            "versions": [shown_draft(version, draft, place=place, now=now) for version in versions],
            "reached": channels_reached(self.story),
            "corrected": channels_corrected(self.story),
            "route": route_for(place, editors_since_clearance(self.story), now=now),
            "problems": [self._problem(problem, versions) for problem in problems],
            "stops": any(problem.stops for problem in problems),
        }

    def _problem(self, problem: Said, versions: list[ChannelVersion]) -> dict[str, Any]:
        """Return a problem with the version that it is about, and where to mend it."""
        part, _, rest = problem.field.partition(".")
        number = rest.partition(".")[0]
        name = str(versions[int(number) - 1]) if part == "version" and number.isdecimal() else ""
        return {"said": problem, "about": name, "mend": editor_of(self.story) + tab_of(part) if part else ""}


def tab_of(field: str) -> str:
    """Return the part of the editor where a problem is mended."""
    return TABS.get(field, "#tab-content")
