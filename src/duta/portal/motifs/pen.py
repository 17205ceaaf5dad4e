"""The pen: SVG elements and path data as short strings, with presentation attributes only."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import TypeAlias

Value: TypeAlias = str | float
Point: TypeAlias = tuple[float, float]


def num(value: float) -> str:
    """A number with at most one decimal, as short as it can be written."""
    text = f"{value:.1f}"
    if text.endswith(".0"):
        text = text[:-2]
    return "0" if text in {"-0", ""} else text


def fine(value: float) -> str:
    """A number with at most two decimals: for opacities, scales and offsets of gradients."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _attribute(name: str, value: Value) -> str:
    text = value if isinstance(value, str) else fine(value) if "opacity" in name else num(value)
    return f' {name.rstrip("_").replace("_", "-")}="{text}"'


def tag(name: str, body: str = "", /, **attributes: Value) -> str:
    """One element; an underscore in an attribute's name stands for a hyphen."""
    head = name + "".join(_attribute(key, value) for key, value in attributes.items())
    return f"<{head}>{body}</{name}>" if body else f"<{head}/>"


def text(words: str) -> str:
    """The words as character data: escaped, without the characters that XML forbids."""
    return escape("".join(sign for sign in words if sign in "\t\n\r" or sign.isprintable()))


def group(*parts: str, **attributes: Value) -> str:
    """The parts together, under attributes they share."""
    return tag("g", "".join(parts), **attributes)


def circle(cx: float, cy: float, r: float, **attributes: Value) -> str:
    return tag("circle", cx=cx, cy=cy, r=r, **attributes)


def ellipse(cx: float, cy: float, rx: float, ry: float, **attributes: Value) -> str:
    return tag("ellipse", cx=cx, cy=cy, rx=rx, ry=ry, **attributes)


def rect(x: float, y: float, width: float, height: float, **attributes: Value) -> str:
    return tag("rect", x=x, y=y, width=width, height=height, **attributes)


def path(data: str, **attributes: Value) -> str:
    return tag("path", d=data, **attributes)


def stroke(data: str, colour: str, width: float, **attributes: Value) -> str:
    """An open line with round ends."""
    return path(
        data, fill="none", stroke=colour, stroke_width=width, stroke_linecap="round",
        stroke_linejoin="round", **attributes,
    )  # fmt: skip


def place(x: float, y: float, *, turn: float = 0, scale: float = 1, scale_y: float | None = None) -> str:
    """The value of a transform that moves, then turns (degrees), then scales."""
    text = f"translate({num(x)} {num(y)})"
    if turn:
        text += f"rotate({num(turn)})"
    if scale_y is not None and scale_y != scale:
        text += f"scale({fine(scale)} {fine(scale_y)})"
    elif scale != 1:
        text += f"scale({fine(scale)})"
    return text


def mirror(about: float) -> str:
    """The value of a transform that flips left and right about a vertical line."""
    return f"translate({num(2 * about)} 0)scale(-1 1)"


def polyline(points: Iterable[Point], *, closed: bool = False) -> str:
    """Path data through the points by straight lines."""
    text = "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points)
    return text + "Z" if closed else text


def smooth(points: Sequence[Point], *, closed: bool = False, tension: float = 1.0) -> str:
    """Path data through the points by a soft curve (Catmull-Rom); relative, so it is short.

    Written positions are rounded as they are used, so the error never adds up along the curve.
    """
    count = len(points)

    def at(index: int) -> Point:
        return points[index % count if closed else min(max(index, 0), count - 1)]

    here = (round(points[0][0], 1), round(points[0][1], 1))
    out = [f"M{num(here[0])} {num(here[1])}"]
    for i in range(count if closed else count - 1):
        before, start, end, after = at(i - 1), at(i), at(i + 1), at(i + 2)
        k = tension / 6
        steps = (
            (start[0] + (end[0] - before[0]) * k, start[1] + (end[1] - before[1]) * k),
            (end[0] - (after[0] - start[0]) * k, end[1] - (after[1] - start[1]) * k),
            end,
        )
        delta = [(round(x - here[0], 1), round(y - here[1], 1)) for x, y in steps]
        out.append("c" + " ".join(f"{num(x)} {num(y)}" for x, y in delta))
        here = (here[0] + delta[2][0], here[1] + delta[2][1])
    return "".join(out) + ("Z" if closed else "")


def symmetric(points: Sequence[Point], *, tension: float = 1.0) -> str:
    """Path data of a closed soft shape given by its right half, from the top to the bottom."""
    left = [(-x, y) for x, y in reversed(points) if abs(x) > 0.01]
    return smooth([*points, *left], closed=True, tension=tension)


def both(*parts: str) -> str:
    """The parts, and the same flipped left and right about the origin."""
    return group(*parts) + group(*parts, transform="scale(-1 1)")
