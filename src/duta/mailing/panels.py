"""What letters add to the pages of channels and of deliveries."""

from typing import Any

from django.urls import reverse

from duta.accounts.queries import may
from duta.channels.panels import ChannelPanel
from duta.delivery.attachments import DeliveryPanel
from duta.mailing import queries
from duta.mailing.carriers import practising
from duta.mailing.models import Mailing
from duta.mailing.policies import KEEPS
from duta.mailing.rules import SubscriptionState
from duta.mailing.showing import SUBSCRIPTION_TONES, tallies

FEW = 5


class SubscribersOfList(ChannelPanel):
    """Who is on a press list, in numbers, and what it said lately."""

    template_name = "mailing/panel_list.html"
    order = 15

    def facts(self) -> dict[str, Any]:
        """Return the numbers; nothing on a channel that is no list."""
        if self.channel.connector_key != queries.CONNECTOR:
            return {"is_list": False}
        counts = queries.subscribers_by_state(self.channel)
        keeps = may(self.user, KEEPS, self.channel.organisation)
        states = [
            {
                "state": state.value,
                "label": state.label,
                "tone": SUBSCRIPTION_TONES[state],
                "count": counts.get(state, 0),
            }
            for state in SubscriptionState
        ]
        return {
            "is_list": True,
            "states": states,
            "keeps": keeps,
            "total": sum(counts.values()),
            "contacts_url": f"{reverse('mailing_contacts:index')}?list={self.channel.pk}",
            "import_url": f"{reverse('mailing_contacts:import')}?list={self.channel.pk}",
            "sign_up_url": f"/id/mail/list/{self.channel.pk}/" if queries.takes_sign_ups(self.channel) else "",
            "mailings": [(row, tallies(row)) for row in Mailing.objects.filter(channel=self.channel)[:FEW]],
            "practising": practising(),
        }


class LettersOfDelivery(DeliveryPanel):
    """What became of a delivery's letters."""

    template_name = "mailing/panel_delivery.html"

    def facts(self) -> dict[str, Any] | None:
        """Return the numbers; nothing for a delivery that wrote no letters."""
        if self.delivery.channel.connector_key != queries.CONNECTOR:
            return None
        mailing = Mailing.objects.filter(delivery_id=self.delivery.pk).first()
        if mailing is None:
            return None
        return {
            "mailing": mailing,
            "tallies": tallies(mailing),
            "total": mailing.letters.count(),
            "practising": practising(),
        }
