"""Names of languages, and words that come by language, for whoever reads."""

from collections.abc import Mapping

from django.utils.translation import get_language, get_language_info


def language_name(code: str) -> str:
    """Return a language's name in the reader's language; the code itself for one that Django does not know."""
    try:
        return str(get_language_info(code)["name_translated"]).capitalize()
    except KeyError:
        return code


def in_readers_language(words: Mapping[str, str]) -> str:
    """Pick from words by language: the reader's, else English, else the first; "" when there are none."""
    return words.get(get_language() or "") or words.get("en") or next(iter(words.values()), "")
