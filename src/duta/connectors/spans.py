"""Links, tags and mentions in a text, found the way social platforms find them. Pure; no Django here.

The spans of a text, joined, are always that text again.
"""

from collections.abc import Iterable, Iterator

import regex

from duta.connectors.protocol import Span, SpanKind

_INVISIBLE = r"\u00AD\u2060\u200A-\u200D\u20e2"  # end a tag: they are how tags are made to look like others
_FOUND = regex.compile(
    rf"""
    (?<![\w/@.-])(?P<link>https?://[^\s/<>"][^\s<>"]*)
    | (?<!\S)(?P<tag>[#＃](?![#＃\ufe0f])[^\s{_INVISIBLE}]++)
    | (?<![^\s(])(?P<mention>@[a-zA-Z0-9.-]++)(?![\w@/])
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_CLOSING = regex.compile(r"[\p{P}--[/)\]#&=_~%-]]+$", regex.VERSION1)
_PUNCTUATION = regex.compile(r"\p{P}+$")
_LETTER = regex.compile(r"[^\d\s\p{P}]")
_ACCOUNT = regex.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?", regex.I)
_PAIRS = {")": "(", "]": "["}


def spans_of(text: str) -> tuple[Span, ...]:
    """Cut a text into spans: links (http, https), tags and mentions (@name.example), and the text between."""
    return tuple(merged(_cut(text)))


def is_tag(tag: str) -> bool:
    """Whether ``#tag`` would be found as exactly this tag: one word, at least one letter."""
    return spans_of(f"#{tag}") == (Span(f"#{tag}", SpanKind.TAG, tag),)


def tags_to_append(text: str, tags: Iterable[str]) -> tuple[str, ...]:
    """Return the tags that the text does not have yet, each once, unusable ones left out."""
    seen = {span.target.casefold() for span in spans_of(text) if span.kind is SpanKind.TAG}
    fresh = []
    for tag in tags:
        if is_tag(tag) and tag.casefold() not in seen:
            seen.add(tag.casefold())
            fresh.append(tag)
    return tuple(fresh)


def tag_spans(tags: Iterable[str]) -> Iterator[Span]:
    """Return tags in one line, a space between."""
    for number, tag in enumerate(tags):
        if number:
            yield Span(" ")
        yield Span(f"#{tag}", SpanKind.TAG, tag)


def merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Join neighbouring plain spans and leave empty ones out."""
    plain = ""
    for span in spans:
        if span.kind is SpanKind.TEXT:
            plain += span.text
            continue
        if plain:
            yield Span(plain)
            plain = ""
        yield span
    if plain:
        yield Span(plain)


def _cut(text: str) -> Iterator[Span]:
    done = 0
    for match in _FOUND.finditer(text):
        span = _span(match)
        if span is None:
            continue
        start = match.start()
        yield Span(text[done:start])
        yield span
        done = start + len(span.text)
    yield Span(text[done:])


def _span(match: "regex.Match[str]") -> Span | None:
    if found := match["link"]:
        address = _without_closing(found)
        return Span(address, SpanKind.LINK, address)
    if found := match["tag"]:
        tag = _PUNCTUATION.sub("", found[1:])
        return Span(found[0] + tag, SpanKind.TAG, tag) if _LETTER.search(tag) else None
    account = match["mention"][1:].rstrip(".-")
    return Span(f"@{account}", SpanKind.MENTION, account) if _ACCOUNT.fullmatch(account) else None


def _without_closing(address: str) -> str:
    """Leave out what belongs to the sentence: final punctuation, and a bracket that was opened before it."""
    while True:
        shorter = _CLOSING.sub("", address)
        last = shorter[-1:]
        if last in _PAIRS and shorter.count(last) > shorter.count(_PAIRS[last]):
            shorter = shorter[:-1]
        if shorter == address:
            return address
        address = shorter
