"""The small markup that the demonstration's texts are written in, turned into a story's body. Pure.

Paragraphs are separated by empty lines; ``## `` is a heading; ``> words — source`` a quotation; lines that start with
``| `` are figures: value, what it counts, source.
"""

from html import escape
from typing import Any

Block = tuple[str, Any]


def body_of(text: str) -> list[Block]:
    """Return the blocks of a text. Raises ValueError for a figure line without three parts."""
    return [_block(part.strip()) for part in text.strip().split("\n\n") if part.strip()]


def _block(part: str) -> Block:
    if part.startswith("## "):
        return "heading", part.removeprefix("## ")
    if part.startswith("> "):
        words, _, source = part.removeprefix("> ").rpartition(" — ")
        return "quote", {"text": words or source, "source": source if words else ""}
    if part.startswith("| "):
        return "figures", {"figures": [_figure(line) for line in part.splitlines()]}
    return "paragraph", f"<p>{escape(part, quote=False)}</p>"


def _figure(line: str) -> dict[str, str]:
    parts = [cell.strip() for cell in line.strip("| ").split("|")]
    if len(parts) != 3:
        raise ValueError(f"a figure has a value, what it counts and its source: {line!r}")
    return dict(zip(("value", "label", "source"), parts, strict=True))
