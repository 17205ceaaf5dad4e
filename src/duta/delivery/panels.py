"""What deliveries add to a channel's page."""

from typing import Any

from django.utils import timezone

from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.channels.panels import ChannelPanel
from duta.delivery.counting import may_count, shown_tally
from duta.delivery.export_reading import by_hand_connector
from duta.delivery.health import SPAN, told, troubles_of
from duta.delivery.models import Delivery
from duta.delivery.queries import hold_on, imports_of
from duta.delivery.showing import may_lift, shown

FEW = 8


class DeliveriesOfChannel(ChannelPanel):
    """The newest deliveries of a channel."""

    template_name = "delivery/panel_deliveries.html"
    order = 20

    def facts(self) -> dict[str, Any]:
        """Return a few rows and how many there are."""
        rows = Delivery.objects.filter(channel=self.channel)
        few = rows.select_related("channel__organisation", "receipt").order_by("-state_since", "pk")[:FEW]
        decides = may(self.user, Action.DELIVER, self.channel.organisation)
        free = decides and hold_on(self.channel) is None
        return {"rows": [shown(row) for row in few], "total": rows.count(), "may_hold": free}


class TroubleOfChannel(ChannelPanel):
    """What went wrong on a channel in the last 30 days, by kind, the most frequent first."""

    template_name = "delivery/panel_trouble.html"
    order = 30

    def facts(self) -> dict[str, Any]:
        """Return the kinds with their numbers."""
        found = troubles_of([self.channel.pk], now=timezone.now())
        return {"troubles": [told(one) for one in found.get(self.channel.pk, [])], "days": SPAN.days}


class HoldOfChannel(ChannelPanel):
    """That everything on a channel is held back, and the way to lift it; nothing when it is not."""

    template_name = "delivery/panel_hold.html"
    order = 10

    def facts(self) -> dict[str, Any]:
        """Return the hold, and whether the person may lift it."""
        hold = hold_on(self.channel)
        return {"hold": hold, "lifts": hold is not None and may_lift(self.user, hold)}


class ExportsOfChannel(ChannelPanel):
    """The way to the platform's export files; nothing for a channel that is not served by hand."""

    template_name = "delivery/panel_exports.html"
    order = 30

    def facts(self) -> dict[str, Any]:
        """Return the files that were taken in last, and whether the person may take one in."""
        connector = by_hand_connector(self.channel)
        known = connector is not None and connector.export is not None
        rows = [shown_tally(row) for row in imports_of(self.channel)[:3]] if known else []
        return {"known": known, "rows": rows, "may_count": known and may_count(self.user, self.channel)}
