"""Our payload to their record, and back. Pure; ``tests/connectors/bluesky`` holds its promises for any text."""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from duta.connectors.checks import over_from
from duta.connectors.counting import length_of
from duta.connectors.protocol import (
    Counting,
    Limits,
    Media,
    MediaKind,
    Payload,
    Preview,
    PreviewCard,
    PreviewImage,
    Span,
    SpanKind,
)
from duta.connectors.spans import merged, spans_of, tag_spans, tags_to_append

COLLECTION = "app.bsky.feed.post"
TAG_GRAPHEMES, TAG_BYTES = 64, 640
SHORT_LINK = 30  # characters of an address that stand in the text
FOLD = 25  # lines, from where on the app hides the rest behind "Show more"

_TID = "234567abcdefghijklmnopqrstuvwxyz"
_TID_START = 1 << 50  # microseconds since 1970: September 2005 ...
_TID_SPAN = 1 << 49  # ... to July 2023: never in the future, where a server might refuse it


def record_key(delivery_id: str) -> str:
    """Return the record's key: a valid TID that depends on nothing but the delivery.

    59 bits of a hash: two of a million deliveries of one account share a key with a chance below 1 in a million.
    """
    seed = int.from_bytes(hashlib.sha256(delivery_id.encode()).digest()[:8], "big")
    clock, moment = seed & 0x3FF, _TID_START + (seed >> 10) % _TID_SPAN
    number = moment << 10 | clock
    return "".join(_TID[number >> shift & 31] for shift in range(60, -1, -5))


def visible_spans(payload: Payload) -> tuple[Span, ...]:
    """Return the text as the post will have it.

    Below what was written come the tags that it lacks, and, where pictures take the card's place, the story's link.
    """
    text = payload.text.strip()
    below: list[Span] = []
    if tags := tags_to_append(text, payload.tags):
        below += [Span("\n\n"), *tag_spans(tags)]
    if payload.link and payload.media and payload.link.url not in text:
        below += [Span("\n" if below else "\n\n"), Span(short_link(payload.link.url), SpanKind.LINK, payload.link.url)]
    return tuple(merged(_plain_if_too_long(span) for span in [*spans_of(text), *below]))


def visible_text(payload: Payload) -> str:
    """Return the text that is sent: what the limits count."""
    return "".join(span.text for span in visible_spans(payload))


def short_link(url: str) -> str:
    """Return an address as the app would show it: without scheme, cut when it is long."""
    shown = url.partition("://")[2].removeprefix("www.").rstrip("/") or url
    return shown if len(shown) <= SHORT_LINK else f"{shown[: SHORT_LINK - 1]}…"


def _plain_if_too_long(span: Span) -> Span:
    """Bluesky refuses the whole post for one tag that is too long; as plain text it may stay."""
    if span.kind is not SpanKind.TAG:
        return span
    long = length_of(span.target, Counting.GRAPHEMES) > TAG_GRAPHEMES or len(span.target.encode()) > TAG_BYTES
    return Span(span.text) if long else span


def mentions_of(payload: Payload) -> tuple[str, ...]:
    """Return the account names that the text mentions, each once."""
    return tuple(dict.fromkeys(span.target.lower() for span in visible_spans(payload) if span.kind is SpanKind.MENTION))


def facets_of(spans: Sequence[Span], dids: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return links, tags and mentions by their place in UTF-8 bytes. Mentions without a DID stay plain text."""
    facets, place = [], 0
    for span in spans:
        size = len(span.text.encode())
        if feature := _feature(span, dids):
            index = {"byteStart": place, "byteEnd": place + size}
            facets.append({"$type": "app.bsky.richtext.facet", "index": index, "features": [feature]})
        place += size
    return facets


def _feature(span: Span, dids: Mapping[str, str]) -> dict[str, str] | None:
    kind = "app.bsky.richtext.facet#"
    match span.kind:
        case SpanKind.LINK:
            return {"$type": f"{kind}link", "uri": span.target}
        case SpanKind.TAG:
            return {"$type": f"{kind}tag", "tag": span.target}
        case SpanKind.MENTION if did := dids.get(span.target.lower()):
            return {"$type": f"{kind}mention", "did": did}
        case _:
            return None


def record_of(
    payload: Payload, *, blobs: Mapping[str, Mapping[str, Any]], dids: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the record. ``blobs`` are what the server answered to each upload, by SHA-256."""
    spans = visible_spans(payload)
    record: dict[str, Any] = {
        "$type": COLLECTION,
        "text": "".join(span.text for span in spans),
        "createdAt": moment(payload.created_at),
    }
    if payload.language:
        record["langs"] = [payload.language]
    if facets := facets_of(spans, dids or {}):
        record["facets"] = facets
    if embed := _embed(payload, blobs):
        record["embed"] = embed
    return record


def moment(value: datetime) -> str:
    """Spell a time the way the protocol recommends: UTC, milliseconds, Z."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _embed(payload: Payload, blobs: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    if payload.media:
        images = [_image(item, blobs) for item in payload.media]
        return {"$type": "app.bsky.embed.images", "images": images}
    if (link := payload.link) is None:
        return None
    external: dict[str, Any] = {
        "uri": link.url,
        "title": link.title or domain_of(link.url),
        "description": link.description,
    }
    if thumb := blobs.get(link.thumbnail):
        external["thumb"] = thumb
    return {"$type": "app.bsky.embed.external", "external": external}


def _image(item: Media, blobs: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    image: dict[str, Any] = {"alt": item.alt, "image": blobs[item.sha256]}
    if item.width > 0 and item.height > 0:
        image["aspectRatio"] = {"width": item.width, "height": item.height}
    return image


def cid_of(sha256: str) -> str:
    """Return the content identifier that every server gives to a blob with this hash (CIDv1, raw)."""
    raw = bytes([0x01, 0x55, 0x12, 0x20]) + bytes.fromhex(sha256)
    return "b" + base64.b32encode(raw).decode().lower().rstrip("=")


def is_ours(payload: Payload, record: Mapping[str, Any]) -> bool:
    """Whether a record on the server says what this payload says.

    Left out: mentions, which depend on who could be looked up, and the card's thumbnail.
    """
    blobs = {item.sha256: {"ref": {"$link": cid_of(item.sha256)}} for item in payload.media}
    return _essence(record_of(payload, blobs=blobs)) == _essence(record)


def _essence(record: Mapping[str, Any]) -> dict[str, Any]:
    embed = record.get("embed") or {}
    external = embed.get("external") or {}
    return {
        "text": record.get("text"),
        "createdAt": record.get("createdAt"),
        "langs": record.get("langs") or [],
        "facets": [facet for facet in record.get("facets") or [] if not _is_mention(facet)],
        "images": [
            (image.get("alt"), image.get("aspectRatio"), _reference(image.get("image")))
            for image in embed.get("images") or []
        ],
        "card": [external.get(name) for name in ("uri", "title", "description")],
    }


def _is_mention(facet: Mapping[str, Any]) -> bool:
    return any(str(feature.get("$type", "")).endswith("#mention") for feature in facet.get("features") or [])


def _reference(blob: Mapping[str, Any] | None) -> str:
    return str(((blob or {}).get("ref") or {}).get("$link", ""))


def domain_of(url: str) -> str:
    """Return the name that a link card shows."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def image_type(content: bytes) -> str:
    """Return the media type of a picture's bytes: the server refuses a record whose type is not the blob's."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    for start, mime in ((b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif")):
        if content.startswith(start):
            return mime
    return "application/octet-stream"


def preview_of(payload: Payload, limits: Limits) -> Preview:
    """Return how the app shows it, as it did in 2026: see README.md, "What readers see"."""
    spans = visible_spans(payload)
    text = "".join(span.text for span in spans)
    return Preview(
        spans=spans,
        length=length_of(text, limits.counting),
        limit=limits.text,
        counting=limits.counting,
        over_from=over_from(text, limits),
        folds_at=_folds_at(text),
        card=None if payload.media else _card(payload),
        images=tuple(_frames(payload.media)),
    )


def _card(payload: Payload) -> PreviewCard | None:
    if (link := payload.link) is None:
        return None
    domain = domain_of(link.url)
    return PreviewCard(link.url, link.title or domain, link.description, domain, link.thumbnail, ratio=1.91)


def _frames(media: Sequence[Media]) -> Iterator[PreviewImage]:
    frame = {1: None, 2: 1.0, 3: 1.0}.get(len(media), 1.5)
    for item in media:
        own = item.width / item.height if item.width and item.height else 0.0
        ratio = max(own, 0.5) if frame is None and own else frame or 0.0
        yield PreviewImage(item.sha256, item.alt, ratio, cropped=bool(own) and abs(ratio - own) > 0.01)


def _folds_at(text: str) -> int | None:
    lines = text.split("\n")
    return len("\n".join(lines[:FOLD])) if len(lines) > FOLD else None


def pictures(payload: Payload) -> bool:
    """Whether everything in it is a picture: nothing else can be embedded yet."""
    return all(item.kind is MediaKind.IMAGE for item in payload.media)
