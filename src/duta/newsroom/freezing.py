"""Freeze a story: what a signature is over, and the payloads that will go out, to the byte.

The manifest's spelling may never change for stored submissions; a new meaning gets a new ``MANIFEST`` number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils.html import strip_tags
from wagtail.images.models import Filter

from duta.channels.models import Channel
from duta.connectors.cropping import cut_to, frame_of
from duta.connectors.protocol import Limits, Link, Media, MediaKind, Payload, payload_from_json
from duta.core.blobs import keep_blob
from duta.core.frozen import digest_of, digest_of_bytes
from duta.newsroom.content import page_content, page_digest, plain
from duta.newsroom.guards import SHOWN_OF_PICTURE
from duta.newsroom.models import ChannelVersion, Picture, Story
from duta.newsroom.sharing import entries_in, pictures_of_version, tags_of, text_of

MANIFEST = 3  # 2: names the account that each version is cleared for; 3: versions lead to the page by short addresses
LONGER_SIDES = (2000, 1600, 1280, 1024, 800, 640)  # pixels, tried in turn until the bytes fit the platform
DRAFT_PICTURE = "picture:"
SHOWN_SIDE = 1000  # pixels of a draft's picture on the desk
UNFIXED = "1970-01-01T00:00:00+00:00"  # a payload's time is fixed at release; it is not part of what is signed


BROKEN = (OSError, SyntaxError, ValueError)  # what Pillow raises for a file that it cannot draw


class PictureUnreadable(OSError):  # noqa: N818
    """A picture's file is missing or cannot be drawn; its message is the picture's title."""


def pictures_of(story: Story) -> list[Picture]:
    """Return every picture that the page or a channel version shows, each once, in order of their numbers."""
    found = {story.picture.pk: story.picture} if story.picture else {}
    for block in _walk(story.body):
        found.setdefault(block.pk, block)
    for version in story.channel_versions.all():
        found.update({block.value.pk: block.value for block in version.media if block.value is not None})
    return [found[pk] for pk in sorted(found)]


def _walk(stream: Any) -> list[Picture]:
    return [
        block.value["image"]
        for block in stream
        if block.block_type == "picture" and block.value.get("image") is not None
    ]


@dataclass(frozen=True)
class Whole:
    """A frozen story: ``manifest`` with its ``digest``, and the pictures that it holds fast with their hashes."""

    manifest: dict[str, Any]
    digest: str
    pictures: tuple[tuple[Picture, str], ...]


def freeze(story: Story, *, address: str, links: Mapping[int, str], embargo: str, now: datetime) -> Whole:
    """Freeze the whole: page, channel versions, alternative texts, the media's bytes, channels, language, embargo.

    ``address`` is the permanent address; ``links`` the short ones by channel, of the versions that lead to it;
    ``embargo`` an instant in ISO 8601 or empty. The bytes are kept as blobs.
    """
    pictures = tuple((picture, _keep_original(picture, now)) for picture in pictures_of(story))
    manifest = {
        "manifest": MANIFEST,
        "address": address,
        "embargo": embargo,
        "page": plain(page_content(story)),
        "page_digest": page_digest(story),
        "pictures": [_picture_content(picture, sha256) for picture, sha256 in pictures],
        "versions": [_freeze_version(version, story, links, now) for version in story.channel_versions.all()],
    }
    return Whole(manifest=manifest, digest=digest_of(manifest), pictures=pictures)


def _picture_content(picture: Picture, sha256: str) -> dict[str, Any]:
    """What of a picture the portal shows: ``guards`` keeps it as it was."""
    shown = {name: getattr(picture, name) for name in SHOWN_OF_PICTURE}
    return {"picture": picture.pk, "sha256": sha256, **shown}


def frozen_payload(version: dict[str, Any], *, created_at: datetime) -> Payload:
    """Return the payload of one version of a manifest, its time fixed."""
    return payload_from_json({**version["payload"], "created_at": created_at.isoformat()})


def is_account_signed(version: dict[str, Any], channel: Channel, *, manifest: int) -> bool:
    """Whether a channel is still the account that a frozen version was signed for; ``manifest`` is its number."""
    now = channel.handle if manifest == 1 else channel.account
    return bool((version["connector"], version["account"]) == (channel.connector_key, now))


def blobs_of(manifest: dict[str, Any]) -> set[str]:
    """Return the hashes of all frozen bytes that a manifest needs."""
    return shown_blobs_of(manifest) | {picture["sha256"] for picture in manifest["pictures"]}


def shown_blobs_of(manifest: dict[str, Any]) -> set[str]:
    """Return the hashes of the pictures that go out with the channel versions."""
    payloads = [version["payload"] for version in manifest["versions"]]
    media = {item["sha256"] for payload in payloads for item in payload["media"]}
    thumbnails = {payload["link"]["thumbnail"] for payload in payloads if payload["link"]}
    return {sha256 for sha256 in media | thumbnails if sha256}


def draft_payload(version: ChannelVersion, story: Story, *, address: str) -> Payload:
    """Return the payload as it stands in the editor: without bytes, so that a check costs no picture.

    ``address``: where its link leads, or one as long. In place of a hash a picture is named ``DRAFT_PICTURE`` and its number,
    and Wagtail's filter where it is cut.
    """
    media = tuple(_draft_media(picture, version.channel) for picture in pictures_of_version(version, story))
    card = story.picture_id if version.with_link and not media else None
    return _payload(version, story, address, media, thumbnail=f"{DRAFT_PICTURE}{card}" if card else "")


def _draft_media(picture: Picture, channel: Channel) -> Media:
    """Describe a picture as it will be derived; an animation goes out as it is."""
    animated = kind_of(picture) is MediaKind.ANIMATION
    cut = cut_of(picture, channel)
    width, height = cut or (picture.width, picture.height)
    scale = 1.0 if animated else min(1.0, (channel.limits.media_side or LONGER_SIDES[0]) / max(width, height, 1))
    name = f"{DRAFT_PICTURE}{picture.pk}"
    return Media(
        kind=kind_of(picture),
        sha256=f"{name}:{_fill(cut, SHOWN_SIDE)}" if cut else name,
        mime="image/gif" if animated else "image/jpeg",
        size=(picture.file_size or 0) if animated else 0,
        alt=_alt_of(picture),
        width=round(width * scale),
        height=round(height * scale),
    )


def cut_of(picture: Picture, channel: Channel) -> tuple[int, int] | None:
    """Return the size in pixels to which a picture is cut for a channel, around its focal point; None: it stays whole.

    Cut is only what the platform would cut itself, without knowing what matters in the picture.
    """
    if kind_of(picture) is MediaKind.ANIMATION:
        return None
    ratio = frame_of(channel.connector, picture.width, picture.height)
    return cut_to(ratio, picture.width, picture.height) if ratio else None


def _fill(cut: tuple[int, int], side: int) -> str:
    """Wagtail's filter for a cut: it keeps the focal point inside and never enlarges."""
    scale = min(1.0, side / max(cut))
    return f"fill-{max(1, round(cut[0] * scale))}x{max(1, round(cut[1] * scale))}"


def kind_of(picture: Picture) -> MediaKind:
    """Say what kind of medium a picture's file is: a GIF is taken for an animation."""
    return MediaKind.ANIMATION if picture.filename.lower().endswith(".gif") else MediaKind.IMAGE


def derive(picture: Picture, limits: Limits, cut: tuple[int, int] | None = None) -> tuple[bytes, int, int]:
    """Return a JPEG of the picture that fits the platform, with its width and height in pixels; ``cut`` to a size.

    Returns the smallest one tried when none fits; the connector's ``problems`` then says so.
    """
    sides = [side for side in LONGER_SIDES if not limits.media_side or side <= limits.media_side] or [limits.media_side]
    content, size = b"", (0, 0)
    for side in sides:
        output = BytesIO()
        size_of_it = _fill(cut, side) if cut else f"max-{side}x{side}"
        spec = f"{size_of_it}|format-jpeg|jpegquality-85|bgcolor-ffffff"
        image = _drawn(picture, spec, output)
        content, size = output.getvalue(), image.get_size()
        if not limits.media_bytes or len(content) <= limits.media_bytes:
            break
    return content, size[0], size[1]


def _drawn(picture: Picture, spec: str, output: BytesIO) -> Any:
    try:
        return Filter(spec=spec).run(picture, output)
    except BROKEN as error:
        raise PictureUnreadable(picture.title) from error


def _freeze_version(version: ChannelVersion, story: Story, links: Mapping[int, str], now: datetime) -> dict[str, Any]:
    channel = version.channel
    media = tuple(_freeze_media(picture, channel, now) for picture in pictures_of_version(version, story))
    thumbnail = _thumbnail(story, channel.limits, now) if version.with_link and not media else ""
    address = links[channel.pk] if version.with_link else ""
    payload = _payload(version, story, address, media, thumbnail=thumbnail).as_json()
    payload.pop("created_at")
    return {
        "channel": channel.pk,
        "connector": channel.connector_key,
        "account": channel.account,
        "handle": channel.handle,  # as the signatory read it
        "payload": plain(payload),
    }


def _freeze_media(picture: Picture, channel: Channel, now: datetime) -> Media:
    if kind_of(picture) is MediaKind.ANIMATION:
        content, mime, width, height = original_of(picture), "image/gif", picture.width, picture.height
    else:
        (content, width, height), mime = derive(picture, channel.limits, cut_of(picture, channel)), "image/jpeg"
    blob = keep_blob(content, mime=mime, now=now)
    return Media(
        kind=kind_of(picture),
        sha256=blob.sha256,
        mime=mime,
        size=len(content),
        alt=_alt_of(picture),
        width=width,
        height=height,
    )


def _thumbnail(story: Story, limits: Limits, now: datetime) -> str:
    if story.picture is None:
        return ""
    content, _, _ = derive(story.picture, limits)
    return keep_blob(content, mime="image/jpeg", now=now).sha256


def _payload(version: ChannelVersion, story: Story, address: str, media: Sequence[Media], *, thumbnail: str) -> Payload:
    link = None
    if version.with_link:
        link = Link(url=address, title=story.title, description=strip_tags(story.lead), thumbnail=thumbnail)
    text = text_of(version, story)
    entries = entries_in(text) if version.channel.connector.capabilities.thread else (text,)
    return Payload(
        text=entries[0],
        language=story.language,
        created_at=datetime.fromisoformat(UNFIXED),
        link=link,
        media=tuple(media),
        tags=tags_of(version, story),
        thread=entries[1:],
    )


def _alt_of(picture: Picture) -> str:
    """Wagtail's ImageBlock hangs the alternative text of this use on the picture."""
    if getattr(picture, "decorative", False):
        return ""
    return str(getattr(picture, "contextual_alt_text", None) or "")


def original_of(picture: Picture) -> bytes:
    """Return the bytes of a picture's own file. Raises PictureUnreadable."""
    try:
        with picture.open_file() as file:
            content: bytes = file.read()
    except OSError as error:
        raise PictureUnreadable(picture.title) from error
    return content


def _keep_original(picture: Picture, now: datetime) -> str:
    content = original_of(picture)
    keep_blob(content, mime="application/octet-stream", now=now)
    return digest_of_bytes(content)
