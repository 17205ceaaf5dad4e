"""The question that a wall time raises where the clocks change: which of two is meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from duta.core import when
from duta.core.moments import ChosenTime


@dataclass(frozen=True)
class Question:
    """A wall time that a change of clocks makes doubtful, and what it may mean: (place in ``meanings_of``, words)."""

    words: str
    meanings: Sequence[tuple[str, str]]


def question_of(wall: datetime, meanings: Sequence[ChosenTime]) -> Question:
    """Put into words what the clocks do with a wall time, and its two meanings."""
    zone = meanings[0].zone
    words = {
        "time": date_format(wall, when.time_format()),
        "day": when.full_day(wall),
        "city": zone.rpartition("/")[2].replace("_", " "),
    }
    if meanings[0].wall == meanings[1].wall:
        said = _("On %(day)s the clocks in %(city)s go back, and %(time)s comes twice.") % words
    else:
        said = _("On %(day)s the clocks in %(city)s jump forward, and %(time)s does not exist.") % words
    return Question(said, [(str(place), _meaning(meaning)) for place, meaning in enumerate(meanings)])


def _meaning(meaning: ChosenTime) -> str:
    there = meaning.instant.astimezone(ZoneInfo(meaning.zone))
    words = {"time": when.clock(there), "utc": date_format(meaning.instant, when.time_format())}
    return _("%(time)s, which is %(utc)s UTC") % words
