"""The health of all channels of an organisation and below it, the worst first."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from duta.accounts.models import Organisation
from duta.accounts.queries import allowed, organisations_where
from duta.accounts.rules import Action
from duta.channels.models import Channel
from duta.channels.queries import credential_of, worst_first
from duta.channels.rules import NEEDS_SOMEBODY
from duta.channels.views import platform_of, tone_of
from duta.core.problem_words import sentence_of
from duta.delivery.health import SPAN, told, troubles_of
from duta.delivery.views import crumbs

ON_A_PAGE = 50


class HealthView(WagtailAdminTemplateMixin, TemplateView):
    """Every channel that the person may look at; ``?organisation=`` narrows it to one and those below."""

    template_name = "delivery/health.html"
    page_title = gettext_lazy("Channel health")
    header_icon = "duta-channel"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, deliveries, health."""
        return crumbs((_("Channel health"), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return one page of channels with their states and what went wrong on them."""
        now, user = timezone.now(), self.request.user
        places = organisations_where(user, Action.VIEW)
        place = self._place(places)
        channels = allowed(Channel.objects.all(), user, Action.VIEW)
        if place is not None:
            channels = channels.filter(organisation__path__startswith=place.path)
        found = worst_first(channels, now)
        page = Paginator(found, ON_A_PAGE).get_page(self.request.GET.get("p"))
        troubles = troubles_of([channel.pk for channel, _state in page], now=now)
        return {
            **super().get_context_data(**kwargs),
            "rows": [_row(channel, state, troubles.get(channel.pk, [])) for channel, state in page],
            "page": page,
            "total": len(found),
            "in_need": sum(state in NEEDS_SOMEBODY for _channel, state in found),
            "places": places.filter(Q(channels__isnull=False) | Q(numchild__gt=0)).distinct(),
            "place": place,
            "days": SPAN.days,
        }

    def _place(self, places: Any) -> Organisation | None:
        asked = self.request.GET.get("organisation", "")
        found: Organisation | None = places.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
        return found


def _row(channel: Channel, state: Any, troubles: list[Any]) -> dict[str, Any]:
    return {
        "channel": channel,
        "platform": platform_of(channel),
        "state": state,
        "tone": tone_of(state),
        "problem": sentence_of(channel.problem) if channel.problem and channel.active else None,
        "credential": credential_of(channel),
        "troubles": [told(one) for one in troubles[:2]],
        "more": max(0, len(troubles) - 2),
    }
