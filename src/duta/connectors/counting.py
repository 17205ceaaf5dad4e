"""How long a text is, the way each platform counts. No Django here."""

from unicodedata import normalize

import regex

from duta.connectors.protocol import Counting

_GRAPHEME = regex.compile(r"\X")
_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\p{Emoji}(?=[\uFE0F\u20E3])|\p{Extended_Pictographic}(?=\u200D)")
_LIGHT = regex.compile("[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")


def length_of(text: str, counting: Counting) -> int:
    """Return the length of a text in the platform's own unit."""
    match counting:
        case Counting.GRAPHEMES:
            return len(_GRAPHEME.findall(text))
        case Counting.UTF16:
            return len(text.encode("utf-16-le")) // 2
        case Counting.BYTES:
            return len(text.encode())
        case Counting.CODE_POINTS:
            return len(text)
        case Counting.WEIGHTED:
            return sum(_weight(part) for part in _GRAPHEME.findall(normalize("NFC", text)))
        case Counting.EMOJI_BYTES:
            return sum(len(part.encode()) if _EMOJI.match(part) else len(part) for part in _GRAPHEME.findall(text))


def _weight(grapheme: str) -> int:
    """Two for an emoji, however it is put together; else one or two for each code point (twitter-text, version 3)."""
    if _EMOJI.match(grapheme):
        return 2
    return sum(1 if _LIGHT.match(character) else 2 for character in grapheme)
