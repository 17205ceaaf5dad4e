"""What all cloths share: colourways, the fall of light over folds, hems and canting dots."""

from dataclasses import dataclass

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.palette import Palette, mix
from duta.portal.motifs.pen import circle, num, path


@dataclass(frozen=True)
class Colourway:
    """The dyes of one cloth, from its ground to its brightest thread."""

    ground: str
    shade: str
    figure: str
    light: str
    spark: str


def colourways(p: Palette) -> tuple[Colourway, ...]:
    """Red, soga brown, indigo, teal: a cloth's key chooses."""
    return (
        Colourway(p.brand, mix(p.brand_strong, p.ink, 0.45), p.gold_light, mix(p.ember, p.paper, 0.5), p.fire),
        Colourway(mix(p.soga, p.ink, 0.35), mix(p.soga, p.ink, 0.75), mix(p.gold_light, p.fire, 0.25), p.sand, p.ember),
        Colourway(p.indigo, mix(p.indigo, p.ink, 0.6), mix(p.sea, p.paper, 0.55), p.paper, p.gold_light),
        Colourway(p.accent, p.deep, mix(p.gold_light, p.paper, 0.25), p.paper, p.fire),
    )  # fmt: skip


def colourway(c: Canvas) -> Colourway:
    options = colourways(c.palette)
    return options[int(c.chance("colourway") * len(options))]


def folds(c: Canvas, strength: float = 1.0, slant: float = 0.35) -> None:
    """Soft folds: bands of shadow and light over everything drawn so far."""
    p = c.palette
    dark, pale = p.night, p.ember
    span = c.between(170, 230, "fold")
    ramp = c.linear(
        "fold", (0, dark, 0.0), (0.16, dark, 0.5 * strength), (0.24, dark, 0.12 * strength),
        (0.36, pale, 0.16 * strength), (0.5, pale, 0.0), (0.66, dark, 0.3 * strength), (0.74, dark, 0.05),
        (0.86, pale, 0.12 * strength), (1, dark, 0.0), along=(0, 0, 1, 0),
    )  # fmt: skip
    start = c.left - c.high * slant - span * c.chance("start")
    count = int((c.wide + c.high * slant) / span) + 3
    for i in range(count):
        x = start + i * span
        c.add(path(_fold(c, x, span, c.high * slant), fill=ramp))


def _fold(c: Canvas, x: float, span: float, lean: float) -> str:
    """Path data of one fold, from the canvas's foot to its head."""
    low, high = num(c.bottom - c.high * 0.4), num(c.top + c.high * 0.4)
    foot, head = num(c.bottom), num(c.top)
    up = f"C{num(x + lean * 0.2)} {low} {num(x + lean * 0.8)} {high} {num(x + lean)} {head}"
    x += span
    down = f"C{num(x + lean * 0.8)} {high} {num(x + lean * 0.2)} {low} {num(x)} {foot}Z"
    return f"M{num(x - span)} {foot}{up}h{num(span + 1)}{down}"


def glow(c: Canvas, at: tuple[float, float], colour: str, strength: float = 0.5) -> None:
    """Light that falls on one place of the cloth, and dusk at the canvas's edges."""
    p = c.palette
    reach = max(c.wide, c.high) * 0.62
    c.flood(c.radial("light", (0, colour, strength), (0.55, colour, 0), at=at, r=reach, units="userSpaceOnUse"))
    c.flood(c.radial("edge", (0.5, p.night, 0), (1, p.night, 0.62), at=at, r=reach, units="userSpaceOnUse"))


def crackle(c: Canvas, colour: str, opacity: float = 0.22) -> None:
    """Canting dots: the fine wax dots that fill a batik's ground."""
    dots = circle(2, 2, 0.9) + circle(7, 7, 0.9)
    c.flood(c.pattern("dots", 10, 10, f'<g fill="{colour}">{dots}</g>'), opacity=opacity)
