"""Our payload to a message, and back. Pure; ``tests/connectors/test_telegram_wire.py`` holds its promises for any text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from duta.connectors.checks import over_from
from duta.connectors.counting import length_of
from duta.connectors.protocol import (
    Counting,
    Limits,
    Media,
    Payload,
    Preview,
    PreviewCard,
    PreviewImage,
    Span,
    SpanKind,
)
from duta.connectors.spans import merged, spans_of, tag_spans, tags_to_append
from duta.core.problems import Problem

CAPTION = 1024  # UTF-16 code units below a picture or an album
SIDES, SLIMMEST = 10_000, 20  # pixels of width and height together; how many times longer one side may be
_HANDLE = re.compile(r"-?\d{1,20}/\d{1,20}(,\d{1,20}){0,9}", re.ASCII)
KINDS = {SpanKind.LINK: "url", SpanKind.TAG: "hashtag"}


def visible_spans(payload: Payload) -> tuple[Span, ...]:
    """Return the text as the message will have it: below what was written the tags that it lacks, then the link."""
    text = payload.text.strip()
    below: list[Span] = []
    if tags := tags_to_append(text, payload.tags):
        below += [Span("\n\n"), *tag_spans(tags)]
    if payload.link and payload.link.url not in text:
        below += [Span("\n" if below else "\n\n"), Span(payload.link.url, SpanKind.LINK, payload.link.url)]
    return tuple(merged(_as_here(span) for span in [*spans_of(text), *below]))


def _as_here(span: Span) -> Span:
    """A name with a dot is an account on Bluesky; here it is only text."""
    return Span(span.text) if span.kind is SpanKind.MENTION else span


def visible_text(payload: Payload) -> str:
    """Return the text that is sent."""
    return "".join(span.text for span in visible_spans(payload))


def limits_for(payload: Payload, limits: Limits) -> Limits:
    """Return the limits of this payload: a caption is shorter than a text."""
    return replace(limits, text=min(limits.text or CAPTION, CAPTION)) if payload.media else limits


def entities_of(spans: Sequence[Span]) -> list[dict[str, Any]]:
    """Return links and tags by their place in UTF-16 code units; no markup, so that no text can be mistaken for it."""
    entities, place = [], 0
    for span in spans:
        size = length_of(span.text, Counting.UTF16)
        if kind := KINDS.get(span.kind):
            entities.append({"type": kind, "offset": place, "length": size})
        place += size
    return entities


def text_body(payload: Payload) -> dict[str, Any]:
    """Return a text with its entities, and which link the preview is of: the story's, else the first."""
    spans = visible_spans(payload)
    body: dict[str, Any] = {"text": visible_text(payload), "entities": entities_of(spans)}
    if payload.link:
        body["link_preview_options"] = {"url": payload.link.url}
    return body


def caption_body(payload: Payload) -> dict[str, Any]:
    """Return a caption with its entities."""
    return {"caption": visible_text(payload), "caption_entities": entities_of(visible_spans(payload))}


def album(payload: Payload) -> list[dict[str, Any]]:
    """Return an album of pictures that are attached; its text is the first one's caption."""
    pictures: list[dict[str, Any]] = [
        {"type": "photo", "media": f"attach://{attachment(number)}"} for number in range(1, len(payload.media) + 1)
    ]
    pictures[0].update(caption_body(payload))
    return pictures


def attachment(number: int) -> str:
    """Return the name under which a picture is attached, counted from 1."""
    return f"picture{number}"


def handle_of(chat: str | int, numbers: Sequence[int]) -> str:
    """Name a message, or an album by all of its messages: ``-1001234567890/17,18``."""
    return f"{chat}/{','.join(map(str, numbers))}"


def parts_of(handle: str) -> tuple[int, list[int]]:
    """Return the chat and the messages of a handle; no messages when it is none of ours."""
    if not _HANDLE.fullmatch(handle):
        return 0, []
    chat, _, numbers = handle.partition("/")
    return int(chat), [int(number) for number in numbers.split(",")]


def address_of(message: Mapping[str, Any]) -> str:
    """Return where people see a message: under the channel's name, else where its members see it."""
    chat = message.get("chat") or {}
    if name := chat.get("username"):
        return f"https://t.me/{name}/{message['message_id']}"
    return f"https://t.me/c/{str(chat.get('id', '')).removeprefix('-100')}/{message['message_id']}"


def shape_problems(media: Sequence[Media]) -> Iterator[Problem]:
    """Say which pictures Telegram refuses for their shape: width and height together have a limit."""
    for number, item in enumerate(media, start=1):
        longer, shorter = max(item.width, item.height), min(item.width, item.height)
        if not shorter:
            continue
        limit = min(SIDES * longer // (longer + shorter), SLIMMEST * shorter)
        if longer > limit:
            figures = {"number": number, "count": longer, "limit": limit}
            yield Problem("medium_too_wide", figures, field=f"media.{number}")


def preview_of(payload: Payload, limits: Limits) -> Preview:
    """Return how the app shows it; a picture keeps its own shape."""
    spans, limits = visible_spans(payload), limits_for(payload, limits)
    text = "".join(span.text for span in spans)
    return Preview(
        spans=spans,
        length=length_of(text, limits.counting),
        limit=limits.text,
        counting=limits.counting,
        over_from=over_from(text, limits),
        card=None if payload.media else _card(payload),
        images=tuple(
            PreviewImage(item.sha256, item.alt, item.width / item.height if item.height else 0.0)
            for item in payload.media
        ),
    )


def _card(payload: Payload) -> PreviewCard | None:
    """Telegram draws the card from the page of the link."""
    if (link := payload.link) is None:
        return None
    domain = (urlsplit(link.url).hostname or "").removeprefix("www.")
    return PreviewCard(link.url, link.title or domain, link.description, domain, link.thumbnail, ratio=1.91)
