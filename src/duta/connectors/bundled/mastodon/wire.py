"""Our payload to a status, and back. Pure; ``tests/connectors/test_mastodon_wire.py`` holds its promises for any text."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import regex

from duta.connectors.counting import length_of
from duta.connectors.protocol import (
    Counting,
    Limits,
    Payload,
    Preview,
    PreviewCard,
    PreviewImage,
    Span,
    SpanKind,
)
from duta.connectors.spans import merged, spans_of, tag_spans, tags_to_append

CLOCKS = timedelta(seconds=30)  # how far a server's clock may be behind ours
_ELSEWHERE = regex.compile(r"(?<![\w@/=])(@\w[\w.-]*)@[\w-]+(?:\.[\w-]+)+")  # @account@server


def visible_spans(payload: Payload) -> tuple[Span, ...]:
    """Return the text as the status will have it: below what was written the tags that it lacks, then the link."""
    text = payload.text.strip()
    below: list[Span] = []
    if tags := tags_to_append(text, payload.tags):
        below += [Span("\n\n"), *tag_spans(tags)]
    if payload.link and payload.link.url not in text:
        below += [Span("\n" if below else "\n\n"), Span(payload.link.url, SpanKind.LINK, payload.link.url)]
    return tuple(merged(map(_as_here, [*spans_of(text), *below])))


def _as_here(span: Span) -> Span:
    """A name with a dot is an account on Bluesky; here it is only text."""
    return Span(span.text) if span.kind is SpanKind.MENTION else span


def visible_text(payload: Payload) -> str:
    """Return the text that is sent."""
    return _joined(visible_spans(payload))


def _joined(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans)


def counted_text(spans: Sequence[Span], limits: Limits) -> str:
    """Return what the server counts: each link as so many characters, an account elsewhere by its name alone."""
    counted = "".join(
        "x" * limits.link_length if span.kind is SpanKind.LINK and limits.link_length else span.text for span in spans
    )
    return str(_ELSEWHERE.sub(r"\1", counted))


def body_of(payload: Payload, media_ids: Sequence[str]) -> dict[str, Any]:
    """Return what publishes or changes a status. Media ids go as JSON: one server drops them from a form silently."""
    body: dict[str, Any] = {"status": visible_text(payload), "media_ids": list(media_ids)}
    if language := payload.language.partition("-")[0].lower():
        body["language"] = language
    return body


def new_body(payload: Payload, media_ids: Sequence[str]) -> dict[str, Any]:
    """Return what publishes a status: public, whatever the account's own default is."""
    body = {**body_of(payload, media_ids), "visibility": "public"}
    return body if media_ids else {name: value for name, value in body.items() if name != "media_ids"}


# -- back from a status


def is_ours(payload: Payload, status: Mapping[str, Any]) -> bool:
    """Whether a status is this payload: the same text and link, as many media, and not older than its release."""
    created = created_at(status)
    return (
        essence(plain_of(str(status.get("content") or ""))) == essence(visible_text(payload))
        and len(status.get("media_attachments") or []) == len(payload.media)
        and not status.get("reblog")
        and (created is None or created >= oldest(payload))
    )


def oldest(payload: Payload) -> datetime:
    """Return the moment before which no status can be this payload."""
    return payload.created_at - CLOCKS


def created_at(status: Mapping[str, Any]) -> datetime | None:
    """Return when the server says that it made a status, or None when it does not say."""
    try:
        moment = datetime.fromisoformat(str(status.get("created_at")))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def essence(text: str) -> str:
    """Return a text without what rendering changes: spaces, lines, invisible characters, the server of an account."""
    shortened = _ELSEWHERE.sub(r"\1", text)
    kept = (character for character in shortened if unicodedata.category(character)[0] not in "ZC")
    return unicodedata.normalize("NFC", "".join(kept))


def plain_of(content: str) -> str:
    """Return a rendered status as text; an address that was shortened for the eye comes back whole."""
    reader = _Rendered()
    reader.feed(content)
    reader.close()
    return "".join(reader.pieces)


class _Rendered(HTMLParser):
    """Collects text. In a link that is neither tag nor mention, the address, unless the text is one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._address = ""
        self._start = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "p"):
            self.pieces.append("\n")
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            named = {"mention", "hashtag"} & set(given.get("class", "").split()) or "tag" in given.get(
                "rel", ""
            ).split()
            self._address, self._start = "" if named else given.get("href", ""), len(self.pieces)

    def handle_endtag(self, tag: str) -> None:
        if tag != "a" or not self._address:
            return
        shown = "".join(self.pieces[self._start :])
        if not shown.startswith(("http://", "https://")):
            self.pieces[self._start :] = [self._address]
        self._address = ""

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


# -- what the desk shows


def preview_of(payload: Payload, limits: Limits) -> Preview:
    """Return how the web client shows it."""
    spans = visible_spans(payload)
    return Preview(
        spans=spans,
        length=length_of(counted_text(spans, limits), limits.counting),
        limit=limits.text,
        counting=limits.counting,
        over_from=_over_from(spans, limits),
        card=None if payload.media else _card(payload),
        images=tuple(_frames(payload)),
    )


def _over_from(spans: Sequence[Span], limits: Limits) -> int | None:
    """Return the index in the visible text from which it no longer fits. A link that is cut counts as a whole one."""
    if not limits.text or _fits(spans, limits):
        return None
    low, high = 0, len(_joined(spans))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _fits(tuple(_first(spans, middle)), limits) else (low, middle - 1)
    return low


def _fits(spans: Sequence[Span], limits: Limits) -> bool:
    return length_of(counted_text(spans, limits), limits.counting) <= limits.text


def _first(spans: Sequence[Span], characters: int) -> Iterator[Span]:
    for span in spans:
        if characters <= 0:
            return
        yield replace(span, text=span.text[:characters])
        characters -= len(span.text)


def _card(payload: Payload) -> PreviewCard | None:
    """The server draws the card from the page of the first link."""
    if (link := payload.link) is None:
        return None
    domain = (urlsplit(link.url).hostname or "").removeprefix("www.")
    return PreviewCard(link.url, link.title or domain, link.description, domain, link.thumbnail, ratio=1.91)


def _frames(payload: Payload) -> Iterator[PreviewImage]:
    frame = {1: None, 2: 1.0, 3: 1.0}.get(len(payload.media), 1.5)
    for item in payload.media:
        own = item.width / item.height if item.width and item.height else 0.0
        ratio = own if frame is None else frame
        yield PreviewImage(item.sha256, item.alt, ratio, cropped=bool(own) and abs(ratio - own) > 0.01)


def limits_of(told: Mapping[str, Any], default: Limits) -> Limits:
    """Return the limits that a server tells of itself; ``default`` for what it leaves out."""
    configuration = _part(told, "configuration")
    statuses, media = _part(configuration, "statuses"), _part(configuration, "media_attachments")
    taken = media.get("supported_mime_types")
    images = tuple(str(mime) for mime in taken if str(mime).startswith("image/")) if isinstance(taken, list) else ()
    return replace(
        default,
        counting=Counting.GRAPHEMES,
        text=_figure(statuses, "max_characters", default.text),
        link_length=_figure(statuses, "characters_reserved_per_url", default.link_length),
        media_count=_figure(statuses, "max_media_attachments", default.media_count),
        media_bytes=_figure(media, "image_size_limit", default.media_bytes),
        media_types=images or default.media_types,
        alt=_figure(media, "description_limit", default.alt),
    )


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = data.get(name)
    return part if isinstance(part, dict) else {}


def _figure(data: Mapping[str, Any], name: str, default: int) -> int:
    value = data.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else default
