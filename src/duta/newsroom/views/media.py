"""Frozen pictures and the frozen page, for those who may look at the submission."""

from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse
from django.views import View
from PIL import Image

from duta.core.blobs import BlobDamaged, read_blob
from duta.core.models import FrozenBlob
from duta.newsroom.content import page_digest
from duta.newsroom.freezing import BROKEN, shown_blobs_of
from duta.newsroom.views.access import submission_or_404

SMALL = 640  # pixels of the longer side


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
        small = _small(content) if "small" in request.GET else None
        mime = "image/jpeg" if small else FrozenBlob.objects.get(pk=sha256).mime
        answer = HttpResponse(small or content, content_type=mime)
        answer["Cache-Control"] = "private, max-age=86400, immutable"
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer


def _small(content: bytes) -> bytes | None:
    """Return a picture for a phone on a bad line; None where it cannot be drawn smaller: then the whole one is shown."""
    try:
        with Image.open(BytesIO(content)) as picture:
            picture.thumbnail((SMALL, SMALL))
            drawn = BytesIO()
            picture.convert("RGB").save(drawn, "JPEG", quality=70, optimize=True)
    except BROKEN:
        return None
    return drawn.getvalue()


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
