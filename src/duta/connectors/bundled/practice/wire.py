"""Our payload as the practice platform takes it. Pure."""

from typing import Any
from urllib.parse import urlsplit

from duta.connectors.checks import over_from
from duta.connectors.counting import length_of
from duta.connectors.protocol import Limits, Payload, Preview, PreviewCard, PreviewImage, Span
from duta.connectors.spans import merged, spans_of, tag_spans, tags_to_append
from duta.core.frozen import digest_of


def visible_spans(payload: Payload) -> tuple[Span, ...]:
    """Return the text as it will stand there: the tags that it lacks come below it."""
    text = payload.text.strip()
    tags = tags_to_append(text, payload.tags)
    below = [Span("\n\n"), *tag_spans(tags)] if tags else []
    return tuple(merged([*spans_of(text), *below]))


def visible_text(payload: Payload) -> str:
    """Return the text that is sent."""
    return "".join(span.text for span in visible_spans(payload))


def body_of(payload: Payload) -> dict[str, Any]:
    """Return the post: always the same for the same payload, so that its digest tells whether it is ours."""
    link = payload.link
    return {
        "text": visible_text(payload),
        "language": payload.language,
        "created_at": payload.created_at.isoformat(),
        "link": {
            "url": link.url,
            "title": link.title,
            "description": link.description,
            "thumbnail": link.thumbnail,
        }
        if link
        else None,
        "media": [
            {"sha256": item.sha256, "alt": item.alt, "width": item.width, "height": item.height}
            for item in payload.media
        ],
    }


def digest_of_post(payload: Payload) -> str:
    """Return the digest that the platform has for this payload."""
    return digest_of(body_of(payload))


def preview_of(payload: Payload, limits: Limits) -> Preview:
    """Return how the timeline shows it: several pictures square, one as it is, and the link as a card."""
    spans = visible_spans(payload)
    text = "".join(span.text for span in spans)
    return Preview(
        spans=spans,
        length=length_of(text, limits.counting),
        limit=limits.text,
        counting=limits.counting,
        over_from=over_from(text, limits),
        card=_card(payload),
        images=_images(payload),
    )


def _card(payload: Payload) -> PreviewCard | None:
    if (link := payload.link) is None:
        return None
    domain = (urlsplit(link.url).hostname or "").removeprefix("www.")
    return PreviewCard(link.url, link.title or domain, link.description, domain, link.thumbnail)


def _images(payload: Payload) -> tuple[PreviewImage, ...]:
    several = len(payload.media) > 1
    return tuple(
        PreviewImage(
            item.sha256,
            item.alt,
            ratio=1.0 if several else (item.width / item.height if item.width and item.height else 0.0),
            cropped=several and item.width != item.height,
        )
        for item in payload.media
    )
