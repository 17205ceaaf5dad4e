"""Countries, territories, their currencies, and languages: codes in rows, names in the reader's language on screens. Pure.

Names are CLDR's, through Babel. Countries are those of ISO 3166-1.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from babel import Locale
from babel.numbers import get_territory_currencies
from django.utils.translation import get_language

# What CLDR lists beside ISO 3166-1: exceptional reservations, groups of countries and codes for tests.
NOT_ISO = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"})
TERRITORIES = frozenset(code for code in map(str, Locale("en").territories) if re.fullmatch("[A-Z]{2}", code)) - NOT_ISO

# Currencies that are legal tender somewhere today.
CURRENCIES = frozenset(code for territory in TERRITORIES for code in get_territory_currencies(territory))

# Languages that an audience may read: ours, the United Nations', the neighbours' and the large ones.
LANGUAGES: tuple[str, ...] = (
    "id", "en", "ar", "zh", "fr", "ru", "es",
    "am", "bn", "de", "fa", "fil", "ha", "hi", "it", "ja", "jv", "km", "ko", "lo", "ms", "my", "nl",
    "pl", "pt", "su", "sw", "ta", "tet", "th", "tpi", "tr", "uk", "ur", "vi",
)  # fmt: skip


class UnknownPlaces(ValueError):  # noqa: N818
    """Some words are neither a code nor a name of a country. ``words`` are those."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        super().__init__(", ".join(words))


def territory_name(code: str) -> str:
    """Return the name of a country in the active language; the code itself when there is none."""
    return str(_reader().territories.get(code, code))


def language_name(code: str) -> str:
    """Return the name of a language in the active language; the code itself when there is none."""
    return str(_reader().languages.get(code, code))


def language_choices() -> list[tuple[str, str]]:
    """Return (code, name) for forms: the ministry's two languages, then the others by name."""
    first, others = LANGUAGES[:2], LANGUAGES[2:]
    named = [(code, _capital(language_name(code))) for code in (*first, *others)]
    return [*named[:2], *sorted(named[2:], key=lambda pair: pair[1])]


def territory_codes(text: str) -> list[str]:
    """Read countries from codes or names in Indonesian or English, separated by commas; each once, in order.

    Raises UnknownPlaces.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    found = {word: _code_of(word) for word in words}
    if unknown := [word for word in words if not found[word]]:
        raise UnknownPlaces(unknown)
    return list(dict.fromkeys(found.values()))


def territory_names(codes: Iterable[str]) -> list[str]:
    """Return the names of countries in the active language, in order."""
    return [territory_name(code) for code in codes]


def _code_of(word: str) -> str:
    if word.upper() in TERRITORIES:
        return word.upper()
    return _names().get(word.casefold(), "")


@cache
def _names() -> dict[str, str]:
    """Map names in both of the interface's languages to codes."""
    return {
        str(Locale(language).territories[code]).casefold(): code
        for language in ("en", "id")
        for code in TERRITORIES
        if code in Locale(language).territories
    }


def _reader() -> Locale:
    return _locale((get_language() or "id").split("-")[0])


@cache
def _locale(language: str) -> Locale:
    return Locale(language)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
