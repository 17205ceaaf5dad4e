"""The three ways to look at the entries: a month of days, a week of hours, a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duta.core import when
from duta.core.entries import Entry
from duta.desk.calendar.asking import Ask
from duta.desk.calendar.rules import (
    Bar,
    ClockChange,
    Hour,
    View,
    bars_of,
    chosen_few,
    clock_changes,
    days_covered,
    hour_of,
    is_bar,
    weeks_of,
)
from duta.desk.calendar.showing import Item, Shower, day_words

ROOM = 3  # entries of one day in the month, or of one hour in the week; the others are a click away


@dataclass(frozen=True)
class Day:
    """One day. ``more``: how many of its ``total`` entries are not among the ``items``."""

    date: date
    today: bool
    within: bool
    items: Sequence[Item]
    total: int
    url: str

    @property
    def words(self) -> str:
        """The day in full."""
        return f"{date_format(self.date, 'l')}, {day_words(self.date)}"

    @property
    def count_words(self) -> str:
        """How much stands on it."""
        return ngettext("%(n)s entry", "%(n)s entries", self.total) % {"n": self.total}

    @property
    def more(self) -> int:
        """How many have no place."""
        return self.total - len(self.items)


@dataclass(frozen=True)
class ShownBar:
    """A bar with what the template writes of its entry."""

    bar: Bar
    item: Item


@dataclass(frozen=True)
class Week:
    """Seven days and what lasts over them."""

    days: Sequence[Day]
    bars: Sequence[ShownBar]

    @property
    def total(self) -> int:
        """How much stands at a time in it."""
        return sum(day.total for day in self.days)


@dataclass(frozen=True)
class Cell:
    """One hour of one day."""

    date: date
    nature: Hour
    items: Sequence[Item]
    more: int
    url: str


@dataclass(frozen=True)
class HourRow:
    """One hour by the clock of the first zone, and what the second one's clock shows then, over the week."""

    hour: int
    here: str
    beside: str
    cells: Sequence[Cell]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happens in this hour."""
        return not any(cell.items for cell in self.cells)


def month_of_days(ask: Ask, shower: Shower, entries: Sequence[Entry]) -> list[Week]:
    """Return the weeks of a month, each day with the most telling of its entries, in order of time."""
    lasting, by_day = _apart(entries, ask.zone)
    shown = ask.on.month
    return [
        Week([_day(ask, shower, day, by_day.get(day, []), shown) for day in week], _bars(ask, shower, week, lasting))
        for week in weeks_of(*ask.days)
    ]


def _apart(entries: Sequence[Entry], zone: ZoneInfo) -> tuple[list[Entry], dict[date, list[Entry]]]:
    """Part what lasts from what stands at a time; the latter by the days of a zone."""
    lasting: list[Entry] = []
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        if is_bar(entry) or entry.at is None:
            lasting.append(entry)
        else:
            by_day.setdefault(entry.at.astimezone(zone).date(), []).append(entry)
    return lasting, by_day


def _day(ask: Ask, shower: Shower, day: date, entries: Sequence[Entry], month: int) -> Day:
    items = _few(shower, entries)
    return Day(day, day == ask.today, day.month == month, items, len(entries), _url(ask, day))


def _few(shower: Shower, entries: Sequence[Entry]) -> list[Item]:
    """The most telling ones in order of time; all of them where only one more would be left over."""
    few = chosen_few(entries, room=ROOM if len(entries) > ROOM + 1 else ROOM + 1)
    return [shower.item(entry) for entry in entries if entry.key in few]


def _url(ask: Ask, day: date) -> str:
    """The day in the list, where all of it stands."""
    return f"{ask.address(view=View.LIST.value, on=day)}#day-{day}"


def _bars(ask: Ask, shower: Shower, week: Sequence[date], lasting: Sequence[Entry]) -> list[ShownBar]:
    return [ShownBar(bar, shower.item(bar.entry)) for bar in bars_of(week, lasting, ask.zone)]


@dataclass(frozen=True)
class WeekOfHours:
    """A week: its days, what lasts, and 24 rows of hours."""

    days: Sequence[Day]
    bars: Sequence[ShownBar]
    rows: Sequence[HourRow]


def week_of_hours(ask: Ask, shower: Shower, entries: Sequence[Entry]) -> WeekOfHours:
    """Return a week with its hours."""
    lasting, by_day = _apart(entries, ask.zone)
    week = next(weeks_of(*ask.days))
    days = [_day(ask, shower, day, by_day.get(day, []), day.month) for day in week]
    rows = [_hour(ask, shower, week, hour, by_day) for hour in range(24)]
    return WeekOfHours(days, _bars(ask, shower, week, lasting), rows)


def _hour(ask: Ask, shower: Shower, week: Sequence[date], hour: int, by_day: Mapping[date, Sequence[Entry]]) -> HourRow:
    cells = [_cell(ask, shower, day, hour, by_day.get(day, [])) for day in week]
    return HourRow(hour, _clock(time(hour)), _beside(ask, cells, hour), cells)


def _cell(ask: Ask, shower: Shower, day: date, hour: int, entries: Sequence[Entry]) -> Cell:
    within = [entry for entry in entries if entry.at and entry.at.astimezone(ask.zone).hour == hour]
    items = _few(shower, within)
    return Cell(day, hour_of(day, hour, ask.zone), items, len(within) - len(items), _url(ask, day))


def _beside(ask: Ask, cells: Sequence[Cell], hour: int) -> str:
    """The second zone's clock at that hour; two times where a change of clocks falls into the week."""
    if ask.beside is None:
        return ""
    real = [cell.date for cell in cells if cell.nature is not Hour.SKIPPED]
    starts = [datetime.combine(day, time(hour), ask.zone).astimezone(UTC).astimezone(ask.beside) for day in real]
    return " / ".join(dict.fromkeys(_clock(start.time()) for start in starts))


def _clock(at: time) -> str:
    return date_format(datetime.combine(date(2000, 1, 1), at), when.time_format())


@dataclass(frozen=True)
class ListedDay:
    """A day of the list with all that begins or stands on it."""

    date: date
    today: bool
    items: Sequence[Item]


def list_of_days(ask: Ask, shower: Shower, entries: Sequence[Entry]) -> list[ListedDay]:
    """Return the days on which something stands; what lasts stands at its first day that is shown."""
    first, last = ask.days
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        begins, _ends = days_covered(entry, ask.zone, last=last)
        by_day.setdefault(max(begins, first), []).append(entry)
    return [ListedDay(day, day == ask.today, [shower.item(entry) for entry in by_day[day]]) for day in sorted(by_day)]


def notices_of(ask: Ask) -> list[str]:
    """Say which clocks change in the days that are shown."""
    zones = [zone for zone in (ask.zone, ask.beside) if zone]
    return [_change_words(change) for zone in zones for change in clock_changes(zone, *ask.days)]


def _change_words(change: ClockChange) -> str:
    words = {
        "city": change.zone.key.rpartition("/")[2].replace("_", " "),
        "day": when.full_day(change.before),
        "before": when.zone_label(change.before),
        "after": when.zone_label(change.after),
    }
    if change.forward:
        return _("%(city)s: the clocks jump forward on %(day)s, from %(before)s to %(after)s.") % words
    return _("%(city)s: the clocks go back on %(day)s, from %(before)s to %(after)s.") % words


def heading_of(ask: Ask) -> str:
    """Say which days are shown: "November 2026", "23 – 29 November 2026"."""
    first, last = ask.days
    if ask.view is not View.WEEK:
        return date_format(ask.on, "F Y")
    begins = date_format(first, "j" if first.month == last.month else "j F" if first.year == last.year else "j F Y")
    return f"{begins} – {date_format(last, 'j F Y')}"
