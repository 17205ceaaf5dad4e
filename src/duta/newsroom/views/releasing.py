"""Release now, give a release up, withdraw what is out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView

from duta.accounts.rules import Action
from duta.delivery.phone_calendar import as_answer, event_file, title_of
from duta.newsroom import operations
from duta.newsroom.by_hand import channels_by_hand
from duta.newsroom.forms.submitting import WithdrawForm
from duta.newsroom.models import Release, Story
from duta.newsroom.queries import release_out
from duta.newsroom.record import reach_of
from duta.newsroom.rules import ReleaseState
from duta.newsroom.views.access import release_or_404, story_or_404, submission_or_404
from duta.newsroom.views.pages import NewsroomPage, attempt, crumbs, editor_of


class ReleaseAction(View):
    """Something that is done to a release by one press; it leads back to its submission."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it, or say why not."""
        release = release_or_404(request, pk, Action.RELEASE)
        self.act(release, request.user)
        return redirect("newsroom:submission", release.submission_id)

    def act(self, release: Release, user: Any) -> None:
        """Do it."""
        raise NotImplementedError


class ReleaseNowView(ReleaseAction):
    """Let it go out now."""

    def act(self, release: Release, user: Any) -> None:
        """Release, with everything that a release verifies."""
        now, request = timezone.now(), self.request
        attempt(
            request,
            lambda: operations.plan_release_now(release=release, by=user, now=now),
            done=_("It is out on the portal and on its way to the channels."),
        )


class CancelReleaseView(ReleaseAction):
    """Give it up."""

    def act(self, release: Release, user: Any) -> None:
        """Give up what is not out yet."""
        attempt(
            self.request,
            lambda: operations.cancel_release(release=release, by=user, now=timezone.now()),
            done=_("The release is given up. Nothing went out."),
        )


class WithdrawView(NewsroomPage, FormView):  # type: ignore[type-arg]  # not generic at run time
    """Withdraw a story: what each channel can do is said before."""

    template_name = "newsroom/withdraw.html"
    form_class = WithdrawForm
    page_title = gettext_lazy("Withdraw")
    story: Story
    release: Release | None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """For those who may withdraw there; a story that is not out has nothing to withdraw."""
        self.story = story_or_404(request, kwargs["pk"], Action.WITHDRAW)
        self.release = release_out(self.story)
        if self.release is None:
            messages.info(request, _("This story is not out, so there is nothing to withdraw."))
            return redirect(editor_of(self.story))
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Which story."""
        return str(self.story.title)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, clearance, the story, this page."""
        return crumbs((self.get_page_subtitle(), editor_of(self.story)), (str(self.page_title), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where it is out, and what a withdrawal does there."""
        return {**super().get_context_data(**kwargs), "release": self.release, "reach": reach_of(self.story)}

    def form_valid(self, form: WithdrawForm) -> HttpResponse:
        """Withdraw."""
        release: Any = self.release
        user: Any = self.request.user
        reason = form.cleaned_data["reason"]
        done = attempt(
            self.request,
            lambda: operations.withdraw_story(release=release, by=user, reason=reason, now=timezone.now()),
            done=_("Withdrawn: it is off the portal, and the channels are asked to take it back."),
        )
        return redirect("newsroom:submission", (done or release).submission_id)


class PhoneCalendarView(View):
    """The time of a planned release, for the phone's calendar of who publishes a version of it by hand."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the file, or say that nobody publishes it by hand at a set time."""
        submission = submission_or_404(request, pk)
        release: Release | None = getattr(submission, "release", None)
        channels = channels_by_hand(submission)
        if not channels or release is None or release.state != ReleaseState.PLANNED or release.due_at is None:
            messages.warning(request, _("Nothing of this is published by hand at a set time."))
            return redirect("newsroom:submission", pk)
        names = ", ".join(channel.name for channel in channels)
        content = event_file(
            name=f"release-{release.pk}", title=title_of(submission.title, names), about="",
            path=reverse("newsroom:submission", args=[pk]), at=release.due_at, stamp=timezone.now(),
        )  # fmt: skip
        return as_answer(content)
