"""The form of a channel: its fields come from the connector; secrets go in and are never shown again."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from duta.channels import sealing
from duta.channels.models import Channel
from duta.channels.queries import credential_of
from duta.connectors.protocol import Connector, SettingField
from duta.core.days import check_day
from duta.core.languages import in_readers_language, language_name

SETTING, SECRET = "setting_", "secret_"
SETTING_MAX, SECRET_MAX = 500, 10_000  # characters; a secret may be a key file


def language_choices() -> list[tuple[str, str]]:
    """Return the languages that a channel may speak, named in the reader's language."""
    return [(code, language_name(code)) for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]


class ChannelForm(forms.ModelForm):  # type: ignore[type-arg]
    """A channel with the settings and secrets that its connector asks for."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Stories in these languages may go out here."),
    )
    expires_on = forms.DateField(
        label=_("The credential ends on"),
        required=False,
        widget=AdminDateInput,
        validators=[check_day],
        help_text=_("The last day on which it works; Duta reminds you 14 days before. Empty: it does not end."),
    )

    class Meta:
        model = Channel
        fields = ["organisation", "name", "handle", "languages", "active"]
        help_texts = {"active": _("Switched off, nothing is sent here; what was published stays.")}

    def __init__(self, *args: Any, connector: Connector, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.connector = connector
        self.locked = not sealing.has_public_key()
        self.credential = credential_of(self.instance) if self.instance.pk else None
        self.fields["languages"].choices = language_choices()  # type: ignore[attr-defined]
        for field in connector.fields:
            self.fields[_name_of(field)] = self._field_for(field)
        if not any(field.secret for field in connector.fields):
            del self.fields["expires_on"]

    def _field_for(self, field: SettingField) -> forms.Field:
        made = forms.CharField(
            label=in_readers_language(field.label),
            help_text=in_readers_language(field.help) if field.help else "",
            required=field.required and not field.secret and not field.default,
            max_length=SECRET_MAX if field.secret else SETTING_MAX,
        )
        if field.secret:
            # Never rendered back: what is sealed cannot be shown, and what was typed wrong is typed anew.
            made.widget = forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"})
            made.disabled = self.locked
        else:
            made.initial = (self.instance.settings or {}).get(field.key) or field.default
        return made

    @property
    def base_fields_bound(self) -> Iterable[forms.BoundField]:
        """The fields that every channel has, in their order."""
        return [self[name] for name in ("organisation", "name", "handle", "languages", "active")]

    @property
    def setting_fields(self) -> list[forms.BoundField]:
        """The connector's plain settings."""
        return [self[_name_of(field)] for field in self.connector.fields if not field.secret]

    @property
    def secret_fields(self) -> list[forms.BoundField]:
        """The connector's secrets, and when they end."""
        names = [_name_of(field) for field in self.connector.fields if field.secret]
        return [self[name] for name in [*names, "expires_on"] if name in self.fields]

    def clean_name(self) -> str:
        """Trim the name."""
        return str(self.cleaned_data["name"]).strip()

    def clean(self) -> dict[str, Any]:
        """Refuse an account that is a channel already, and half a credential."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("handle") and self._is_taken(cleaned["handle"]):
            self.add_error("handle", account_taken_words(self.connector, cleaned["handle"]))
        self._check_secrets(cleaned)
        return cleaned

    def _is_taken(self, handle: str) -> bool:
        same = Channel.objects.filter(connector_key=self.connector.key, handle__iexact=handle)
        return same.exclude(pk=self.instance.pk).exists()

    def _check_secrets(self, cleaned: dict[str, Any]) -> None:
        secrets = [(field, cleaned.get(_name_of(field), "")) for field in self.connector.fields if field.secret]
        if not any(value for _field, value in secrets):
            if cleaned.get("expires_on") and "expires_on" in self.changed_data:
                self.add_error("expires_on", _("To change the end, enter the credential once more."))
            return
        if (ends := cleaned.get("expires_on")) and ends < timezone.localdate():
            self.add_error("expires_on", _("That day is over: such a credential could not send anything."))
        for field, value in secrets:
            if field.required and not value:
                self.add_error(_name_of(field), _("The parts of a credential are entered together."))

    def apply(self) -> Channel:
        """Return the channel as the form says, not yet saved."""
        channel: Channel = self.instance
        channel.connector_key = self.connector.key
        plain = (field for field in self.connector.fields if not field.secret)
        entered = {field.key: self.cleaned_data.get(_name_of(field), "").strip() for field in plain}
        channel.settings = {**(channel.settings or {}), **entered}
        return channel

    @property
    def secrets(self) -> dict[str, str]:
        """The secrets that were entered now; empty when the old ones stay."""
        secret = (field for field in self.connector.fields if field.secret)
        entered = {field.key: self.cleaned_data.get(_name_of(field), "").strip() for field in secret}
        return {key: value for key, value in entered.items() if value}

    @property
    def expires_at(self) -> datetime | None:
        """The end of the last day, in the organisation's zone."""
        day = self.cleaned_data.get("expires_on")
        if day is None:
            return None
        zone = ZoneInfo(self.cleaned_data["organisation"].time_zone)
        return datetime.combine(day, time(23, 59, 59), tzinfo=zone).astimezone(timezone.get_default_timezone())


def account_taken_words(connector: Connector, handle: str) -> str:
    """Say that an account is a channel already; whose it is stays unsaid: it may be a sibling's."""
    words = _("%(handle)s on %(platform)s is a channel already. One account is one channel: look for it in the list.")
    return str(words % {"handle": handle, "platform": connector.name})


def _name_of(field: SettingField) -> str:
    return f"{SECRET if field.secret else SETTING}{field.key}"
