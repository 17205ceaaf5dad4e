"""What a channel version says in the end: its own text, tags and pictures, or those that its story shares.

A story shares in its own language only: each language is a page of its own.
"""

import re
from copy import copy
from typing import Any

DIVIDER = re.compile(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)  # a line that begins the next entry of a thread


def text_of(version: Any, story: Any) -> str:
    """Return a version's own text, or the shared one where it has none."""
    return plain_lines(version.text) or plain_lines(story.shared_text)


def entries_in(text: str) -> tuple[str, ...]:
    """Cut a text where a line of dashes begins the next entry of a thread; empty entries are left out."""
    return tuple(part for piece in DIVIDER.split(text) if (part := piece.strip())) or ("",)


def tags_of(version: Any, story: Any) -> tuple[str, ...]:
    """Return the tags without '#', each once, in order: the version's own, else the shared ones, or none at all."""
    if not version.with_tags:
        return ()
    return tags_in(version.tags) or tags_in(story.shared_tags)


def pictures_of_version(version: Any, story: Any) -> list[Any]:
    """Return the pictures with the alternative text of this use: the version's own, else the story's if it takes it."""
    own = [block.value for block in version.media if block.value is not None]
    if own or not version.with_picture or story.picture is None:
        return own
    picture = copy(story.picture)  # the alternative text hangs on the picture, and each use has its own
    picture.contextual_alt_text, picture.decorative = story.picture_alt, False
    return [picture]


def tags_in(written: str) -> tuple[str, ...]:
    """Read tags as they are written: separated by commas, with or without '#'."""
    parts = (part.strip().lstrip("#").replace(" ", "") for part in written.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def plain_lines(text: str) -> str:
    """Trim a text and give it one kind of line ends: a form's two characters would be counted twice."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
