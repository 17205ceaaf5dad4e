"""What an author says when submitting, and what a signatory says when sending back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Case, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duta.accounts.models import Organisation, User
from duta.accounts.queries import people_who_may
from duta.accounts.rules import Action
from duta.newsroom.forms.times import ChosenTimeField, zones_for
from duta.newsroom.models import Story
from duta.newsroom.operations import Timing
from duta.newsroom.queries import editors_since_clearance, organisation_of
from duta.newsroom.rules import ReleaseMode
from duta.newsroom.signatories import Level, choices_for, levels_for


class Named(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django's own is not generic at run time
    """People, each with the position that stands under a signature."""

    def label_from_instance(self, obj: Any) -> str:
        """Return name and position."""
        return named(obj)


class SubmitForm(forms.Form):
    """Who signs, who initials, when it goes out."""

    signatory = forms.ModelChoiceField(
        label=gettext_lazy("Who signs"), queryset=User.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    initials = Named(
        label=gettext_lazy("Initials before the signature"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("These people read it in parallel; the signatory can sign when all initials are there."),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("When it goes out"),
        choices=ReleaseMode.choices,
        widget=forms.RadioSelect,
        initial=ReleaseMode.AT_CLEARANCE,
    )
    release = ChosenTimeField(label=gettext_lazy("Goes out at"), required=False)
    embargo = ChosenTimeField(
        label=gettext_lazy("Embargo until"),
        required=False,
        help_text=gettext_lazy(
            "Nothing goes out before this time, whoever presses the button. It is part of what is signed."
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("Note to the signatory"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It is not published."),
    )

    def __init__(self, *args: Any, story: Story, user: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = organisation_of(story)
        self._offer_signatories(levels_for(place, editors_since_clearance(story), now=now), place, now)
        readers = people_who_may(Action.INITIAL, place, now=now).exclude(pk=user.pk)
        self._offer("initials", readers)
        for name in ("release", "embargo"):
            self.fields[name].set_zones(zones_for(place, now=now))  # type: ignore[attr-defined]

    def _offer_signatories(self, levels: Sequence[Level], place: Organisation, now: datetime) -> None:
        """The nearest first; where there is only one at the nearest place, that one is chosen."""
        words = choices_for(levels, place, now=now)
        signatory: Any = self.fields["signatory"]
        order = Case(*(When(pk=person.pk, then=number) for number, person in enumerate(words)), default=0)
        signatory.queryset = User.objects.filter(pk__in=[person.pk for person in words]).order_by(order)
        signatory.label_from_instance = words.__getitem__
        nearest = next((level.people for level in levels if level.people), ())
        if len(nearest) == 1:
            signatory.initial = nearest[0].pk

    def _offer(self, name: str, people: Iterable[User]) -> None:
        keys = [person.pk for person in people]
        self.fields[name].queryset = User.objects.filter(pk__in=keys).order_by("first_name", "last_name", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A set time needs its time."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("mode") == ReleaseMode.AT_TIME and not cleaned.get("release") and "release" not in self.errors:
            self.add_error("release", _("Choose the day and the time at which it goes out."))
        if cleaned.get("signatory") in (cleaned.get("initials") or ()):
            words = _("%(name)s signs: initials are asked of others only.")
            self.add_error("initials", words % {"name": cleaned["signatory"]})
        return cleaned

    @property
    def timing(self) -> Timing:
        """What the operation takes."""
        mode = ReleaseMode(self.cleaned_data["mode"])
        release = self.cleaned_data["release"] if mode is ReleaseMode.AT_TIME else None
        return Timing(mode=mode, release=release, embargo=self.cleaned_data["embargo"])


class ReasonForm(forms.Form):
    """Why something is sent back or withdrawn."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), strip=True
    )


class WithdrawForm(ReasonForm):
    """Why a story is withdrawn: the portal says so at its address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("The public reads it at the story's address: write it for the reader.")


def named(person: User) -> str:
    """Return a person's name with the position under a signature."""
    return f"{person}, {person.position}" if person.position else str(person)
