"""What the desk's templates ask of a chain's nodes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

from duta.desk import links
from duta.desk.chain import Card
from duta.evaluation.chain import Figure, Tone
from duta.metrics.figures import measured

register = template.Library()
TONES = {Tone.GOOD: "ok", Tone.WAITING: "wait", Tone.BAD: "no", Tone.QUIET: "off"}


@register.filter
def tone(value: Tone) -> str:
    """Name the colour of a state."""
    return TONES[Tone(value)]


@register.filter
def top_figure(figures: Sequence[Figure]) -> str:
    """Return the first figure of a node, with its unit."""
    return measured(figures[0].value, figures[0].unit)


@register.filter
def all_figures(figures: Sequence[Figure]) -> str:
    """Return every figure of a node, with its unit."""
    return ", ".join(measured(figure.value, figure.unit) for figure in figures)


@register.filter
def receipt_of(card: Card) -> str:
    """Return the address of the newest receipt in a card; "" without one."""
    return next((node.address for node in reversed(card.inside) if node.address and node.kind != "link"), "")


@register.filter
def screen_of(card: Card) -> str:
    """Return where the newest thing in a card is looked at or worked on; "" where it has no screen."""
    return links.screen_of(card.last) or links.screen_of(card.node)


@register.filter
def of(rows: Mapping[str, Any], key: str) -> Any:
    """Return what stands under a key; None for nothing."""
    return rows.get(key)
