"""Reog, Ponorogo: the Dadak Merak, a tiger's mask (Singa Barong) under a great fan of peacock feathers."""

from math import cos, pi, sin

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
    polyline,
    smooth,
    stroke,
    symmetric,
)  # fmt: skip

CENTRE, FOOT = 300.0, 306.0
# Rings of feathers from the outside in: half width, half height, how many, size.
RINGS = ((266, 274, 35, 1.3), (222, 229, 31, 1.22), (178, 186, 27, 1.12), (136, 144, 21, 1.0), (96, 104, 15, 0.86))
SPREAD = 114.0
KAWUNG_SEED = (
    "M24 2q4 6 0 12q-4 -6 0 -12ZM18 8q6 4 12 0q-6 -4 -12 0ZM8 18q4 6 0 12q-4 -6 0 -12ZM2 24q6 4 12 0q-6 -4 -12 0Z"
)


def reog(c: Canvas) -> None:
    """Feathers ring upon ring, the peacock's neck before them, and the mask that a dancer bears."""
    _stage(c)
    _feather(c)
    for ring, (rx, ry, count, size) in enumerate(RINGS):
        _ring(c, ring, rx, ry, count, size)
    _cloth(c)
    _peacock(c)
    c.add(group(_mane(c), _face(c), _crown(c), transform=place(CENTRE, FOOT - 4, scale=1.04)))


def _stage(c: Canvas) -> None:
    p = c.palette
    c.flood(
        c.radial(
            "stage", (0, mix(p.fire, p.brand, 0.35)), (0.55, p.brand), (0.8, p.brand_strong), (1, p.night),
            at=(CENTRE, 210), r=max(430, c.wide * 0.56), units="userSpaceOnUse",
        )
    )  # fmt: skip
    for i, (rx, ry) in enumerate(((318, 334), (336, 352))):
        c.add(
            ellipse(
                CENTRE, FOOT, rx, ry, fill="none", stroke=p.gold_light, stroke_width=1.2 + i, opacity=0.55 - 0.2 * i
            )
        )
    dots = circle(8, 8, 1.7, fill=p.gold_light) + circle(24, 24, 1.7, fill=p.gold_light)
    dots += path(KAWUNG_SEED, fill=p.gold_light)
    c.flood(c.pattern("seeds", 32, 32, dots), opacity=0.28)
    c.add(ellipse(CENTRE, FOOT, 312, 328, fill=c.radial("halo", (0.8, p.night, 0.7), (1, p.night, 0))))


def _polar(rx: float, ry: float, degrees: float) -> tuple[float, float]:
    """A point of the fan; 0 is straight up."""
    angle = degrees * pi / 180
    return CENTRE + rx * sin(angle), FOOT - ry * cos(angle)


def _feather(c: Canvas) -> None:
    p = c.palette
    bright = mix(p.sea, p.leaf, 0.35)
    vane = c.linear("vane", (0, mix(p.leaf, p.gold_light, 0.35)), (0.4, mix(p.accent, p.leaf, 0.4)), (1, p.deep))
    barbs = "".join(f"M0 {num(30 - i * 6)}L{num(s * (8 + i))} {num(19 - i * 7)}" for i in range(6) for s in (-1, 1))
    tips = "".join(f"M0 -12L{x} {y}" for x, y in ((-11, -21), (-5.5, -25), (0, -27), (5.5, -25), (11, -21)))
    c.define(
        "eye",
        stroke(tips, mix(p.leaf, p.gold_light, 0.3), 1.1)
        + path("M0 40C-7 28 -15.5 14 -15 -1C-14.5 -13 -7 -20 0 -22C7 -20 14.5 -13 15 -1C15.5 14 7 28 0 40Z", fill=vane)
        + stroke(barbs, bright, 0.7, opacity=0.55)
        + ellipse(0, -3, 10.4, 12.6, fill=p.gold_light)
        + ellipse(0, -2.2, 8.4, 10.2, fill=mix(p.gold, p.fire, 0.4))
        + ellipse(0, -1.2, 6.7, 8, fill=bright)
        + ellipse(0, -0.4, 5.4, 6.5, fill=p.accent)
        + path("M0 -3.4C1.6 -6 5 -4.6 4.2 -.6C3.6 2.6 1.6 4.4 0 5.4C-1.6 4.4 -3.6 2.6 -4.2 -.6C-5 -4.6 -1.6 -6 0 -3.4Z",
               fill=mix(p.indigo, p.ink, 0.3)),
    )  # fmt: skip


def _ring(c: Canvas, ring: int, rx: float, ry: float, count: int, size: float) -> None:
    """One ring: a shadow on the ring behind, the shafts, the eyes."""
    p = c.palette
    shadow = c.radial(f"shade{ring}", (0, p.deep), (0.72, mix(p.deep, p.accent, 0.35)), (0.9, p.deep), (1, p.deep, 0))
    reach = 24 * size
    c.add(ellipse(CENTRE, FOOT, rx + (4 if ring == 0 else reach), ry + (4 if ring == 0 else reach), fill=shadow))
    step = 2 * SPREAD / (count - 1)
    angles = [-SPREAD + step * i for i in range(count)]
    shafts = "".join(polyline([_polar(40, 40, a), _polar(rx, ry, a)]) for a in angles)
    c.add(stroke(shafts, mix(p.leaf, p.gold_light, 0.5), 0.9, opacity=0.5))
    half = "".join(c.use("eye", place(*_polar(rx, ry, a), turn=a, scale=size)) for a in reversed(angles) if a > 0.01)
    c.add(c.twin(f"h{ring}", half, CENTRE), c.use("eye", place(*_polar(rx, ry, 0), scale=size)))


def _peacock(c: Canvas) -> None:
    """The bird above the mask: a blue neck, a crest, and beads in the beak."""
    p = c.palette
    blue = mix(p.indigo, "#1f6fb0", 0.55)
    body = c.linear("neck", (0, mix(blue, p.sea, 0.35)), (0.45, blue), (1, p.accent))
    neck = [(6, -118), (17, -108), (17, -92), (14, -66), (22, -34), (42, 0), (0, 16), (-42, 0), (-22, -34),
            (-12, -66), (-11, -84), (-16, -96), (-15, -112), (-5, -120)]  # fmt: skip
    scales = "".join(
        f"M{num(x - 5)} {num(y)}q5 7 10 0"
        for row, y in enumerate(range(-78, 4, 8))
        for x in ([0.0] if y < -60 else [i * 10 - 5 * (row % 2) for i in range(-(y + 80) // 24, (y + 80) // 24 + 1)])
    )
    crest = "".join(f"M0 -116L{num(30 * sin(a))} {num(-116 - 36 * cos(a))}" for a in (-0.7, -0.35, 0, 0.35, 0.7))
    gems = "".join(circle(30 * sin(a), -116 - 36 * cos(a), 4, fill=p.sea) for a in (-0.7, -0.35, 0, 0.35, 0.7))
    beads = "".join(
        circle(-34 - 5 * sin(i * 0.5), -98 + i * 8.4, 2.7 + (i == 8), fill=p.paper if i % 2 else p.gold_light)
        for i in range(9)
    )
    head = (
        path("M-13 -108L-38 -101L-12 -97Z", fill=p.gold_light)
        + path("M-13 -103L-38 -101L-12 -97Z", fill=p.gold)
        + ellipse(-2, -108.5, 8, 4, fill=p.paper)
        + ellipse(-2, -100, 8, 3, fill=p.paper)
        + circle(-2, -105, 4.2, fill=p.ink)
        + circle(-3.2, -106.2, 1.2, fill=p.paper)
    )
    c.add(
        group(
            path(smooth([(x * 1.35, y + 4) for x, y in neck], closed=True), fill=p.deep, opacity=0.55),
            stroke(crest, blue, 1.6), gems,
            path(smooth(neck, closed=True), fill=body, stroke=p.gold_light, stroke_width=1.4),
            stroke(scales, p.gold_light, 1, opacity=0.75), head, beads,
            transform=place(CENTRE, 222, scale=1.1),
        )
    )  # fmt: skip


def _mane(c: Canvas) -> str:
    """Black hair around the face, in two layers of locks."""
    p = c.palette
    out = ""
    for layer, (fill, wide, high) in enumerate(
        ((mix(p.ink, p.brand_strong, 0.12), 142, 122), (mix(p.soga, p.ink, 0.45), 120, 104))
    ):
        points = []
        for i in range(44):
            a = 2 * pi * (i + 0.5 * layer) / 44
            r = (1.0 if i % 2 else 0.82) * c.between(0.95, 1.06, "lock", layer, min(i, 44 - i))
            points.append((wide * r * sin(a), -high * r * cos(a) + 4))
        out += path(smooth(points, closed=True, tension=0.55), fill=fill)
    return out


def _face(c: Canvas) -> str:
    p = c.palette
    orange = mix(p.fire, p.ember, 0.25)
    hide = c.radial(
        "hide", (0, p.ember), (0.4, orange), (0.8, p.fire), (1, mix(p.fire, p.brand, 0.6)), at=(0.5, 0.42), r=0.62
    )
    shape = symmetric([(0, -80), (42, -76), (78, -54), (95, -14), (92, 24), (76, 56), (46, 80), (0, 90)])
    ear = circle(82, -62, 24, fill=p.fire) + circle(83, -63, 15, fill=p.brand_strong) + circle(84, -64, 8, fill=p.ember)
    stripes = "".join(
        path(d, fill=p.ink)
        for d in (
            "M93 -25Q74 -26 62 -14Q78 -14 94 -10Z",
            "M94 2Q76 0 66 10Q80 12 92 18Z",
            "M86 34Q72 28 62 32Q72 40 78 50Z",
            "M24 -76Q22 -62 12 -54Q14 -66 10 -78Z",
            "M52 -72Q46 -60 34 -56Q40 -66 38 -75Z",
            "M76 -54Q66 -46 56 -46Q62 -54 64 -64Z",
        )
    )
    return both(ear) + path(shape, fill=hide) + both(stripes) + _mouth(c) + both(_eye(c)) + _nose(c)


def _eye(c: Canvas) -> str:
    p = c.palette
    return (
        path("M6 -16C12 -46 56 -54 70 -26C64 2 24 8 6 -16Z", fill=p.ink)
        + circle(38, -22, 20, fill=p.brand) + circle(38, -22, 17, fill=p.paper)
        + circle(35, -20, 11.5, fill=p.gold_light) + circle(34, -19.5, 7.4, fill=p.ink)
        + circle(38, -25, 3, fill=p.paper)
        + path("M4 -26C14 -50 50 -66 78 -40C58 -48 34 -44 14 -22C8 -18 4 -20 4 -26Z", fill=p.brand_strong)
        + path("M8 -30C18 -52 50 -64 74 -44C54 -52 32 -48 14 -28C11 -25 8 -26 8 -30Z", fill=p.gold_light)
    )  # fmt: skip


def _nose(c: Canvas) -> str:
    p = c.palette
    bridge = symmetric([(0, -40), (8, -36), (9, -14), (22, 4), (26, 14), (14, 20), (0, 18)])
    shine = path("M-4 -34Q0 -36 4 -34L3 -6Q0 -4 -3 -6Z", fill=p.ember, opacity=0.8)
    nostrils = both(ellipse(12, 12, 6, 4.2, fill=p.ink))
    return path(bridge, fill=c.linear("nose", (0, p.fire), (1, p.brand))) + shine + nostrils


def _mouth(c: Canvas) -> str:
    """Wide open: the dancer holds fifty kilograms by a bar between his teeth behind it."""
    p = c.palette
    jaw = symmetric([(0, 30), (36, 32), (66, 22), (78, 26), (74, 46), (56, 68), (26, 80), (0, 82)])
    hole = symmetric([(0, 36), (36, 38), (62, 30), (68, 34), (62, 48), (46, 62), (22, 71), (0, 72)])
    upper = "".join(
        f"M{x} {y}h{w}l-1.5 {d}q{num(-w / 2 + 1.5)} 4 {num(-w + 3)} 0Z"
        for x, y, w, d in ((0.6, 37, 10.5, 10), (12, 37.4, 10.5, 10), (23.4, 37.6, 10, 9), (48, 35, 9, 7))
    )
    fang = "M34 38Q41 38 47 35.5Q46 52 38 61Q34 50 34 38Z"
    lower = "".join(f"M{x} {y}q4.6 -{d} 9.4 -1Z" for x, y, d in ((0.5, 72, 14), (10.5, 71.4, 14)))
    lower += "M21 71Q24 58 27 52Q32 58 33 67Z"
    muzzle = ellipse(30, 21, 36, 17, fill=c.linear("muzzle", (0, p.paper), (1, p.ember)))
    dots = "".join(circle(x, y, 1.7, fill=p.ink) for x, y in ((30, 20), (40, 16), (41, 25), (52, 20)))
    whiskers = stroke("M50 18Q84 10 112 -2M51 22Q86 20 116 14M50 26Q84 30 112 32", p.paper, 1.5)
    return (
        path(jaw, fill=p.brand, stroke=p.ink, stroke_width=1.5) + path(hole, fill=p.night)
        + ellipse(0, 66, 24, 9, fill=p.brand) + both(path(upper + fang + lower, fill=p.paper))
        + both(muzzle, dots, whiskers)
    )  # fmt: skip


def _crown(c: Canvas) -> str:
    p = c.palette
    gold = c.linear("crown", (0, mix(p.gold_light, p.paper, 0.45)), (0.5, p.gold_light), (1, p.gold))
    leaves = "".join(
        group(
            path("M-11 4Q-12 -12 0 -30Q12 -12 11 4Z", fill=gold, stroke=p.brand_strong, stroke_width=1)
            + path("M-4.5 0Q-5 -8 0 -17Q5 -8 4.5 0Z", fill=p.brand),
            transform=place(84 * sin(a), -12 - 72 * cos(a), turn=a * 57.3 * 0.8, scale=1.25 - abs(a) * 0.5),
        )
        for a in (-0.84, 0.84, -0.56, 0.56, -0.28, 0.28, 0)
    )
    band = "M-68 -62Q0 -98 68 -62L64 -52Q0 -86 -64 -52Z"
    pearls = "".join(circle(x, -83 + x * x / 190, 2.3, fill=p.paper) for x in range(-54, 55, 12))
    return leaves + path(band, fill=gold) + path(pearls and "M0 -92l9 11l-9 12l-9 -12z", fill=p.brand) + pearls


def _cloth(c: Canvas) -> None:
    """What hangs below the mask: velvet with a gold fringe."""
    p = c.palette
    y = FOOT + 62
    side = [(0, y - 40), (96, y - 20), (124, y + 40), (140, c.bottom + 30), (0, c.bottom + 40)]
    velvet = c.linear("velvet", (0, p.ink), (1, p.brand_strong))
    half = path(polyline([(x, v) for x, v in side], closed=True), fill=velvet) + stroke(
        smooth(side[1:4]), p.gold_light, 4
    )
    c.add(group(both(half), transform=place(CENTRE, 0)))
