"""Days that people type: within bounds that every calendar, zone and database can work with."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2200, 12, 31)


def is_plausible(day: date) -> bool:
    """Whether a day can be meant: a year that was typed wrong cannot."""
    return FIRST_DAY <= day <= LAST_DAY


def check_day(day: date) -> None:
    """Refuse a day that nobody means; a validator for the fields of forms. Raises ValidationError."""
    if not is_plausible(day):
        years = {"first": FIRST_DAY.year, "last": LAST_DAY.year}
        words = _("This day lies too far away. Enter a year from %(first)s to %(last)s.")
        raise ValidationError(words, code="day_implausible", params=years)
