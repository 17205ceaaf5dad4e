"""Kecak, Bali: rings of seated men with raised arms around the fire, at sunset, before a split gate."""

from math import cos, pi, sin

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.palette import mix
from duta.portal.motifs.pen import (
    circle,
    ellipse,
    group,
    mirror,
    path,
    place,
    polyline,
    rect,
    stroke,
)  # fmt: skip

CENTRE, HORIZON, VANISH, DROP, DISTANCE = 300.0, 122.0, 28.0, 212.0, 880.0
RINGS = (104.0, 182.0, 266.0, 356.0, 452.0)
FIGURE = 1.16
# A seated dancer, some thirty units wide, the foot at the origin.
LAP = "M-15 -1C-17 -9 -9 -12 0 -12S17 -9 15 -1C9 3 -9 3 -15 -1Z"
TORSO = "M-6.5 -9C-7 -16 -9.5 -20 -9 -25Q0 -28 9 -25C9.5 -20 7 -16 6.5 -9Z"
ARMS = "M-8.5 -24L-15 -29L-12.5 -40M8.5 -24L15 -29L12.5 -40"
HANDS = (
    "M-12.5 -40L-16.5 -43M-12.5 -40L-14 -46M-12.5 -40L-10.6 -46M-12.5 -40L-8.6 -42.5"
    "M12.5 -40L16.5 -43M12.5 -40L14 -46M12.5 -40L10.6 -46M12.5 -40L8.6 -42.5"
)
# Four tongues of the fire, one inside another, their foot at the origin.
FLAMES = (
    (
        "M-34 0c-6.3 -7 -6.3 -23.7 -4 -34c2.3 -10.3 15.3 -18.3 18 -28c2.7 -9.7 -4.7 -27.7 -2 -30"
        "c2.7 -2.3 14 22 18 16c4 -6 3 -50.7 6 -52c3 -1.3 8 38.7 12 44c4 5.3 10.3 -16 12 -12"
        "c1.7 4 -4 25.3 -2 36c2 10.7 12.7 18 14 28c1.3 10 0.3 25.3 -6 32c-6.3 6.7 -21 8 -32 8"
        "c-11 0 -27.7 -1 -34 -8Z"
    ),
    (
        "M-25 0c-4.5 -5.7 -4.2 -19.3 -2 -28c2.2 -8.7 12.2 -16.3 15 -24c2.8 -7.7 0 -20.3 2 -22"
        "c2 -1.7 7.7 16.7 10 12c2.3 -4.7 2 -39.7 4 -40c2 -0.3 5.7 29 8 38c2.3 9 3.5 9.7 6 16"
        "c2.5 6.3 8.2 14 9 22c0.8 8 0.5 20.7 -4 26c-4.5 5.3 -15 6 -23 6c-8 0 -20.5 -0.3 -25 -6Z"
    ),
    (
        "M-15 -1c-2.7 -4.3 -2.8 -14.2 -1 -21c1.8 -6.8 9 -11.7 12 -20c3 -8.3 4 -30.3 6 -30c2 0.3 3.7 23.3 6 32"
        "c2.3 8.7 7 13.5 8 20c1 6.5 0.7 15 -2 19c-2.7 4 -9.2 5 -14 5c-4.8 0 -12.3 -0.7 -15 -5Z"
    ),
    (
        "M-7 -2c-1.2 -2.5 -1.2 -6.3 0 -12c1.2 -5.7 4.7 -22 7 -22c2.3 0 6 16.3 7 22c1 5.7 0.2 9.5 -1 12"
        "c-1.2 2.5 -3.8 3 -6 3c-2.2 0 -5.8 -0.5 -7 -3Z"
    ),
)


def kecak(c: Canvas) -> None:
    """Rings around a fire: the far dancers lit in the face, the near ones dark with a lit edge."""
    _sky(c)
    _gate(c)
    _ground(c)
    _dancers(c)
    seats = sorted(_seats(c), key=lambda seat: seat[1])
    before = [s for s in seats if s[3] < 0.2]
    c.add(*(_seat(c, s) for s in before))
    _fire(c)
    c.add(*(_seat(c, s) for s in seats if s[3] >= 0.2))
    _sparks(c)
    _dusk(c)


def _sky(c: Canvas) -> None:
    p = c.palette
    c.flood(
        c.linear(
            "sky", (0, p.night), (0.12, mix(p.brand_strong, p.ink, 0.35)), (0.24, p.brand),
            (0.3, p.fire), (0.31, mix(p.brand_strong, p.ink, 0.3)), (1, p.night),
        )
    )  # fmt: skip
    glow = c.radial("sunset", (0, p.ember), (0.35, p.fire, 0.8), (1, p.fire, 0))
    c.add(ellipse(CENTRE, HORIZON, 250, 130, fill=glow))
    c.add(
        circle(
            CENTRE, HORIZON - 16, 38, fill=c.linear("sun", (0, p.ember), (0.5, mix(p.ember, p.fire, 0.35)), (1, p.fire))
        )
    )


def _gate(c: Canvas) -> None:
    """The candi bentar: two halves of one stepped tower, split by the light."""
    p = c.palette
    steps, x, y = [(0.0, -112.0), (3.0, -118.0), (6.0, -108.0)], 6.0, -108.0
    for run, rise in ((9, 13), (10, 15), (11, 17), (13, 20), (15, 23), (18, 34)):
        steps += [(x + run - 5, y), (x + run + 2, y - 7), (x + run, y + 5), (x + run - 3, y + rise)]
        x, y = x + run - 3, y + rise
    steps += [(x + 10, 14), (0, 14)]
    fill = c.linear("gate", (0, mix(p.brand_strong, p.ink, 0.55)), (1, p.night))
    lit = stroke("M1.2 -110V12", mix(p.fire, p.ember, 0.5), 2.4)
    lines = "".join(f"M4 {y}h{w}" for y, w in ((-92, 9), (-78, 17), (-61, 26), (-41, 37), (-18, 49)))
    half = path(polyline(steps, closed=True), fill=fill) + lit + stroke(lines, p.brand, 1.6, opacity=0.7)
    c.define("half", half)
    c.add(c.use("half", place(CENTRE + 46, HORIZON)))
    c.add(group(c.use("half", place(CENTRE + 46, HORIZON)), transform=mirror(CENTRE)))


def _ground(c: Canvas) -> None:
    p = c.palette
    y = HORIZON + 8
    c.add(
        rect(c.left, y, c.wide, c.bottom - y, fill=c.linear(
            "earth", (0, mix(p.brand_strong, p.ink, 0.35)), (1, p.night))),
        ellipse(CENTRE, 244, 470, 200, fill=c.radial(
            "lit", (0, p.ember), (0.14, p.fire), (0.45, p.brand, 0.85), (1, p.brand_strong, 0))),
    )  # fmt: skip


def _poleng(c: Canvas) -> str:
    """The black and white check that every dancer wears."""
    p = c.palette
    cells = rect(0, 0, 7, 7, fill=p.sand) + rect(0, 0, 3.5, 3.5, fill=p.ink) + rect(3.5, 3.5, 3.5, 3.5, fill=p.ink)
    return c.pattern("poleng", 7, 7, cells)


def _dancers(c: Canvas) -> None:
    """The two figures that are placed again and again: one seen from the front, one from behind."""
    cloth = _poleng(c)
    c.define("front", _front(c, cloth))
    c.define("back", _back(c, cloth))


def _front(c: Canvas, cloth: str) -> str:
    """Lit by the fire, the mouth open on the cry."""
    p = c.palette
    shadow = ellipse(0, -1, 20, 6, fill=p.night, opacity=0.4)
    skin = c.linear("skin", (0, mix(p.skin[0], p.ember, 0.3)), (0.6, p.skin[1]), (1, mix(p.skin[2], p.ink, 0.35)))
    warm = mix(p.skin[0], p.ember, 0.22)
    face = (
        ellipse(0, -31, 4.9, 5.8, fill=warm)
        + path("M-5.2 -31.5Q-5 -38.5 0 -38.5T5.2 -31.5Q0 -35 -5.2 -31.5Z", fill=p.ink)
        + stroke("M-5 -33.2Q0 -36 5 -33.2", p.paper, 1.5)
        + circle(5, -34.2, 1.9, fill=p.brand)
        + ellipse(0, -28.2, 1.3, 1.6, fill=p.night)
        + stroke("M-2.3 -31.6h.6M1.7 -31.6h.6", p.ink, 1)
    )
    sash = path("M-7.4 -13Q0 -10.5 7.4 -13L8 -9.5Q0 -7 -8 -9.5Z", fill=p.brand)
    chest = stroke("M-5 -18.5Q-2.5 -17 0 -18.8Q2.5 -17 5 -18.5", mix(p.skin[2], p.ink, 0.2), 0.9)
    return (
        shadow + path(LAP, fill=cloth) + path(TORSO, fill=skin) + chest + sash
        + stroke(ARMS, warm, 3.4) + stroke(HANDS, warm, 1.3) + face
    )  # fmt: skip


def _back(c: Canvas, cloth: str) -> str:
    """Dark before the fire, its light on every edge."""
    p = c.palette
    shadow = ellipse(0, -1, 20, 6, fill=p.night, opacity=0.4)
    dark, edge = mix(p.night, p.brand_strong, 0.25), mix(p.fire, p.ember, 0.25)
    back_skin = c.linear("backskin", (0, mix(p.skin[2], p.brand_strong, 0.35)), (1, p.night))
    brown = mix(p.skin[2], p.brand_strong, 0.4)
    return (
        shadow + path(LAP, fill=cloth) + path(LAP, fill=p.night, opacity=0.5)
        + stroke(ARMS, brown, 3.6) + stroke(HANDS, edge, 1.3)
        + stroke("M-9.4 -25L-16 -29.3L-13.7 -40M9.4 -25L16 -29.3L13.7 -40", edge, 0.8)
        + path(TORSO, fill=back_skin)
        + stroke("M-9 -25.3Q-5 -27.6 -3 -27.6M9 -25.3Q5 -27.6 3 -27.6", edge, 1)
        + path("M-7.4 -13Q0 -10.5 7.4 -13L8 -9Q0 -6.5 -8 -9Z", fill=p.brand_strong)
        + ellipse(0, -31.5, 5.2, 6.4, fill=dark)
        + stroke("M-5 -33.4Q-3.6 -38 0 -38T5 -33.4", edge, 1)
        + stroke("M-5 -32.4Q0 -35.4 5 -32.4M0 -33.8l-1.6 4.4M0 -33.8l1.8 4", mix(p.sand, p.brand, 0.35), 1.1)
    )  # fmt: skip


def _seats(c: Canvas) -> list[tuple[float, float, float, float, float]]:
    """Where the dancers sit: x, y, scale, nearness (-1 far to 1 near) and lean."""
    seats = []
    for ring, radius in enumerate(RINGS):
        count = round(radius * 2 * pi / 52)
        start = c.chance("ring", ring)
        for i in range(count):
            angle = 2 * pi * (i + start) / count
            depth = radius * sin(angle)
            scale = DISTANCE / (DISTANCE - depth)
            x, y = CENTRE + radius * cos(angle) * scale, VANISH + DROP * scale
            sway = c.between(-4, 4, "sway", ring, i)
            if c.left - 30 < x < c.right + 30 and y < c.bottom + 30:
                seats.append((x, y, scale, sin(angle), -14 * cos(angle) + sway))
    return seats


def _seat(c: Canvas, seat: tuple[float, float, float, float, float]) -> str:
    x, y, scale, near, lean = seat
    return c.use("back" if near > 0.2 else "front", place(x, y, turn=lean, scale=scale * FIGURE))


def _fire(c: Canvas) -> None:
    p = c.palette
    glow = c.radial("glow", (0, p.ember, 0.95), (0.3, p.fire, 0.55), (1, p.fire, 0))
    dyes = (mix(p.fire, p.brand, 0.35), p.fire, p.ember, p.paper)
    c.add(ellipse(CENTRE, 214, 130, 116, fill=glow))
    flames = "".join(path(flame, fill=dye) for flame, dye in zip(FLAMES, dyes, strict=True))
    c.add(group(flames, transform=place(CENTRE, 240)))
    c.add(stroke(f"M{CENTRE - 30:.0f} 246l60 -10M{CENTRE - 28:.0f} 237l58 10", p.night, 6))


def _sparks(c: Canvas) -> None:
    p = c.palette
    for i in range(34):
        spread = c.between(-1, 1, "spark", i)
        rise = c.chance("rise", i)
        c.add(circle(CENTRE + spread * (24 + 110 * rise), 190 - rise * 180, 0.8 + 1.5 * c.chance("r", i),
                     fill=p.ember, opacity=round(0.95 - rise * 0.7, 2)))  # fmt: skip


def _dusk(c: Canvas) -> None:
    p = c.palette
    shade = c.radial(
        "dusk", (0, p.night, 0), (0.5, p.night, 0), (1, p.night, 0.85),
        at=(CENTRE, 226), r=max(c.wide * 0.62, 380), units="userSpaceOnUse", squash=0.8,
    )  # fmt: skip
    c.flood(shade)
