"""Kawung: palm fruits cut across, four to a rosette; the field opens like a lens towards the light."""

from math import hypot

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.cloth import colourway, crackle, folds, glow
from duta.portal.motifs.palette import mix
from duta.portal.motifs.pen import circle, ellipse, group, path, place, stroke

CELL = 84.0


def kawung(c: Canvas) -> None:
    """Rosettes on the diagonal, darker far from the light, with one great rosette in gold."""
    w, p = colourway(c), c.palette
    c.flood(c.linear("ground", (0, w.ground), (1, w.shade), along=(0, 0, 1, 1)))
    crackle(c, w.figure)
    heart = (c.between(190, 250, "x"), c.between(150, 230, "y"))
    if c.chance("side") > 0.5:
        heart = (600 - heart[0], heart[1])
    _fruits(c, heart)
    c.add(_rosette(c, heart))
    folds(c, 0.7)
    glow(c, heart, p.ember, 0.38)


def _fruit(c: Canvas, word: str, fill: str, line: str, seed: str) -> None:
    """One fruit, pointing up from the rosette's centre: skin, flesh, and two seeds."""
    c.define(
        word,
        ellipse(0, -30, 15, 24, fill=fill)
        + ellipse(0, -30, 11.4, 19.6, fill="none", stroke=line, stroke_width=1.1)
        + path("M0 -45q4.6 8 0 14q-4.6 -6 0 -14ZM0 -15q4.6 -8 0 -13q-4.6 5 0 13Z", fill=seed),
    )  # fmt: skip


def _fruits(c: Canvas, heart: tuple[float, float]) -> None:
    w = colourway(c)
    half = CELL / 2
    tones = (
        w.light,
        mix(w.light, w.figure, 0.5),
        w.figure,
        mix(w.figure, w.ground, 0.3),
        mix(w.figure, w.ground, 0.52),
    )
    for i, tone in enumerate(tones):
        _fruit(c, f"k{i}", tone, w.shade, mix(w.ground, w.spark, 0.25))
        c.define(
            f"r{i}",
            "".join(c.use(f"k{i}", f"rotate({a})") for a in (45, 135, 225, 315))
            + circle(0, 0, 4.2, fill=w.spark)
            + stroke("M0 -36V-25M0 25V36M-36 0H-25M25 0H36", tone, 2)
            + circle(0, -42, 2.6, fill=w.spark)
            + circle(-42, 0, 2.6, fill=w.spark),
        )
    first = int(c.left / CELL) - 1, int(c.top / CELL) - 1
    for row in range(first[1], int(c.bottom / CELL) + 2):
        for column in range(first[0], int(c.right / CELL) + 2):
            x, y = column * CELL + half + 6, row * CELL + half - 10
            away = hypot(x - heart[0], (y - heart[1]) * 1.25) / 105
            c.add(c.use(f"r{min(int(away + 0.35 * c.chance(row, column)), 4)}", place(x, y)))


def _rosette(c: Canvas, heart: tuple[float, float]) -> str:
    """The great rosette, lifted from the cloth by its shadow."""
    w, p = colourway(c), c.palette
    gold = c.linear("gold", (0, p.paper), (0.35, p.ember), (1, p.gold_light), along=(0, 0, 0, 1))
    fruit = (
        ellipse(0, -31, 17, 26, fill=gold)
        + ellipse(0, -31, 13, 21, fill="none", stroke=w.ground, stroke_width=0.8)
        + ellipse(0, -31, 11.4, 18.8, fill="none", stroke=w.ground, stroke_width=0.4)
        + path("M0 -48q6 9.5 0 16q-6 -6.5 0 -16ZM0 -14q6 -9.5 0 -15q-6 5.5 0 15Z", fill=w.ground)
        + "".join(
            circle(x, y, 0.9, fill=w.ground)
            for x, y in ((-7, -31), (7, -31), (-5.6, -40), (5.6, -40), (-5.6, -22), (5.6, -22))
        )
    )
    c.define("great", fruit)
    leaves = "".join(c.use("great", f"rotate({a})") for a in (45, 135, 225, 315))
    rays = "".join(f"M0 -{r}V-{r + 10}" for r in (14, 30, 46))
    cross = "".join(
        group(stroke(rays, p.ember, 2) + circle(0, -64, 3, fill=w.spark), transform=f"rotate({a})")
        for a in (0, 90, 180, 270)
    )
    shade = c.radial("lift", (0.6, w.shade), (1, w.shade, 0))
    return group(
        circle(0, 0, 84, fill=shade), circle(0, 0, 68, fill=w.ground),
        circle(0, 0, 66, fill="none", stroke=p.ember, stroke_width=1.2), cross, leaves,
        circle(0, 0, 7, fill=w.spark), circle(0, 0, 3, fill=p.paper), transform=place(*heart, scale=1.75),
    )  # fmt: skip
