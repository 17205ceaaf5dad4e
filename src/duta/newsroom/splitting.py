"""Cut a text into the entries of a thread: at the ends of sentences, numbered, each as long as the platform counts. Pure."""

from collections.abc import Callable

import regex

SENTENCE = regex.compile(r".+?(?:[.!?…؟۔]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[」』”]*|\n|$)\s*", regex.DOTALL)
WORD = regex.compile(r"\S+\s*")
FINER = (WORD, regex.compile(r"\X"))
MOST = 25  # entries; a longer text belongs on the page
BETWEEN = "\n\n---\n\n"

Fits = Callable[[str, bool], bool]


class TooLong(ValueError):  # noqa: N818
    """It would take more than ``MOST`` entries."""


def split_text(text: str, *, fits: Fits) -> list[str]:
    """Return the entries of a thread, each with its number at its end; one entry without a number when all of it fits.

    ``fits(entry, first)`` says whether an entry is short enough, the first one with its tags and its link. A sentence that is
    too long alone is cut at words, a word at what a reader takes for a character. Raises TooLong for more than ``MOST``.
    """
    text = text.strip()
    if fits(text, True):
        return [text]
    entries = _fill(text, lambda entry, first: fits(f"{entry} {MOST}/{MOST}", first))
    if len(entries) > MOST:
        raise TooLong(len(entries))
    return [f"{entry} {number}/{len(entries)}" for number, entry in enumerate(entries, start=1)]


def _fill(text: str, fits: Fits) -> list[str]:
    """Put as many pieces into each entry as it takes; what is too long alone is taken apart."""
    entries: list[str] = []
    current = ""
    waiting = [(piece, 0) for piece in reversed(SENTENCE.findall(text))]
    while waiting:
        piece, level = waiting.pop()
        if fits((current + piece).strip(), not entries):
            current += piece
        elif level < len(FINER) and not fits(piece.strip(), False):
            waiting += [(part, level + 1) for part in reversed(FINER[level].findall(piece))]
        elif current.strip():
            entries.append(current.strip())
            if len(entries) > MOST:
                raise TooLong(len(entries))
            current = ""
            waiting.append((piece, level))
        elif level < len(FINER):  # it has room in a later entry, not beside the first one's tags and link
            waiting += [(part, level + 1) for part in reversed(FINER[level].findall(piece))]
        else:
            current = piece
    return [*entries, current.strip()] if current.strip() else entries
