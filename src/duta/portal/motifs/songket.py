"""Songket and ulos: cloths whose figure is in the weave, gold thread on red, and the Batak bands."""

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.cloth import colourways, folds, glow
from duta.portal.motifs.palette import mix
from duta.portal.motifs.pen import group, num, path, place, rect, stroke

# One eighth of a woven star, as cells of the loom: row by row, which picks of gold float over the ground.
STAR = (
    "...........#",
    "..........##",
    ".........#.#",
    "........##.#",
    ".......#...#",
    "......###..#",
    ".....#.##.##",
    "....##.#..#.",
    "...#..#..##.",
    "..####..##.#",
    ".#..#..##.##",
    "######.#.###",
)
BORDER = ("......#", ".....##", "....#.#", "...##.#", "..#...#", ".##.#.#", "#######")


def songket(c: Canvas) -> None:
    """Palembang: stars and lozenges of gold over the ground, and a border of tumpal along one side."""
    p = c.palette
    w = colourways(p)[int(c.chance("colourway") * 4)]
    gold = (mix(p.gold_light, p.gold, 0.5), p.gold_light, p.ember)
    c.flood(c.linear("ground", (0, w.ground), (1, mix(w.ground, w.shade, 0.7)), along=(0, 0, 1, 1)))
    c.define("star", path(_cells(STAR), stroke=gold[1], stroke_width=3.4))
    c.define("spark", path(_cells(BORDER), stroke=gold[2], stroke_width=3.4))
    tile = c.use("star", place(48, 48)) + "".join(c.use("spark", place(x, y)) for x in (0, 96) for y in (0, 96))
    lattice = "M0 48L48 0L96 48L48 96Z"
    c.flood(
        c.pattern("field", 96, 96, stroke(lattice, gold[0], 1.6, stroke_dasharray="3 1.4") + tile, "translate(300 130)")
    )
    _border(c, gold, w.shade, w.ground)
    _threads(c)
    folds(c, 0.7, slant=0.22)
    glow(c, (c.between(170, 430, "lx"), 130), p.ember, 0.26)


def _cells(rows: tuple[str, ...], pitch: float = 3.4) -> str:
    """Path data of the picks in all four quarters of a figure, as horizontal dashes about the origin."""
    size = len(rows)
    out = ""
    for r in range(1 - size, size):
        line = rows[size - 1 - abs(r)]
        full = line[:-1] + line[::-1]
        x = 0
        while x < len(full):
            run = len(full[x:]) - len(full[x:].lstrip("#"))
            if run:
                out += f"M{num((x - size + 0.5) * pitch)} {num(r * pitch)}h{num(run * pitch - 0.5)}"
            x += run or 1
    return out


def _border(c: Canvas, gold: tuple[str, str, str], shade: str, ground: str) -> None:
    """The head of the cloth: two guard bands and a row of tumpal, all of gold."""
    top = 292.0
    c.add(rect(c.left, top, c.wide, c.bottom - top, fill=c.linear("head", (0, shade), (1, ground))))
    teeth = "".join(f"M{num(-y * 0.34)} {y}h{num(y * 0.68)}" for y in range(4, 74, 4))
    tooth = group(
        path(teeth, transform=place(25, 0), stroke=gold[1], stroke_width=2.6),
        path("M25 20v46M17 44l8 8l8 -8M14 56l11 10l11 -10", fill="none", stroke=shade, stroke_width=2.6),
    )
    c.add(
        rect(c.left, top + 26, c.wide, 78, fill=c.pattern("tumpal", 50, 78, tooth, f"translate(300 {num(top + 28)})"))
    )
    chain = (
        path("M2 8L10 1L18 8L10 15Z", fill=gold[1])
        + path("M7 8L10 5L13 8L10 11Z", fill=shade)
        + path("M0 5.5L2.5 8L0 10.5ZM20 5.5L17.5 8L20 10.5Z", fill=gold[2])
    )
    c.pattern("chain", 20, 16, chain, f"translate(0 {num(top + 5)})")
    c.add(rect(c.left, top + 5, c.wide, 16, fill=c.ref("chain")))
    lines = "".join(f"M{num(c.left)} {num(top + d)}H{num(c.right)}" for d in (0, 3, 24, 27, 106, 109))
    c.add(stroke(lines, gold[1], 1.4))
    y = top + 110
    if y < c.bottom:
        c.add(
            rect(
                c.left,
                y,
                c.wide,
                c.bottom - y,
                fill=c.pattern("foot", 9, 9, rect(0, 0, 6, 1.4, fill=gold[0]) + rect(4.5, 4.5, 4, 1.4, fill=gold[0])),
            )
        )


def _threads(c: Canvas) -> None:
    p = c.palette
    weave = rect(0, 0, 1.2, 3.4, fill=p.ink, opacity=0.34) + rect(0, 0, 3.4, 0.8, fill=p.paper, opacity=0.1)
    c.flood(c.pattern("weave", 3.4, 3.4, weave))
