"""What the portal says about each theme, and how it writes an instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from duta.portal.rules import zone_label
from duta.strategy.rules import Theme

THEME_INTROS: Mapping[str, str | Promise] = {
    Theme.PEACE: _("Mediation, humanitarian aid and dialogue: so that people can live without fear."),
    Theme.ECONOMY: _("Trade, investment and partnership that reach farmers, makers and students."),
    Theme.PROTECTION: _("Help for citizens abroad, in everyday matters and in an emergency."),
    Theme.DEVELOPMENT: _("Knowledge and cooperation that carry development into every region."),
    Theme.BRANDING: _("Dance, craft, food and nature: the country as its people know it."),
    Theme.PERFORMANCE: _("What the ministry set out to do, and what came of it."),
}


@dataclass(frozen=True)
class Moment:
    """An instant as the portal writes it: in the zone of the organisation that speaks."""

    at: datetime

    @classmethod
    def of(cls, instant: datetime, zone: str) -> "Moment":
        """The instant in a zone (its IANA name)."""
        return cls(instant.astimezone(ZoneInfo(zone)))

    @property
    def iso(self) -> str:
        """For machines: with the offset from UTC, to the second."""
        return self.at.isoformat(timespec="seconds")

    @property
    def day(self) -> str:
        """The day alone: "24 November 2026"."""
        return date_format(self.at, pgettext("format of a day", "j F Y"))

    @property
    def clock(self) -> str:
        """The time of day with its zone: "09:00 WIB"; with a point in Indonesian."""
        time = date_format(self.at, pgettext("format of a time", "H:i"))
        return f"{time} {zone_label(self.at)}"

    @property
    def words(self) -> str:
        """Day, time and zone."""
        return f"{self.day}, {self.clock}"
