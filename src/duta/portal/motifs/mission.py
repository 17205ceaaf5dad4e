"""Mission: a joglo at dusk with its lamps lit, umbul-umbul along the path, people coming in."""

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.palette import mix
from duta.portal.motifs.pen import (
    circle,
    ellipse,
    group,
    num,
    path,
    place,
    rect,
    stroke,
)  # fmt: skip
from duta.portal.motifs.people import Person, figure

GROUND = 322.0


def mission(c: Canvas) -> None:
    """The house abroad that is also home: roof in tiers, open hall, light on the steps."""
    _dusk(c)
    _palms(c)
    _house(c)
    _yard(c)
    _banners(c)
    _guests(c)


def _dusk(c: Canvas) -> None:
    p = c.palette
    c.flood(
        c.linear(
            "dusk",
            (0, mix(p.indigo, p.ink, 0.4)),
            (0.3, mix(p.indigo, p.accent, 0.45)),
            (0.55, mix(p.sea, p.accent, 0.25)),
            (0.72, mix(p.ember, p.sea, 0.2)),
            (0.82, mix(p.fire, p.ember, 0.35)),
            (1, p.fire),
        )
    )
    for size in (1.3, 2.4):
        across = [c.left + c.wide * c.chance("sx", size, i) for i in range(26)]
        down = [c.top + (150 - c.top) * c.chance("sy", size, i) for i in range(26)]
        dots = "".join(f"M{num(x)} {num(y)}h.1" for x, y in zip(across, down, strict=True))
        c.add(stroke(dots, p.paper, size, opacity=0.85 - 0.15 * size))
    moon = c.between(86, 118, "moon")
    c.add(
        circle(moon, 62, 70, fill=c.radial("moonlight", (0, p.ember, 0.6), (1, p.ember, 0))),
        circle(moon, 62, 27, fill=c.linear("moon", (0, mix(p.ember, p.paper, 0.6)), (1, p.ember))),
        stroke(f"M{num(moon - 10)} 54h.1M{num(moon + 7)} 70h.1M{num(moon + 10)} 50h.1", p.gold_light, 9, opacity=0.4),
    )
    skyline, x, k = f"M{num(c.left)} {GROUND}", c.left, 0
    while x < c.right:
        wide = c.between(20, 44, "w", k)
        skyline += f"V{num(GROUND - c.between(30, 96, 'h', k))}h{num(wide)}"
        x, k = x + wide, k + 1
    c.add(path(skyline + f"V{GROUND}Z", fill=mix(p.accent, p.indigo, 0.5), opacity=0.38))


def _palms(c: Canvas) -> None:
    p = c.palette
    frond = path("M0 0C16 -22 46 -28 74 -4C54 -8 30 -8 0 0Z")
    fronds = "".join(group(frond, transform=f"rotate({a})") for a in (-205, -175, -145, -110, -75, -40, -8, 22))
    c.define("palm", stroke("M0 0C6 60 -6 120 4 190", mix(p.deep, p.ink, 0.2), 7) + group(fronds, fill=p.deep))
    for x, y, size, turn in (
        (40, 150, 1.0, -4),
        (-10, 186, 0.8, 5),
        (566, 158, 0.96, 4),
        (622, 120, 1.1, -3),
        (-86, 130, 1.1, 3),
        (690, 170, 0.9, 2),
    ):
        c.add(c.use("palm", place(x, y, turn=turn, scale=size)))


def _house(c: Canvas) -> None:
    p = c.palette
    lamp = c.linear("lamp", (0, mix(p.fire, p.ember, 0.4)), (0.5, p.ember), (1, mix(p.ember, p.paper, 0.5)))
    c.add(ellipse(300, 250, 330, 150, fill=c.radial("spill", (0, p.ember, 0.85), (0.5, p.fire, 0.35), (1, p.fire, 0))))
    c.add(rect(120, 206, 360, GROUND - 206, fill=lamp))
    _hall(c)
    tiles = c.pattern(
        "tiles",
        12,
        10,
        path("M0 0Q6 10 12 0M-6 5Q0 15 6 5M6 5Q12 15 18 5", fill="none", stroke=p.ink, stroke_width=1, opacity=0.4),
    )
    roofs = (
        (
            "M62 214C110 206 138 192 160 168H440C462 192 490 206 538 214L548 224H52Z",
            mix(p.brand, p.fire, 0.22),
            p.brand_strong,
        ),
        (
            "M150 170C178 158 196 144 208 124H392C404 144 422 158 450 170L456 176H144Z",
            mix(p.brand, p.fire, 0.3),
            p.brand,
        ),
        ("M204 128C222 104 236 82 242 58H358C364 82 378 104 396 128Z", mix(p.brand, p.fire, 0.4), p.brand),
    )
    for i, (shape, light, dark) in enumerate(roofs):
        c.add(path(shape, fill=c.linear(f"roof{i}", (0, light), (1, dark))), path(shape, fill=tiles))
    ribs = "M242 58L204 128M358 58L396 128M208 124L150 170M392 124L450 170M160 168L62 214M440 168L538 214"
    c.add(
        stroke(ribs, p.gold_light, 2.2),
        stroke("M62 215Q300 226 538 215M150 171H450M204 128H396M236 58H364", p.gold_light, 2.6),
    )
    finial = path("M236 58C230 48 232 40 222 34C236 32 244 42 248 56Z") + path(
        "M300 56C290 46 290 34 300 18C310 34 310 46 300 56Z"
    )
    c.add(
        group(
            finial,
            group(path("M236 58C230 48 232 40 222 34C236 32 244 42 248 56Z"), transform="translate(600 0)scale(-1 1)"),
            fill=p.gold_light,
        )
    )
    eaves = "".join(f"M{x} 224l6 11l6 -11z" for x in range(58, 540, 12))
    c.add(path(eaves, fill=p.gold_light), stroke("M52 224H548", p.brand_strong, 3))


def _hall(c: Canvas) -> None:
    """Inside: the carved screen (gebyok), its open door, and four master posts in front."""
    p = c.palette
    screen = mix(p.soga, p.fire, 0.3)
    fruit = "".join(f'<ellipse rx="3.2" ry="5.6" cy="-6.6" transform="rotate({a})"/>' for a in (45, 135, 225, 315))
    tile = rect(0, 0, 22, 22, fill=screen) + group(fruit, fill=p.ember, transform="translate(11 11)")
    carved = c.pattern("carved", 22, 22, tile, "translate(146 236)")
    c.add(
        rect(146, 236, 308, GROUND - 236, fill=carved),
        rect(256, 228, 88, GROUND - 228, fill=mix(p.ember, p.paper, 0.55)),
    )
    c.add(
        path(f"M256 {GROUND}V240Q300 214 344 240V{GROUND}", fill="none", stroke=p.brand_strong, stroke_width=5),
        stroke(f"M256 {GROUND}V240Q300 214 344 240V{GROUND}", p.gold_light, 1.4),
    )
    c.add(circle(300, 262, 30, fill=c.radial("doorlight", (0, p.paper), (1, p.ember, 0))))
    post = c.linear(
        "post", (0, mix(p.soga, p.ink, 0.5)), (0.5, p.soga), (1, mix(p.soga, p.ink, 0.6)), along=(0, 0, 1, 0)
    )
    for x in (112, 196, 404, 488):
        c.add(
            rect(x - 6, 222, 12, GROUND - 222, fill=post),
            path(f"M{x - 6} 240L{x - 16} 222H{x + 16}L{x + 6} 240Z", fill=p.brand_strong),
            path(f"M{x - 11} {GROUND}L{x - 7} {GROUND - 14}H{x + 7}L{x + 11} {GROUND}Z", fill=mix(p.sand, p.soga, 0.5)),
        )
    for x in (154, 226, 374, 446):
        c.add(
            stroke(f"M{x} 226v14", p.ink, 1),
            circle(x, 248, 16, fill=c.radial(f"l{x}", (0, p.paper, 0.95), (1, p.ember, 0))),
            path(f"M{x - 5} 240h10l2 9q-7 8 -14 0z", fill=p.paper, stroke=p.gold, stroke_width=1),
        )


def _yard(c: Canvas) -> None:
    p = c.palette
    c.add(
        rect(
            c.left,
            GROUND,
            c.wide,
            c.bottom - GROUND,
            fill=c.linear("lawn", (0, mix(p.accent, p.leaf, 0.35)), (1, p.deep)),
        )
    )
    for i, (y, half) in enumerate(((GROUND, 216), (GROUND + 7, 228), (GROUND + 14, 240))):
        c.add(rect(300 - half, y, half * 2, 8, fill=mix(mix(p.sand, p.gold_light, 0.5), p.soga, 0.12 + 0.2 * i)))
    way = c.linear("way", (0, mix(p.ember, p.paper, 0.3)), (1, mix(p.gold, p.soga, 0.4)))
    c.add(
        path(
            f"M258 {GROUND + 22}H342C352 360 380 384 420 {num(c.bottom + 4)}H180C220 384 248 360 258 {GROUND + 22}Z",
            fill=way,
        )
    )
    slabs = "".join(f"M{num(300 - w)} {num(y)}H{num(300 + w)}" for y, w in ((352, 48), (364, 58), (380, 80)))
    c.add(stroke(slabs, mix(p.soga, p.gold, 0.5), 1.4, opacity=0.7))
    bush = "M-40 0C-46 -16 -30 -26 -20 -22C-16 -36 8 -36 12 -24C24 -32 42 -20 38 0Z"
    c.define(
        "bush",
        path(bush, fill=c.linear("hedge", (0, mix(p.leaf, p.accent, 0.4)), (1, p.deep)))
        + stroke("M-22 -10h.1M-6 -18h.1M8 -8h.1M22 -14h.1", p.fire, 4.4),
    )
    for x, y, size in (
        (66, 340, 1.1),
        (534, 340, 1.1),
        (6, 350, 1.3),
        (596, 350, 1.3),
        (-66, 342, 1.1),
        (664, 344, 1.2),
    ):
        c.add(c.use("bush", place(x, y, scale=size)))


def _banners(c: Canvas) -> None:
    """Umbul-umbul: tall cloths on bent bamboo, the bend always towards the house."""
    p = c.palette
    for word, light, dark in (
        ("red", mix(p.brand, p.fire, 0.3), p.brand_strong),
        ("gold", p.ember, mix(p.gold_light, p.gold, 0.4)),
        ("teal", mix(p.sea, p.accent, 0.3), p.accent),
    ):
        cloth = (
            "M4 -188C6 -206 16 -222 34 -226"
            "C30 -196 26 -176 30 -150"
            "C34 -124 26 -104 30 -78"
            "C32 -62 28 -52 30 -40"
            "C20 -48 12 -44 4 -38Z"
        )
        fill = c.linear(
            "cloth" + word, (0, light), (0.3, dark), (0.5, light), (0.75, dark), (1, light), along=(0, 0, 0.25, 1)
        )
        marks = "".join(f"M17 {y - 11}l6 11l-6 11l-6 -11z" for y in (-176, -146, -116, -86, -60))
        c.define(
            word,
            stroke("M0 0C-2 -90 -4 -190 10 -226C16 -244 32 -250 44 -238", p.soga, 3.4)
            + path(cloth, fill=fill)
            + path(marks, fill=p.paper if word != "gold" else p.brand, opacity=0.85)
            + stroke("M44 -238v14", p.gold_light, 1.4)
            + circle(44, -221, 3, fill=p.gold_light),
        )
    for i, (x, y, size) in enumerate(((46, 372, 0.96), (132, 352, 0.74), (-44, 388, 1.1))):
        word = ("red", "gold", "teal")[i]
        c.add(c.use(word, place(x, y, scale=size)), c.use(word, place(600 - x, y, scale=-size, scale_y=size)))


def _guests(c: Canvas) -> None:
    p = c.palette
    crowd = (
        (286, 330, 0.5, Person(p.brand, p.ink, "peci")),
        (316, 330, 0.48, Person(p.gold_light, p.brand, "hijab", cloth=p.accent, skirt=True, skin=3)),
        (236, 352, 0.64, Person(p.indigo, p.ink, "short", skin=3)),
        (262, 356, 0.64, Person(p.fire, p.accent, "bun", skirt=True, skin=1)),
        (352, 364, 0.72, Person(p.accent, mix(p.soga, p.ink, 0.5), "curls", skin=2, reach="wave")),
        (378, 368, 0.5, Person(p.ember, p.brand, "short", skin=2)),
        (
            206,
            388,
            0.86,
            Person(p.paper, p.brand_strong, "hijab", cloth=mix(p.sea, p.accent, 0.3), skirt=True, skin=0, reach="fold"),
        ),
    )
    for x, y, size, who in crowd:
        c.add(
            ellipse(x, y, 17 * size, 4 * size, fill=p.night, opacity=0.4),
            group(figure(c, who), transform=place(x, y, scale=size)),
        )
