"""Mega mendung, Cirebon: rain clouds in seven shades, one contour inside another."""

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.cloth import crackle
from duta.portal.motifs.palette import mix
from duta.portal.motifs.pen import group, path, place, rect

# A cloud: lobes above, a swell below, drawn out to a point on the lee side; and the curls inside it.
OUTLINE = (
    "M-132 16c-16 -20 2 -44 28 -38c-4 -30 34 -46 56 -26c14 -38 76 -40 88 2c20 -20 54 -8 50 20"
    "c18 -10 36 -8 50 4"
    "c16 12 40 18 66 16"
    "c-30 16 -62 20 -92 14"
    "c-34 -8 -60 6 -96 8"
    "c-44 4 -70 -8 -100 -6"
    "c-20 2 -38 10 -50 6Z"
)
CURLS = (
    "M-104 -20c-18 0 -20 26 -2 26c14 0 14 -18 2 -16c-6 1 -6 9 0 8",
    "M-48 -46c-30 -10 -40 36 -10 38c24 2 24 -28 6 -28c-14 0 -14 18 -2 16",
    "M40 -42c-34 -16 -58 36 -20 46c32 6 38 -36 10 -36c-20 2 -16 26 2 22",
    "M90 -22c-26 0 -26 34 -2 32c18 -2 14 -24 0 -20c-8 4 -4 12 2 10",
)


# Banks from the back: height above the foot, size, distance between two clouds.
BANKS = ((26, 0.42, 190), (92, 0.6, 262), (182, 0.86, 350), (292, 1.16, 470), (398, 1.5, 600))


def mega_mendung(c: Canvas) -> None:
    """Banks of cloud, the far ones small and deep in colour, the near ones large and bright."""
    p = c.palette
    warm = c.chance("ground") > 0.4
    ground = (p.brand, p.brand_strong) if warm else (p.indigo, mix(p.indigo, p.ink, 0.5))
    c.flood(c.linear("ground", (0, mix(ground[1], p.ink, 0.3)), (0.6, ground[0]), (1, mix(ground[0], p.fire, 0.35))))
    crackle(c, p.ember, 0.2)
    c.define("spine", path(OUTLINE))
    c.define("curls", path("".join(CURLS)))
    cool = [
        mix(p.indigo, p.ink, 0.35),
        p.indigo,
        mix(p.indigo, p.accent, 0.55),
        mix(p.accent, p.sea, 0.35),
        mix(p.sea, p.accent, 0.25),
        mix(p.sea, p.paper, 0.45),
        p.paper,
    ]
    hot = [
        mix(p.brand_strong, p.ink, 0.4),
        p.brand_strong,
        p.brand,
        mix(p.brand, p.fire, 0.6),
        mix(p.fire, p.gold_light, 0.5),
        p.ember,
        p.paper,
    ]
    main, other = (cool, hot) if warm else (hot, cool)
    _cloud(c, "main", main)
    _cloud(c, "other", other)
    for i, (y, size, step) in enumerate(BANKS):
        count = int(c.wide / 2 / step) + 2
        offset = c.between(-0.5, 0.5, "bank", i) * step
        flip = -1 if c.chance("flip", i) > 0.5 else 1
        for k in range(-count, count + 1):
            word = "other" if c.chance("hue", i, k) > 0.8 else "main"
            lift = c.between(-20, 20, "y", i, k) * size
            c.add(c.use(word, place(300 + offset + k * step, y + lift, scale=flip * size, scale_y=size)))
        c.add(rect(c.left, c.top, c.wide, c.high, fill=ground[1], opacity=round(0.3 - 0.07 * i, 2)) if i < 4 else "")
    _rain(c)


def _cloud(c: Canvas, word: str, shades: list[str]) -> None:
    """Contours are one line drawn ever thinner over itself, so that every lobe stays parallel."""
    wide = (62, 51, 40, 29, 18, 7)
    rings = "".join(
        c.use("spine", fill=shade, stroke=shade, stroke_width=w) for shade, w in zip(shades, wide, strict=False)
    )
    heart = c.linear("heart" + word, (0, shades[6]), (0.35, mix(shades[5], shades[6], 0.5)), (1, shades[3]))
    inner = c.use("spine", fill=heart) + c.use("curls", fill="none", stroke=shades[2], stroke_width=8)
    inner += c.use("curls", fill="none", stroke=shades[6], stroke_width=2.6)
    hem = c.use("spine", stroke=c.palette.gold_light, stroke_width=65)
    c.define(word, group(hem, rings, inner, stroke_linecap="round", stroke_linejoin="round"))


def _rain(c: Canvas) -> None:
    """Nothing falls yet: only a light from above."""
    p = c.palette
    c.flood(c.linear("air", (0, p.night, 0.3), (0.3, p.night, 0.05), (0.55, p.ember, 0.0), (1, p.ember, 0.16)))
