"""Peace: folded boats set out over calm water at dawn, doves above, the waves drawn as on batik."""

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.palette import mix
from duta.portal.motifs.pen import circle, ellipse, group, num, path, place, smooth, stroke

HORIZON = 196.0
# Bands of water: crest, length and height of a wave.
BANDS = ((206, 60, 2.5), (222, 80, 4), (246, 104, 6), (280, 136, 8), (322, 172, 11), (368, 220, 14))


def peace(c: Canvas) -> None:
    """The sun comes up between islands; a red boat leads, the others follow."""
    p = c.palette
    _dawn(c)
    _boat_shapes(c)
    fleet = {
        1: ((190, 0.42, "gold"), (446, 0.4, "teal")),
        2: ((356, 0.56, "paper"),),
        3: ((118, 0.8, "teal"), (500, 0.76, "gold")),
        4: ((296, 1.28, "red"),),
    }
    shift = c.between(-16, 16, "drift")
    for i, (y, long, high) in enumerate(BANDS):
        for x, size, word in fleet.get(i, ()):
            c.add(
                c.use(
                    word,
                    place(x + shift * (1 if i % 2 else -1), y - 9 * size, turn=c.between(-3, 3, "roll", x), scale=size),
                )
            )
        _band(c, i, y, long, high)
        for x, size, _ in fleet.get(i, ()):
            at = x + shift * (1 if i % 2 else -1)
            c.add(ellipse(at, y + 13 * size, 54 * size, 7 * size, fill=p.deep, opacity=0.28))
    _doves(c)


def _dawn(c: Canvas) -> None:
    p = c.palette
    c.flood(
        c.linear(
            "dawn",
            (0, mix(p.sea, p.accent, 0.25)),
            (0.2, mix(p.sea, p.paper, 0.45)),
            (0.36, mix(p.ember, p.paper, 0.45)),
            (0.5, mix(p.ember, p.fire, 0.3)),
            (1, p.fire),
        )
    )
    c.add(circle(300, HORIZON, 250, fill=c.radial("halo", (0, p.paper, 0.95), (0.4, p.ember, 0.6), (1, p.ember, 0))))
    for i, r in enumerate((150, 126, 104)):
        c.add(
            circle(
                300,
                HORIZON,
                r,
                fill="none",
                stroke=p.paper,
                stroke_width=1 + 0.6 * i,
                stroke_dasharray="none" if i % 2 else ".1 9",
                stroke_linecap="round",
                opacity=0.75,
            )
        )
    c.add(circle(300, HORIZON, 84, fill=c.linear("sun", (0, p.ember), (0.5, mix(p.fire, p.ember, 0.3)), (1, p.brand))))
    for i, (start, span, lift) in enumerate(((-130, 300, 46), (-20, 190, 26), (410, 220, 30), (480, 330, 52))):
        peak = c.between(0.35, 0.6, "isle", i)
        isle = [
            (start, HORIZON + 2),
            (start + span * peak * 0.6, HORIZON - lift * 0.55),
            (start + span * peak, HORIZON - lift),
            (start + span * (peak + 0.16), HORIZON - lift * 0.62),
            (start + span, HORIZON + 2),
        ]
        c.add(
            path(smooth(isle, tension=0.8) + "Z", fill=mix(p.accent, p.ember, 0.5 - 0.1 * (i in (0, 3))), opacity=0.9)
        )


def _band(c: Canvas, i: int, y: float, long: float, high: float) -> None:
    """One band of water: its crest, two lines that echo it, and curls as in banyu batik."""
    p = c.palette
    t = i / (len(BANDS) - 1)
    top = mix(mix(p.ember, p.sea, 0.55), p.accent, t * 0.7)
    low = mix(mix(p.sea, p.accent, 0.25), p.deep, t)
    start = c.left - long * (1 + c.chance("wave", i))
    count = int((c.right - start) / long) + 2
    crest = f"M{num(start)} {num(y)}" + f"q{num(long / 4)} {num(-high)} {num(long / 2)} 0t{num(long / 2)} 0" * count
    body = crest + f"V{num(c.bottom + 30)}H{num(start)}Z"
    c.add(path(body, fill=c.linear(f"sea{i}", (0, top), (0.35, low), (1, low))))
    c.add(stroke(crest, mix(p.ember, p.paper, 0.5), 1 + t * 1.2, opacity=0.9))
    for k in (1, 2, 3):
        c.add(
            stroke(
                crest,
                mix(p.ember, p.paper, 0.3),
                0.8 + 0.5 * t,
                opacity=0.62 - 0.15 * k,
                transform=f"translate({num(k * 2)} {num(k * (2.6 + 3.4 * t))})",
            )
        )
    glint = "".join(
        f"M{num(300 - w / 2 + c.between(-14, 14, 'g', i, w))} {num(y + d)}h{num(w)}"
        for d, w in ((5, 60 + 26 * i), (10 + 2 * t, 34 + 18 * i))
    )
    c.add(stroke(glint, p.ember, 1.2 + 1.4 * t, opacity=0.75 - 0.35 * t))


def _boat_shapes(c: Canvas) -> None:
    """A sheet folded into a boat, in four papers printed with kawung."""
    p = c.palette
    for word, light, dark, ink in (
        ("red", mix(p.brand, p.fire, 0.3), p.brand_strong, p.ember),
        ("gold", p.ember, mix(p.gold_light, p.gold, 0.45), p.brand),
        ("teal", mix(p.accent, p.sea, 0.4), p.accent, p.ember),
        ("paper", p.paper, mix(p.sand, p.soga, 0.22), p.brand),
    ):
        fruit = "".join(f'<ellipse rx="2.6" ry="4.4" cy="-5" transform="rotate({a})"/>' for a in (45, 135, 225, 315))
        c.define("print" + word, group(fruit, fill=ink, opacity=0.75))
        prints = "".join(c.use("print" + word, place(x, y)) for x, y in ((-40, -3), (-14, 3), (14, 3), (40, -3)))
        c.define(
            word,
            path("M0 -66L-31 -6H0Z", fill=light)
            + path("M0 -66L31 -6H0Z", fill=dark)
            + path("M0 -66L9 -6H0Z", fill=p.ink, opacity=0.12)
            + path("M-72 -22L-30 -8Q0 -2 0 -2V22H-44Z", fill=light)
            + path("M72 -22L30 -8Q0 -2 0 -2V22H44Z", fill=dark)
            + path("M-72 -22L-30 -8Q-10 -4 0 -2L-50 8Z", fill=p.paper, opacity=0.3)
            + path("M72 -22L30 -8Q10 -4 0 -2L50 8Z", fill=p.ink, opacity=0.14)
            + prints,
        )


def _doves(c: Canvas) -> None:
    p = c.palette
    shade = mix(p.sand, p.accent, 0.25)
    wing = (
        "M-4 -2C-10 -22 -4 -44 14 -62C16 -54 15 -50 22 -52C21 -45 20 -42 26 -42C24 -35 22 -32 27 -30C24 -18 16 -6 10 0Z"
    )
    far = (
        "M2 -2C-10 -16 -26 -30 -46 -36"
        "C-44 -30 -42 -28 -45 -24"
        "C-40 -22 -38 -20 -40 -16"
        "C-34 -14 -32 -12 -32 -8"
        "C-20 -2 -8 2 2 2Z"
    )
    body = (
        "M34 -8C30 -15 21 -15 17 -8"
        "C10 -7 -2 -8 -12 -2"
        "C-22 2 -34 2 -46 8"
        "C-42 10 -40 11 -42 15"
        "C-36 14 -33 16 -33 19"
        "C-22 15 -12 12 0 11"
        "C16 10 24 3 27 -4Z"
    )
    sprig = stroke("M38 -6q8 1 14 9", p.leaf, 1.4) + "".join(
        ellipse(x, y, 2.6, 1.5, fill=p.gold_light, transform=f"rotate(40 {x} {y})")
        for x, y in ((44, -4), (43, -8), (48, 0), (49, -4), (51, 4), (53, 1))
    )
    c.define(
        "dove",
        path(far, fill=shade)
        + path(body, fill=p.paper)
        + path(wing, fill=p.paper)
        + path("M10 0C16 -6 24 -18 27 -30C20 -22 8 -12 -2 -4Z", fill=shade, opacity=0.6)
        + path("M33 -9L40 -6L33 -5Z", fill=p.fire)
        + circle(28, -9.5, 1.3, fill=p.ink),
    )
    for x, y, size, turn in (
        (196, 84, 1.1, -12),
        (120, 132, 0.62, -4),
        (452, 58, 0.7, -16),
        (392, 106, 0.5, -8),
        (58, 62, 0.44, -10),
    ):
        c.add(c.use("dove", place(x, y + c.between(-6, 6, x), turn=turn, scale=size)))
    c.add(group(sprig, transform=place(196, 84 + c.between(-6, 6, 196), turn=-12, scale=1.1)))
