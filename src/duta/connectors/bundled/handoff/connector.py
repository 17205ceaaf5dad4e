"""The connectors of channels that a person serves: one class for each preset."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from duta.connectors.bundled.handoff import addresses, presets, wire
from duta.connectors.bundled.handoff.presets import Preset
from duta.connectors.by_hand import ExportFormat, Sheet
from duta.connectors.checks import media_problems, tag_problems, text_problems, thread_problems
from duta.connectors.cropping import frame_between
from duta.connectors.protocol import (
    Capability,
    Handed,
    Idempotency,
    Limits,
    Measurement,
    MediaKind,
    Outcome,
    Payload,
    Preview,
    Session,
    SettingField,
)
from duta.core.problems import Problem

PICTURES = frozenset({MediaKind.IMAGE})


class HandOffConnector:
    """Hands everything to a person; sends nothing, asks the platform nothing."""

    key: ClassVar[str]
    name: ClassVar[str]
    preset: ClassVar[Preset]
    capabilities: ClassVar[Capability] = Capability(edit=True, withdraw=True, by_hand=True, media=PICTURES)
    idempotency: ClassVar[Idempotency] = Idempotency.NONE
    fields: ClassVar[tuple[SettingField, ...]] = (
        SettingField(
            "account",
            label={"id": "Nama akun", "en": "Account"},
            help={
                "id": "Seperti tertulis dalam alamat akun di platform, tanpa @.",
                "en": "As it stands in the account's address on the platform, without @.",
            },
            identity=True,
        ),
    )
    lookup_delay: ClassVar[float] = 0.0
    default_limits: ClassVar[Limits]

    @property
    def counts(self) -> tuple[str, ...]:
        """What a person can read off an entry there."""
        return self.preset.counts

    @property
    def export(self) -> ExportFormat | None:
        """The platform's own export file."""
        return self.preset.export

    async def limits(self, session: Session) -> Limits:
        """Return the preset's limits: nobody is asked."""
        return self.default_limits

    def problems(self, payload: Payload, limits: Limits) -> Sequence[Problem]:
        """Say what the platform would refuse."""
        whole = wire.visible_text(payload, self.preset)
        return [
            *text_problems(payload, limits, whole=whole),
            *thread_problems(payload, limits),
            *tag_problems(payload),
            *media_problems(payload, limits, platform=self.name, kinds=self.capabilities.media),
            *self._own_problems(payload, whole),
        ]

    def _own_problems(self, payload: Payload, whole: str) -> Iterator[Problem]:
        if self.preset.needs_picture and not payload.media:
            yield Problem("picture_needed", {"platform": self.name}, field="media")
        if self.preset.tags and len(payload.tags) > self.preset.tags:
            count = len(payload.tags)
            yield Problem(
                "too_many_tags",
                {"count": count, "limit": self.preset.tags, "platform": self.name},
                field="tags",
            )
        if found := sorted(set(self.preset.forbidden) & set(whole)):
            yield Problem("characters_forbidden", {"platform": self.name, "characters": " ".join(found)}, field="text")

    def preview(self, payload: Payload, limits: Limits) -> Preview:
        """Say how the platform will show it."""
        return wire.preview_of(payload, self.preset, limits)

    def frame(self, width: int, height: int) -> float:
        """Return the shape to which the platform would cut a picture: Duta does so first, around its focal point."""
        return frame_between(*self.preset.ratios, width, height) if self.preset.ratios else 0.0

    def sheet(self, payload: Payload) -> Sheet:
        """Return what the person is given."""
        return wire.sheet_of(payload, self.preset)

    def problems_of_address(self, address: str, settings: Mapping[str, str]) -> Sequence[Problem]:
        """Say what is wrong with the address that was pasted back."""
        account = settings.get("account", "")
        return addresses.problems_of(address, self.preset, platform=self.name, account=account)

    def entry_of(self, address: str) -> str:
        """Return what names an entry in its address."""
        return addresses.entry_of(address, self.preset)

    async def submit(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Give it to a person."""
        return Handed()

    async def reconcile(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Ask the person."""
        return Handed()

    async def edit(self, handle: str, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Ask the person to change it."""
        return Handed()

    async def withdraw(self, handle: str, *, delivery_id: str, session: Session) -> Outcome:
        """Ask the person to take it down."""
        return Handed()

    async def measure(self, handle: str, *, session: Session) -> Sequence[Measurement]:
        """Nobody is asked: people enter figures."""
        return []

    async def check(self, session: Session) -> Sequence[Problem]:
        """There is nothing to sign in to."""
        return []


class InstagramByHand(HandOffConnector):
    """One picture, or a carousel of several."""

    key, name, preset = "instagram_by_hand", "Instagram", presets.INSTAGRAM
    capabilities = Capability(edit=True, edit_media=False, withdraw=True, by_hand=True, media=PICTURES)
    default_limits = presets.INSTAGRAM.limits


class InstagramReelByHand(HandOffConnector):
    """The text is the film's caption, a picture its cover; the film itself is in the person's hands."""

    key, name, preset = "instagram_reel_by_hand", "Instagram Reels", presets.INSTAGRAM_REEL
    capabilities = Capability(edit=True, edit_media=False, withdraw=True, by_hand=True, media=PICTURES)
    default_limits = presets.INSTAGRAM_REEL.limits


class InstagramStoryByHand(HandOffConnector):
    """One picture for a day; it cannot be changed, and its address dies with it."""

    key, name, preset = "instagram_story_by_hand", "Instagram Stories", presets.INSTAGRAM_STORY
    capabilities = Capability(withdraw=True, by_hand=True, media=PICTURES)
    default_limits = presets.INSTAGRAM_STORY.limits


class FacebookByHand(HandOffConnector):
    """A page."""

    key, name, preset = "facebook_by_hand", "Facebook", presets.FACEBOOK
    default_limits = presets.FACEBOOK.limits


class XByHand(HandOffConnector):
    """Only paying accounts can change what is out, and only for an hour: we do not count on it."""

    key, name, preset = "x_by_hand", "X", presets.X
    capabilities = Capability(
        withdraw=True, by_hand=True, media=PICTURES, thread=True, withdrawal_leaves="copies_elsewhere"
    )
    default_limits = presets.X.limits


class YouTubeByHand(HandOffConnector):
    """The text is the film's description; the film itself is in the person's hands."""

    key, name, preset = "youtube_by_hand", "YouTube", presets.YOUTUBE
    capabilities = Capability(edit=True, withdraw=True, by_hand=True)
    default_limits = presets.YOUTUBE.limits


class TikTokByHand(HandOffConnector):
    """The text is the film's caption; the film itself is in the person's hands."""

    key, name, preset = "tiktok_by_hand", "TikTok", presets.TIKTOK
    capabilities = Capability(withdraw=True, by_hand=True)
    default_limits = presets.TIKTOK.limits


class LinkedInByHand(HandOffConnector):
    """A page."""

    key, name, preset = "linkedin_by_hand", "LinkedIn", presets.LINKEDIN
    capabilities = Capability(edit=True, edit_media=False, withdraw=True, by_hand=True, media=PICTURES)
    default_limits = presets.LINKEDIN.limits


class ThreadsByHand(HandOffConnector):
    """Changed only in its first quarter of an hour: we do not count on it."""

    key, name, preset = "threads_by_hand", "Threads", presets.THREADS
    capabilities = Capability(withdraw=True, by_hand=True, media=PICTURES, thread=True)
    default_limits = presets.THREADS.limits


class WhatsAppByHand(HandOffConnector):
    """A channel, not a chat."""

    key, name, preset = "whatsapp_by_hand", "WhatsApp Channel", presets.WHATSAPP
    capabilities = Capability(edit=True, edit_media=False, withdraw=True, by_hand=True, media=PICTURES)
    default_limits = presets.WHATSAPP.limits


class TelegramByHand(HandOffConnector):
    """A channel for which nobody has a bot."""

    key, name, preset = "telegram_by_hand", "Telegram", presets.TELEGRAM
    default_limits = presets.TELEGRAM.limits


class LineByHand(HandOffConnector):
    """An official account."""

    key, name, preset = "line_by_hand", "LINE", presets.LINE
    default_limits = presets.LINE.limits
