"""Numbers and dates as platforms and spreadsheets write them, in English and Indonesian. Pure."""

import re
from datetime import datetime, time
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import get_month_names
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from duta.core.days import is_plausible
from duta.core.problems import Problem

NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "null", "none", "undefined", "nan"})
GAPS = re.compile("[ \u00a0\u202f\u2009'’]")
LARGEST_COUNT = 10**11


class WrongValue(ValueError):  # noqa: N818
    """A cell does not say what its column should: ``problem`` names cause and fix."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class NumberStyle(TextChoices):
    """How thousands and decimals are told apart."""

    AUTO = "auto", _("as the language of the file writes them")
    COMMA = "comma", _("1,234.5")
    DOT = "dot", _("1.234,5")


class DayOrder(TextChoices):
    """What comes first in 03/04/2026."""

    AUTO = "auto", _("as the language of the file writes them")
    DAY_FIRST = "dmy", _("day/month/year")
    MONTH_FIRST = "mdy", _("month/day/year")


class Separators(StrEnum):
    """The two ways to group thousands."""

    ENGLISH = ","
    INDONESIAN = "."


def thousands_of(style: str, language: str) -> str:
    """Return what stands between thousands: "," or "."."""
    if style == NumberStyle.AUTO:
        return Separators.INDONESIAN if language == "id" else Separators.ENGLISH
    return Separators.INDONESIAN if style == NumberStyle.DOT else Separators.ENGLISH


def is_day_first(order: str, language: str) -> bool:
    """Whether 03/04/2026 is the third of April."""
    return language == "id" if order == DayOrder.AUTO else order == DayOrder.DAY_FIRST


def count_from(text: str, *, thousands: str) -> int | None:
    """Read a count; None where the cell says that there is none. Raises WrongValue for everything else.

    A number with a fraction, rounded ("1.2K") or negative is no count and is never bent into one.
    """
    bare = GAPS.sub("", text.strip())
    if bare.casefold() in NOTHING:
        return None
    decimal = "," if thousands == "." else "."
    grouped = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|\d+"
    # Three noughts behind the decimal sign may be thousands in the other language's writing: not guessed.
    found = re.fullmatch(rf"({grouped})(?:{re.escape(decimal)}0{{0,2}})?", bare, re.ASCII)
    if found is None:
        raise WrongValue(_no_count(text.strip(), bare))
    value = int(found[1].replace(thousands, ""))
    if value > LARGEST_COUNT:
        raise WrongValue(Problem("count_too_large", {"value": text.strip()[:40]}))
    return value


def _no_count(text: str, bare: str) -> Problem:
    said = {"value": text[:40]}
    if re.fullmatch(r"[\d.,]+(?:[KMB]|rb|jt|M)", bare, re.IGNORECASE):
        return Problem("count_rounded", said)
    return Problem("count_unreadable", said)


def moment_from(text: str, *, day_first: bool, zone: str) -> datetime:
    """Read a date, with or without a time, in its zone where it names one, else in ``zone``. Raises WrongValue."""
    bare = " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())
    try:
        found = _iso(bare) or _named(bare) or _numbered(bare, day_first=day_first)
        if found is not None and is_plausible(found.date()):
            return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
    except (ValueError, OverflowError):
        pass
    raise WrongValue(Problem("date_unreadable", {"value": text.strip()[:40]}))


def _iso(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if re.match(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None


def _named(text: str) -> datetime | None:
    """ "Nov 3, 2026", "Fri, Jun 5, 2026", "3 November 2026 10.30"."""
    found = re.fullmatch(
        r"(?:\w{3,9}\.?, )?(?:(?P<m1>[^\W\d]+)\.? (?P<d1>\d{1,2})|(?P<d2>\d{1,2}) (?P<m2>[^\W\d]+)\.?),? (?P<y>\d{4})(?P<time>.*)",
        text,
    )
    if found is None:
        return None
    month = _months().get((found["m1"] or found["m2"]).casefold())
    return None if month is None else _joined(int(found["y"]), month, int(found["d1"] or found["d2"]), found["time"])


def _numbered(text: str, *, day_first: bool) -> datetime | None:
    """ "03/04/2026", "3.4.2026 10:30", "11/03/2026 08:15 PM"."""
    found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(.*)", text, re.ASCII)
    if found is None:
        return None
    first, second = int(found[1]), int(found[2])
    day, month = (first, second) if day_first else (second, first)
    return _joined(int(found[3]), month, day, found[4])


def _joined(year: int, month: int, day: int, rest: str) -> datetime | None:
    """Put a day and what is left of the text together; None when the rest is no time of day."""
    rest = rest.strip(" ,").removeprefix("at ").removeprefix("pukul ")
    clock = re.fullmatch(r"(\d{1,2})[:.](\d\d)(?:[:.](\d\d))? ?([AaPp])?\.?[Mm]?\.?", rest)
    if rest and clock is None:
        return None
    if clock is None:
        return datetime.combine(datetime(year, month, day).date(), time())  # noqa: DTZ001  # the caller knows the zone
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].casefold() == "p" else 0)
    return datetime(year, month, day, hour, int(clock[2]), int(clock[3] or 0))  # noqa: DTZ001


@cache
def _months() -> dict[str, int]:
    found = {}
    for language in ("en", "id"):
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                found[name.casefold().rstrip(".")] = number
    return found | {"sept": 9, "ags": 8, "agt": 8, "agu": 8, "nop": 11, "pebruari": 2}
