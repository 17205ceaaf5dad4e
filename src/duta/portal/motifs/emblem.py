"""The mark of Duta: a kawung of four fruits, one of which sets out; it is the envoy."""

from duta.portal.motifs.palette import TOKENS, Palette
from duta.portal.motifs.pen import circle, ellipse, group, place, rect, stroke, tag, text

BOX = 64
STAYING = (135, 225, 315)
GROWN = 1.2


def mark(size: int = 44, *, label: str = "", palette: Palette = TOKENS) -> str:
    """The emblem as an SVG document; it has no ids, so a page may carry it any number of times.

    It brings its own ground, so it stands on the light and on the dark theme alike.
    """
    p = palette
    seeds = stroke("M0 -9.4V-15.4", p.brand, 2.2)
    fruits = [group(_fruit(p.paper), seeds, transform=f"rotate({angle})") for angle in STAYING]
    envoy = group(_fruit(p.gold_light), stroke("M0 -9.4V-15.4", p.brand_strong, 2.2), transform=_ahead())
    return _document(size, label, _ground(p, rim=True) + _field(*fruits, circle(0, 0, 2.4, fill=p.gold_light)) + envoy)


def favicon(*, palette: Palette = TOKENS) -> str:
    """The emblem for the smallest sizes: the same forms, nothing finer than a pixel at sixteen."""
    p = palette
    fruits = [group(_fruit(p.paper), transform=f"rotate({angle})") for angle in STAYING]
    envoy = group(_fruit(p.gold_light), transform=_ahead())
    return _document(BOX, "", _ground(p) + _field(*fruits) + envoy)


def _ground(p: Palette, *, rim: bool = False) -> str:
    inner = rect(2.2, 2.2, BOX - 4.4, BOX - 4.4, rx="14", fill="none", stroke=p.gold_light, stroke_width=1, opacity=0.5)
    return rect(0, 0, BOX, BOX, rx="16", fill=p.brand) + (inner if rim else "")


def _fruit(fill: str) -> str:
    return ellipse(0, -13.6, 7.5, 10.8, fill=fill)


def _field(*parts: str) -> str:
    return group(*parts, transform=place(30.4, 33.6, scale=GROWN))


def _ahead() -> str:
    """Where the envoy is: on the fourth diagonal, a step ahead of its place."""
    return place(33.8, 30.2, turn=45, scale=GROWN)


def _document(size: int, label: str, body: str) -> str:
    said = {"role": "img"} if label else {"aria_hidden": "true"}
    title = f"<title>{text(label)}</title>" if label else ""
    side = str(size)
    box = f"0 0 {BOX} {BOX}"
    return tag("svg", title + body, xmlns="http://www.w3.org/2000/svg", width=side, height=side, viewBox=box, **said)
