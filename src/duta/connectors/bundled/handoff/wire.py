"""A payload as the person pastes it, and as the platform will show it. Pure."""

from urllib.parse import quote

from duta.connectors.bundled.handoff.presets import Preset
from duta.connectors.by_hand import Sheet
from duta.connectors.checks import length_in, over_from
from duta.connectors.protocol import Limits, Media, Payload, Preview, PreviewImage, Span, SpanKind
from duta.connectors.spans import merged, spans_of, tag_spans, tags_to_append


def visible_spans(payload: Payload, preset: Preset) -> tuple[Span, ...]:
    """Return the text to paste: below it the tags that it lacks, then the story's address where it can be tapped."""
    text = payload.text.strip()
    tags = tags_to_append(text, payload.tags)
    below = [Span("\n\n"), *tag_spans(tags)] if tags else []
    if preset.link_in_text and payload.link and payload.link.url not in text:
        below += [Span("\n\n"), Span(payload.link.url, SpanKind.LINK, payload.link.url)]
    return tuple(merged([*spans_of(text), *below]))


def visible_text(payload: Payload, preset: Preset) -> str:
    """Return the text to paste."""
    return "".join(span.text for span in visible_spans(payload, preset))


def sheet_of(payload: Payload, preset: Preset) -> Sheet:
    """Return what the person is given."""
    text = visible_text(payload, preset)
    return Sheet(
        text=text,
        link="" if preset.link_in_text or payload.link is None else payload.link.url,
        steps=preset.steps,
        compose=preset.compose.format(text=quote(text, safe="")),
        example=preset.example,
    )


def preview_of(payload: Payload, preset: Preset, limits: Limits) -> Preview:
    """Return how the platform will show it."""
    spans = visible_spans(payload, preset)
    text = "".join(span.text for span in spans)
    return Preview(
        spans=spans,
        length=length_in(text, limits),
        limit=limits.text,
        counting=limits.counting,
        over_from=over_from(text, limits),
        folds_at=preset.folds_at if preset.folds_at and len(text) > preset.folds_at else None,
        images=tuple(_image(item, preset) for item in payload.media),
    )


def _image(item: Media, preset: Preset) -> PreviewImage:
    ratio = item.width / item.height if item.width and item.height else 0.0
    if not ratio or preset.ratios is None:
        return PreviewImage(item.sha256, item.alt, ratio)
    narrowest, widest = preset.ratios
    shown = min(max(ratio, narrowest), widest)
    return PreviewImage(item.sha256, item.alt, shown, cropped=abs(shown - ratio) > 0.01)
