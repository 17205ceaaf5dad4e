"""What a drop on a day or an hour means: the time that a release would get. Pure, but for the release's own fields."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from duta.core.moments import ChosenTime, chosen_at, meanings_of


@dataclass(frozen=True)
class Drop:
    """Where something was let go: a day by the clock of ``shown``, and an hour of it (None: its time of day stays)."""

    day: date
    hour: int | None
    shown: str


class Doubtful(Exception):  # noqa: N818
    """The drop does not say one time: ``wall`` in ``zone`` is to be asked about."""

    def __init__(self, wall: datetime, zone: str) -> None:
        super().__init__(f"{wall} in {zone}")
        self.wall, self.zone = wall, zone


def time_dropped(due_at: datetime, *, zone: str, drop: Drop) -> ChosenTime:
    """Return the time that a release gets which is due at ``due_at``, chosen in ``zone``.

    On a day its wall time in its own zone stays; on an hour its minute by the clock that is shown. Raises Doubtful where
    that wall time comes twice or never, or where a change of clocks would bring it to another day than the one it was let
    go on.
    """
    shown = due_at.astimezone(ZoneInfo(drop.shown))
    if drop.hour is not None:
        wall = datetime.combine(drop.day, shown.time().replace(hour=drop.hour))
        return chosen_at(_only(wall, drop.shown).instant, zone=zone)
    own = due_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    wall = own + (drop.day - shown.date())
    chosen = _only(wall, zone)
    if chosen.instant.astimezone(ZoneInfo(drop.shown)).date() != drop.day:
        raise Doubtful(wall, zone)
    return chosen


def _only(wall: datetime, zone: str) -> ChosenTime:
    meanings = meanings_of(wall=wall, zone=zone)
    if len(meanings) != 1:
        raise Doubtful(wall, zone)
    return meanings[0]
