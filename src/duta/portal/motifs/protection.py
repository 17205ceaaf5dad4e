"""Protection: a ceremonial payung held over people in the rain, and the warm circle under it."""

from itertools import pairwise

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.palette import mix
from duta.portal.motifs.pen import circle, ellipse, group, num, path, place, rect, smooth, stroke
from duta.portal.motifs.people import Person, figure

GROUND = 372.0
EDGE, TOP, HALF = 152.0, 40.0, 236.0


def protection(c: Canvas) -> None:
    """Rain everywhere but under the umbrella; the people stand close, one officer holds the pole."""
    _night(c)
    _rain(c)
    _light(c)
    _people(c)
    _canopy(c)
    _near_rain(c)


def _night(c: Canvas) -> None:
    p = c.palette
    c.flood(
        c.linear(
            "night", (0, mix(p.deep, p.ink, 0.35)), (0.5, p.accent), (0.82, mix(p.accent, p.sea, 0.45)), (1, p.accent)
        )
    )
    for i, (y, lift) in enumerate(((300, 60), (330, 40))):
        points = [(c.left + c.wide * k / 14, y - lift * c.chance("hill", i, k)) for k in range(15)]
        c.add(
            path(
                smooth(points) + f"V{num(c.bottom)}H{num(c.left)}Z",
                fill=mix(p.deep, p.accent, 0.55 - 0.3 * i),
                opacity=0.8,
            )
        )
    c.add(rect(c.left, 344, c.wide, c.bottom - 344, fill=c.linear("wet", (0, p.deep), (1, mix(p.deep, p.ink, 0.5)))))
    ripples = "".join(
        f"M{num(c.left + c.wide * c.chance('rx', i))} {num(352 + (c.bottom - 352) * c.chance('ry', i))}q14 -5 28 0t28 0"
        for i in range(26)
    )
    c.add(stroke(ripples, p.sea, 1.4, opacity=0.4))


def _rain(c: Canvas) -> None:
    """Falling lines in two strengths, slanting with the wind, as a batik artist draws rain."""
    p = c.palette
    for layer, (wide, high, count, width, shade) in enumerate(((150, 190, 15, 1.0, 0.4), (236, 270, 13, 1.8, 0.5))):
        drops = "".join(
            f"M{num(wide * (i + 0.7 * c.chance('x', layer, i)) / count)} {num((high - 50) * c.chance('y', layer, i))}"
            f"v{num(c.between(20, 48, 'long', layer, i))}"
            for i in range(count)
        )
        lines = stroke(drops, mix(p.sea, p.paper, 0.4), width)
        c.flood(c.pattern(f"rain{layer}", wide, high, lines, "rotate(-18)"), opacity=shade)


def _light(c: Canvas) -> None:
    """What the umbrella keeps: a warm air that thins towards its edge, and a lit circle on the ground."""
    p = c.palette
    warm = mix(p.ember, p.gold_light, 0.35)
    left, right = 300 - HALF + 8, 300 + HALF - 8
    beam = f"M{num(left)} {EDGE}L{num(left - 20)} {GROUND - 4}H{num(right + 20)}L{num(right)} {EDGE}Z"
    side = c.linear("side", (0, warm, 0.5), (0.2, warm, 0.95), (0.8, warm, 0.95), (1, warm, 0.5), along=(0, 0, 1, 0))
    floor = mix(p.gold_light, p.fire, 0.35)
    c.add(
        path(beam, fill=side),
        path(beam, fill=c.linear("fall", (0, p.ember, 0.5), (0.5, p.ember, 0), (1, mix(p.accent, p.gold, 0.5), 0.5))),
        ellipse(300, GROUND - 4, HALF + 60, 40, fill=c.radial("pool", (0.6, floor, 0.75), (1, floor, 0))),
        ellipse(300, GROUND - 4, HALF + 12, 24, fill=floor),
        ellipse(300, GROUND - 4, HALF - 8, 18, fill="none", stroke=p.paper, stroke_width=1.2, stroke_dasharray="2 6"),
        ellipse(300, EDGE + 80, 190, 120, fill=c.radial("warm", (0, p.paper, 0.75), (1, p.ember, 0))),
    )  # fmt: skip


def _pole(c: Canvas) -> None:
    p = c.palette
    c.add(
        rect(
            296,
            EDGE - 20,
            8,
            GROUND - EDGE + 20,
            fill=c.linear("pole", (0, p.soga), (0.5, p.gold_light), (1, p.soga), along=(0, 0, 1, 0)),
        )
    )
    rings = "".join(f"M294.5 {y}h11" for y in range(170, 360, 30))
    c.add(stroke(rings, p.gold, 2.4))


def _people(c: Canvas) -> None:
    p = c.palette
    teal, indigo, leaf = p.accent, p.indigo, mix(p.leaf, p.ink, 0.2)
    crowd = (
        (112, 1.5, Person(leaf, indigo, "grey", skin=1)),
        (156, 1.62, Person(indigo, mix(p.ink, p.soga, 0.4), "peci", skin=2)),
        (238, 1.56, Person(p.sand, teal, "hijab", cloth=p.brand, skin=3, skirt=True, reach="fold")),
        (352, 1.66, Person(p.fire, indigo, "helmet", cloth=p.gold_light, skin=2)),
        (444, 1.54, Person(teal, p.brand_strong, "bun", skin=0, skirt=True)),
        (488, 1.42, Person(p.gold, mix(p.soga, p.ink, 0.5), "short", skin=1)),
        (198, 1.08, Person(p.gold_light, p.brand, "short", skin=0)),
        (400, 1.0, Person(p.brand, indigo, "curls", skin=1, reach="wave")),
    )  # fmt: skip
    for x, size, who in crowd:
        c.add(ellipse(x, GROUND - 1, 19 * size, 4.4 * size, fill=p.night, opacity=0.35))
        c.add(group(figure(c, who), transform=place(x, GROUND - 2, scale=size)))
    officer = Person(p.brand, p.ink, "short", skin=0, reach="hold")
    c.add(group(figure(c, officer), transform=place(310, GROUND - 2, scale=-1.78, scale_y=1.78)))
    _pole(c)
    c.add(ellipse(301, GROUND - 114, 7, 6, fill=p.skin[0]))
    c.add(_suitcase(c, 270, GROUND - 1), group(_badge(c), transform=place(324, GROUND - 116)))


def _suitcase(c: Canvas, x: float, y: float) -> str:
    p = c.palette
    return group(
        stroke("M-6 -38v-8h12v8", p.ink, 2.4),
        path("M-16 -38h32q3 0 3 3v32q0 3 -3 3h-32q-3 0 -3 -3v-32q0 -3 3 -3Z", fill=p.accent),
        stroke("M-10 -38v38M10 -38v38", p.gold_light, 2.4),
        transform=place(x, y, scale=0.92),
    )


def _badge(c: Canvas) -> str:
    return path("M0 -6L5 0L0 6L-5 0Z", fill=c.palette.gold_light)


def _canopy(c: Canvas) -> None:
    """Gores in red and dark red, a gold rim of tumpal, and the swaying fringe."""
    p = c.palette
    count, ribs = 10, []
    for i in range(count + 1):
        share = i / count * 2 - 1
        ribs.append((300 + HALF * share * (1 - 0.06 * (1 - abs(share))), EDGE - 13 * (1 - share * share) ** 0.5 + 8))
    bright = c.linear("bright", (0, mix(p.fire, p.brand, 0.6)), (1, p.brand))
    dark = c.linear("dark", (0, p.brand), (1, p.brand_strong))
    c.add(
        path(
            f"M{num(ribs[0][0])} {num(ribs[0][1])}"
            f"Q300 {EDGE + 40} {num(ribs[-1][0])} {num(ribs[-1][1])}"
            f"L300 {EDGE - 30}Z",
            fill=p.night,
        )
    )
    for i in range(count):
        gore = _gore(ribs[i], ribs[i + 1])
        c.add(path(gore, fill=dark if i % 2 else bright, stroke=p.gold_light, stroke_width=0.9))
    _rim(c, ribs)
    c.add(
        path(
            f"M293 {TOP + 2}C290 {TOP - 8} 297 {TOP - 12} 300 {TOP - 32}C303 {TOP - 12} 310 {TOP - 8} 307 {TOP + 2}Z",
            fill=p.gold_light,
        ),
        ellipse(300, TOP + 3, 22, 7, fill=p.gold_light),
        ellipse(300, TOP + 2, 15, 4, fill=p.ember),
    )


def _gore(left: tuple[float, float], right: tuple[float, float]) -> str:
    """Path data of one panel between two ribs."""
    (x1, y1), (x2, y2) = left, right
    down = f"C{num(114 + x1 * 0.62)} {TOP + 4} {num(24 + x1 * 0.92)} {num(y1 - 62)} {num(x1)} {num(y1)}"
    scallop = f"Q{num((x1 + x2) / 2)} {num((y1 + y2) / 2 - 13)} {num(x2)} {num(y2)}"
    up = f"C{num(24 + x2 * 0.92)} {num(y2 - 62)} {num(114 + x2 * 0.62)} {TOP + 4} 300 {TOP}Z"
    return f"M300 {TOP}{down}{scallop}{up}"


def _rim(c: Canvas, ribs: list[tuple[float, float]]) -> None:
    p = c.palette
    arcs = [
        f"M{num(x1)} {num(y1)}Q{num((x1 + x2) / 2)} {num((y1 + y2) / 2 - 13)} {num(x2)} {num(y2)}"
        for (x1, y1), (x2, y2) in pairwise(ribs)
    ]
    rim = "".join(arcs)
    c.add(stroke(rim, p.gold_light, 6.5), stroke(rim, p.brand_strong, 2.6, stroke_dasharray=".1 6.5"))
    inner = []
    for x, y in ribs:
        inner.append((300 + (x - 300) * 0.93, y - 15 + 3 * abs(x - 300) / HALF))
    band = "".join(
        f"M{num(x1)} {num(y1)}Q{num((x1 + x2) / 2)} {num((y1 + y2) / 2 - 12)} {num(x2)} {num(y2)}"
        for (x1, y1), (x2, y2) in pairwise(inner)
    )
    c.add(
        stroke(band, p.ember, 1.4),
        stroke(band, p.gold_light, 3.4, stroke_dasharray=".1 8", transform="translate(0 -7)"),
    )
    drops = ""
    for i, ((x1, y1), (x2, y2)) in enumerate(pairwise(ribs)):
        for k in range(7):
            t = (k + 0.5) / 7
            x = x1 + (x2 - x1) * t
            y = (1 - t) ** 2 * y1 + 2 * t * (1 - t) * ((y1 + y2) / 2 - 13) + t * t * y2
            drops += f"M{num(x)} {num(y + 2)}q{num(c.between(-2, 2, 'd', i, k))} 8 0 {num(12 + 3 * (k % 2))}"
    c.add(stroke(drops, p.gold_light, 2.2), *(circle(x, y + 4, 4.2, fill=p.ember) for x, y in ribs))


def _near_rain(c: Canvas) -> None:
    """Drops that break on the canopy and run off its edge."""
    p = c.palette
    splash = ""
    for i in range(21):
        share = (i - 10) / 10.6 + c.between(-0.03, 0.03, "splash", i)
        x, y = 300 + HALF * share, EDGE - 106 * (1 - abs(share) ** 2.4) ** 0.8 + 1
        splash += f"M{num(x)} {num(y)}l{num(-3 + 3 * share)} -5M{num(x + 4)} {num(y)}l{num(3 + 3 * share)} -6"
    c.add(stroke(splash, mix(p.sea, p.paper, 0.6), 1.4, opacity=0.85))
