"""Parang: blades like waves that never break, in bands across the cloth, lozenges between them."""

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.cloth import Colourway, colourways, folds, glow
from duta.portal.motifs.pen import circle, group, num, path, place, rect, stroke

TILT = -38.0
BANDS = (118.0, 62.0, 150.0, 62.0, 118.0)
PITCH = 58.0
# Half a blade, from its waist to the crest that curls over the next one; the other half is the same, turned about.
BLADE = (
    "M-15 6C-13 -18 -2 -38 32 -50"
    "C18 -38 14 -26 17 -17"
    "C19 -11 27 -10 32 -15"
    "C35 -19 33 -24 29 -25"
    "C38 -26 42 -14 36 -6"
    "C30 3 20 2 15 -6"
    "C13 18 2 38 -32 50"
    "C-18 38 -14 26 -17 17"
    "C-19 11 -27 10 -32 15"
    "C-35 19 -33 24 -29 25"
    "C-38 26 -42 14 -36 6"
    "C-30 -3 -20 -2 -15 6Z"
)
VEIN = "M14 -32C2 -20 -2 -8 0 0C2 8 -2 20 -14 32"


def parang(c: Canvas) -> None:
    """Diagonal bands of different breadth, each in its own dye, the widest one bright."""
    p = c.palette
    ways = colourways(p)
    shift = int(c.chance("colourway") * 4)
    reach = c.wide * 0.6 + c.high * 0.6
    dyes = [(shift + i) % 4 for i in (0, 1, 0, 2, 0, 1, 3)]
    c.flood(ways[dyes[0]].shade)
    c.define("blade", path(BLADE))
    c.define("vein", path(VEIN, fill="none", stroke_linecap="round"))
    y, parts, done, i = -reach * 0.8, [], set(), 0
    while y < reach * 0.8:
        high, dye = BANDS[i % len(BANDS)], dyes[i % len(dyes)]
        word = f"{dye}{int(high)}"
        if word not in done:
            _tiles(c, word, high, ways[dye])
            done.add(word)
        parts.append(group(_band(c, word, high, reach, ways[dye]), transform=place(0, y)))
        y, i = y + high, i + 1
    c.add(group(*parts, transform=place(300 + c.between(-40, 40, "dx"), 200, turn=TILT)))
    folds(c, 0.75, slant=-0.3)
    glow(c, (c.between(180, 420, "lx"), 150), p.ember, 0.4)


def _tiles(c: Canvas, word: str, high: float, w: Colourway) -> None:
    """The two patterns of one band: blades, and the lozenges (mlinjon) of its borders."""
    inner = high - 22
    blades = "".join(
        c.use("blade", place(x, 50), fill=w.figure) + c.use("vein", place(x, 50), stroke=w.ground, stroke_width=2.4)
        + circle(x + 25, 25, 3.4, fill=w.spark) + circle(x - 25, 75, 3.4, fill=w.spark)
        for x in (-PITCH, 0, PITCH, 2 * PITCH)
    )  # fmt: skip
    body = rect(0, 0, PITCH, 100, fill=w.ground) + blades
    c.pattern("b" + word, PITCH, 100, body, f"translate(0 11)scale({inner / 100:.3f})")
    seed = path("M9 1L15 5L9 9L3 5Z", fill=w.spark) + path("M9 3.4L11.4 5L9 6.6L6.6 5Z", fill=w.shade)
    c.pattern("l" + word, 18, 10, seed)


def _band(c: Canvas, word: str, high: float, reach: float, w: Colourway) -> str:
    x, wide = -reach, 2 * reach
    return (
        rect(x, 0, wide, high, fill=w.shade) + rect(x, 11, wide, high - 22, fill=c.ref("b" + word))
        + rect(x, 0, wide, 10, fill=c.ref("l" + word))
        + stroke(f"M{num(x)} 11h{num(wide)}M{num(x)} {num(high - 11)}h{num(wide)}", w.light, 1.4)
    )  # fmt: skip
