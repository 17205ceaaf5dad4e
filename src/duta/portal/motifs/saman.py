"""Saman, Gayo highlands of Aceh: rows of kneeling dancers who lean by turns, a thousand hands as one."""

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.palette import mix
from duta.portal.motifs.pen import (
    both,
    circle,
    ellipse,
    group,
    num,
    path,
    place,
    rect,
    smooth,
    stroke,
    symmetric,
)  # fmt: skip

# Rows from the back: where they kneel, their size, and how much of the morning haze lies on them.
ROWS = ((170, 0.36, 0.42), (208, 0.52, 0.3), (274, 0.78, 0.16), (402, 1.2, 0.0))
STEP = 66.0
LEAN = 10.0


def saman(c: Canvas) -> None:
    """Four rows: in each, one dancer rises and leans as the next bows and leans the other way."""
    _morning(c)
    _dancers(c)
    for row, (y, size, haze) in enumerate(ROWS):
        _row(c, row, y * c.bottom / 400, size)
        if haze:
            c.add(rect(c.left, c.top, c.wide, c.high, fill=c.ref("haze"), opacity=haze))


def _morning(c: Canvas) -> None:
    p = c.palette
    c.flood(
        c.linear(
            "sky",
            (0, p.brand),
            (0.2, mix(p.fire, p.brand, 0.25)),
            (0.4, mix(p.ember, p.fire, 0.25)),
            (0.5, p.gold_light),
            (1, mix(p.gold, p.gold_light, 0.4)),
        )
    )
    c.linear("haze", (0, p.ember, 0), (0.3, p.ember), (0.6, p.gold_light), (1, p.gold_light))
    c.add(
        circle(300, 92, 190, fill=c.radial("dawn", (0, p.ember, 0.9), (1, p.ember, 0))),
        circle(300, 92, 50, fill=mix(p.ember, p.paper, 0.5)),
    )
    for i, (base, lift) in enumerate(((126, 70), (136, 44))):
        steps = [c.left + c.wide * k / 16 for k in range(17)]
        ridge = [
            (x, base - lift * (0.35 + 0.65 * c.chance("ridge", i, k)) * (0.45 if abs(x - 300) < 70 else 1))
            for k, x in enumerate(steps)
        ]
        fill = mix(p.brand_strong, p.gold_light, 0.42 + 0.2 * i)
        c.add(
            path(
                smooth(ridge, tension=0.7) + f"V{num(c.bottom)}H{num(c.left)}Z",
                fill=c.linear(f"ridge{i}", (0, fill), (0.3, p.gold_light)),
            )
        )


def _row(c: Canvas, row: int, y: float, size: float) -> None:
    """Shoulder to shoulder; the bowed ones lie in front of those who rise."""
    step, phase = STEP * size, row + round(c.chance("phase"))
    count = int(c.wide / 2 / step) + 2
    spots = [(300 + i * step, (i + phase) % 2 == 0) for i in range(-count, count + 1)]
    for rises, word in ((True, "rise"), (False, "bow")):
        lean = LEAN if (row % 2) == rises else -LEAN
        back = (1 if lean < 0 else -1) * (13 if rises else 8) * size  # so that heads, not knees, keep the step
        c.add(*(c.use(word, place(x + back, y, turn=lean, scale=size)) for x, up in spots if up is rises))


def _kerawang(c: Canvas) -> str:
    """The Gayo embroidery on black: spirals and lozenges in red, yellow, green and white."""
    p = c.palette
    curl = "M2.6 19c5 0 9.4 -3.4 9.4 -8s-4 -6.4 -6.6 -4.6s-1.4 5.6 1.6 4.8"
    half = stroke(curl, p.gold_light, 1.9) + path("M15 5l-3.4 8l3.4 8z", fill=p.brand)
    cell = rect(0, 0, 30, 38, fill=p.ink) + group(
        half, group(half, transform="scale(-1 1)"), path("M0 4.5l2.4 3.6l-2.4 3.6l-2.4 -3.6z", fill=p.paper),
        stroke("M-15 24h30", p.brand, 3), transform="translate(15 0)",
    )  # fmt: skip
    return c.pattern("kerawang", 30, 38, cell, "translate(15 -92)")


def _dancers(c: Canvas) -> None:
    cloth = _kerawang(c)
    c.define("hand", _hand(c))
    c.define("head", _head(c))
    c.define("rise", c.use("head", place(0, -164)) + _risen(c, cloth))
    c.define("bow", _bowed(c, cloth))


def _lap(c: Canvas, top: float) -> str:
    p = c.palette
    thighs = symmetric([(0, top), (20, top + 2), (35, top + 26), (38, 2), (28, 14), (0, 14)])
    return (
        path(thighs, fill=c.linear(f"lap{-top:.0f}", (0, p.brand_strong), (0.5, p.brand), (1, p.brand_strong)))
        + stroke("M-36 -4Q0 8 36 -4M-35 -15Q0 -4 35 -15", p.gold_light, 1.6)
        + stroke("M-27 -8h.1M-18 -5.5h.1M-9 -4h.1M0 -3.5h.1M9 -4h.1M18 -5.5h.1M27 -8h.1", p.gold_light, 4)
    )  # fmt: skip


def _risen(c: Canvas, cloth: str) -> str:
    """Kneeling tall: palms joined before the chest."""
    p = c.palette
    chest = symmetric([(0, -150), (14, -151), (33, -138), (31, -96), (25, -56), (0, -54)])
    yoke = symmetric([(0, -150), (13, -151), (24, -145), (12, -128), (0, -120)])
    black, green = mix(p.ink, p.brand_strong, 0.1), mix(p.leaf, p.accent, 0.3)
    sleeve = (
        stroke("M28 -132L38 -98L14 -92", black, 15)
        + stroke("M30.5 -104L44 -101", p.gold_light, 3)
        + stroke("M19 -100L20.4 -85.5", p.brand, 3.4)
    )
    skin = mix(p.skin[0], p.ember, 0.12)
    return (
        _lap(c, -66)
        + path(chest, fill=p.ink)
        + path("M-30 -92Q0 -86 30 -92L26 -66Q0 -60 -26 -66Z", fill=cloth)
        + stroke("M-29 -92Q0 -86 29 -92", green, 2.4)
        + path("M-26 -68Q0 -62 26 -68L25.5 -55Q0 -49 -25.5 -55Z", fill=p.gold_light)
        + path(yoke, fill=p.brand)
        + stroke("M-14.5 -149L0 -121L14.5 -149", p.gold_light, 2)
        + both(sleeve)
        + both(stroke("M14 -92L7 -97", skin, 9))
        + both(c.use("hand", place(4.6, -98, turn=-5)))
    )


def _bowed(c: Canvas, cloth: str) -> str:
    """Sitting on the heels, bent forward: the crown of the head, and hands that strike the thighs."""
    p = c.palette
    black, green = mix(p.ink, p.brand_strong, 0.1), mix(p.leaf, p.accent, 0.3)
    back = symmetric([(0, -98), (20, -97), (36, -82), (34, -48), (25, -26), (0, -24)])
    yoke = symmetric([(0, -97), (18, -97), (27, -92), (14, -76), (0, -70)])
    sleeve = (
        stroke("M31 -80L38 -48L24 -30", black, 15)
        + stroke("M31 -56L44.5 -53", p.gold_light, 3)
        + stroke("M19 -36L31 -27", p.brand, 3.4)
    )
    hand = c.use("hand", place(21, -27, turn=-150))
    return (
        _lap(c, -42)
        + path(back, fill=p.ink)
        + path("M-33 -54Q0 -46 33 -54L27 -30Q0 -24 -27 -30Z", fill=cloth)
        + stroke("M-31 -54Q0 -46 31 -54", green, 2.4)
        + path(yoke, fill=p.brand)
        + stroke("M-19 -96L0 -71L19 -96", p.gold_light, 2)
        + both(sleeve, hand)
        + c.use("head", place(0, -98, scale=1.04, scale_y=0.96))
    )


def _head(c: Canvas) -> str:
    """Neck at the origin; the yellow headcloth (bulung teleng) with its plume on one side."""
    p = c.palette
    skin, shade = mix(p.skin[0], p.skin[1], 0.4), mix(p.skin[2], p.brand_strong, 0.25)
    return (
        path("M-7 20V2H7V20Q0 26 -7 20Z", fill=shade)
        + ellipse(0, -6, 14.6, 17.4, fill=skin) + both(ellipse(14.4, -5, 2.6, 4.4, fill=skin))
        + path("M-15 -8C-18 -30 18 -30 15 -8C11 -15 -11 -15 -15 -8Z", fill=p.ink)
        + path("M-15.8 -10C-11 -18 11 -18 15.8 -10L15.4 -19C9 -26 -9 -26 -15.4 -19Z", fill=p.gold_light)
        + stroke("M-15.2 -14.5C-9 -21.5 9 -21.5 15.2 -14.5", p.brand, 2)
        + path("M8 -20C10 -38 17 -46 24 -49C25 -38 21 -28 14 -18Z", fill=p.gold_light)
        + path("M10 -20C17 -33 25 -37 31 -37C28 -29 22 -22 15 -17Z", fill=mix(p.leaf, p.accent, 0.3))
        + stroke("M-8.6 -4.6q2.6 1.8 5.2 0M3.4 -4.6q2.6 1.8 5.2 0", p.ink, 1.5)
        + stroke("M-9 -8.6q2.8 -1.8 5.6 -.6M3.4 -9.2q2.8 -1.2 5.6 .6M-1.4 1.2q1.4 .9 2.8 0", shade, 1.2)
        + path("M-4 5Q0 6.4 4 5Q2.6 8.4 0 8.4T-4 5Z", fill=p.brand)
    )  # fmt: skip


def _hand(c: Canvas) -> str:
    """A hand pointing up, its wrist at the origin."""
    p = c.palette
    skin = mix(p.skin[0], p.ember, 0.12)
    palm = path("M-4.6 2Q-6 -8 -4.8 -11H4.8Q6 -8 4.6 2Z", fill=skin)
    return palm + stroke(
        "M-3.6 -10L-4.2 -18M-1.2 -11L-1.4 -21M1.3 -11L1.4 -20.5M3.7 -10L4.2 -17M4 -3L8.6 -9", skin, 2.5
    )
