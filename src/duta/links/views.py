"""Following a link, for the world; its page and its QR code, for those who may look at it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from duta.accounts.viewsets import ScopedMixin, policy_of
from duta.core.visitors import Visitor, visitor_of
from duta.links.codes import qr_png, qr_svg
from duta.links.flusher import FLUSHER
from duta.links.models import TrackedLink
from duta.links.operations import count_click, expire_link, reopen_link
from duta.links.queries import Lead, clicks_of, days_of, lead_at


@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the stored address of a link. Raises Http404 for an unknown code; one that has ended is a 410.

    Of the request only the code is read: nothing else decides where it leads. A link that was changed or ended within
    the last second may still lead where it led before.
    """
    lead, now = lead_at(code), timezone.now()
    if lead is None:
        raise Http404
    if lead.has_ended(now):
        answer = render(request, "links/ended.html", status=410)
    else:
        answer = HttpResponseRedirect(lead.destination)
        _count(lead, visitor_of(request))
    answer.headers["Cache-Control"] = "no-store"  # a kept redirect would be followed uncounted, and past its end
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _count(lead: Lead, visitor: Visitor) -> None:
    """Count one click in memory: the database may be busy, the reader does not wait for it."""
    if visitor is not Visitor.NOBODY:
        FLUSHER.notice(count_click(link_pk=lead.link, robot=visitor is Visitor.ROBOT, now=timezone.now()))


class LinkMixin(ScopedMixin):
    """One link that the person may look at; a sibling's is a 404."""

    model = TrackedLink
    kwargs: dict[str, Any]

    @cached_property
    def link(self) -> TrackedLink:
        """The link of the address. Raises Http404."""
        found: TrackedLink = self.visible_or_404(self.kwargs["pk"])
        return found


class LinkView(LinkMixin, WagtailAdminTemplateMixin, TemplateView):
    """One link: where it leads, how often it was followed on each day, its QR code, its end."""

    template_name = "links/link.html"
    header_icon = "link"

    def get_page_title(self) -> str:
        """Its address without the domain."""
        return str(self.link)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return everything that the page says."""
        now = timezone.now()
        policy = policy_of(TrackedLink)
        return {
            **super().get_context_data(**kwargs),
            "link": self.link,
            "ended": self.link.has_ended(now),
            "clicks": clicks_of([self.link])[self.link.pk],
            "days": days_of(self.link, today=timezone.localdate(now)),
            "zone": self.link.organisation.time_zone,
            "may_end": policy.user_has_permission_for_instance(self.request.user, "change", self.link),
        }


class EndView(LinkMixin, View):
    """Let a link lead nowhere any more, by those who serve the channels."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it. Raises Http404, PermissionDenied."""
        link = self.require("change", self.link)
        user: Any = request.user
        if expire_link(link=link, by=user, now=timezone.now()):
            messages.success(
                request, _("The short address has ended. Whoever follows it reads that, in both languages.")
            )
        return redirect("links:show", pk)


class OpenView(LinkMixin, View):
    """Let a link that has ended lead to its page again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open it again. Raises Http404, PermissionDenied."""
        link = self.require("change", self.link)
        user: Any = request.user
        if reopen_link(link=link, by=user, now=timezone.now()):
            messages.success(request, _("The short address leads to its page again."))
        return redirect("links:show", pk)


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
