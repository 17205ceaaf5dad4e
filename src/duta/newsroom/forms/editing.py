"""The editor's forms: own and below only, whatever was posted."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.permissions import policy_registry

from duta.accounts.models import Organisation
from duta.accounts.queries import organisation_of_page
from duta.channels.models import Channel
from duta.channels.queries import channels_for
from duta.newsroom.freezing import pictures_of
from duta.newsroom.models import Picture
from duta.newsroom.queries import release_waiting
from duta.strategy.models import Activity
from duta.strategy.queries import activities_seen_by


class VersionFormSet(BaseChildFormSet):
    """Channel versions; each row offers the channels that the story's organisation may use."""

    organisation: Organisation | None = None
    _choices: list[tuple[Any, str]] | None = None

    def add_fields(self, form: forms.ModelForm[Any], index: int | None) -> None:
        """Limit the channels of a row, of those added by script too."""
        super().add_fields(form, index)
        if self.organisation is not None and "channel" in form.fields:
            limit_channels(form, self.organisation, choices=self._channel_choices())

    def _should_delete_form(self, form: forms.ModelForm[Any]) -> bool:
        """Leave out a row that was added and not filled in, so that it does not stop the draft from being kept."""
        return bool(super()._should_delete_form(form)) or _is_blank(form)

    def _channel_choices(self) -> list[tuple[Any, str]]:
        """Read once for all rows."""
        if self._choices is None and self.organisation is not None:
            self._choices = channel_choices(self.organisation)
        return self._choices or []


def _is_blank(form: forms.ModelForm[Any]) -> bool:
    """Whether a posted row is new and says nothing."""
    if not form.is_bound or form.instance.pk:
        return False
    said = [form.data.get(form.add_prefix(name), "").strip() for name in ("channel", "text", "tags")]
    return not any(said) and form.data.get(form.add_prefix("media-count"), "0") in ("", "0")


def limit_channels(form: Any, organisation: Organisation, *, choices: list[tuple[Any, str]] | None = None) -> None:
    """Leave in a version's form the channels that the organisation's stories may go out on."""
    field = form.fields["channel"]
    field.queryset = channels_for(organisation)
    field.choices = channel_choices(organisation) if choices is None else choices


def channel_choices(organisation: Organisation) -> list[tuple[Any, str]]:
    """The choices of a channel: those in use, and those that are switched off with a word about it."""
    rows = channels_for(organisation).order_by("-active", "name")
    return [("", _("Choose a channel")), *((row.pk, channel_label(row)) for row in rows)]


def channel_label(channel: Channel) -> str:
    """Name a channel so that nobody takes one account for another."""
    label = f"{channel.name} · {channel.handle}"
    return label if channel.active else _("%(channel)s (switched off)") % {"channel": label}


class StoryForm(WagtailAdminPageForm):
    """A story's form: activities, channels and pictures of one's own organisation and those that it may use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_pictures = {picture.pk for picture in pictures_of(self.instance)} if self.instance.pk else set()
        place = organisation_of_page(self.parent_page) if self.parent_page else None
        if "channel_versions" in self.formsets:
            self.formsets["channel_versions"].organisation = place
        if "activity" in self.fields:
            current = Activity.objects.filter(pk=self.instance.activity_id)
            self.fields["activity"].queryset = activities_for(self.for_user) | current

    def clean_title(self) -> str:
        """One line, although the field wraps."""
        return " ".join(self.cleaned_data["title"].split())

    def clean_picture_alt(self) -> str:
        """One line, although the field wraps."""
        return " ".join(self.cleaned_data["picture_alt"].split())

    def clean(self) -> dict[str, Any]:
        """Refuse a picture of another organisation, wherever it was put."""
        cleaned: dict[str, Any] = super().clean()
        used = {
            "picture": [cleaned.get("picture")],
            "body": [block.value.get("image") for block in cleaned.get("body") or () if block.block_type == "picture"],
        }
        for field, pictures in used.items():
            if field in self.fields and self._foreign(pictures):
                self.add_error(field, _("This picture belongs to another organisation. Choose one of your own."))
        self._keep_promised_address(cleaned)
        return cleaned

    def _keep_promised_address(self, cleaned: dict[str, Any]) -> None:
        """A release that waits goes out at the address that was signed: another story must not get it meanwhile."""
        waiting = release_waiting(self.instance) if self.instance.pk else None
        promised = waiting.submission.manifest["page"]["slug"] if waiting else None
        if promised and "slug" in self.fields and cleaned.get("slug", promised) != promised:
            words = _(
                "A cleared version waits for its release under “%(slug)s”. Keep it, or cancel that release first."
            )
            self.add_error("slug", words % {"slug": promised})

    def _foreign(self, pictures: Iterable[Picture | None]) -> bool:
        new = {picture.pk for picture in pictures if picture} - self.known_pictures
        return bool(new) and pictures_choosable(self.for_user).filter(pk__in=new).count() < len(new)

    def is_valid(self) -> bool:
        """Look at the versions' pictures too, which belong to forms of their own."""
        valid: bool = super().is_valid()
        versions = self.formsets.get("channel_versions")
        for form in versions.forms if versions else ():
            pictures = [block.value for block in getattr(form, "cleaned_data", {}).get("media") or ()]
            if self._foreign(pictures):
                form.add_error("media", _("This picture belongs to another organisation. Choose one of your own."))
                valid = False
        return valid


def activities_for(user: Any) -> Any:
    """The activities that a story may serve: own, below, and those of the organisations above."""
    return activities_seen_by(user)


def pictures_choosable(user: Any) -> Any:
    """The pictures that the person may choose."""
    return policy_registry.get_by_type(Picture).instances_user_has_permission_for(user, "choose")
