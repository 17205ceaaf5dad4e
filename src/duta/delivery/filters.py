"""The filters of the list of deliveries; all of them stand in the address."""

from datetime import datetime, time
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput

from duta.accounts.models import Organisation
from duta.accounts.queries import allowed, organisations_where
from duta.accounts.rules import Action
from duta.channels.models import Channel
from duta.core.days import check_day
from duta.delivery.models import Delivery
from duta.delivery.rules import DeliveryState


def _channels(request: Any) -> "QuerySet[Channel]":
    return allowed(Channel.objects.order_by("name"), request.user, Action.VIEW)


def _organisations(request: Any) -> "QuerySet[Organisation]":
    return organisations_where(request.user, Action.VIEW)


class DeliveryFilterSet(WagtailFilterSet):
    """State, channel, organisation and those below it, since when."""

    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=DeliveryState.choices, widget=forms.CheckboxSelectMultiple
    )
    channel = django_filters.ModelChoiceFilter(label=_("Channel"), queryset=_channels)
    organisation = django_filters.ModelChoiceFilter(
        label=_("Organisation"), queryset=_organisations, method="at_or_below"
    )
    since = django_filters.DateFilter(
        label=_("Changed since"), widget=AdminDateInput, validators=[check_day], method="changed_since"
    )

    class Meta:
        model = Delivery
        fields: list[str] = []

    def at_or_below(self, rows: "QuerySet[Delivery]", _name: str, organisation: Organisation) -> "QuerySet[Delivery]":
        """Leave the deliveries of an organisation's channels and of those below it."""
        return rows.filter(channel__organisation__path__startswith=organisation.path)

    def changed_since(self, rows: "QuerySet[Delivery]", _name: str, day: Any) -> "QuerySet[Delivery]":
        """Leave what came into its state on that day, by the reader's clock, or later."""
        start = timezone.make_aware(datetime.combine(day, time.min))
        return rows.filter(state_since__gte=start)
