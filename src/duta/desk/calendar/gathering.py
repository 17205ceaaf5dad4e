"""Every room's entries, put together for one person and one span."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from duta.core.entries import Entry, Span, Standing
from duta.core.subjects import Subject
from duta.delivery.calendar import delivery_entries, hold_entries
from duta.desk.calendar.rules import Kind
from duta.newsroom.calendar import embargo_entries, release_entries, wish_entries
from duta.newsroom.models import Release
from duta.strategy.calendar import activity_entries

Source = Callable[..., list[Entry]]
SOURCES: Mapping[Kind, Sequence[Source]] = {
    Kind.STORY: (release_entries, wish_entries),
    Kind.EMBARGO: (embargo_entries,),
    Kind.HOLD: (hold_entries,),
    Kind.ACTIVITY: (activity_entries,),
    Kind.DELIVERY: (delivery_entries,),
}


@dataclass(frozen=True)
class Wanted:
    """What is left of the entries; an empty choice leaves all of its sort."""

    kinds: frozenset[Kind] = frozenset()
    standings: frozenset[Standing] = frozenset()
    theme: str = ""
    language: str = ""


@dataclass(frozen=True)
class Gathered:
    """The entries in order of time. ``cut``: the kinds of which there are more than were read."""

    entries: Sequence[Entry]
    cut: frozenset[Kind]


def entries_for(user: Any, span: Span, wanted: Wanted, *, now: datetime) -> Gathered:
    """Return what the person may look at; the number of queries is that of the sources and one more, whatever they find."""
    entries: list[Entry] = []
    cut = set()
    for kind in wanted.kinds or Kind:
        for source in SOURCES[kind]:
            found = source(user, span, now=now)
            entries += found
            if len(found) >= span.most:
                cut.add(kind)
    left = [entry for entry in _with_themes(entries) if _is_wanted(entry, wanted)]
    return Gathered(sorted(left, key=_in_time), frozenset(cut))


def _is_wanted(entry: Entry, wanted: Wanted) -> bool:
    """A thing without a theme or a language of its own (a hold) is no answer to the question for one."""
    return (
        (not wanted.standings or entry.standing in wanted.standings)
        and wanted.theme in ("", entry.theme)
        and wanted.language in ("", entry.language)
    )


def _in_time(entry: Entry) -> tuple[str, str]:
    moment = entry.at.isoformat() if entry.at else str(entry.first)
    return moment, entry.key


def _with_themes(entries: Iterable[Entry]) -> list[Entry]:
    """The outbox knows no themes: a delivery has that of the story behind it. One query for all."""
    entries = list(entries)
    numbers = {entry.key: number for entry in entries if entry.subject and (number := _release_of(entry.subject))}
    if not numbers:
        return entries
    rows = Release.objects.filter(pk__in=set(numbers.values())).values_list("pk", "story__theme")
    themes = dict(rows)
    return [replace(entry, theme=themes.get(numbers.get(entry.key, 0), entry.theme)) for entry in entries]


def _release_of(subject: str) -> int:
    """Return the number of the release that a delivery is of; 0 for none."""
    try:
        parsed = Subject.parse(subject)
    except ValueError:
        return 0
    number = parsed.key.partition("/")[0]
    return int(number) if parsed.kind == "newsroom.release_version" and number.isdecimal() else 0
