"""The forms of this room: signing up on the portal, keeping contacts at the desk, importing them."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from duta.channels.forms import language_choices
from duta.channels.models import Channel
from duta.core.languages import language_name
from duta.mailing import queries, rules
from duta.mailing.models import Contact
from duta.mailing.rules import SubscriptionState

NOTHING_HIDDEN = {"\x00": None}


def consent_words(channel: Channel) -> str:
    """Return what somebody says yes to, in the reader's language: kept with their yes."""
    words = _(
        "Yes, send me the letters of “%(list)s” (%(organisation)s) by e-mail. My address is used for nothing else, "
        "and every letter has a link that ends it."
    )
    return str(words % {"list": channel.name, "organisation": channel.organisation})


class SignUpForm(forms.Form):
    """What somebody enters who wants a list's letters. ``homepage`` is a trap: people do not see it, robots fill it in."""

    address = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": gettext_lazy("This is not an e-mail address. It looks like name@example.org."),
            "required": gettext_lazy("Enter the address that the letters are to reach."),
        },
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    medium = forms.CharField(label=gettext_lazy("Medium, if you work for one"), max_length=200, required=False)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages you read"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one language: you get a letter for each.")},
    )
    consent = forms.BooleanField(
        error_messages={"required": gettext_lazy("Without your yes nothing may be sent to you: tick the box.")}
    )
    homepage = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = consent_words(channel)
        codes = channel.languages or ["id", "en"]
        self.fields["languages"].choices = [(code, language_name(code)) for code in codes]  # type: ignore[attr-defined]
        reader = get_language() or ""
        self.fields["languages"].initial = [code for code in codes if code == reader] or codes[:1]
        self.fields["consent"].label = self.words

    @property
    def is_trapped(self) -> bool:
        """Whether a robot filled it in."""
        return bool(self.cleaned_data.get("homepage"))


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]
    """One contact: who, what they read, on which lists, and how they said yes."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They get what is said in these languages, a letter for each."),
    )
    beats = forms.CharField(
        label=gettext_lazy("Beats"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("What they write about, separated by commas."),
    )
    lists = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Lists"),
        queryset=Channel.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Taken off a list, they get nothing more from it."),
    )
    evidence = forms.CharField(
        label=gettext_lazy("How they said yes"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "When and how, for instance: asked for it at the press conference of 2 March 2026, visiting card in the file. "
            "Empty: Duta asks them by letter, and sends nothing before they confirm."
        ),
    )

    class Meta:
        model = Contact
        fields = ["organisation", "name", "address", "medium", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, choosable: "Any" = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = language_choices()  # type: ignore[attr-defined]
        self.fields["lists"].queryset = choosable if choosable is not None else queries.lists()  # type: ignore[attr-defined]
        self.initial["languages"] = self.instance.languages or []
        self.initial["beats"] = ", ".join(self.instance.beats or [])
        if self.instance.pk:
            self.initial["lists"] = [row.channel_id for row in self._on()]
            self.fields["organisation"].disabled = True

    def _on(self) -> Any:
        return self.instance.subscriptions.exclude(state=SubscriptionState.UNSUBSCRIBED)

    def clean_address(self) -> str:
        """Compare addresses in small letters."""
        return rules.same_address(self.cleaned_data["address"])

    def clean_beats(self) -> list[str]:
        """Return the parts between the commas."""
        return parts_of(self.cleaned_data["beats"])

    def clean(self) -> dict[str, Any]:
        """Refuse a second contact for one address, and a list of another organisation."""
        cleaned = super().clean() or self.cleaned_data
        where = cleaned.get("organisation")
        if where and cleaned.get("address") and self._is_taken(where, cleaned["address"]):
            words = _(
                "%(address)s is a contact of this organisation already. Look for it in the list and change it there."
            )
            self.add_error("address", words % {"address": cleaned["address"]})
        others = [
            channel.name for channel in cleaned.get("lists") or () if where and channel.organisation_id != where.pk
        ]
        if others:
            words = _("These lists belong to another organisation: %(lists)s. Enter the contact there as well.")
            self.add_error("lists", words % {"lists": ", ".join(others)})
        return cleaned

    def _is_taken(self, where: Any, address: str) -> bool:
        return Contact.objects.filter(organisation=where, address=address).exclude(pk=self.instance.pk).exists()

    def apply(self) -> Contact:
        """Return the contact as the form says, not yet saved."""
        contact: Contact = self.instance
        contact.languages, contact.beats = self.cleaned_data["languages"], self.cleaned_data["beats"]
        return contact


class ImportForm(forms.Form):
    """A table of contacts, and which list they go on."""

    file = forms.FileField(
        label=gettext_lazy("Table (CSV)"),
        help_text=gettext_lazy("At most 5 MB and 20,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "empty": gettext_lazy("The file is empty. Save the table as CSV once more and choose it again.")
        },
    )
    lists = forms.ModelChoiceField(label=gettext_lazy("List"), queryset=Channel.objects.none(), empty_label=None)

    def __init__(self, *args: Any, choosable: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lists"].queryset = choosable  # type: ignore[attr-defined]


def parts_of(text: str) -> list[str]:
    """Cut at commas and semicolons; each part once."""
    parts = (part.strip() for part in text.replace(";", ",").split(","))
    return list(dict.fromkeys(part for part in parts if part))
