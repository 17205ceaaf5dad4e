"""Following a link, for the world; its QR code, for those who may look at it."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views import View
from django.views.decorators.http import require_safe

from duta.accounts.viewsets import ScopedMixin
from duta.core.visitors import Visitor, visitor_of
from duta.links.codes import qr_png, qr_svg
from duta.links.flusher import FLUSHER
from duta.links.models import TrackedLink
from duta.links.operations import count_click
from duta.links.queries import link_at


@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the stored address of a link. Raises Http404 for an unknown code; one that has ended is a 410.

    Of the request only the code is read: nothing else decides where it leads.
    """
    link, now = link_at(code), timezone.now()
    if link is None:
        raise Http404
    if link.has_ended(now):
        answer = render(request, "links/ended.html", status=410)
    else:
        answer = HttpResponseRedirect(link.destination)
        _count(link, visitor_of(request))
    answer.headers["Cache-Control"] = "no-store"  # a kept redirect would be followed uncounted, and past its end
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _count(link: TrackedLink, visitor: Visitor) -> None:
    """Count one click in memory: the database may be busy, the reader does not wait for it."""
    if visitor is not Visitor.NOBODY:
        FLUSHER.notice(count_click(link_pk=link.pk, robot=visitor is Visitor.ROBOT, now=timezone.now()))


class CodeView(ScopedMixin, View):
    """The QR code of a link that the person may look at, as a file; a sibling's is a 404."""

    http_method_names = ["get"]
    model = TrackedLink
    draw: Callable[[str], bytes]
    mime = suffix = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the file. Raises Http404."""
        link: TrackedLink = self.visible_or_404(pk)
        answer = HttpResponse(type(self).draw(link.address), content_type=self.mime)
        answer.headers["Content-Disposition"] = f'attachment; filename="qr-{link.code}.{self.suffix}"'
        answer.headers["Cache-Control"] = "private, max-age=86400"
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer


class SvgView(CodeView):
    """For print, at any size."""

    draw = staticmethod(qr_svg)
    mime, suffix = "image/svg+xml", "svg"


class PngView(CodeView):
    """For slides and programs that know no SVG."""

    draw = staticmethod(qr_png)
    mime, suffix = "image/png", "png"
