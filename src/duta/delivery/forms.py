"""What is asked of people who decide on deliveries."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duta.accounts.models import Organisation
from duta.accounts.queries import allowed, organisations_where
from duta.accounts.rules import Action
from duta.channels.models import Channel


class AddressForm(forms.Form):
    """Where somebody saw an entry."""

    address = forms.CharField(
        label=_("Its address on the platform"),
        max_length=1000,
        widget=forms.URLInput(attrs={"placeholder": "https://…", "inputmode": "url"}),
        help_text=_("Open the entry on the platform and copy the address from your browser."),
    )


class HoldForm(forms.Form):
    """What is held back, and why."""

    CHANNEL, ORGANISATION, EVERYWHERE = "channel", "organisation", "everywhere"

    scope = forms.ChoiceField(
        label=_("What is held back"),
        widget=forms.RadioSelect,
        choices=[
            (CHANNEL, _("one channel")),
            (ORGANISATION, _("all channels of an organisation and of those below it")),
            (EVERYWHERE, _("everything, everywhere")),
        ],
    )
    channel = forms.ModelChoiceField(label=_("Channel"), queryset=Channel.objects.none(), required=False)
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none(), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody whose stories wait reads it."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = allowed(Channel.objects.order_by("name"), user, Action.DELIVER)
        self.fields["channel"].queryset = channels  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = organisations_where(user, Action.DELIVER)  # type: ignore[attr-defined]
        if not user.is_superuser:
            scope = self.fields["scope"]
            scope.choices = [choice for choice in scope.choices if choice[0] != self.EVERYWHERE]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the one thing that the scope names, and forget the other."""
        cleaned = super().clean() or self.cleaned_data
        scope = cleaned.get("scope")
        for name in (self.CHANNEL, self.ORGANISATION):
            if name != scope:
                cleaned[name] = None
            elif not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Choose which one."))
        return cleaned

    def clean_reason(self) -> str:
        """Trim it; a reason of blanks is none."""
        reason = str(self.cleaned_data["reason"]).strip()
        if not reason:
            raise forms.ValidationError(_("Say why."))
        return reason
