"""Times that a person chose: kept as instant, zone and wall time, so that a change of clocks cannot move them unseen."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


class NoSuchTime(ValueError):  # noqa: N818
    """The clocks jump over this wall time in that zone."""


@dataclass(frozen=True)
class ChosenTime:
    """``wall`` as the person read it on the clock (no zone inside), ``zone`` its IANA name, ``instant`` in UTC."""

    wall: datetime
    zone: str
    instant: datetime


def choose_time(*, wall: datetime, zone: str) -> ChosenTime:
    """Fix a wall time in a zone.

    A time that happens twice (clocks going back) means its first occurrence. Raises NoSuchTime for one that is
    jumped over, with the next one that exists in its message.
    """
    wall = wall.replace(tzinfo=None, second=0, microsecond=0)
    local = wall.replace(tzinfo=ZoneInfo(zone), fold=0)
    instant = local.astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        raise NoSuchTime(f"{wall:%Y-%m-%d %H:%M} does not exist in {zone}; the next is {_next_real(wall, zone):%H:%M}")
    return ChosenTime(wall=wall, zone=zone, instant=instant)


def meanings_of(*, wall: datetime, zone: str) -> tuple[ChosenTime, ...]:
    """Return what a wall time can mean in a zone, the earlier instant first: nearly always one time.

    Two where the clocks change: with this very wall time where they go back over it (it comes twice), with others
    where they jump over it (it never comes): as the clock before the change counts, and as the one after it does.
    Who gets two asks the person.
    """
    wall, place = wall.replace(tzinfo=None, second=0, microsecond=0), ZoneInfo(zone)
    instants = sorted({wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1)})
    return tuple(chosen_at(instant, zone=zone) for instant in instants)


def chosen_at(instant: datetime, *, zone: str) -> ChosenTime:
    """Return an instant as the clock of a zone shows it, to the minute."""
    instant = instant.astimezone(UTC).replace(second=0, microsecond=0)
    return ChosenTime(wall=instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None), zone=zone, instant=instant)


def _next_real(wall: datetime, zone: str) -> datetime:
    """Step to the first minute after the jump (at most three hours on)."""
    for minutes in range(1, 181):
        later = wall + timedelta(minutes=minutes)
        back = later.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        if back == later:
            return later
    return wall


def is_future(chosen: ChosenTime, *, now: datetime) -> bool:
    """Whether the chosen instant still lies ahead of ``now``."""
    return chosen.instant > now
