"""Atom feeds of lists, and the maps for search engines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from duta.portal.frame import Frame, absolute
from duta.portal.queries import Entry
from duta.portal.rules import feed_path

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")  # XML 1.0 has no way to write these


@dataclass(frozen=True)
class FeedHead:
    """What a feed says of itself."""

    title: str
    subtitle: str
    list_path: str


def atom(frame: Frame, head: FeedHead, entries: Sequence[Entry]) -> str:
    """The feed as XML: for each story its lead, its permanent address and the organisation that says it."""
    feed: Any = Atom1Feed(
        title=_plain(head.title), link=absolute(head.list_path), description=None, subtitle=_plain(head.subtitle),
        language=frame.language, feed_url=absolute(feed_path(head.list_path)), author_name=_plain(frame.name),
        feed_guid=_tag(frame, head.list_path.strip("/")),
    )  # fmt: skip
    for entry in entries:
        _add(feed, frame, entry)
    return str(feed.writeString("utf-8"))


def _add(feed: Any, frame: Frame, entry: Entry) -> None:
    story = entry.story
    feed.add_item(
        title=_plain(story.title), link=absolute(entry.path), description=escape(_plain(story.lead)),
        unique_id=_tag(frame, f"{entry.language}/{story.number}"), pubdate=story.first_published_at,
        updateddate=story.last_published_at or story.first_published_at,
        author_name=_plain(entry.house.name if entry.house else frame.name),
        categories=[story.get_theme_display()] if story.theme else [],
    )  # fmt: skip


def _plain(text: str) -> str:
    return _CONTROL.sub(" ", text)


def _tag(frame: Frame, key: str) -> str:
    """An identity (RFC 4151) that stays when a slug is corrected."""
    return f"tag:{frame.address.partition(':')[0]},2026:{key}"


def newest(entries: Sequence[Entry]) -> datetime | None:
    """When the newest change among the stories was published."""
    times = [entry.story.last_published_at or entry.story.first_published_at for entry in entries]
    return max(times, default=None)
