"""The order by which somebody signs in another's place. The form parses and offers; the operation decides."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duta.accounts import queries
from duta.accounts.forms import OrganisationField, PeriodForm
from duta.accounts.models import Organisation, RoleHeld, User
from duta.accounts.operations import Order
from duta.accounts.rules import Action, DelegationKind, Role


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's own is not generic at run time
    """People, each with the position that stands under a signature."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and position."""
        return f"{obj}, {obj.position}" if obj.position else str(obj)


class DelegationForm(PeriodForm):
    """Who signs in whose place, where, by which order, from when until when."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=DelegationKind.choices, widget=forms.RadioSelect, initial=DelegationKind.PLH
    )
    holder = PersonField(
        label=_("In whose place"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("(the position is vacant)"),
    )
    delegate = PersonField(label=_("Who signs"), queryset=User.objects.none())
    position = forms.CharField(
        label=_("Position that is represented"),
        max_length=150,
        required=False,
        help_text=_(
            "It stands under each signature after “Plh.” or “Plt.”. Empty: the position of the one who is away."
        ),
    )
    organisation = OrganisationField(
        label=_("Organisation"), help_text=_("The delegation holds there and for everything below it.")
    )
    order_number = forms.CharField(
        label=_("Number of the order"),
        max_length=100,
        help_text=_("As it stands on the written order, for instance 0123/PLH/XI/2026."),
    )
    field_order = ["kind", "holder", "delegate", "position", "organisation", "order_number", "starts_on", "ends_on"]

    def __init__(self, *args: Any, user: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = timezone.localdate
        self.fields["ends_on"].required = True
        self.fields["ends_on"].help_text = _("The last day, included.")
        people = queries.people_in_line_with(user, now=now).order_by("first_name", "last_name", "pk")
        self._offer("delegate", people.exclude(pk=user.pk))
        self._offer("organisation", _places(user, now))
        administers = queries.may_anywhere(user, Action.ADMINISTER, now=now)
        self._offer("holder", _holders(user, people, now, administers=administers))
        if not administers:
            self._own_place_only(user)

    def _own_place_only(self, user: User) -> None:
        """Who is no administrator has himself represented, while he is away."""
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (DelegationKind.PLH.value, DelegationKind.PLH.label)
        ]
        holder: Any = self.fields["holder"]
        holder.required, holder.empty_label, holder.initial = True, None, user.pk
        self.fields["position"].initial = user.position
        organisation: Any = self.fields["organisation"]
        organisation.initial = organisation.queryset.first()

    def _offer(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def as_order(self) -> Order:
        """What the operation takes."""
        given = self.cleaned_data
        holder: User | None = given["holder"]
        period = self.period(given["organisation"].time_zone)
        starts_at = period["starts_at"]
        if starts_at is None:
            raise ValueError("the field for the first day is required")
        return Order(
            kind=DelegationKind(given["kind"]), delegate=given["delegate"], holder=holder,
            organisation=given["organisation"], position=given["position"] or (holder.position if holder else ""),
            number=given["order_number"], starts_at=starts_at, ends_at=period["ends_at"],
        )  # fmt: skip


def _places(user: Any, now: datetime) -> Any:
    """Where the person administers or signs by a role of his own, and below."""
    own = RoleHeld.objects.in_force(now).filter(user=user, role=Role.SIGNATORY, delegation__isnull=True)
    signed = queries.below(own.values_list("organisation__path", flat=True))
    condition: Q = queries.where(user, Action.ADMINISTER, field="", now=now) | signed
    return Organisation.objects.filter(condition).order_by("path")


def _holders(user: Any, people: Any, now: datetime, *, administers: bool) -> Any:
    """The signatories in the person's line; oneself only for who administers nothing."""
    if not administers:
        return User.objects.filter(pk=user.pk)
    rows = RoleHeld.objects.not_over(now).filter(role=Role.SIGNATORY, delegation__isnull=True)
    return people.filter(pk__in=rows.values("user"))
