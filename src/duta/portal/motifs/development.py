"""Development: rice terraces that carry solar panels, a bridge over the valley, wind on the ridge."""

from math import pi, sin

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.palette import mix
from duta.portal.motifs.pen import circle, group, num, path, place, rect, smooth, stroke

SHELVES = 7
Line = list[tuple[float, float]]


def development(c: Canvas) -> None:
    """From the far volcano to the near field, each plane a little warmer and nearer."""
    _sky(c)
    _volcano(c)
    _ridge(c)
    _bridge(c)
    _terraces(c)
    _panels(c)
    _field_people(c)


def _sky(c: Canvas) -> None:
    p = c.palette
    c.flood(
        c.linear(
            "sky",
            (0, mix(p.sea, p.accent, 0.15)),
            (0.22, mix(p.sea, p.paper, 0.55)),
            (0.42, mix(p.ember, p.paper, 0.5)),
            (0.55, p.ember),
            (1, p.ember),
        )
    )
    x = c.between(392, 430, "sun")
    c.add(
        circle(x, 92, 130, fill=c.radial("halo", (0, p.paper), (1, p.ember, 0))),
        circle(x, 92, 40, fill=mix(p.ember, p.fire, 0.45)),
    )
    for i, (cx, cy, w) in enumerate(((90, 54, 120), (470, 46, 90), (250, 30, 70), (-70, 84, 90), (650, 80, 100))):
        d = c.between(-14, 14, "cloud", i)
        c.add(
            stroke(
                f"M{num(cx + d)} {cy}h{w}"
                f"M{num(cx + d + 24)} {cy - 9}"
                f"h{num(w * 0.5)}"
                f"M{num(cx + d - 16)} {cy + 9}"
                f"h{num(w * 0.7)}",
                p.paper,
                9,
                opacity=0.8,
            )
        )


def _volcano(c: Canvas) -> None:
    p = c.palette
    far = c.linear("far", (0, mix(p.accent, p.sea, 0.35)), (1, mix(p.sea, p.ember, 0.65)))
    near = c.linear("near", (0, mix(p.indigo, p.accent, 0.55)), (0.8, mix(p.sea, p.ember, 0.45)))
    c.add(path("M150 230C210 200 262 116 288 88Q300 82 314 90C346 128 392 196 460 226Z", fill=far))
    c.add(
        path(f"M{num(c.left - 40)} 236C10 220 96 116 130 66Q142 60 152 62L162 68C196 122 270 214 340 236Z", fill=near)
    )
    c.add(
        path(
            "M130 66Q142 60 152 62"
            "L162 68"
            "C176 88 190 110 206 132"
            "C190 122 184 128 174 112"
            "C172 130 160 116 156 100"
            "C150 122 140 110 138 92"
            "C130 112 118 106 104 106Z",
            fill=mix(p.ember, p.sea, 0.45),
            opacity=0.4,
        ),
        stroke("M131 66Q142 72 161 68", mix(p.fire, p.ember, 0.4), 2.4),
    )
    c.add(
        path(
            "M142 62C138 48 150 42 145 28C153 37 165 27 180 31C168 36 160 42 157 50C154 56 152 58 152 63Z",
            fill=p.paper,
            opacity=0.75,
        )
    )


def _ridge(c: Canvas) -> None:
    """Wooded hills, a village with its school, and three turbines."""
    p = c.palette
    points = [
        (c.left - 10 + (c.wide + 20) * k / 14, 218 - 26 * abs(sin(k * 1.7 + 1)) - 14 * (k > 9)) for k in range(15)
    ]
    c.add(
        path(
            smooth(points) + f"V{num(c.bottom)}H{num(c.left)}Z",
            fill=c.linear("wood", (0, mix(p.accent, p.leaf, 0.4)), (0.4, mix(p.leaf, p.gold_light, 0.4))),
        )
    )
    blade = "".join(
        path("M0 0C4 -10 3 -30 0 -42C-2 -30 -3 -10 0 0Z", transform=f"rotate({a})", fill=p.paper)
        for a in (10, 130, 250)
    )
    c.define("turbine", path("M-1.6 0L-3 92H3L1.6 0Z", fill=p.paper) + blade + circle(0, 0, 3, fill=p.sand))
    for x, y, size in ((484, 118, 0.9), (540, 104, 1.1), (596, 124, 0.8), (650, 116, 0.9), (-60, 130, 0.8)):
        c.add(c.use("turbine", place(x, y, turn=0, scale=size)))


def _bridge(c: Canvas) -> None:
    """A cable-stayed bridge in red: two pylons, a fan of stays from each, traffic on the deck."""
    p = c.palette
    deck = 216.0
    c.add(rect(c.left, deck + 3, c.wide, 40, fill=c.linear("valley", (0, p.ember, 0.8), (1, p.ember, 0))))
    stays = "".join(
        f"M{x} {126 + i * 9}L{num(x + s * (98 - i * 13.4))} {deck}"
        for x in (214, 412)
        for s in (-1, 1)
        for i in range(7)
    )
    c.add(stroke(stays, p.brand, 1, opacity=0.85))
    for x in (214, 412):
        c.add(
            path(
                f"M{x - 13} {deck + 70}"
                f"L{x - 4} 120"
                f"Q{x} 112 {x + 4} 120"
                f"L{x + 13} {deck + 70}"
                f"H{x + 7}L{x + 4.6} {deck + 4}"
                f"H{x - 4.6}"
                f"L{x - 7} {deck + 70}Z",
                fill=c.linear(f"pylon{x}", (0, mix(p.brand, p.fire, 0.35)), (1, p.brand_strong)),
            )
        )
    c.add(
        rect(c.left, deck - 3, c.wide, 7, fill=p.brand),
        rect(c.left, deck + 4, c.wide, 3, fill=p.brand_strong),
        stroke(f"M{num(c.left)} {deck - 6}H{num(c.right)}", p.paper, 1, stroke_dasharray="2 7"),
    )
    train = "".join(
        rect(x, deck - 16, 38, 12, rx="3", fill=p.paper) + rect(x + 3, deck - 13, 32, 4, fill=p.accent)
        for x in (246, 286, 326)
    )
    c.add(
        train
        + path(f"M364 {deck - 16}h12q14 4 16 12h-28z", fill=p.paper)
        + path(f"M374 {deck - 13}h5q6 2 8 5h-13z", fill=p.accent)
        + rect(246, deck - 6, 144, 2, fill=p.brand)
    )


def _shelf(c: Canvas, k: int, side: int) -> Line:
    """The edge of a terrace; the right slope is the left one turned about, with its own swing."""
    t = k / (SHELVES - 1)
    edge = c.left - 10 if side < 0 else c.right + 10
    near = 300 + side * (8 - 66 * t)
    span = edge - near
    base = 236 + 150 * t
    return [
        (
            near + span * u,
            base + (70 - 40 * t) * (1 - u) ** 3 - (46 - 30 * t) * u + 9 * sin(u * 2.2 * pi + k * 0.5 + side),
        )
        for u in (0, 0.2, 0.4, 0.6, 0.8, 1)
    ]


def _terraces(c: Canvas) -> None:
    p = c.palette
    greens = (
        mix(p.leaf, p.gold_light, 0.3),
        p.leaf,
        mix(p.leaf, p.accent, 0.35),
        mix(p.gold_light, p.leaf, 0.35),
        mix(p.leaf, p.accent, 0.55),
    )
    for i, tone in enumerate(greens):
        c.linear(f"green{i}", (0, mix(tone, p.ember, 0.25)), (0.14, tone), (0.3, mix(tone, p.deep, 0.45)), (1, p.deep))
    for k in range(SHELVES):
        for side in (1, -1):
            _terrace(c, k, side, (k + (side > 0) * 2) % 5, greens)
    _river(c)


def _river(c: Canvas) -> None:
    """It comes from under the bridge and widens towards us, bend by bend."""
    p = c.palette
    bends = (
        (305, 252, 3),
        (296, 264, 7),
        (309, 280, 12),
        (292, 302, 20),
        (312, 332, 30),
        (290, 368, 42),
        (306, c.bottom + 14, 60),
    )
    left, right = ([(x + s * w / 2, y) for x, y, w in bends] for s in (-1, 1))
    water = c.linear(
        "water", (0, mix(p.ember, p.sea, 0.4)), (0.4, mix(p.sea, p.accent, 0.3)), (1, mix(p.accent, p.deep, 0.3))
    )
    edge = stroke(smooth(left) + smooth(right), mix(p.ember, p.paper, 0.4), 1.6)
    c.add(path(smooth(left) + smooth(right[::-1]).replace("M", "L", 1) + "Z", fill=water), edge)
    c.add(
        stroke(
            "M305 278q-4 8 -10 16M294 306q2 10 12 18M310 336q0 10 -12 20M290 366q-2 10 6 22M302 362q-4 10 2 20",
            p.paper,
            1.4,
            opacity=0.7,
        )
    )


def _terrace(c: Canvas, k: int, side: int, dye: int, greens: tuple[str, ...]) -> None:
    """One shelf: its face, its wet edge, and rows of seedlings that follow it."""
    p, tone = c.palette, greens[dye]
    line = _shelf(c, k, side)
    data, word = smooth(line), f"s{k}{'ab'[side > 0]}"
    c.add(path(f"{data}V{num(c.bottom + 4)}H{num(line[0][0])}Z", fill=c.ref(f"green{dye}")))
    c.define(word, path(data, fill="none", stroke_linecap="round"))
    c.add(c.use(word, stroke=mix(p.ember, p.paper, 0.4), stroke_width=1.2 + 0.2 * k))
    seedling = mix(tone, p.ember, 0.5) if k % 2 else mix(tone, p.deep, 0.4)
    rows = "".join(c.use(word, f"translate({row} {num(row * (3.4 + 0.6 * k))})") for row in (1, 2, 3))
    c.add(
        group(rows, stroke=seedling, stroke_width=1.3 + 0.15 * k, stroke_dasharray=f"1 {4 + k * 0.5:.1f}", opacity=0.75)
    )


def _panels(c: Canvas) -> None:
    """Solar panels that follow the curve of two terraces."""
    p = c.palette
    glass = c.linear(
        "glass", (0, mix(p.indigo, p.sea, 0.5)), (0.5, p.indigo), (1, mix(p.indigo, p.ink, 0.4)), along=(0, 0, 1, 1)
    )
    grid = "M-17 0L-12 -24M0 0V-24M17 0L12 -24M-26.5 -8.5H26.5M-24 -16.5H24"
    c.define(
        "panel",
        stroke("M-18 0V13M18 0V13", mix(p.sand, p.ink, 0.5), 2.6)
        + path("M-29 0L-21 -25H21L29 0Z", fill=glass, stroke=p.paper, stroke_width=1.8)
        + stroke(grid, p.paper, 0.7, opacity=0.75)
        + path("M-10 0L2 -25H10L0 0Z", fill=p.paper, opacity=0.22),
    )
    for k, size, steps in ((2, 0.72, (0.2, 0.34, 0.48, 0.62, 0.76, 0.9)), (4, 0.98, (0.2, 0.38, 0.56, 0.74, 0.92))):
        line = _shelf(c, k, 1)
        for u in steps:
            i = min(int(u * 5), 4)
            f = u * 5 - i
            x, y = (line[i][0] + (line[i + 1][0] - line[i][0]) * f, line[i][1] + (line[i + 1][1] - line[i][1]) * f)
            c.add(c.use("panel", place(x, y - 6 * size, turn=-5, scale=size)))


def _field_people(c: Canvas) -> None:
    """Three farmers on the left shelves, and palms."""
    p = c.palette
    hat = path("M-15 -40Q-3 -52 0 -54Q3 -52 15 -40Q0 -35 -15 -40Z", fill=p.ember) + stroke(
        "M-15 -40Q0 -35 15 -40", p.gold, 1.4
    )
    for word, shirt in (("farmer", p.brand), ("planter", p.fire)):
        c.define(
            word,
            stroke("M-4 -12V0M4 -12V0", p.ink, 4.4)
            + path("M-9 -33Q0 -38 9 -33L8 -10H-8Z", fill=shirt)
            + stroke("M-8 -31L-14 -20L-8 -14M8 -31L15 -22L18 -28", p.skin[1], 3.4)
            + circle(0, -39, 5, fill=p.skin[1])
            + hat
            + stroke("M18 -44V-6", p.soga, 2),
        )
    for k, u, word, size in ((2, 2, "farmer", 0.7), (4, 2, "planter", 0.95), (5, 3, "farmer", 1.16)):
        x, y = _shelf(c, k, -1)[u]
        c.add(c.use(word, place(x, y + 6, scale=size)))
    trunk, frond = mix(p.soga, p.ink, 0.3), "M0 0C10 -12 26 -14 40 -2C28 -6 14 -4 0 0Z"
    fronds = "".join(
        path(frond, fill=mix(p.leaf, p.accent, 0.3 + 0.1 * (i % 3)), transform=f"rotate({a})")
        for i, a in enumerate((-200, -160, -120, -90, -60, -20, 14, 150))
    )
    c.define(
        "palm",
        stroke("M0 0C4 30 -2 60 4 96", trunk, 4)
        + fronds
        + circle(3, 4, 3, fill=p.gold)
        + circle(-3, 5, 3, fill=p.gold),
    )
    for k, u, size in ((0, 3, 0.56), (1, 4, 0.8), (3, 4, 1.0), (6, 5, 1.3)):
        x, y = _shelf(c, k, -1)[u]
        c.add(
            c.use(
                "palm",
                place(
                    x + c.between(-10, 10, "palm", k, u), y - 90 * size, turn=c.between(-5, 5, "lean", k, u), scale=size
                ),
            )
        )
