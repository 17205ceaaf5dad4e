"""Frozen pictures and the frozen page, for those who may look at the submission."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views import View

from duta.core.blobs import BlobDamaged, read_blob
from duta.core.models import FrozenBlob
from duta.newsroom.content import page_digest
from duta.newsroom.freezing import shown_blobs_of
from duta.newsroom.views.access import submission_or_404


class FrozenMediaView(View):
    """A frozen picture of a submission; only those that its manifest names."""

    def get(self, request: HttpRequest, pk: int, sha256: str) -> HttpResponse:
        """Return the bytes. Raises Http404 for a picture of another submission, or one that cannot be read."""
        if sha256 not in shown_blobs_of(submission_or_404(request, pk).manifest):
            raise Http404
        try:
            content = read_blob(sha256)
        except (FileNotFoundError, BlobDamaged) as error:
            raise Http404 from error
        answer = HttpResponse(content, content_type=FrozenBlob.objects.get(pk=sha256).mime)
        answer["Cache-Control"] = "private, max-age=86400, immutable"
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer


class FrozenPageView(View):
    """The frozen page, drawn by the portal's own templates."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the page. Raises Http404 when it is no longer what was frozen."""
        submission = submission_or_404(request, pk)
        draft = submission.revision.as_object()
        if page_digest(draft) != submission.manifest["page_digest"]:
            raise Http404
        response: HttpResponse = draft.make_preview_request(request)
        return response
