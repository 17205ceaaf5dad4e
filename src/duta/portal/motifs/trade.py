"""Trade: a phinisi under full sail on its route, coffee cherries and cocoa pods, crates on the quay."""

from math import cos, sin

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
)  # fmt: skip

HORIZON = 262.0
# The ship: the water line is near y = 0, the bow to the right.
WHITE_SAILS = (
    "M18 -28L16 -132C2 -122 -16 -118 -30 -120C-34 -88 -34 -56 -32 -30C-16 -26 2 -25 18 -28Z"
    "M46 -34Q40 -92 22 -150C40 -122 66 -84 94 -50Q68 -36 46 -34ZM72 -30Q58 -60 54 -92L120 -50Q96 -34 72 -30Z"
)
RED_SAILS = (
    "M-42 -28L-44 -108C-56 -100 -72 -98 -84 -100C-88 -74 -88 -50 -86 -30C-70 -26 -56 -26 -42 -28Z"
    "M16 -136L18 -164Q0 -146 -26 -124Q-4 -124 16 -136ZM-44 -112L-42 -138Q-58 -122 -80 -104Q-60 -104 -44 -112Z"
    "M28 -32Q28 -60 24 -96Q40 -70 56 -46Q42 -34 28 -32Z"
)
SEAMS = (
    "M-8 -121Q-4 -74 -8 -27M4 -125Q8 -74 4 -26M-20 -120Q-18 -74 -20 -28"
    "M-58 -99Q-54 -64 -58 -27M-71 -98Q-69 -64 -71 -27M46 -40Q44 -84 30 -132"
)
ROPES = "M20 -170L134 -48M20 -150L118 -42M20 -168L-41 -140M-41 -140L-108 -20M-30 -120L18 -134M-84 -100L-43 -110"
HULL = "M-112 -24C-108 4 -84 22 -50 24H56C84 22 104 -4 116 -34C96 -22 76 -18 50 -16H-60C-84 -16 -100 -18 -112 -24Z"
# Beans: in the mouth of a sack (x, y, turn), and in an open pod (x, y).
COFFEE_BEANS = ((-14, -58, 20), (-5, -61, -30), (5, -60, 30), (14, -58, -10), (-8, -55, 60), (2, -55, 0), (10, -54, 40))
COCOA_BEANS = ((-38, 0), (-22, -11), (-21, 9), (-4, -13), (-3, 1), (-4, 15), (14, -12), (15, 8), (32, -6), (30, 10))


def trade(c: Canvas) -> None:
    """The harvest frames the ship that carries it."""
    _sky(c)
    _sea(c)
    c.add(group(_ship(c), transform=place(304 + c.between(-12, 12, "ship"), HORIZON + 24, turn=-2, scale=1.2)))
    _swell(c)
    _quay(c)
    _shapes(c)
    _coffee(c)
    _cocoa(c)


def _sky(c: Canvas) -> None:
    p = c.palette
    c.flood(
        c.linear(
            "sky",
            (0, mix(p.gold_light, p.fire, 0.25)),
            (0.4, mix(p.ember, p.paper, 0.3)),
            (0.66, mix(p.ember, p.paper, 0.75)),
            (1, p.ember),
        )
    )
    c.add(circle(300, HORIZON - 40, 260, fill=c.radial("glow", (0, p.paper), (1, p.paper, 0))))
    c.add(
        circle(
            318,
            HORIZON - 96,
            112,
            fill=c.linear("sun", (0, mix(p.ember, p.fire, 0.35)), (1, mix(p.ember, p.paper, 0.4))),
        )
    )
    for i, (y, wide) in enumerate(((120, 150), (152, 110), (196, 170), (88, 90))):
        x = c.between(20, 120, "cloud", i) + (i % 2) * 330
        c.add(stroke(f"M{num(x)} {y}h{wide}M{num(x + 30)} {y + 8}h{wide * 0.7:.0f}", p.paper, 5, opacity=0.75))
    routes = "".join(
        f"M{num(c.left)} {HORIZON - a}Q300 {HORIZON - b} {num(c.right)} {HORIZON - d}"
        for a, b, d in ((70, 330, 30), (20, 250, 120))
    )
    c.add(stroke(routes, p.brand, 1.6, stroke_dasharray="1 7", opacity=0.75))


def _sea(c: Canvas) -> None:
    p = c.palette
    c.add(
        rect(
            c.left,
            HORIZON,
            c.wide,
            c.bottom - HORIZON,
            fill=c.linear("sea", (0, mix(p.sea, p.ember, 0.3)), (0.25, mix(p.sea, p.accent, 0.45)), (1, p.deep)),
        )
    )
    glint = "".join(
        f"M{num(330 - w / 2 + c.between(-20, 20, 'g', y))} {y}h{w}"
        for y, w in ((266, 130), (272, 90), (279, 150), (287, 70))
    )
    c.add(stroke(glint, p.ember, 2, opacity=0.9))
    isle = [
        (c.left - 10, HORIZON + 1),
        (c.left + 40, HORIZON - 26),
        (c.left + 100, HORIZON - 12),
        (c.left + 150, HORIZON - 20),
        (c.left + 230, HORIZON + 1),
    ]
    c.add(path(smooth(isle, tension=0.8) + "Z", fill=mix(p.accent, p.ember, 0.5)))


def _swell(c: Canvas) -> None:
    p = c.palette
    for i, (y, long, high) in enumerate(((292, 64, 7), (316, 88, 10), (344, 118, 13))):
        start = c.left - long * (1 + c.chance("swell", i))
        count = int((c.right - start) / long) + 2
        crest = f"M{num(start)} {y}" + f"q{num(long / 4)} {-high} {num(long / 2)} 0t{num(long / 2)} 0" * count
        fill = c.linear(f"swell{i}", (0, mix(p.sea, p.accent, 0.3 + 0.25 * i)), (1, p.deep))
        c.add(
            path(crest + f"V{num(c.bottom)}H{num(start)}Z", fill=fill), stroke(crest, mix(p.ember, p.paper, 0.4), 1.6)
        )
        c.add(stroke(crest, p.sea, 1.2, opacity=0.6, transform="translate(4 7)"))


def _ship(c: Canvas) -> str:
    """Two masts and seven sails; the bow to the right."""
    p = c.palette
    sail = c.linear("sail", (0, p.paper), (1, mix(p.sand, p.gold_light, 0.5)), along=(1, 0, 0, 1))
    red = c.linear("red", (0, mix(p.brand, p.fire, 0.3)), (1, p.brand_strong), along=(1, 0, 0, 1))
    masts = stroke("M20 -16V-172M-41 -16V-144M92 -22L136 -48", mix(p.soga, p.ink, 0.5), 3)
    ropes = stroke(ROPES, p.ink, 0.8)
    seams = stroke(SEAMS, p.soga, 0.7, opacity=0.5)
    return masts + ropes + path(RED_SAILS, fill=red) + path(WHITE_SAILS, fill=sail) + seams + _hull(c)


def _hull(c: Canvas) -> str:
    """Planks that rise to the bow, the cabin with its lit windows, the wake."""
    p = c.palette
    wood = c.linear("hull", (0, p.soga), (0.4, mix(p.soga, p.ink, 0.45)), (1, p.ink))
    return (
        path(HULL, fill=wood)
        + stroke("M-112 -24C-84 -14 -60 -15 0 -15S92 -20 116 -34", p.gold_light, 2.2)
        + stroke("M-104 -6Q0 14 104 -14M-100 2Q0 20 96 -6", p.gold_light, 0.8, opacity=0.7)
        + path("M-104 -22L-100 -38H-66V-18Z", fill=mix(p.soga, p.ink, 0.3))
        + stroke("M-94 -29h4M-84 -29h4M-74 -29h4", p.ember, 4)
        + stroke("M-104 -39H-62", p.brand, 3)
        + both(stroke("M60 22q20 4 50 -2", p.paper, 2, opacity=0.8))
    )


def _quay(c: Canvas) -> None:
    """Crates stamped with kawung, and sacks of beans, stacked at the lower left."""
    p = c.palette
    y = 384.0
    c.add(
        path(
            f"M{num(c.left)} {y - 6}H268L290 {num(c.bottom + 2)}H{num(c.left)}Z",
            fill=c.linear("quay", (0, p.soga), (1, mix(p.soga, p.ink, 0.6))),
        )
    )
    c.add(stroke(f"M{num(c.left)} {y - 6}H268", p.gold_light, 2))
    c.define("crate", _crate(c))
    c.define("sack", _sack(c))
    for x, z, word, size in (
        (-52, y, "crate", 1.1),
        (22, y - 60, "crate", 0.92),
        (26, y, "crate", 1.04),
        (98, y, "crate", 0.92),
        (164, y, "sack", 0.9),
        (218, y + 3, "sack", 0.78),
    ):
        c.add(c.use(word, place(x, z, turn=c.between(-1.5, 1.5, x, z), scale=size)))


def _crate(c: Canvas) -> str:
    p = c.palette
    dark = mix(p.soga, p.ink, 0.25)
    fruit = "".join(f'<ellipse rx="4" ry="7" cy="-8" transform="rotate({a})"/>' for a in (45, 135, 225, 315))
    wood = c.linear("wood", (0, mix(p.gold_light, p.soga, 0.15)), (1, mix(p.gold_light, p.soga, 0.55)))
    return (
        rect(-34, -58, 68, 58, rx="2", fill=wood) + stroke("M-34 -45H34M-34 -14H34", dark, 1.2)
        + stroke("M-30 -55V-3M30 -55V-3", dark, 5, opacity=0.55) + stroke("M-33 -57H33V-1H-33Z", dark, 2.4)
        + circle(0, -29, 20, fill=p.ember, opacity=0.5) + group(fruit, fill=p.brand, transform="translate(0 -29)")
    )  # fmt: skip


def _sack(c: Canvas) -> str:
    p = c.palette
    jute = c.linear("jute", (0, mix(p.sand, p.gold_light, 0.35)), (1, mix(p.soga, p.sand, 0.45)))
    roasted = mix(p.soga, p.ink, 0.45)
    beans = [ellipse(x, y, 5.6, 3.8, fill=roasted, transform=f"rotate({r} {x} {y})") for x, y, r in COFFEE_BEANS]
    return (
        path("M-30 0C-36 -20 -30 -44 -22 -56Q0 -66 22 -56C30 -44 36 -20 30 0Q0 6 -30 0Z", fill=jute)
        + stroke("M-24 -50Q0 -58 24 -50", mix(p.soga, p.ink, 0.25), 1.6)
        + "".join(beans) + stroke("M-22 -30h44M-24 -24h48", p.brand, 2.4)
    )  # fmt: skip


def _shapes(c: Canvas) -> None:
    """A leaf, a cherry and a pod, each once; the branches use them many times."""
    p = c.palette
    green = c.linear("green", (0, mix(p.leaf, p.accent, 0.2)), (1, mix(p.accent, p.ink, 0.25)), along=(0, 0, 1, 0))
    wavy = "M0 0C10 -8 20 -20 18 -34C20 -50 12 -72 0 -88C-12 -72 -20 -50 -18 -34C-20 -20 -10 -8 0 0Z"
    veins = "".join(f"M0 {-y}Q6 {-y - 5} 13 {-y - 13}M0 {-y}Q-6 {-y - 5} -13 {-y - 13}" for y in range(12, 66, 12))
    c.define(
        "leaf",
        path(wavy, fill=green)
        + path("M0 0C10 -8 20 -20 18 -34C20 -50 12 -72 0 -88Z", fill=p.leaf, opacity=0.3)
        + stroke("M0 0V-84", p.ember, 1.2, opacity=0.8)
        + stroke(veins, p.ember, 0.7, opacity=0.55),
    )
    ball = c.radial(
        "ball", (0, mix(p.fire, p.brand, 0.35)), (0.55, p.brand), (1, p.brand_strong), at=(0.36, 0.32), r=0.75
    )
    c.define(
        "cherry",
        circle(0, 0, 11, fill=ball)
        + circle(0, 9, 2, fill=mix(p.brand_strong, p.ink, 0.4))
        + ellipse(-4, -4.6, 3, 2, fill=p.paper, opacity=0.8, transform="rotate(-40 -4 -4)"),
    )
    pod = "M0 0C16 4 26 26 26 50C26 78 14 98 0 112C-14 98 -26 78 -26 50C-26 26 -16 4 0 0Z"
    for word, light, dark in (("podred", p.fire, p.brand_strong), ("podgold", p.ember, p.gold)):
        skin = c.radial(word + "g", (0, light), (0.6, mix(light, dark, 0.45)), (1, dark), at=(0.35, 0.35), r=0.8)
        ridges = stroke(
            "M-3 3C-10 30 -10 80 -2 108M-9 5C-20 30 -20 76 -7 100M4 3C8 30 8 80 2 108M11 6C18 30 18 76 8 99",
            dark,
            2.2,
            opacity=0.55,
        )
        c.define(
            word,
            stroke("M0 2V-14", p.soga, 5)
            + path(pod, fill=skin)
            + ridges
            + stroke("M-15 22C-19 40 -18 62 -13 78", p.paper, 3, opacity=0.45),
        )


def _coffee(c: Canvas) -> None:
    """A coffee branch from the upper left: leaves in pairs, cherries close along the wood."""
    p = c.palette
    twig = [(c.left - 10, 14), (60, 40), (128, 58), (196, 52), (236, 40)]
    if c.left < 0:
        twig.insert(1, (c.left * 0.4, 30))
    leaves = (
        (10, 30, 12),
        (14, 30, 150),
        (58, 42, 20),
        (64, 44, 166),
        (118, 58, 26),
        (124, 60, 158),
        (180, 58, 36),
        (186, 56, 140),
        (236, 42, 88),
        (228, 44, 52),
    )
    c.add(
        *(
            c.use("leaf", place(x, y, turn=turn + c.between(-7, 7, "leaf", i), scale=0.95))
            for i, (x, y, turn) in enumerate(leaves)
        )
    )
    if c.left < -40:
        c.add(*(c.use("leaf", place(x, 16, turn=t)) for x in (c.left + 20, c.left * 0.5) for t in (20, 160)))
    c.add(stroke(smooth(twig), p.soga, 5))
    for i, (x, y) in enumerate(((34, 34), (92, 52), (152, 60), (206, 52))):
        for k in range(6):
            angle = k * 1.05 + c.chance("turn", i)
            c.add(
                c.use(
                    "cherry",
                    place(x + 12.5 * cos(angle), y + 6 + 11 * sin(angle), turn=c.between(-60, 60, "cherry", i, k)),
                )
            )
        c.add(c.use("cherry", place(x, y + 8)))


def _cocoa(c: Canvas) -> None:
    """Cocoa at the right: pods from the trunk, and one cut open at the foot to show its beans."""
    p = c.palette
    trunk = c.linear(
        "trunk", (0, mix(p.soga, p.ink, 0.5)), (0.5, p.soga), (1, mix(p.soga, p.ink, 0.5)), along=(0, 0, 1, 0)
    )
    c.add(
        path(
            f"M566 {num(c.top - 5)}"
            f"C556 120 570 240 548 {num(c.bottom + 5)}"
            f"H{num(max(c.right + 5, 640))}"
            f"C636 240 624 120 640 {num(c.top - 5)}Z",
            fill=trunk,
        )
    )
    for x, y, turn, size in (
        (570, 24, -62, 1.25),
        (572, 30, -104, 1.1),
        (566, 10, -30, 1.0),
        (560, 236, -120, 0.9),
        (572, 250, -62, 0.85),
    ):
        c.add(c.use("leaf", place(x, y, turn=turn + c.between(-5, 5, x, y), scale=size)))
    for x, y, turn, size, word in (
        (552, 128, 20, 1.0, "podgold"),
        (530, 88, 12, 0.95, "podred"),
        (582, 150, -6, 1.16, "podred"),
    ):
        c.add(c.use(word, place(x, y, turn=turn, scale=size)))
    c.add(
        ellipse(470, 392, 70, 10, fill=p.night, opacity=0.4),
        c.use("podred", place(560, 352, turn=78, scale=0.9)),
        group(_open_pod(c), transform=place(474, 366, turn=-8, scale=0.98)),
    )


def _open_pod(c: Canvas) -> str:
    """Half a pod, its white beans in their pulp."""
    p = c.palette
    rim = mix(p.brand, p.soga, 0.5)
    beans = [ellipse(x, y, 9.6, 7.4, fill=p.paper, stroke=rim, stroke_width=1.2) for x, y in COCOA_BEANS]
    return (
        path("M-64 0C-56 -26 -28 -34 0 -34S56 -26 64 0C56 26 28 34 0 34S-56 26 -64 0Z", fill=p.gold)
        + path("M-56 0C-48 -20 -26 -27 0 -27S48 -20 56 0C48 20 26 27 0 27S-48 20 -56 0Z", fill=p.ember)
        + "".join(beans)
    )
