"""Filters over contacts."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from duta.accounts.models import Organisation
from duta.accounts.queries import organisations_where
from duta.channels.forms import language_choices
from duta.channels.models import Channel
from duta.mailing import queries
from duta.mailing.models import Contact, Subscription
from duta.mailing.policies import KEEPS
from duta.mailing.rules import SubscriptionState


def lists_kept_by(user: Any) -> "QuerySet[Channel]":
    """The press lists whose contacts a person keeps."""
    return queries.lists().filter(organisation__in=organisations_where(user, KEEPS))


def _lists(request: Any) -> Any:
    return lists_kept_by(request.user) if request else Channel.objects.none()


def _organisations(request: Any) -> Any:
    return organisations_where(request.user, KEEPS) if request else Organisation.objects.none()


class ContactFilters(WagtailFilterSet):
    """Contacts by list, by what they said to it, by language, by organisation."""

    list = django_filters.ModelChoiceFilter(label=_("List"), queryset=_lists, method="on_list")
    state = django_filters.ChoiceFilter(label=_("State"), choices=SubscriptionState.choices, method="in_state")
    language = django_filters.ChoiceFilter(label=_("Language"), choices=language_choices, method="reads")
    organisation = django_filters.ModelChoiceFilter(label=_("Organisation"), queryset=_organisations)

    class Meta:
        model = Contact
        fields = ["list", "state", "language", "organisation"]

    def on_list(self, rows: Any, _name: str, channel: Channel) -> Any:
        """Those who are or were on a list; with a state chosen too, those in that state on that list."""
        return rows.filter(pk__in=Subscription.objects.filter(channel=channel).values("contact"))

    def in_state(self, rows: Any, _name: str, state: str) -> Any:
        """Those who said this to any list, or to the chosen one."""
        said = Subscription.objects.filter(state=state)
        chosen = self.form.cleaned_data.get("list") if self.form.is_valid() else None
        if chosen is not None:
            said = said.filter(channel=chosen)
        return rows.filter(pk__in=said.values("contact"))

    def reads(self, rows: Any, _name: str, code: str) -> Any:
        """Those who read a language."""
        return rows.filter(languages__icontains=f'"{code}"')
