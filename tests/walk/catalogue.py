"""What a catalogue lacks: every message that is looked up in Indonesian and not found, and English that slips through."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest import mock

from django.utils.translation.trans_real import DjangoTranslation, translation
from lxml import html

MISSING = object()
SEPARATOR = "\x04"  # between context and message
SPOKEN = ("alt", "title", "aria-label", "aria-description", "placeholder", "data-placeholder")
SILENT = {"script", "style", "template", "code", "pre", "noscript"}
PYTHON = {"True", "False", "None"}
# Words that stand in nearly every English sentence and in no Indonesian one.
ENGLISH = {
    "the", "of", "and", "is", "are", "was", "were", "this", "that", "these", "with", "your", "you", "from", "have", "has",
    "not", "been", "will", "can", "be", "or", "it", "its", "by", "an", "to", "for", "on", "at", "all", "no", "when",
}  # fmt: skip


def has(catalogue: DjangoTranslation, message: str) -> bool:
    """Whether a catalogue knows a message, alone or as one with a plural."""
    known = catalogue._catalog
    return (
        known.get(message, MISSING) is not MISSING or known.get((message, catalogue.plural(1)), MISSING) is not MISSING
    )


@contextmanager
def listening() -> Iterator[set[str]]:
    """Collect the messages that are looked up in Indonesian and stay English, from templates and Python alike."""
    missing: set[str] = set()
    singular, plural = DjangoTranslation.gettext, DjangoTranslation.ngettext

    def gettext(self: DjangoTranslation, message: str) -> str:
        _note(self, message, missing)
        return singular(self, message)

    def ngettext(self: DjangoTranslation, msgid1: str, msgid2: str, n: int) -> str:
        _note(self, msgid1, missing)
        return plural(self, msgid1, msgid2, n)

    with mock.patch.multiple(DjangoTranslation, gettext=gettext, ngettext=ngettext):
        yield missing


def _note(catalogue: DjangoTranslation, message: str, missing: set[str]) -> None:
    if catalogue.language() == "id" and message and re.search(r"[A-Za-z]{2}", message) and not has(catalogue, message):
        missing.add(message)


@cache
def english() -> frozenset[str]:
    """Every message whose Indonesian differs from it: to be read on an Indonesian screen it must have slipped through."""
    known = dict(translation("id")._catalog.items())
    differing = set()
    for key, said in known.items():
        message = (key[0] if isinstance(key, tuple) else key).rpartition(SEPARATOR)[2]
        if isinstance(said, str) and said and said != message and len(message) > 3 and "%" not in message:
            differing.add(" ".join(message.split()))
    return frozenset(differing - {said for said in known.values() if isinstance(said, str)})


def spoken_on(page: bytes) -> list[str]:
    """Everything that a screen says, by text or by attribute, white space folded; what is hidden says nothing."""
    return [folded for text in _said_by(html.fromstring(page)) if (folded := " ".join(text.split()))]


def _said_by(element: Any) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in SILENT or element.get("hidden") is not None:
        return
    if element.text:
        yield element.text
    yield from (element.get(name) for name in SPOKEN if element.get(name))
    if element.tag == "input" and element.get("type") in ("submit", "button") and element.get("value"):
        yield element.get("value")
    for child in element:
        yield from _said_by(child)
        if child.tail:
            yield child.tail


def slipped(page: bytes) -> set[str]:
    """English on a screen: known messages as a whole, Python's own words, and sentences with English in every joint."""
    return {text for text in spoken_on(page) if text in english() or PYTHON & set(text.split()) or _reads_english(text)}


def _reads_english(text: str) -> bool:
    words = re.findall(r"[a-z']+", text.lower())
    return len(words) > 3 and sum(word in ENGLISH for word in words) >= max(2, len(words) // 4)
