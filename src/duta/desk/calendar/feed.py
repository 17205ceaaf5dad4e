"""The calendar for other programmes: read at its secret address, made and ended at the desk."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.users.models import UserProfile

from duta.accounts.models import User
from duta.core.entries import Span
from duta.desk import operations
from duta.desk.calendar.gathering import Wanted, entries_for
from duta.desk.calendar.ical import calendar_of
from duta.desk.calendar.rules import DAY, Kind, start_of
from duta.desk.models import CalendarFeed
from duta.desk.queries import feed_at

BACK, AHEAD = timedelta(days=62), timedelta(days=400)
USUAL = [kind.value for kind in Kind if kind is not Kind.DELIVERY]  # one story brings many deliveries


@require_safe
def read_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Return the calendar of whoever the secret address belongs to, as they may see it now. Raises Http404.

    A secret that is unknown, was ended, or belongs to somebody who may not enter the desk any more: all the same 404.
    """
    now = timezone.now()
    feed = feed_at(token, now=now)
    if feed is None:
        raise Http404
    body = _written(feed, now)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer.headers["ETag"] = f'"{sha256(body).hexdigest()[:32]}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Disposition"] = 'inline; filename="duta.ics"'
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    operations.note_reading(feed=feed, now=now)
    return get_conditional_response(request, etag=answer.headers["ETag"], response=answer) or answer


def _written(feed: CalendarFeed, now: datetime) -> bytes:
    profile = UserProfile.objects.filter(user=feed.person_id).first()
    language = profile.get_preferred_language() if profile else settings.LANGUAGE_CODE
    zone = ZoneInfo(profile.get_current_time_zone() if profile else settings.TIME_ZONE)
    today = now.astimezone(zone).date()
    first, last = today - BACK, today + AHEAD
    # Two spans: what is to come is never cut off by how much there was.
    past = Span(start_of(first, zone), start_of(today, zone), first, today - DAY)
    future = Span(start_of(today, zone), start_of(last + DAY, zone), today, last)
    wanted = Wanted(kinds=frozenset(Kind(kind) for kind in feed.kinds if kind in Kind.values))
    with translation.override(language):
        found = {
            (e.kind, e.key): e
            for span in (past, future)
            for e in entries_for(feed.person, span, wanted, now=now).entries
        }
        return calendar_of(found.values(), name=_("Duta, %(person)s") % {"person": feed.person}, stamp=feed.made_at)


class FeedForm(forms.Form):
    """What the calendar holds."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What it holds"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )


class FeedView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]  # not generic at run time
    """Make, renew and end one's own secret address. It is shown once, right after it was made."""

    template_name = "desk/calendar/feed.html"
    form_class = FeedForm
    page_title = gettext_lazy("Calendar in other programmes")
    header_icon = "duta-calendar"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, calendar, this."""
        way = [
            (reverse("wagtailadmin_home"), _("Home")),
            (reverse("desk_calendar"), _("Calendar")),
            ("", _("Subscribe")),
        ]
        return [{"url": url, "label": label} for url, label in way]

    @property
    def feed(self) -> CalendarFeed | None:
        """One's own, if there is one."""
        user: Any = self.request.user
        return CalendarFeed.objects.filter(person=user).first()

    def get_initial(self) -> dict[str, Any]:
        """What it holds now."""
        feed = self.feed
        return {"kinds": feed.kinds if feed else USUAL}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the feed as it is."""
        return {**super().get_context_data(**kwargs), "feed": self.feed}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End it, or go on to the form."""
        user: User = request.user  # type: ignore[assignment]
        if "revoke" in request.POST:
            operations.revoke_feed(by=user, now=timezone.now())
            messages.success(request, _("The address is ended. Programmes that read it get nothing any more."))
            return redirect("desk_calendar_feed")
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def form_valid(self, form: FeedForm) -> HttpResponse:
        """Save what it holds, or make a new address and show it this once."""
        user: User = self.request.user  # type: ignore[assignment]
        kinds, now = form.cleaned_data["kinds"], timezone.now()
        if "make" not in self.request.POST and operations.change_feed(kinds=kinds, by=user, now=now):
            messages.success(self.request, _("Saved."))
            return redirect("desk_calendar_feed")
        token = operations.make_feed(kinds=kinds, by=user, now=now)
        path = reverse("desk_calendar_ics", args=[token])
        answer = self.render_to_response(self.get_context_data(form=form, address=f"{settings.BASE_URL}{path}"))
        answer.headers["Cache-Control"] = "no-store"
        return answer
