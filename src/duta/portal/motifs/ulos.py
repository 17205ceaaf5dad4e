"""Ulos, Batak: warp-dyed bands of red, black and white, an arrow-headed middle, and a twisted fringe."""

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.cloth import folds, glow
from duta.portal.motifs.palette import mix
from duta.portal.motifs.pen import num, path, place, rect, stroke

FRINGE = 326.0


def ulos(c: Canvas) -> None:
    """A blanket hung from a rod: bands down its length, the patterned middle, and the fringe below."""
    p = c.palette
    c.flood(c.radial("room", (0, mix(p.gold_light, p.ember, 0.5)), (1, mix(p.gold, p.soga, 0.5)), at=(0.5, 0.3), r=0.8))
    _bands(c)
    _inset(c)
    folds(c, 0.8, slant=0.05)
    _fringe(c)
    glow(c, (c.between(200, 400, "lx"), 120), p.ember, 0.34)


def _bands(c: Canvas) -> None:
    """The warp: red at the sides, black towards the middle, with dyed flecks between."""
    p = c.palette
    red, black = p.brand, mix(p.ink, p.brand_strong, 0.2)
    unit = "".join(
        (
            rect(0, 0, 200, 10, fill=black),
            rect(0, 0, 46, 10, fill=red),
            rect(154, 0, 46, 10, fill=red),
            rect(46, 0, 4, 10, fill=p.sand),
            rect(150, 0, 4, 10, fill=p.sand),
            rect(8, 0, 3, 10, fill=black),
            rect(189, 0, 3, 10, fill=black),
            rect(14, 0, 1.5, 10, fill=p.gold_light),
            rect(184.5, 0, 1.5, 10, fill=p.gold_light),
            rect(96, 0, 8, 10, fill=red),
            rect(94, 0, 1.5, 10, fill=p.gold_light),
            rect(104.5, 0, 1.5, 10, fill=p.gold_light),
        )
    )
    c.add(rect(c.left, c.top, c.wide, FRINGE - c.top, fill=c.pattern("warp", 200, 10, unit, "translate(200 0)")))
    fleck = "".join(f"M{x} {y}v{h}" for x, y, h in ((3, 0, 15), (8, 5, 15), (13, 9, 15), (18, 5, 15), (23, 0, 15)))
    c.pattern("ikat", 26, 26, stroke(fleck, p.sand, 2.2))
    for k in range(-3, 6):
        for x in (k * 200 + 56, k * 200 + 110):
            c.add(rect(x, c.top, 34, FRINGE - c.top, fill=c.ref("ikat"), opacity=0.8))
    dash = "".join(f"M{num(k * 200 + d)} {num(c.top)}V{num(FRINGE)}" for k in range(-3, 6) for d in (30, 170))
    c.add(stroke(dash, p.sand, 5, stroke_dasharray="8 9"))


def _inset(c: Canvas) -> None:
    """The head panels (tinorpa): rows of lozenges and arrows in white and gold across the bands."""
    p = c.palette
    dark = mix(p.ink, p.brand_strong, 0.2)
    lozenge = (
        path("M16 2L30 16L16 30L2 16Z", fill=p.sand)
        + path("M16 8L24 16L16 24L8 16Z", fill=p.brand)
        + path("M16 13L19 16L16 19L13 16Z", fill=p.ember)
    )
    lozenge += path("M0 8L7 16L0 24ZM32 8L25 16L32 24Z", fill=p.gold_light)
    arrow = stroke("M2 20L10 8L18 20M2 28L10 16L18 28", p.gold_light, 2.6) + stroke("M2 12L10 0L18 12", p.sand, 2.6)
    c.pattern("lozenge", 32, 32, lozenge, place(300, 104))
    c.pattern("arrow", 20, 32, arrow, place(300, 142))
    c.pattern("arrow2", 20, 32, arrow, place(300, 262))
    for y, high, word in ((100, 40, "lozenge"), (140, 36, "arrow"), (256, 36, "arrow2")):
        c.add(
            rect(c.left, y, c.wide, high, fill=dark),
            rect(c.left, y + 4 if word == "lozenge" else y + 2, c.wide, 32, fill=c.ref(word)),
        )
    lines = "".join(f"M{num(c.left)} {y}H{num(c.right)}" for y in (98, 140, 177, 255, 293))
    c.add(stroke(lines, p.gold_light, 2))
    c.pattern(
        "big",
        64,
        70,
        path("M32 3L61 35L32 67L3 35Z", fill=dark)
        + path("M32 11L54 35L32 59L10 35Z", fill=p.sand)
        + path("M32 19L46 35L32 51L18 35Z", fill=p.brand)
        + path("M32 28L38 35L32 42L26 35Z", fill=p.ember)
        + path("M0 17L12 35L0 53ZM64 17L52 35L64 53Z", fill=p.gold_light),
        place(300 - 32, 181),
    )
    c.add(rect(c.left, 181, c.wide, 70, fill=p.brand_strong), rect(c.left, 181, c.wide, 70, fill=c.ref("big")))


def _fringe(c: Canvas) -> None:
    """Cords twisted two by two, each ending in a knot, that swing a little."""
    p = c.palette
    red, black, white = "", "", ""
    count = int(c.wide / 11) + 2
    for i in range(count):
        x = c.left + i * 11
        sway, long = c.between(-4, 4, "sway", i // 3, i), c.between(46, 58, "long", i)
        cord = f"M{num(x)} {num(FRINGE - 2)}q{num(sway)} {num(long / 2)} {num(sway * 0.6)} {num(long)}"
        if i % 9 == 4:
            white += cord
        elif i % 3 == 1:
            black += cord
        else:
            red += cord
    c.add(stroke(red + black + white, p.night, 6.6, opacity=0.3, transform="translate(5 5)"))
    for data, fill in ((red, p.brand), (black, p.ink), (white, p.sand)):
        c.add(
            stroke(data, fill, 5),
            stroke(data, p.ember, 1, opacity=0.55, stroke_dasharray="1 5", transform="translate(-1 0)"),
        )
    c.add(
        rect(c.left, FRINGE - 8, c.wide, 8, fill=p.ink),
        stroke(f"M{num(c.left)} {num(FRINGE - 4)}H{num(c.right)}", p.gold_light, 2, stroke_dasharray="6 5"),
    )
