"""A payload as the person pastes it, and as the platform will show it. Pure."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from duta.connectors.bundled.handoff.presets import THREAD, Preset, Step
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
    """Return the text to paste; of a thread, the first entry's."""
    return "".join(span.text for span in visible_spans(payload, preset))


def entries_of(payload: Payload, preset: Preset) -> list[tuple[Span, ...]]:
    """Return the entries in their order: one, or those of a thread."""
    return [visible_spans(payload, preset), *(tuple(spans_of(text)) for text in payload.thread)]


def whole_spans(payload: Payload, preset: Preset) -> tuple[Span, ...]:
    """Return everything that a person publishes; before each further entry of a thread a line with its number."""
    entries = entries_of(payload, preset)
    spans = list(entries[0])
    for number, entry in enumerate(entries[1:], start=2):
        spans += [Span(divider(number, len(entries))), *entry]
    return tuple(merged(spans))


def divider(number: int, count: int) -> str:
    """Return the line between two entries of a thread, as the person who posts them reads it."""
    return f"\n\n--- {number}/{count} ---\n\n"


def sheet_of(payload: Payload, preset: Preset) -> Sheet:
    """Return what the person is given."""
    parts = tuple("".join(span.text for span in entry) for entry in entries_of(payload, preset))
    return Sheet(
        text="".join(span.text for span in whole_spans(payload, preset)),
        parts=parts,
        link="" if preset.link_in_text or payload.link is None else payload.link.url,
        steps=tuple(_steps_of(payload, preset)),
        compose=preset.compose.format(text=quote(parts[0], safe="")),
        example=preset.example,
    )


def _steps_of(payload: Payload, preset: Preset) -> Iterator[Step]:
    """Yield the steps, after the first those that only this payload needs."""
    yield preset.steps[0]
    if payload.thread:
        yield THREAD
    if preset.several is not None and len(payload.media) > 1:
        yield preset.several
    yield from preset.steps[1:]


def preview_of(payload: Payload, preset: Preset, limits: Limits) -> Preview:
    """Return how the platform will show it; of a thread, ``length`` is that of its longest entry."""
    spans = whole_spans(payload, preset)
    texts = ["".join(span.text for span in entry) for entry in entries_of(payload, preset)]
    return Preview(
        spans=spans,
        length=max(length_in(text, limits) for text in texts),
        limit=limits.text,
        counting=limits.counting,
        over_from=_over_from(texts, limits),
        folds_at=preset.folds_at if preset.folds_at and len(texts[0]) > preset.folds_at else None,
        images=tuple(_image(item, preset) for item in payload.media),
    )


def _over_from(texts: Sequence[str], limits: Limits) -> int | None:
    """Return where, in the whole, the first entry that is too long stops fitting."""
    begins = 0
    for number, text in enumerate(texts, start=1):
        if (over := over_from(text, limits)) is not None:
            return begins + over
        begins += len(text) + len(divider(number + 1, len(texts)))
    return None


def _image(item: Media, preset: Preset) -> PreviewImage:
    ratio = item.width / item.height if item.width and item.height else 0.0
    if not ratio or preset.ratios is None:
        return PreviewImage(item.sha256, item.alt, ratio)
    narrowest, widest = preset.ratios
    shown = min(max(ratio, narrowest), widest)
    return PreviewImage(item.sha256, item.alt, shown, cropped=abs(shown - ratio) > 0.01)
