"""Checks that every platform needs, from its limits alone. Pure; no Django here.

Numbers start at 1, in words ("picture 1") and in ``Problem.field`` ("media.1.alt") alike.
"""

from collections.abc import Collection, Iterator

from duta.connectors.counting import length_of
from duta.connectors.protocol import Counting, Limits, Media, MediaKind, Payload, SpanKind
from duta.connectors.spans import is_tag, spans_of
from duta.core.problems import Problem


def text_problems(payload: Payload, limits: Limits, *, whole: str) -> Iterator[Problem]:
    """Check a text; ``whole`` is what will really be sent: with its tags, its link."""
    if not payload.text.strip():
        yield Problem("text_missing", field="text")
    yield from _length_problems(payload.text.strip(), whole, limits)
    size = len(whole.encode())
    if limits.text_bytes and size > limits.text_bytes:
        yield Problem("text_too_many_bytes", {"count": size, "limit": limits.text_bytes}, field="text")


def _length_problems(text: str, whole: str, limits: Limits) -> Iterator[Problem]:
    length = length_in(whole, limits)
    if not limits.text or length <= limits.text:
        return
    figures = {"count": length, "limit": limits.text}
    if whole == text:
        yield Problem("text_too_long", figures, field="text")
    else:
        yield Problem("whole_too_long", {**figures, "over": length - limits.text}, field="text")


def thread_problems(payload: Payload, limits: Limits) -> Iterator[Problem]:
    """Check the entries that follow the first one; the first is checked with its tags and its link."""
    for number, text in enumerate(payload.thread, start=2):
        length = length_in(text, limits)
        if limits.text and length > limits.text:
            figures = {"number": number, "count": length, "limit": limits.text}
            yield Problem("thread_entry_too_long", figures, field="text")


def media_problems(
    payload: Payload, limits: Limits, *, platform: str, kinds: Collection[MediaKind]
) -> Iterator[Problem]:
    """Check number, kinds, sizes and alternative texts of the media."""
    count = len(payload.media)
    if limits.media_count and count > limits.media_count:
        yield Problem("too_many_media", {"count": count, "limit": limits.media_count}, field="media")
    for number, item in enumerate(payload.media, start=1):
        yield from _kind_problems(item, number, limits, platform, kinds)
        yield from _size_problems(item, number, limits)
        yield from _alt_problems(item, number, limits)


def _kind_problems(
    item: Media, number: int, limits: Limits, platform: str, kinds: Collection[MediaKind]
) -> Iterator[Problem]:
    if item.kind in kinds and (not limits.media_types or item.mime in limits.media_types):
        return
    words = {"platform": platform, "medium": item.mime, "accepted": ", ".join(limits.media_types) or "-"}
    yield Problem("medium_unsupported", words, field=f"media.{number}")


def _size_problems(item: Media, number: int, limits: Limits) -> Iterator[Problem]:
    if limits.media_bytes and item.size > limits.media_bytes:
        size = {"number": number, "count": -(-item.size // 1000), "limit": limits.media_bytes // 1000}
        yield Problem("medium_too_large", size, field=f"media.{number}")
    longer = max(item.width, item.height)
    if limits.media_side and longer > limits.media_side:
        side = {"number": number, "count": longer, "limit": limits.media_side}
        yield Problem("medium_too_wide", side, field=f"media.{number}")


def _alt_problems(item: Media, number: int, limits: Limits) -> Iterator[Problem]:
    if limits.alt_required and not item.alt.strip():
        yield Problem("alt_missing", {"number": number}, field=f"media.{number}.alt")
    length = length_of(item.alt, limits.counting)
    if limits.alt and length > limits.alt:
        figures = {"number": number, "count": length, "limit": limits.alt}
        yield Problem("alt_too_long", figures, field=f"media.{number}.alt")


def length_in(text: str, limits: Limits) -> int:
    """Return a text's length as the platform counts it, links included, which may all count the same."""
    if not limits.link_length:
        return length_of(text, limits.counting)
    spans = spans_of(text)
    links = sum(span.kind is SpanKind.LINK for span in spans)
    rest = "".join(span.text for span in spans if span.kind is not SpanKind.LINK)
    return length_of(rest, limits.counting) + links * limits.link_length


def over_from(text: str, limits: Limits) -> int | None:
    """Return the index of the first character that no longer fits, or None: see ``Preview.over_from``."""
    if not limits.text or length_in(text, limits) <= limits.text:
        return None
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if length_in(text[:middle], limits) <= limits.text:
            low = middle
        else:
            high = middle - 1
    return low


def tag_problems(payload: Payload, *, limit: int = 0) -> Iterator[Problem]:
    """Check the tags that come with the payload; ``limit`` in graphemes, zero: none."""
    for number, tag in enumerate(payload.tags, start=1):
        if not is_tag(tag):
            yield Problem("tag_unusable", {"tag": tag}, field=f"tags.{number}")
        elif limit and (count := length_of(tag, Counting.GRAPHEMES)) > limit:
            yield Problem("tag_too_long", {"tag": tag, "count": count, "limit": limit}, field=f"tags.{number}")
