"""A payload as a letter says it. Pure."""

from urllib.parse import urlsplit

from duta.connectors.checks import over_from
from duta.connectors.counting import length_of
from duta.connectors.protocol import Limits, Payload, Preview, PreviewCard, PreviewImage, Span, SpanKind
from duta.connectors.spans import merged, spans_of


def visible_spans(payload: Payload) -> tuple[Span, ...]:
    """Return the letter's text: the story's address stands below it unless the text names it. Tags are not for letters."""
    text = payload.text.strip()
    below = []
    if payload.link and payload.link.url not in text:
        below = [Span("\n\n"), Span(payload.link.url, SpanKind.LINK, payload.link.url)]
    return tuple(merged([*spans_of(text), *below]))


def visible_text(payload: Payload) -> str:
    """Return the letter's text in one piece."""
    return "".join(span.text for span in visible_spans(payload))


def preview_of(payload: Payload, limits: Limits) -> Preview:
    """Return how a letter shows it: the title as a card, pictures whole."""
    text = visible_text(payload)
    return Preview(
        spans=visible_spans(payload),
        length=length_of(text, limits.counting),
        limit=limits.text,
        counting=limits.counting,
        over_from=over_from(text, limits),
        card=_card(payload),
        images=tuple(
            PreviewImage(item.sha256, item.alt, ratio=item.width / item.height if item.width and item.height else 0.0)
            for item in payload.media
        ),
    )


def _card(payload: Payload) -> PreviewCard | None:
    if (link := payload.link) is None:
        return None
    domain = (urlsplit(link.url).hostname or "").removeprefix("www.")
    return PreviewCard(link.url, link.title or domain, link.description, domain, link.thumbnail)
