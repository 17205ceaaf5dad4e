"""Performance: a gamelan in balance; the bars of the metallophone rise as a chart, a thread joins them."""

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

FLOOR = 352.0
BAR, PITCH, COUNT = 34.0, 46.0, 9


def performance(c: Canvas) -> None:
    """Gongs on a carved frame behind, bars before it, each with a mark for what was promised."""
    _hall(c)
    _frame(c)
    _gongs(c)
    _bars(c)
    _kettles(c)


def _hall(c: Canvas) -> None:
    p = c.palette
    c.flood(
        c.radial(
            "hall",
            (0, mix(p.accent, p.sea, 0.4)),
            (0.45, p.accent),
            (1, mix(p.deep, p.ink, 0.35)),
            at=(300, 150),
            r=max(c.wide * 0.6, 400),
            units="userSpaceOnUse",
        )
    )
    lozenge = (
        path("M20 2L38 20L20 38L2 20Z", fill="none", stroke=p.gold_light, stroke_width=1)
        + path("M20 11L29 20L20 29L11 20Z", fill="none", stroke=p.gold_light, stroke_width=1)
        + circle(20, 20, 2.4, fill=p.gold_light)
        + circle(0, 0, 2, fill=p.gold_light)
        + circle(40, 0, 2, fill=p.gold_light)
        + circle(0, 40, 2, fill=p.gold_light)
        + circle(40, 40, 2, fill=p.gold_light)
    )
    c.flood(c.pattern("woven", 40, 40, lozenge), opacity=0.2)
    c.add(
        rect(
            c.left,
            FLOOR - 8,
            c.wide,
            c.bottom - FLOOR + 8,
            fill=c.linear("floor", (0, mix(p.soga, p.ink, 0.35)), (1, p.night)),
        )
    )
    c.add(stroke(f"M{num(c.left)} {FLOOR - 8}H{num(c.right)}", p.gold_light, 1.6))


def _bronze(c: Canvas, word: str) -> str:
    p = c.palette
    return c.radial(
        word,
        (0, p.paper),
        (0.16, p.ember),
        (0.5, p.gold_light),
        (0.85, p.gold),
        (1, mix(p.gold, p.ink, 0.5)),
        at=(0.4, 0.34),
        r=0.72,
    )


def _frame(c: Canvas) -> None:
    """The gayor: a beam that ends in two nagas, posts with carved feet, a crown of leaves between."""
    p = c.palette
    wood = c.linear("wood", (0, mix(p.fire, p.brand, 0.4)), (1, p.brand_strong))
    gold = c.linear("gild", (0, p.ember), (1, p.gold))
    post = (
        path(f"M-7 0H7L9 {FLOOR - 98}H24V{FLOOR - 88}H-24V{FLOOR - 98}H-9Z", fill=wood)
        + stroke(f"M0 12V{FLOOR - 112}", p.gold_light, 1.6, stroke_dasharray=".1 9")
        + stroke(f"M-22 {FLOOR - 93}H22", p.gold_light, 2)
    )
    for x in (92, 508):
        c.add(group(post, transform=place(x, 88)))
    c.add(
        group(
            _crown(c, gold),
            both(_naga(c, wood, gold)),
            circle(0, -30, 8, fill=p.brand, stroke=p.ember, stroke_width=2),
            transform=place(300, 114),
        )
    )


def _naga(c: Canvas, wood: str, gold: str) -> str:
    """The right half of the beam and the crowned serpent that it ends in."""
    p = c.palette
    return (
        path(_flames(), fill=gold)
        + path(
            "M0 -9C60 -14 150 -12 206 -10"
            "C232 -8 250 -22 250 -46"
            "C250 -58 254 -64 262 -64"
            "L268 -40C262 -28 264 -60 240 -62"
            "C222 -62 220 -34 204 -30C184 -27 90 -30 0 -30Z",
            fill=wood,
        )
        + path(
            "M236 -58C232 -82 246 -98 266 -96C278 -94 288 -88 294 -78L276 -75L270 -70L290 -64C284 -54 268 -52 258 -56"
            "C252 -48 240 -48 236 -58Z",
            fill=wood,
            stroke=p.gold_light,
            stroke_width=1.2,
        )
        + path("M274 -76l3 6l3 -6l3 5l3 -6z", fill=p.paper)
        + path("M270 -70Q284 -66 298 -70Q286 -72 270 -70Z", fill=p.ember)
        + circle(262, -82, 5, fill=p.ember)
        + circle(263, -82, 2.4, fill=p.ink)
        + path("M240 -92L236 -116L248 -102L256 -122L262 -103L276 -114L272 -94Q256 -102 240 -92Z", fill=gold)
        + stroke("M4 -20H196", p.gold_light, 2, stroke_dasharray="7 5")
        + stroke("M0 -9C60 -14 150 -12 206 -10C232 -8 250 -22 250 -46", p.gold_light, 1.8)
        + stroke("M214 -22h.1M226 -26h.1M235 -35h.1M240 -46h.1", p.ember, 4)
    )


def _crown(c: Canvas, gold: str) -> str:
    """Seven leaves over the middle of the beam."""
    p = c.palette
    return "".join(
        path(
            "M0 0C-14 -10 -14 -30 0 -46C14 -30 14 -10 0 0Z",
            fill=gold,
            stroke=p.brand_strong,
            stroke_width=1,
            transform=place(x, -28, turn=t, scale=s),
        )
        for x, t, s in (
            (-58, -34, 0.6),
            (58, 34, 0.6),
            (-38, -24, 0.8),
            (38, 24, 0.8),
            (-19, -12, 1.0),
            (19, 12, 1.0),
            (0, 0, 1.24),
        )
    )


def _flames() -> str:
    """The mane behind the naga's neck."""
    return (
        "M206 -28C206 -44 214 -54 226 -58"
        "C222 -68 226 -80 236 -86"
        "C232 -74 236 -66 244 -62"
        "L250 -20C236 -8 216 -10 206 -28Z"
    )


def _gongs(c: Canvas) -> None:
    """The great gong in the middle, smaller ones to both sides: near balance, never quite alike."""
    p = c.palette
    face = _bronze(c, "bronze")
    c.define(
        "gong",
        circle(0, 4, 52, fill=p.night, opacity=0.5)
        + circle(0, 0, 50, fill=face)
        + circle(0, 0, 50, fill="none", stroke=p.soga, stroke_width=2)
        + circle(0, 0, 41, fill="none", stroke=p.soga, stroke_width=1.4, opacity=0.7)
        + circle(0, 0, 38.6, fill="none", stroke=p.ember, stroke_width=1, opacity=0.9)
        + circle(0, 0, 25, fill="none", stroke=p.soga, stroke_width=1.2, opacity=0.6)
        + circle(0, 1.6, 14.5, fill=mix(p.gold, p.ink, 0.35), opacity=0.7)
        + circle(0, 0, 13, fill=face)
        + path("M-41 -20A46 46 0 0 1 -12 -44A58 58 0 0 0 -41 -20Z", fill=p.paper, opacity=0.7),
    )
    for x, y, size in ((300, 196, 1.44), (168, 172, 0.84), (432, 168, 0.8)):
        rope = (
            f"M{x - 20 * size:.0f} 100"
            f"L{x - 26 * size:.0f} {y - 42 * size:.0f}"
            f"M{x + 20 * size:.0f} 100"
            f"L{x + 26 * size:.0f} {y - 42 * size:.0f}"
        )
        c.add(
            stroke(rope, p.ember, 3),
            stroke(rope, p.brand, 3, stroke_dasharray="3 4"),
            c.use("gong", place(x, y, scale=size)),
        )


def _bars(c: Canvas) -> None:
    """Bronze bars of a gender, each as high as its figure; a pale line marks the target."""
    p = c.palette
    bronze = c.linear("bar", (0, p.paper), (0.1, p.ember), (0.7, p.gold_light), (1, mix(p.gold_light, p.gold, 0.6)))
    side = c.linear(
        "side",
        (0, p.paper, 0.35),
        (0.35, p.paper, 0),
        (0.6, p.gold, 0),
        (1, mix(p.gold, p.ink, 0.35), 0.6),
        along=(0, 0, 1, 0),
    )
    start = 300 - PITCH * (COUNT - 1) / 2
    tops: list[tuple[float, float]] = []
    c.add(
        path(
            f"M{num(start - 40)} {FLOOR - 18}"
            f"H{num(start + PITCH * 8 + 40)}"
            f"L{num(start + PITCH * 8 + 54)} {FLOOR + 24}"
            f"H{num(start - 54)}Z",
            fill=c.linear("trough", (0, p.brand), (1, p.brand_strong)),
            stroke=p.gold_light,
            stroke_width=2,
        )
    )
    for i in range(COUNT):
        tall = 42 + 11 * i + c.between(-12, 12, "bar", i)
        x, y = start + PITCH * i, FLOOR - 6 - tall
        tops.append((x, y))
        c.add(
            rect(x - BAR / 2 + 4, y + 5, BAR, tall, rx="5", fill=p.night, opacity=0.45),
            rect(x - BAR / 2, y, BAR, tall, rx="5", fill=bronze),
            rect(x - BAR / 2, y, BAR, tall, rx="5", fill=side),
            stroke(f"M{num(x - 9)} {num(y + 9)}h18M{num(x - 9)} {num(y + tall - 9)}h18", mix(p.gold, p.ink, 0.3), 1.4),
            circle(x, y + 16, 2.6, fill=mix(p.gold, p.ink, 0.4)),
        )
        mark = y + c.between(-16, 14, "mark", i)
        c.add(
            stroke(f"M{num(x - BAR / 2 - 3)} {num(mark)}h{BAR + 6}", p.ink, 4.6),
            stroke(f"M{num(x - BAR / 2 - 3)} {num(mark)}h{BAR + 6}", p.paper, 2),
        )
    _thread(c, tops)
    rail = f"H{num(start + PITCH * 8 + 34)}"
    c.add(
        stroke(f"M{num(start - 34)} {FLOOR - 4}{rail}", p.ember, 3, stroke_dasharray="4 4"),
        stroke(f"M{num(start - 34)} {FLOOR + 12}{rail}", p.gold_light, 5, stroke_dasharray=".1 12"),
    )


def _thread(c: Canvas, tops: list[tuple[float, float]]) -> None:
    """The thread that joins the bars' heads, a bead on each."""
    p = c.palette
    thread = smooth([(x, y - 14) for x, y in tops])
    c.add(
        stroke(thread, p.night, 4.4, opacity=0.6),
        stroke(thread, mix(p.sea, p.paper, 0.3), 2.6),
        *(circle(x, y - 14, 4.4, fill=p.accent, stroke=mix(p.sea, p.paper, 0.5), stroke_width=2) for x, y in tops),
    )


def _kettles(c: Canvas) -> None:
    """Bonang kettles along the front, two mallets laid across."""
    p = c.palette
    body = c.linear("copper", (0, p.gold_light), (0.5, p.gold), (1, mix(p.gold, p.ink, 0.6)), along=(0, 0, 1, 0))
    c.define(
        "kettle",
        ellipse(0, 24, 36, 8, fill=p.night, opacity=0.5)
        + path("M-32 0C-33 14 -30 24 -24 27Q0 34 24 27C30 24 33 14 32 0Z", fill=body)
        + ellipse(0, 0, 32, 9.4, fill=p.gold_light)
        + ellipse(0, -1, 27, 7, fill=p.ember, opacity=0.7)
        + path("M-10 -2C-9 -13 9 -13 10 -2Q0 3 -10 -2Z", fill=c.ref("bronze")),
    )
    c.add(
        rect(c.left, 384, c.wide, 10, fill=p.brand_strong),
        stroke(f"M{num(c.left)} 384H{num(c.right)}", p.gold_light, 1.4),
    )
    count = int(c.wide / 2 / 78) + 1
    c.add(*(c.use("kettle", place(300 + k * 78, 376, scale=0.9)) for k in range(-count, count + 1)))
