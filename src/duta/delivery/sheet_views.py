"""What the person who posts takes along: the time to publish, for the calendar of their phone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from duta.delivery.phone_calendar import as_answer, event_file, title_of
from duta.delivery.showing import moments_of
from duta.delivery.views import DeliveryMixin


class PhoneCalendarView(DeliveryMixin, View):
    """The time to publish by hand as a calendar file; ``at`` names one of the times that the page offers."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Return the file. Raises Http404 for a time that is not offered, and where nobody has anything to do."""
        delivery, now = self.delivery, timezone.now()
        offered = {moment.value: at for moment, at in moments_of(delivery, now=now).items()}
        if (at := offered.get(request.GET.get("at", "") or next(iter(offered), ""))) is None:
            raise Http404
        handle = delivery.channel.handle
        content = event_file(
            name=f"by-hand-{delivery.pk}", title=title_of(delivery.title, delivery.channel.name),
            about=_("Account %(account)s") % {"account": handle} if handle else "",
            path=reverse("delivery:show", args=[delivery.pk]), at=at, stamp=now,
        )  # fmt: skip
        return as_answer(content)
