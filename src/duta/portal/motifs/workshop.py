"""Workshop: people before one screen, on which four speech bubbles meet and become a kawung."""

from math import cos, sin

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.palette import Palette, mix
from duta.portal.motifs.pen import circle, ellipse, group, path, place, rect, stroke
from duta.portal.motifs.people import Person, backs, figure

LEFT, TOP, WIDE, HIGH = 84.0, 26.0, 432.0, 246.0


def workshop(c: Canvas) -> None:
    """A room at ease: the screen's warm light, tiles of those who join from afar, an audience."""
    _room(c)
    _cloths(c)
    _screen(c)
    _kawung(c)
    _tiles(c)
    _host(c)
    _audience(c)


def _room(c: Canvas) -> None:
    p = c.palette
    c.flood(c.linear("wall", (0, mix(p.accent, p.deep, 0.35)), (0.6, mix(p.accent, p.sea, 0.3)), (1, p.accent)))
    fruit = "".join(f'<ellipse rx="5" ry="9" cy="-11" transform="rotate({a})"/>' for a in (45, 135, 225, 315))
    tile = group(fruit, fill="none", stroke=p.sea, stroke_width=1, transform="translate(22 22)")
    c.flood(c.pattern("wallcloth", 44, 44, tile), opacity=0.16)
    c.add(
        ellipse(
            300,
            150,
            420,
            250,
            fill=c.radial("shine", (0, p.ember, 0.75), (0.5, p.gold_light, 0.25), (1, p.gold_light, 0)),
        )
    )


def _cloths(c: Canvas) -> None:
    """Cloths hung on the wall to both sides of the screen."""
    p = c.palette
    dyes = (
        (p.brand, p.brand_strong, p.ember),
        (p.gold_light, p.gold, p.brand_strong),
        (p.indigo, mix(p.indigo, p.ink, 0.5), p.sea),
    )
    for i, (light, dark, line) in enumerate(dyes):
        c.linear(f"dye{i}", (0, light), (0.3, dark), (0.55, light), (0.8, dark), (1, light), along=(0, 0, 1, 0.1))
        marks = "".join(f"M29 {y}l16 22l-16 22l-16 -22zM29 {y + 11}l8 11l-8 11l-8 -11z" for y in range(16, 220, 52))
        rim = "M5 0V236M53 0V236"
        c.define(
            f"cloth{i}",
            rect(4, 4, 58, 240, fill=p.night, opacity=0.3)
            + rect(0, 0, 58, 240, fill=c.ref(f"dye{i}"))
            + stroke(marks + rim, line, 1.8)
            + stroke("M-4 0H62", p.soga, 5)
            + stroke("".join(f"M{x} 240v9" for x in range(2, 58, 5)), line, 1.6),
        )
    for i, x in enumerate((10, -66, -142)):
        c.add(c.use(f"cloth{i}", place(x, 34)), c.use(f"cloth{(i + 1) % 3}", place(542 - x, 34)))


def _host(c: Canvas) -> None:
    """Who leads the day stands beside the screen and opens a hand towards it."""
    p = c.palette
    host = Person(p.brand, p.ink, "bun", skin=0, skirt=True, reach="wave")
    c.add(ellipse(546, 352, 40, 8, fill=p.night, opacity=0.4))
    c.add(group(figure(c, host), transform=place(546, 352, scale=-1.9, scale_y=1.9)))


def _screen(c: Canvas) -> None:
    p = c.palette
    face = c.linear("face", (0, p.paper), (1, mix(p.sand, p.ember, 0.45)))
    c.add(
        rect(LEFT - 8, TOP - 6, WIDE + 16, HIGH + 16, rx="14", fill=p.night, opacity=0.45),
        rect(LEFT - 6, TOP - 6, WIDE + 12, HIGH + 12, rx="13", fill=p.ink),
        rect(LEFT, TOP, WIDE, HIGH, rx="8", fill=face),
        rect(LEFT + 12, TOP + HIGH - 15, WIDE - 24, 5, rx="2.5", fill=mix(p.sand, p.soga, 0.3)),
        rect(LEFT + 12, TOP + HIGH - 15, (WIDE - 24) * c.between(0.35, 0.7, "played"), 5, rx="2.5", fill=p.brand),
        circle(LEFT + 16, TOP + 15, 4.4, fill=p.brand),
        stroke(f"M{LEFT + 28} {TOP + 15}h34", mix(p.sand, p.soga, 0.5), 4),
    )


def _kawung(c: Canvas) -> None:
    """Four bubbles on the diagonals, each with its tail outwards and its own voice inside."""
    p = c.palette
    bubble = "M0 -10C24 -22 35 -48 31 -70C27 -92 13 -101 0 -101C-13 -101 -27 -92 -31 -70C-35 -48 -24 -22 0 -10Z"
    inner = "M0 -22C17 -31 26 -50 23.6 -68C20 -86 10 -92 0 -92C-10 -92 -20 -86 -23.6 -68C-26 -50 -17 -31 0 -22Z"
    tail = "M2 -98L20 -117L24 -86Z"
    dyes = (
        (mix(p.brand, p.fire, 0.25), p.brand_strong), (p.ember, mix(p.gold_light, p.gold, 0.3)),
        (mix(p.accent, p.sea, 0.35), p.accent), (mix(p.fire, p.ember, 0.2), mix(p.fire, p.brand, 0.45)),
    )  # fmt: skip
    parts = []
    for i, (light, dark) in enumerate(dyes):
        fill = c.linear(f"voice{i}", (0, light), (1, dark))
        ink = p.paper if i != 1 else p.brand
        words = (
            stroke("M-12 -72H12M-14 -60H14M-10 -48H6", ink, 3.6),
            stroke("M-12 -66v12M-4 -74v28M4 -68v16M12 -76v32", ink, 3.6),
            path("M0 -42C-22 -56 -18 -78 -6 -76C-2 -75 0 -71 0 -69C0 -71 2 -75 6 -76C18 -78 22 -56 0 -42Z", fill=ink),
            stroke("M-10 -58l7 8l14 -19", ink, 4.6),
        )[i]
        upright = 45 + 90 * i
        body = (
            path(tail, fill=dark, transform="scale(-1 1)" if i % 2 else "scale(1 1)")
            + path(bubble, fill=fill)
            + path(inner, fill="none", stroke=ink, stroke_width=1.1, stroke_dasharray=".1 4", stroke_linecap="round")
        )
        parts.append(group(body, group(words, transform=f"rotate({-upright} 0 -60)"), transform=f"rotate({upright})"))
    c.add(group(
        circle(0, 0, 108, fill=c.radial("halo", (0, p.ember, 0.9), (1, p.ember, 0))), *parts,
        circle(0, 0, 15, fill=p.ink), path("M-4.5 -7.5L8 0L-4.5 7.5Z", fill=p.ember),
        *(circle(62 * cos(a), 62 * sin(a), 4, fill=p.brand) for a in (0, 1.5708, 3.1416, 4.7124)),
        transform=place(300, TOP + 118, scale=1.1),
    ))  # fmt: skip


def _tiles(c: Canvas) -> None:
    """Those who join from afar, two on each side; one of them interprets in sign."""
    p = c.palette
    joined = (
        (LEFT + 16, TOP + 36, Person(p.brand_strong, "", "hijab", cloth=p.brand, skin=3), p.sea),
        (LEFT + 16, TOP + 132, Person(p.ink, "", "short", skin=1), p.ember),
        (LEFT + WIDE - 88, TOP + 36, Person(p.fire, "", "curls", skin=2), p.gold_light),
        (LEFT + WIDE - 88, TOP + 132, Person(p.indigo, "", "peci", cloth=p.ink, skin=0), mix(p.sea, p.paper, 0.4)),
    )
    for i, (x, y, who, ground) in enumerate(joined):
        c.add(
            rect(x, y, 72, 78, rx="8", fill=ground),
            group(
                _bust(c, who, signs=i == 1),
                transform=place(x + 36, y + 78),
                clip_path=c.clip(f"tile{i}", rect(-36, -78, 72, 78, rx="8")),
            ),
        )
        c.add(rect(x, y, 72, 78, rx="8", fill="none", stroke=p.paper, stroke_width=2.4))


def _bust(c: Canvas, who: Person, *, signs: bool) -> str:
    """Head and shoulders, facing us; the one who signs has both hands up."""
    p = c.palette
    skin = p.skin[who.skin]
    look = stroke("M-5 -43h.1M5 -43h.1", p.ink, 2.8) + stroke("M-4.5 -34.5Q0 -31 4.5 -34.5", p.brand_strong, 1.7)
    body = path("M-30 4C-30 -14 -22 -19 -8 -21H8C22 -19 30 -14 30 4Z", fill=who.top)
    neck = rect(-5, -30, 10, 12, fill=mix(skin, p.ink, 0.25))
    face = ellipse(0, -41, 13, 15.5, fill=skin)
    if who.head == "hijab":
        head = path(
            "M0 -62C-22 -62 -20 -38 -18 -28C-22 -18 -18 -8 0 -6C18 -8 22 -18 18 -28C20 -38 22 -62 0 -62Z",
            fill=who.cloth,
        ) + ellipse(0, -41, 10.8, 13, fill=skin)
    elif who.head == "peci":
        head = neck + face + path("M-13.6 -46L-12 -62Q0 -66 12 -62L13.6 -46Q0 -52 -13.6 -46Z", fill=who.cloth)
    elif who.head == "curls":
        head = (
            "".join(
                circle(x, y, 7, fill=p.ink)
                for x, y in ((-13, -40), (-13, -51), (-6, -59), (4, -60), (12, -53), (14, -42))
            )
            + neck
            + face
        )
    else:
        head = (
            neck + face + path("M-13.6 -40C-16 -64 16 -64 13.6 -40C10 -49 5 -52 0 -52S-10 -49 -13.6 -40Z", fill=p.ink)
        )
    hands = ""
    if signs:
        palm = stroke("M0 0V-9M-3 -1L-6 -9M3 -1L5 -9.5M-4.6 2L-9.6 -2", skin, 3) + circle(0, 1.5, 5, fill=skin)
        hands = (
            stroke("M-24 0L-22 -14M24 2L18 -10", who.top, 9)
            + group(palm, transform=place(-21, -19, turn=-14))
            + group(palm, transform=place(17, -16, turn=40, scale=-1, scale_y=1))
        )
    return body + head + look + hands


def _far_row(p: Palette) -> tuple[Person, ...]:
    return (
        Person(mix(p.accent, p.ink, 0.4), "", "short", skin=1),
        Person(mix(p.gold, p.ink, 0.3), "", "hijab", cloth=mix(p.sea, p.accent, 0.3)),
        Person(mix(p.brand, p.ink, 0.25), "", "bun", skin=0),
        Person(mix(p.indigo, p.ink, 0.2), "", "peci", cloth=p.ink, skin=2),
        Person(mix(p.soga, p.ink, 0.2), "", "curls", skin=1),
    )


def _near_row(p: Palette) -> tuple[Person, ...]:
    return (
        Person(p.indigo, "", "long", skin=0),
        Person(mix(p.accent, p.ink, 0.15), "", "short", skin=2),
        Person(p.brand_strong, "", "hijab", cloth=mix(p.brand, p.fire, 0.15)),
        Person(mix(p.gold, p.ink, 0.35), "", "grey", skin=1),
        Person(mix(p.accent, p.deep, 0.6), "", "bun", skin=3),
        Person(p.ink, "", "peci", cloth=p.brand_strong, skin=1),
    )


def _audience(c: Canvas) -> None:
    """Two rows from behind, rimmed with the screen's light."""
    p = c.palette
    rows = ((c.bottom - 52, 0.84, 88, _far_row(p)), (c.bottom + 6, 1.14, 122, _near_row(p)))
    for r, (y, size, step, people) in enumerate(rows):
        count = int(c.wide / 2 / step) + 2
        for word_at, who in enumerate(people):
            c.define(
                f"a{r}{word_at}",
                stroke("M-46 0C-46 -26 -34 -34 -14 -38H14C34 -34 46 -26 46 0", p.ember, 2.4, opacity=0.7)
                + backs(c, who),
            )
        first = int(c.chance("first", r) * len(people))
        for k in range(-count, count + 1):
            x = 300 + (k + 0.5 * (r == 0)) * step + c.between(-6, 6, "seat", r, k)
            word = f"a{r}{(k + first) % len(people)}"
            c.add(c.use(word, place(x, y + c.between(-4, 10, "tall", r, k), scale=size)))
        c.add(rect(c.left, y - 40, c.wide, 60, fill=c.linear(f"dim{r}", (0, p.deep, 0), (1, p.deep, 0.75))))
