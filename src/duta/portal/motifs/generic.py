"""The picture of a story that has none: a quilt of Indonesian forms, another one for every key."""

from collections.abc import Callable
from typing import TypeAlias

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.palette import Palette, mix
from duta.portal.motifs.parang import BLADE, VEIN
from duta.portal.motifs.pen import circle, group, path, place, rect, stroke

SIDE = 100.0
Dyes: TypeAlias = tuple[str, str, str, str, str]
Block: TypeAlias = Callable[[Canvas, Dyes, int], str]


def generic(c: Canvas) -> None:
    """Blocks of one and of four squares, in one of six harmonies, each turned by chance."""
    dyes = _harmony(c)
    c.flood(dyes[0])
    taken: set[tuple[int, int]] = set()
    first, last = int(c.left // SIDE), int(c.right // SIDE) + 1
    top, low = int(c.top // SIDE), int(c.bottom // SIDE) + 1
    for column, row in _great(c, first, last, top, low):
        cells = {(column + i, row + j) for i in (0, 1) for j in (0, 1)}
        if not cells & taken:
            taken |= cells
            c.add(_block(c, column, row, 2, dyes))
    for row in range(top, low):
        for column in range(first, last):
            if (column, row) not in taken:
                c.add(_block(c, column, row, 1, dyes))
    _light(c)


def _harmony(c: Canvas) -> Dyes:
    """Ground, second ground, figure, light and spark."""
    p = c.palette
    options = (
        (p.brand, p.brand_strong, p.gold_light, p.sand, p.accent),
        (p.accent, p.deep, p.gold_light, p.sand, p.brand),
        (mix(p.sand, p.gold_light, 0.35), p.sand, p.brand, p.accent, p.gold),
        (p.indigo, mix(p.indigo, p.ink, 0.5), p.sea, p.sand, p.fire),
        (mix(p.gold_light, p.fire, 0.15), mix(p.gold, p.fire, 0.15), p.brand_strong, p.sand, p.accent),
        (p.night, mix(p.brand_strong, p.ink, 0.4), p.fire, p.ember, p.sea),
    )
    return options[int(c.chance("harmony") * len(options))]


def _great(c: Canvas, first: int, last: int, top: int, low: int) -> list[tuple[int, int]]:
    """Where blocks of four squares may lie, the first of them inside the safe area."""
    first_spot = (int(c.chance("gx") * 5), int(c.chance("gy") * 3))
    wide, high = last - first - 1, low - top - 1
    others = [
        (first + int(c.chance("bx", i) * wide), top + int(c.chance("by", i) * high)) for i in range(wide * high // 4)
    ]
    return [first_spot, *others]


def _block(c: Canvas, column: int, row: int, size: int, dyes: Dyes) -> str:
    number = int(c.chance("block", column, row) * len(BLOCKS))
    turn = int(c.chance("turn", column, row) * 4)
    grounds = (
        (dyes[0], dyes[1], mix(dyes[0], dyes[1], 0.5), dyes[2], dyes[4]) if size == 1 else (dyes[1], dyes[0], dyes[4])
    )
    ground = grounds[int(c.chance("ground", column, row) * len(grounds))]
    figure = tuple(shade if shade != ground else dyes[3] for shade in (ground, *dyes[1:]))
    tone: Dyes = (ground, figure[1], figure[2], figure[3], figure[4])
    half = SIDE / 2
    body = rect(-half - 0.2, -half - 0.2, SIDE + 0.4, SIDE + 0.4, fill=ground) + BLOCKS[number](
        c, tone, int(c.chance("kind", column, row) * 4)
    )
    return group(body, transform=place((column + size / 2) * SIDE, (row + size / 2) * SIDE, turn=90 * turn, scale=size))


FRUIT = "M0 -5C14 -12 19 -26 17 -37C15 -50 8 -58 0 -60C-8 -58 -15 -50 -17 -37C-19 -26 -14 -12 0 -5Z"
SEEDS = "M0 -50q5 9 0 16q-5 -7 0 -16ZM0 -14q5 -9 0 -15q-5 6 0 15Z"
LEAF = "M-50 50C-50 -10 -10 -50 50 -50C50 10 10 50 -50 50Z"
LEAF_SIDE = "M-50 50C-34 0 0 -34 50 -50C50 10 10 50 -50 50Z"
LEAF_VEINS = "M-50 50L34 -34M-26 26V-4M-26 26H4M-8 8V-22M-8 8H22M10 -10V-34M10 -10H34"


def _fruits(c: Canvas, d: Dyes, kind: int) -> str:
    """Kawung: four fruits from the corners' crossing."""
    shades = (d[2], d[3], d[2], d[3]) if kind % 2 else (d[3],) * 4
    parts = []
    for i, shade in enumerate(shades):
        turn = f"rotate({45 + 90 * i})"
        parts += [c.stamp("fruit", FRUIT, turn, fill=shade), c.stamp("seeds", SEEDS, turn, fill=d[0])]
    return "".join(parts) + circle(0, 0, 6, fill=d[4])


def _shoot(c: Canvas, d: Dyes, kind: int) -> str:
    """Tumpal: one tall triangle with smaller ones inside, or three side by side."""
    if kind >= 2:
        tooth = c.stamp("teeth", "M-50 50l16.7 -100l16.6 100l16.7 -100l16.7 100l16.7 -100l16.6 100z", fill=d[2])
        return tooth + c.stamp(
            "gaps", "M-42 50l8.7 -56l8.6 56zM-8.7 50l8.7 -56l8.7 56zM24.7 50l8.6 -56l8.7 56z", fill=d[3]
        )
    nested = (("M-50 50L0 -50L50 50Z", d[2]), ("M-34 50L0 -18L34 50Z", d[1]), ("M-18 50L0 14L18 50Z", d[3]))
    lit = "".join(path(data, fill=shade) for data, shade in nested)
    return lit + path("M0 -50L50 50H0Z", fill=d[1], opacity=0.2)


def _cloud(_: Canvas, d: Dyes, kind: int) -> str:
    """Mega mendung: arcs inside arcs about a corner, or two half rounds."""
    if kind < 2:
        radii = ((100, d[1]), (84, d[2]), (66, mix(d[2], d[3], 0.5)), (48, d[3]), (28, d[0]))
        return "".join(path(f"M-50 50V{50 - r}A{r} {r} 0 0 1 {r - 50} 50Z", fill=shade) for r, shade in radii)
    rounds = ((50, d[2]), (38, d[1]), (26, d[3]), (13, d[4]))
    return "".join(
        path(f"M{-r} 0a{r} {r} 0 0 1 {2 * r} 0zm0 50a{r} {r} 0 0 1 {2 * r} 0z", fill=shade) for r, shade in rounds
    )


def _gong(_: Canvas, d: Dyes, __: int) -> str:
    """A gong from the front, ring in ring."""
    rings = ((46, d[2]), (39, d[0]), (35, d[3]), (24, d[2]), (12, d[1]), (7, d[3]))
    return "".join(circle(0, 0, r, fill=shade) for r, shade in rings) + stroke(
        "M-46 -46h.1M46 -46h.1M-46 46h.1M46 46h.1", d[3], 5
    )


def _blades(c: Canvas, d: Dyes, kind: int) -> str:
    """Parang: a blade, and halves of the two beside it."""
    shades = (d[2], d[3], d[2]) if kind % 2 else (d[3], d[2], d[3])
    moves = [f"translate({x} 0)" for x in (-66, 0, 66)]
    blades = [c.stamp("blade", BLADE, move, fill=shade) for move, shade in zip(moves, shades, strict=True)]
    veins = [c.stamp("vein", VEIN, move) for move in moves]
    beads = circle(-33, 24, 5, fill=d[4]) + circle(33, -24, 5, fill=d[4])
    return _cut(*blades, group(*veins, fill="none", stroke=d[0], stroke_width=2.6, stroke_linecap="round"), beads)


def _cut(*parts: str) -> str:
    """The parts, without what lies outside the block."""
    return f'<svg x="-50" y="-50" width="100" height="100" viewBox="-50 -50 100 100">{"".join(parts)}</svg>'


def _waves(c: Canvas, d: Dyes, kind: int) -> str:
    """Calm water: rounds laid like scales."""
    out = rect(-50, -50, 100, 100, fill=d[1])
    for j, y in enumerate(range(-25, 101, 25)):
        move = f"translate({25 * (j % 2)} {y})"
        for r, shade in ((25, d[0]), (23, d[4] if (j + kind) % 3 == 0 else d[2]), (16, d[1]), (9, d[3])):
            domes = f"M{-50 - r} 0" + f"a{r} {r} 0 0 1 {2 * r} 0h{50 - 2 * r}" * 3
            out += c.stamp(f"d{r}", domes, move, fill=shade)
    return _cut(out)


def _lozenge(_: Canvas, d: Dyes, kind: int) -> str:
    """Songket: a lozenge in steps, its heart a star."""
    star = "M0 -14L4 -4L14 0L4 4L0 14L-4 4L-14 0L-4 -4Z"
    corner = "M-50 -50h18l-18 18zM50 -50v18l-18 -18zM50 50h-18l18 -18zM-50 50v-18l18 18z"
    steps = ((50, d[2]), (38, d[1] if kind % 2 else d[0]), (27, d[3]))
    lozenges = "".join(path(f"M0 {-r}L{r} 0L0 {r}L{-r} 0Z", fill=shade) for r, shade in steps)
    return lozenges + path(star + corner, fill=d[4])


def _leaf(c: Canvas, d: Dyes, kind: int) -> str:
    """A betel leaf from corner to corner, one side in the light."""
    side = c.stamp("side", LEAF_SIDE, fill=d[4] if kind % 2 else d[3], opacity=0.55)
    return (
        c.stamp("leaf", LEAF, fill=d[2])
        + side
        + c.stamp("veins", LEAF_VEINS, fill="none", stroke=d[0], stroke_width=2.6)
    )


BLOCKS: tuple[Block, ...] = (_fruits, _shoot, _cloud, _gong, _blades, _waves, _lozenge, _leaf, _cloud, _fruits)


def _light(c: Canvas) -> None:
    """Weave over everything, light from one corner, dusk in the other."""
    p: Palette = c.palette
    weave = rect(0, 0, 1, 3, fill=p.ink, opacity=0.22) + rect(0, 0, 3, 0.8, fill=p.paper, opacity=0.12)
    c.flood(c.pattern("weave", 3, 3, weave))
    side = (0, 0, 1, 1) if c.chance("light") > 0.5 else (1, 0, 0, 1)
    c.flood(c.linear("light", (0, p.ember, 0.34), (0.45, p.ember, 0), (0.6, p.night, 0), (1, p.night, 0.5), along=side))
