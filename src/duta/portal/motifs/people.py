"""People: small standing figures of many kinds, a hundred units tall, feet at the origin."""

from dataclasses import dataclass

from duta.portal.motifs.canvas import Canvas
from duta.portal.motifs.palette import mix
from duta.portal.motifs.pen import both, circle, ellipse, path, stroke


@dataclass(frozen=True)
class Person:
    """How one figure is dressed; ``head`` is one of hijab, peci, bun, short, curls, long, helmet or grey."""

    top: str
    below: str
    head: str
    cloth: str = "#1c1915"
    skin: int = 0
    skirt: bool = False
    reach: str = "down"


def figure(c: Canvas, who: Person) -> str:
    """The figure seen from the front."""
    skin = c.palette.skin[who.skin % 4]
    legs = _skirt(c, who) if who.skirt else _trousers(c, who)
    return _hair_behind(c, who) + legs + _torso(c, who, skin) + _face(c, who, skin)


def _trousers(c: Canvas, who: Person) -> str:
    shoes = stroke("M-7 -1h-4M7 -1h4", c.palette.ink, 4)
    return shoes + path("M-11 -50L-11.5 -2H-3.5L0 -38L3.5 -2H11.5L11 -50Z", fill=who.below)


def _skirt(c: Canvas, who: Person) -> str:
    """A kain, with the border of its cloth."""
    p = c.palette
    hem = stroke("M-14 -8Q0 -5 14 -8M-13.4 -13Q0 -10 13.4 -13", p.gold_light, 1.3)
    dots = stroke("M-8 -22h.1M0 -20.5h.1M8 -22h.1M-6 -33h.1M6 -33h.1M0 -43h.1", p.gold_light, 2.4)
    return (
        stroke("M-5 -1h-3M5 -1h3", p.ink, 4)
        + path("M-10 -52C-13 -34 -14 -14 -14.6 -3Q0 0 14.6 -3C14 -14 13 -34 10 -52Z", fill=who.below)
        + hem
        + dots
    )


def _torso(c: Canvas, who: Person, skin: str) -> str:
    shade = mix(who.top, c.palette.ink, 0.22)
    body = path("M-6 -80C-13 -79 -15 -76 -15 -70L-12.4 -46Q0 -42 12.4 -46L15 -70C15 -76 13 -79 6 -80Z", fill=who.top)
    fold = path("M0 -80V-44Q8 -44 12.4 -46L15 -70C15 -76 13 -79 6 -80Z", fill=shade, opacity=0.45)
    neck = path("M-3.6 -86H3.6V-79Q0 -75 -3.6 -79Z", fill=mix(skin, c.palette.ink, 0.25))
    return body + fold + neck + _arms(who, skin, shade)


def _arms(who: Person, skin: str, shade: str) -> str:
    left = stroke("M-13 -73L-17 -58L-15 -46", shade, 6.6) + circle(-14.6, -42.6, 3.2, fill=skin)
    right = stroke("M13 -73L17 -58L15 -46", shade, 6.6) + circle(14.6, -42.6, 3.2, fill=skin)
    match who.reach:
        case "down":
            return left + right
        case "wave":
            return (
                left
                + stroke("M13 -73L22 -82L20 -98", shade, 6.2)
                + circle(19.6, -102, 3.4, fill=skin)
                + stroke("M18 -103L15 -107M19.6 -104L18.6 -109.4M21 -104L22.4 -109.4M22 -102L25.6 -105.6", skin, 1.7)
            )
        case "hold":
            return left + stroke("M13 -73L19 -60L8 -62", shade, 6.6) + circle(4.6, -63, 3.4, fill=skin)
        case _:
            return (
                stroke("M-13 -73L-16 -58L-4 -56", shade, 6.6)
                + stroke("M13 -73L16 -58L4 -56", shade, 6.6)
                + circle(0, -57, 4, fill=skin)
            )


def _hair_behind(c: Canvas, who: Person) -> str:
    if who.head == "long":
        return path("M-10 -94C-12 -80 -12 -72 -9 -66H9C12 -72 12 -80 10 -94Z", fill=c.palette.ink)
    if who.head == "curls":
        return "".join(
            circle(x, y, 4.6, fill=c.palette.ink)
            for x, y in ((-8, -90), (-9, -97), (-4, -102), (3, -103), (8, -98), (9, -91))
        )
    return ""


def _face(c: Canvas, who: Person, skin: str) -> str:
    p = c.palette
    head = ellipse(0, -91, 7.8, 9.2, fill=skin)
    look = stroke("M-3 -91.4h.1M3 -91.4h.1", p.ink, 1.7) + stroke("M-2.2 -86.8Q0 -85 2.2 -86.8", p.brand_strong, 1.1)
    hair = "M-8.2 -90C-10 -104 10 -104 8.2 -90C6 -95 3 -97 0 -97S-6 -95 -8.2 -90Z"
    match who.head:
        case "hijab":
            scarf = path(
                "M0 -103C-13 -103 -12 -88 -11 -82"
                "C-13 -76 -12 -71 -8 -68"
                "Q0 -63 8 -68"
                "C12 -71 13 -76 11 -82"
                "C12 -88 13 -103 0 -103Z",
                fill=who.cloth,
            )
            return (
                scarf
                + ellipse(0, -91, 6.4, 7.8, fill=skin)
                + look
                + stroke("M-8 -79Q0 -73 9 -77", mix(who.cloth, p.ink, 0.25), 1)
            )
        case "peci":
            return head + path("M-8.2 -93L-7.4 -103Q0 -105.5 7.4 -103L8.2 -93Q0 -96.5 -8.2 -93Z", fill=who.cloth) + look
        case "helmet":
            return (
                head
                + path("M-9.6 -94C-9 -108 9 -108 9.6 -94Z", fill=who.cloth)
                + stroke("M-11.4 -93.6h22.8", who.cloth, 2.4)
                + look
            )
        case "bun":
            return (
                circle(0, -103, 4.4, fill=p.ink)
                + head
                + path(hair, fill=p.ink)
                + circle(4, -101, 1.6, fill=p.brand)
                + look
            )
        case "grey":
            return head + path(hair, fill=mix(p.sand, p.ink, 0.25)) + look
        case _:
            return head + path(hair, fill=p.ink) + look


def backs(c: Canvas, who: Person) -> str:
    """Head and shoulders seen from behind, for an audience; the shoulders' foot is the origin, 100 wide."""
    p = c.palette
    body = path("M-46 0C-46 -26 -34 -34 -14 -38H14C34 -34 46 -26 46 0Z", fill=who.top)
    neck = path("M-8 -48H8V-36Q0 -32 -8 -36Z", fill=mix(p.skin[who.skin % 4], p.ink, 0.2))
    skull = ellipse(0, -62, 17, 20, fill=p.ink)
    ears = both(ellipse(17, -60, 3, 5, fill=p.skin[who.skin % 4]))
    match who.head:
        case "hijab":
            return (
                body
                + path(
                    "M0 -85C-24 -85 -24 -56 -21 -46C-30 -38 -26 -22 0 -18C26 -22 30 -38 21 -46C24 -56 24 -85 0 -85Z",
                    fill=who.cloth,
                )
                + stroke("M0 -84C-6 -70 -4 -40 0 -20", mix(who.cloth, p.ink, 0.3), 1.4)
            )
        case "peci":
            return (
                body
                + neck
                + ears
                + skull
                + path("M-17.6 -64L-15.6 -86Q0 -90 15.6 -86L17.6 -64Q0 -69 -17.6 -64Z", fill=who.cloth)
                + stroke("M-17 -66Q0 -71 17 -66", mix(who.cloth, p.paper, 0.25), 1.2)
            )
        case "bun":
            return body + neck + ears + skull + circle(0, -84, 9, fill=p.ink) + circle(9, -80, 3.6, fill=p.brand)
        case "long":
            return body + path("M-19 -64C-20 -90 20 -90 19 -64L22 -24Q0 -14 -22 -24Z", fill=p.ink)
        case "curls":
            return (
                body
                + neck
                + "".join(
                    circle(x, y, 9, fill=p.ink)
                    for x, y in (
                        (-14, -56),
                        (-16, -68),
                        (-10, -79),
                        (1, -83),
                        (12, -78),
                        (17, -67),
                        (14, -56),
                        (0, -66),
                        (0, -54),
                        (-7, -68),
                        (8, -67),
                    )
                )
            )
        case "grey":
            return body + neck + ears + ellipse(0, -62, 17, 20, fill=mix(p.sand, p.ink, 0.3))
        case _:
            return body + neck + ears + skull
