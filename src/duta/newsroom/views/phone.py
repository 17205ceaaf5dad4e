"""The signatory's phone pages: what waits, and one story in every language that waits. Small, and without script."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.views.generic import TemplateView

from duta.newsroom.forms.submitting import ReasonForm
from duta.newsroom.models import Submission
from duta.newsroom.queries import awaiting, submissions_seen_by
from duta.newsroom.record import record_of
from duta.newsroom.rules import SubmissionState
from duta.newsroom.signatories import up_for_taking
from duta.newsroom.views.access import submission_or_404


class PhoneQueueView(TemplateView):
    """What waits for the person, the longest first, and what they may take over."""

    template_name = "newsroom/phone/queue.html"
    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the submissions."""
        user: Any = self.request.user
        now = timezone.now()
        return {
            **super().get_context_data(**kwargs),
            "waiting": awaiting(user, now=now).order_by("submitted_at"),
            "others": up_for_taking(user, now=now),
        }


class PhoneView(TemplateView):
    """One submission, and those of the story's other languages that wait too; each is signed by itself."""

    template_name = "newsroom/phone/submission.html"
    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the records: the one that was asked for, then the other languages."""
        asked = submission_or_404(self.request, kwargs["pk"])
        now = timezone.now()
        records = [record_of(row, self.request, now=now, small=True) for row in (asked, *self._others(asked))]
        shown = [records[0], *(record for record in records[1:] if record.acts.decides)]
        return {**super().get_context_data(**kwargs), "records": shown, "form": ReasonForm(auto_id=False)}

    def _others(self, asked: Submission) -> list[Submission]:
        """The open submissions of the story's other languages."""
        rows = submissions_seen_by(self.request.user).filter(
            story__translation_key=asked.story.translation_key, state=SubmissionState.SUBMITTED
        )
        return list(rows.exclude(pk=asked.pk).order_by("locale", "pk"))
