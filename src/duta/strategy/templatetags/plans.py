"""``{{ codes|territories }}``, ``{{ codes|languages }}``: codes as names in the reader's language."""

from collections.abc import Iterable

from django import template

from duta.strategy import places

register = template.Library()


@register.filter
def territories(codes: Iterable[str]) -> str:
    """Name countries."""
    return ", ".join(places.territory_names(codes or ()))


@register.filter
def languages(codes: Iterable[str]) -> str:
    """Name languages."""
    return ", ".join(places.language_name(code) for code in codes or ())
