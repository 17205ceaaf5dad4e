"""Figures as people read them: no trailing zeros, the reader's separators, the unit behind a narrow gap."""

import re
from decimal import Decimal
from functools import cache

from babel.numbers import format_currency
from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from duta.metrics.rules import DICTIONARY, Metric, Origin

GAP = "\N{NO-BREAK SPACE}"
DASH = "–"


def figure(value: Decimal | float | None, *, places: int = 2) -> str:
    """Return a number in the active language: 1284.5000 is "1.284,5" in Indonesian; None is a dash.

    More than ``places`` decimal places are rounded away, and zeros at the end are never shown.
    """
    if value is None:
        return DASH
    number = round(Decimal(str(value)), places)
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    if plain in ("-0", ""):
        plain = "0"
    return str(formats.number_format(Decimal(plain), use_l10n=True, force_grouping=True))


def measured(value: Decimal | float | None, unit: object) -> str:
    """Return a number with its unit: "61%", "8.930 kunjungan"; None is a dash without unit."""
    if value is None:
        return DASH
    said = unit_for_reader(unit, of=value)
    return f"{figure(value)}%" if said.strip() == "%" else f"{figure(value)}{GAP}{said}".rstrip(GAP)


def money(amount: Decimal | None, currency: str) -> str:
    """Return an amount as the reader's language writes it: "Rp250.000.000", "IDR 250,000,000"; None is a dash.

    ``currency`` is a code of ISO 4217.
    """
    if amount is None:
        return DASH
    language = (get_language() or settings.LANGUAGE_CODE).replace("-", "_")
    said = format_currency(amount, currency, locale=language, format="¤ #,##0.##", currency_digits=False)
    return re.sub(r"^Rp\s", "Rp", said).replace(" ", GAP)


def unit_for_reader(unit: object, *, of: Decimal | float | None = None) -> str:
    """Return a unit in the reader's language when it is one of the dictionary's, in whatever language it was typed.

    ``of``: the figure before it, since one is "1 view".
    """
    metric = _known_units().get(unit_key(unit))
    if metric is None:
        return str(unit)
    return str(metric.one if of == 1 and metric.one else metric.unit)


def where_from(origin: str, origin_ref: str) -> str:
    """Say in the reader's language where a value came from; of an import also the file and its row."""
    label = str(Origin(origin).label)
    name, found, row = origin_ref.rpartition("#")
    if origin != Origin.IMPORT or not found:
        return label
    return _("%(label)s: %(file)s, row %(row)s") % {"label": label, "file": name, "row": row}


def is_same_unit(one: object, other: object) -> bool:
    """Whether two units mean the same, also when one was typed in Indonesian and the other in English."""
    return unit_for_reader(one).strip().casefold() == unit_for_reader(other).strip().casefold()


def unit_key(unit: object) -> str:
    """Return what units are compared by."""
    return str(unit).strip().casefold()


@cache
def _known_units() -> dict[str, Metric]:
    found: dict[str, Metric] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.update({unit_key(metric.unit): metric for metric in DICTIONARY})
    return found


def share(value: float) -> str:
    """Return a share from 0 to 1 as whole per cents: 0.5 is "50%"."""
    return f"{figure(round(Decimal(str(value)) * 100), places=0)}%"
