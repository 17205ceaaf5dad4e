"""Days, weeks, hours and bars of a calendar. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duta.core.days import FIRST_DAY, LAST_DAY
from duta.core.entries import Entry, Standing

DAY = timedelta(days=1)
WEEK = 7  # days; a week begins on Monday


class Kind(TextChoices):
    """What stands in the calendar, in the order of the filter."""

    STORY = "story", _("Stories")
    EMBARGO = "embargo", _("Embargoes")
    HOLD = "hold", _("Holds")
    ACTIVITY = "activity", _("Activities")
    DELIVERY = "delivery", _("Deliveries")


class View(TextChoices):
    """How the calendar is looked at."""

    MONTH = "month", pgettext_lazy("view of a calendar", "Month")
    WEEK = "week", pgettext_lazy("view of a calendar", "Week")
    LIST = "list", pgettext_lazy("view of a calendar", "List")


class Hour(StrEnum):
    """What the clocks do with an hour of a day."""

    ORDINARY = "ordinary"
    SKIPPED = "skipped"
    TWICE = "twice"


def days_of(view: View, on: date) -> tuple[date, date]:
    """Return the first and the last day that a view shows around a day: whole weeks, or the list's month."""
    if view is View.WEEK:
        return _monday(on), _monday(on) + 6 * DAY
    first, last = month_of(on)
    return (first, last) if view is View.LIST else (_monday(first), _monday(last) + 6 * DAY)


def month_of(on: date) -> tuple[date, date]:
    """Return the first and the last day of a day's month."""
    first = on.replace(day=1)
    return first, (first + 31 * DAY).replace(day=1) - DAY


def turned(view: View, on: date, by: int) -> date:
    """Return the day to look at after turning the page: the next one (1) or the one before (-1)."""
    if view is View.WEEK:
        return _plausible(on + by * WEEK * DAY)
    first, last = month_of(on)
    return _plausible(last + DAY if by > 0 else (first - DAY).replace(day=1))


def _plausible(day: date) -> date:
    return min(max(day, FIRST_DAY), LAST_DAY)


def _monday(day: date) -> date:
    return day - day.weekday() * DAY


def weeks_of(first: date, last: date) -> Iterator[list[date]]:
    """Yield the weeks from a Monday through a Sunday, each as its seven days."""
    while first <= last:
        yield [first + number * DAY for number in range(WEEK)]
        first += WEEK * DAY


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a day begins in a zone; where midnight is jumped over, the instant of the jump."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def hour_of(day: date, hour: int, zone: ZoneInfo) -> Hour:
    """Return what the clocks of a zone do with an hour (0 to 23) of a day; half an hour that exists is enough."""
    walls = [datetime.combine(day, time(hour, minute)) for minute in (0, 30)]
    if all(_is_skipped(wall, zone) for wall in walls):
        return Hour.SKIPPED
    return Hour.TWICE if any(is_twice(wall, zone) for wall in walls) else Hour.ORDINARY


def _instants(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    return [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]


def _is_skipped(wall: datetime, zone: ZoneInfo) -> bool:
    return all(instant.astimezone(zone).replace(tzinfo=None) != wall for instant in _instants(wall, zone))


def is_twice(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks of a zone show a wall time twice."""
    first, second = _instants(wall, zone)
    return first != second and not _is_skipped(wall, zone)


@dataclass(frozen=True)
class ClockChange:
    """A day on which the clocks of a zone change, with the zone's first and last instants of that day."""

    zone: ZoneInfo
    day: date
    before: datetime
    after: datetime

    @property
    def forward(self) -> bool:
        """Whether the clocks jump forward."""
        return (self.after.utcoffset() or timedelta()) > (self.before.utcoffset() or timedelta())


def clock_changes(zone: ZoneInfo, first: date, last: date) -> list[ClockChange]:
    """Return the days, first through last, on which the clocks of a zone change."""
    found = []
    for number in range((last - first).days + 1):
        day = first + number * DAY
        before, after = (start_of(each, zone).astimezone(zone) for each in (day, day + DAY))
        if before.utcoffset() != after.utcoffset():
            found.append(ClockChange(zone, day, before, after))
    return found


def days_covered(entry: Entry, zone: ZoneInfo, *, last: date) -> tuple[date, date]:
    """Return the first and the last day of an entry as a zone counts them; one without an end lasts through ``last``."""
    if entry.first is not None:
        return entry.first, entry.last or entry.first
    if entry.at is None:
        raise ValueError(f"{entry.key} stands nowhere in time")
    begins = entry.at.astimezone(zone).date()
    if entry.endless:
        return begins, max(begins, last)
    return begins, entry.until.astimezone(zone).date() if entry.until else begins


def is_bar(entry: Entry) -> bool:
    """Whether an entry lasts: it is drawn over its days, not at a time."""
    return entry.first is not None or entry.until is not None or entry.endless


@dataclass(frozen=True)
class Bar:
    """A lasting entry within one week: its first column (1 to 7) and day, how many days it covers."""

    entry: Entry
    column: int
    length: int
    begins: date
    from_before: bool
    goes_on: bool


def bars_of(week: Sequence[date], entries: Iterable[Entry], zone: ZoneInfo) -> list[Bar]:
    """Return the lasting entries that touch a week, the earliest and longest first."""
    found = []
    for entry in entries:
        first, last = days_covered(entry, zone, last=week[-1])
        if first <= week[-1] and last >= week[0]:
            begins, ends = max(first, week[0]), min(last, week[-1])
            bar = Bar(
                entry, (begins - week[0]).days + 1, (ends - begins).days + 1, begins, first < week[0],
                last > week[-1] or entry.endless,
            )  # fmt: skip
            found.append(bar)
    return sorted(found, key=lambda bar: (bar.column, -bar.length, bar.entry.key))


# What is shown first where there is no room for all: trouble, then what people do; deliveries come in crowds.
_WEIGHT = {Standing.TROUBLE: 0, Standing.PLANNED: 1, Standing.DONE: 2, Standing.OVER: 3}
_ORDER = {kind: place for place, kind in enumerate((Kind.STORY, Kind.EMBARGO, Kind.HOLD, Kind.ACTIVITY, Kind.DELIVERY))}


def chosen_few(entries: Sequence[Entry], *, room: int) -> set[str]:
    """Return the keys of the entries of one day to show where only ``room`` have place: the most telling ones."""
    ranked = sorted(entries, key=lambda entry: (_rank(entry), entry.at or entry.first, entry.key))
    return {entry.key for entry in ranked[:room]}


def _rank(entry: Entry) -> tuple[int, int]:
    trouble = 0 if entry.standing is Standing.TROUBLE else 1
    return (trouble, _ORDER[Kind(entry.kind)] * 4 + _WEIGHT[entry.standing])
