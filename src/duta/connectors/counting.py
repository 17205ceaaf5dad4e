"""How long a text is, the way each platform counts. No Django here."""

import regex

from duta.connectors.protocol import Counting

_GRAPHEME = regex.compile(r"\X")


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
