"""Tumpal: rows of slender triangles, bamboo shoots that are also mountains, against a rising light."""

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.cloth import Colourway, colourways, crackle
from duta.portal.motifs.palette import mix
from duta.portal.motifs.pen import circle, group, num, path, place, polyline, rect, stroke

# Rows from the back: foot, height and breadth of a triangle.
ROWS = ((236, 176, 60.0), (300, 168, 75.0), (362, 156, 100.0), (436, 150, 120.0))


def tumpal(c: Canvas) -> None:
    """Four ranges of triangles, each in its own dye and ornament, the light behind the tallest."""
    p = c.palette
    ways = colourways(p)
    shift = int(c.chance("colourway") * 4)
    top = (mix(p.indigo, p.ink, 0.35), p.night, p.deep, mix(p.brand_strong, p.ink, 0.4))[shift]
    c.flood(c.linear("sky", (0, top), (0.28, mix(top, p.brand, 0.6)), (0.5, p.fire), (0.66, p.ember), (1, p.ember)))
    crackle(c, p.ember, 0.25)
    x = c.between(230, 370, "sun")
    c.add(
        circle(x, 132, 190, fill=c.radial("halo", (0, p.ember, 0.9), (1, p.fire, 0))),
        circle(x, 132, 62, fill=mix(p.ember, p.paper, 0.55)),
    )
    for ring in (74, 84, 92):
        c.add(
            circle(
                x,
                132,
                ring,
                fill="none",
                stroke=p.ember,
                stroke_width=2.4 - ring / 60,
                opacity=0.8,
                stroke_dasharray="1 6" if ring == 84 else "none",
            )
        )
    _pendants(c)
    for row, (foot, high, wide) in enumerate(ROWS):
        _row(c, row, foot, high, wide, ways[(shift + row * 3) % 4])
    c.flood(c.linear("air", (0, p.night, 0.35), (0.3, p.night, 0), (0.75, p.night, 0), (1, p.night, 0.5)))


def _pendants(c: Canvas) -> None:
    """The upper hem: small triangles that hang, with a bead on each."""
    p = c.palette
    top = c.top
    c.add(rect(c.left, top, c.wide, 16, fill=p.night))
    wide, parts = 30.0, ""
    for k in range(int(c.wide / wide) // 2 + 2):
        for x in {300 + k * wide, 300 - k * wide}:
            parts += f"M{num(x - 13)} {num(top + 16)}h26l-13 34z"
    c.add(
        path(parts, fill=p.night),
        path(parts, fill="none", stroke=p.gold_light, stroke_width=1.1, transform="translate(0 -3)"),
    )
    beads = "".join(
        f"M{num(300 + s * k * wide)} {num(top + 55)}h.1" for k in range(int(c.wide / wide) // 2 + 2) for s in (1, -1)
    )
    c.add(stroke(beads, p.gold_light, 5), stroke(f"M{num(c.left)} {num(top + 8)}H{num(c.right)}", p.gold_light, 1.4))


def _row(c: Canvas, row: int, foot: float, high: float, wide: float, w: Colourway) -> None:
    p = c.palette
    word = f"t{row}"
    c.define(word, _triangle(c, row, high, wide, w))
    count = int(c.wide / 2 / wide) + 2
    start = 300 + (0.5 * wide if row % 2 else 0)
    c.add(*(c.use(word, place(start + k * wide, foot)) for k in range(-count, count + 1)))
    c.add(rect(c.left, foot, c.wide, c.bottom - foot + 1, fill=w.shade))
    line = f"M{num(c.left)} {num(foot + 5)}H{num(c.right)}"
    c.add(stroke(line, w.figure, 1.6), stroke(line, w.light, 4, stroke_dasharray=".1 12", transform="translate(0 8)"))
    c.add(
        rect(
            c.left, foot - 60, c.wide, 60, fill=c.linear(f"mist{row}", (0, p.ember, 0), (1, p.ember, 0.34 - row * 0.08))
        )
    )


def _triangle(c: Canvas, row: int, high: float, wide: float, w: Colourway) -> str:
    """Nested triangles, a shoot that climbs inside, and a split of light and shade down the middle."""
    h, b = high, wide / 2
    face = c.linear(f"f{row}", (0, mix(w.ground, w.spark, 0.35)), (0.5, w.ground), (1, w.shade))
    outer = polyline([(-b, 0), (0, -h), (b, 0)], closed=True)
    inner = polyline([(-b + 9, -4), (0, -h + 26), (b - 9, -4)], closed=True)
    shade = polyline([(0, -h), (b, 0), (0, 0)], closed=True)
    shoot, y, step = "", -14.0, 0
    while y > -h + 62:
        reach = (b - 12) * (1 + y / h) * 0.78
        shoot += (
            f"M0 {num(y)}"
            f"C{num(reach * 0.5)} {num(y + 4)} {num(reach)} {num(y - 4)} {num(reach * 0.9)} {num(y - 17)}"
            f"C{num(reach * 0.5)} {num(y - 20)} {num(reach * 0.1)} {num(y - 14)} 0 {num(y - 3)}Z"
        )
        y, step = y - 19, step + 1
    leaf = path(shoot, fill=w.figure)
    dots = "".join(circle(0, -12 - 19 * i, 2.1, fill=w.light) for i in range(step + 1))
    bud = path(f"M0 {num(y + 2)}q7 -14 0 -32q-7 18 0 32Z", fill=w.light)
    return (
        path(outer, fill=face) + path(inner, fill="none", stroke=w.figure, stroke_width=1.5)
        + leaf + group(leaf, transform="scale(-1 1)") + bud + dots + path(shade, fill=w.shade, opacity=0.32)
        + path(outer, fill="none", stroke=w.light, stroke_width=1.3)
    )  # fmt: skip
