"""Forms of people, roles and organisations. They parse and offer choices; operations decide."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateInput

from duta.accounts import queries
from duta.accounts.models import Organisation, User
from duta.accounts.rules import Action, OrganisationKind, Role
from duta.accounts.waiting import Pile
from duta.core.days import check_day


def show_in_form(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what an operation refused beside the fields that it names; the rest on top of the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)


class OrganisationField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Organisations in tree order, indented."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Organisation.objects.order_by("path"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Its name, further in for each level."""
        label: str = "\u2003" * (obj.depth - 1) + obj.label
        return label

    def limit_to(self, user: Any, action: Action) -> None:
        """Offer only organisations where the person may do this."""
        self.queryset = queries.organisations_where(user, action)


class ParticularsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is said of a person."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "position", "username", "email"]
        help_texts = {"username": _("For signing in: letters, digits and @ . + - _ only.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "email"):
            self.fields[name].required = True
        self.fields["email"].help_text = _("A forgotten password is chosen anew by a letter to this address.")

    def freeze(self) -> None:
        """Show everything, change nothing."""
        for field in self.fields.values():
            field.disabled = True


class PeriodForm(forms.Form):
    """From a day until a day, both included, in the organisation's time zone."""

    starts_on = forms.DateField(label=pgettext_lazy("period", "From"), widget=AdminDateInput, validators=[check_day])
    ends_on = forms.DateField(
        label=_("Until"),
        widget=AdminDateInput,
        required=False,
        validators=[check_day],
        help_text=_("The last day. Empty: without an end."),
    )

    def period(self, zone: str) -> dict[str, datetime | None]:
        """The first moment of the first day, and the first moment after the last day."""
        last = self.cleaned_data["ends_on"]
        return {
            "starts_at": _midnight(self.cleaned_data["starts_on"], zone),
            "ends_at": _midnight(last + timedelta(days=1), zone) if last else None,
        }


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone))


class RoleForm(PeriodForm):
    """A role for an organisation and all below it, for a period."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    organisation = OrganisationField(
        label=_("Organisation"), help_text=_("The role holds there and for everything below it.")
    )
    field_order = ["role", "organisation", "starts_on", "ends_on"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = timezone.localdate
        self.fields["organisation"].limit_to(user, Action.ADMINISTER)  # type: ignore[attr-defined]

    def as_arguments(self) -> dict[str, Any]:
        """What ``give_role`` and ``create_person`` take; empty when no role was chosen."""
        organisation = self.cleaned_data.get("organisation")
        if not organisation or not self.cleaned_data.get("role"):
            return {}
        period = self.period(organisation.time_zone)
        return {"role": Role(self.cleaned_data["role"]), "organisation": organisation, **period}


class FirstRoleForm(RoleForm):
    """The same for a new person; a superuser may leave it empty."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *Role.choices])
        if user.is_superuser:
            self.fields["role"].required = self.fields["organisation"].required = False
        self.order_fields(self.field_order)


class HandOverForm(forms.Form):
    """A colleague for each pile of what waits for a person; none: it stays for now."""

    def __init__(self, *args: Any, piles: Iterable[Pile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.piles = list(piles)
        for pile in self.piles:
            able = User.objects.filter(pk__in=[colleague.pk for colleague in pile.colleagues])
            self.fields[pile.key] = forms.ModelChoiceField(
                able, label=_("Goes to"), required=False, empty_label=_("(stays for now)")
            )

    @property
    def successors(self) -> dict[str, User]:
        """Who gets what, by the piles' keys."""
        chosen = {pile.key: self.cleaned_data.get(pile.key) for pile in self.piles}
        return {key: person for key, person in chosen.items() if person}


class EndForm(HandOverForm):
    """The same with the last day of the account."""

    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=AdminDateInput,
        validators=[check_day],
        help_text=_("The account and its roles end after this day. Empty: they end now, at once."),
    )

    def at(self, now: datetime) -> datetime:
        """The first moment after the last day in the ministry's zone; now when there is no day or it is over."""
        day = self.cleaned_data.get("last_day")
        if day is None:
            return now
        return max(now, _midnight(day + timedelta(days=1), settings.TIME_ZONE))


class PasswordForm(forms.Form):
    """A password, typed twice or not at all."""

    password1 = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave it empty: then the person chooses one by “I forgot my password”."),
    )
    password2 = forms.CharField(
        label=_("Password again"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse two different ones."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("password1", "") != cleaned.get("password2", ""):
            self.add_error("password2", _("The two passwords differ."))
        return cleaned


class NewPasswordForm(PasswordForm):
    """A password that must be there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required, field.help_text = True, ""
        self.fields["password1"].help_text = _("At least 12 characters. Tell it to the person by a safe way.")


class OrganisationForm(forms.Form):
    """What is said of an organisation."""

    name = forms.CharField(label=_("Name"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    territory = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label=_("Country or territory"),
        required=False,
        help_text=_("Two letters of ISO 3166-1, for instance NL."),
        error_messages={"invalid": _("Two letters, for instance NL.")},
    )
    time_zone = forms.CharField(
        label=_("Time zone"),
        max_length=50,
        initial="Asia/Jakarta",
        help_text=_("For instance Asia/Jakarta or Europe/Amsterdam."),
        widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
    )

    @property
    def time_zones(self) -> list[str]:
        """What the field for the time zone proposes while one types."""
        zones: list[str] = settings.WAGTAIL_USER_TIME_ZONES
        return zones

    def clean_territory(self) -> str:
        """In capitals."""
        return str(self.cleaned_data["territory"]).upper()


class NewOrganisationForm(OrganisationForm):
    """The same with what never changes later, and where it lies."""

    parent = OrganisationField(label=_("Below"), required=False, empty_label=_("(at the top)"))
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    slug = forms.SlugField(
        label=_("Short name in addresses"),
        help_text=_("Small letters, digits and hyphens, for instance kbri-den-haag. It cannot be changed later."),
    )
    field_order = ["parent", "kind", "name", "name_en", "slug", "territory", "time_zone"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_places(self.fields["parent"], user)


class MoveForm(forms.Form):
    """Where an organisation goes."""

    to = OrganisationField(label=_("Below"), required=False, empty_label=_("(at the top)"))

    def __init__(self, *args: Any, user: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_places(self.fields["to"], user)
        places: Any = self.fields["to"]
        places.queryset = places.queryset.exclude(path__startswith=organisation.path)


def _offer_places(field: Any, user: Any) -> None:
    field.limit_to(user, Action.ADMINISTER)
    if not user.is_superuser:
        field.required, field.empty_label = True, None
