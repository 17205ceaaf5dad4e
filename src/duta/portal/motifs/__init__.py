"""Pictures drawn by code: Indonesian cloths, dances and scenes as SVG, in place of stock photographs.

Anyone may call ``draw``, ``mark`` and ``favicon``; they are pure, need neither Django nor a disk, and give the
same bytes for the same words. Nothing here uses a style attribute, a style sheet or a script, so a strict
content security policy holds; ids carry a digest of motif, key and size, so that pictures can share a page.

Cloths (``CLOTHS``) and ``generic`` show no people and suit any story, grave ones too; the dances and scenes
are for what they name.
"""

from collections.abc import Callable, Mapping

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.development import development
from duta.portal.motifs.emblem import favicon, mark
from duta.portal.motifs.generic import generic
from duta.portal.motifs.kawung import kawung
from duta.portal.motifs.kecak import kecak
from duta.portal.motifs.mega_mendung import mega_mendung
from duta.portal.motifs.mission import mission
from duta.portal.motifs.palette import TOKENS, Palette
from duta.portal.motifs.parang import parang
from duta.portal.motifs.peace import peace
from duta.portal.motifs.performance import performance
from duta.portal.motifs.protection import protection
from duta.portal.motifs.reog import reog
from duta.portal.motifs.saman import saman
from duta.portal.motifs.songket import songket
from duta.portal.motifs.trade import trade
from duta.portal.motifs.tumpal import tumpal
from duta.portal.motifs.ulos import ulos
from duta.portal.motifs.workshop import workshop

__all__ = [
    "CLOTHS", "DANCES", "MOTIFS", "SCENES", "NoSuchMotif", "Palette", "draw", "favicon", "mark",
]  # fmt: skip

_DRAWN: Mapping[str, Callable[[Canvas], None]] = {
    "kecak": kecak,
    "reog": reog,
    "saman": saman,
    "kawung": kawung,
    "parang": parang,
    "mega_mendung": mega_mendung,
    "tumpal": tumpal,
    "songket": songket,
    "ulos": ulos,
    "peace": peace,
    "trade": trade,
    "protection": protection,
    "development": development,
    "workshop": workshop,
    "performance": performance,
    "mission": mission,
    "generic": generic,
}

DANCES = ("kecak", "reog", "saman")
CLOTHS = ("kawung", "parang", "mega_mendung", "tumpal", "songket", "ulos")
SCENES = ("peace", "trade", "protection", "development", "workshop", "performance", "mission")
MOTIFS = tuple(_DRAWN)


class NoSuchMotif(LookupError):  # noqa: N818
    """No picture has this name; ``MOTIFS`` lists those that exist."""


def draw(
    motif: str, *, key: str, width: int = 600, height: int = 400, palette: Palette | None = None, label: str = ""
) -> str:  # fmt: skip
    """The picture as a complete SVG document, the same bytes for the same arguments.

    ``key`` (a story's number, say) chooses what chance would: dyes, places, small differences. With a ``label``
    the picture is an image of that name, without one it is hidden from assistive technology.
    Raises NoSuchMotif for an unknown name, ValueError for a size below one pixel.
    """
    if motif not in _DRAWN:
        raise NoSuchMotif(f"no motif is called {motif!r}; there are {', '.join(MOTIFS)}")
    if width < 1 or height < 1:
        raise ValueError(f"a picture needs at least one pixel each way, not {width} by {height}")
    canvas = Canvas(motif, key, width, height, palette or TOKENS)
    _DRAWN[motif](canvas)
    return canvas.svg(label)
