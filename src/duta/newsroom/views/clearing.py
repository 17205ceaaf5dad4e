"""A submission: read by whoever signs or initials, on a phone too; afterwards its record."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView

from duta.accounts.confirming import ask_to_confirm, is_confirmed
from duta.newsroom import operations
from duta.newsroom.forms.submitting import ReasonForm
from duta.newsroom.models import Submission
from duta.newsroom.record import record_of
from duta.newsroom.rules import ReleaseState
from duta.newsroom.signatories import authority_of
from duta.newsroom.views.access import submission_or_404
from duta.newsroom.views.pages import NewsroomPage, attempt


class SubmissionView(NewsroomPage, TemplateView):
    """Everything that was frozen, exactly as it will be seen; and what can be done with it."""

    template_name = "newsroom/submission.html"
    page_title = gettext_lazy("Submission")
    submission: Submission

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """For those who may look there; a sibling's is a 404."""
        self.submission = submission_or_404(request, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Which story."""
        return str(self.submission.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the record, and the form for sending back."""
        record = record_of(self.submission, self.request, now=timezone.now())
        return {**super().get_context_data(**kwargs), "record": record, "form": kwargs.get("form") or ReasonForm()}


class SubmissionAction(View):
    """Something that is done to a submission by one press; it leads back to its page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it, or say why not."""
        submission = submission_or_404(request, pk)
        return self.act(submission, request.user) or redirect(self.back(submission))

    def back(self, submission: Submission) -> str:
        """Where the person came from: the phone page or the submission."""
        screen = "newsroom:phone" if self.request.POST.get("from") == "phone" else "newsroom:submission"
        return reverse(screen, args=[submission.pk])

    def act(self, submission: Submission, user: Any) -> HttpResponse | None:
        """Do it; an answer of its own where it has one."""
        raise NotImplementedError

    @property
    def seen(self) -> str:
        """The hash that the person had before their eyes."""
        return self.request.POST.get("seen", "")


class SignView(SubmissionAction):
    """Sign; what shall go out at once goes out before the page comes back."""

    def act(self, submission: Submission, user: Any) -> HttpResponse | None:
        """Sign the hash that was seen; first the person confirms who it is, and comes back here by itself."""
        now = timezone.now()
        signs = authority_of(submission=submission, person=user, now=now) is not None
        if signs and not is_confirmed(self.request):
            return ask_to_confirm(self.request, back=self.back(submission))
        clearance = attempt(
            self.request,
            lambda: operations.sign_submission(submission=submission, by=user, seen=self.seen, now=now),
            done=_("Signed. Thank you."),
        )
        if clearance is None:
            return None
        release = clearance.submission.release
        if release.state == ReleaseState.PLANNED and release.due_at and release.due_at <= now:
            self._release(release)
        return None

    def _release(self, release: Any) -> None:
        """Do not wait for the worker; if it cannot go out, the release keeps why."""
        if operations.carry_out(release=release, now=timezone.now()):
            messages.success(self.request, _("It is out on the portal and on its way to the channels."))
        else:
            messages.error(self.request, _("It is signed, but it could not go out. See below why."))


class InitialView(SubmissionAction):
    """Put initials."""

    def act(self, submission: Submission, user: Any) -> None:
        """Initial the hash that was seen."""
        attempt(
            self.request,
            lambda: operations.initial_submission(submission=submission, by=user, seen=self.seen, now=timezone.now()),
            done=_("Your initials are there. Thank you."),
        )


class ReturnView(SubmissionAction):
    """Send back with a reason."""

    def act(self, submission: Submission, user: Any) -> HttpResponse | None:
        """Send back, or show the form again."""
        form = ReasonForm(self.request.POST)
        if not form.is_valid():
            messages.error(self.request, _("Say why it is sent back: the author needs the reason. Nothing was done."))
            return None
        attempt(
            self.request,
            lambda: operations.return_submission(
                submission=submission, by=user, reason=form.cleaned_data["reason"], now=timezone.now()
            ),
            done=_("Sent back. The author can change the story again and reads your reason."),
        )
        return None


class TakeOverView(SubmissionAction):
    """Put oneself in the place of a signatory who cannot sign, or lets it wait."""

    def act(self, submission: Submission, user: Any) -> None:
        """Take it over."""
        attempt(
            self.request,
            lambda: operations.take_over_submission(submission=submission, by=user, now=timezone.now()),
            done=_("It is yours now: read it, then sign it or send it back."),
        )


class TakeBackView(SubmissionAction):
    """Take a submission back to go on writing."""

    def act(self, submission: Submission, user: Any) -> HttpResponse | None:
        """Take it back and lead to the editor."""
        done = _("Taken back. You can change the story again.")
        taken = attempt(
            self.request,
            lambda: operations.take_back_submission(submission=submission, by=user, now=timezone.now()),
            done=done,
        )
        return redirect("wagtailadmin_pages:edit", submission.story_id) if taken else None
