"""A canvas: collects one picture's shapes, gradients and symbols, and gives out its ids."""

from collections.abc import Sequence
from hashlib import blake2s
from typing import TypeAlias

from duta.portal.motifs.palette import Palette
from duta.portal.motifs.pen import Value, fine, mirror, num, place, rect, tag, text

WIDE, HIGH = 600.0, 400.0
SKY = 0.72  # how much of a tall canvas's extra height lies above the scene
Stop: TypeAlias = tuple[float, str] | tuple[float, str, float]


def _digest(*words: object) -> bytes:
    return blake2s("\x1f".join(map(str, words)).encode()).digest()


class Canvas:
    """One picture being drawn.

    The scene lives in an area of 600 by 400 units from (0, 0). A wider canvas shows more to the left and the
    right; a taller one comes a step nearer and shows more sky, and a little more ground. A motif paints to
    ``left``, ``top``, ``right`` and ``bottom``, and keeps what matters in the middle. Proportions beyond 4:1
    and 1:2 are cropped, not stretched.
    """

    def __init__(self, motif: str, key: str, width: int, height: int, palette: Palette) -> None:
        self.motif, self.key, self.palette = motif, key, palette
        self.width, self.height = width, height
        ratio = min(max(width / height, 0.5), 4.0)
        self.wide = max(HIGH * ratio, WIDE * min(1.0, (ratio * HIGH / WIDE) ** 0.5))
        self.high = self.wide / ratio
        self.left, self.top = (WIDE - self.wide) / 2, (HIGH - self.high) * SKY
        self.right, self.bottom = self.left + self.wide, self.top + self.high
        self._prefix = "m" + _digest("id", motif, key, width, height, palette).hex()[:6]
        self._definitions: dict[str, str] = {}
        self._shapes: list[str] = []

    # Chance: the only source of variety, a hash of motif and key.

    def chance(self, *what: object) -> float:
        """A number from 0 up to 1, always the same for this motif, key and ``what``."""
        return int.from_bytes(_digest(self.motif, self.key, *what)[:4], "big") / 2**32

    def between(self, low: float, high: float, *what: object) -> float:
        return low + (high - low) * self.chance(*what)

    # Definitions.

    def name(self, word: str) -> str:
        """The id of a definition: no other motif and key has it, so pictures can share a page."""
        return f"{self._prefix}-{word}"

    def _keep(self, word: str, markup: str) -> None:
        if word in self._definitions:
            raise ValueError(f"defined twice in one picture: {word}")
        self._definitions[word] = markup

    def define(self, word: str, markup: str) -> str:
        """Define a group to be used many times; returns the word."""
        self._keep(word, tag("g", markup, id=self.name(word)))
        return word

    def stamp(self, word: str, data: str, transform: str = "", **attributes: Value) -> str:
        """A shape that is drawn in many places and dyes: its path is written once."""
        if word not in self._definitions:
            self._keep(word, tag("path", id=self.name(word), d=data))
        return self.use(word, transform, **attributes)

    def use(self, word: str, transform: str = "", **attributes: Value) -> str:
        if transform:
            attributes["transform"] = transform
        return tag("use", href=f"#{self.name(word)}", **attributes)

    def twin(self, word: str, markup: str, about: float) -> str:
        """The markup, and the same flipped left and right about a vertical line."""
        return tag("g", markup, id=self.name(word)) + self.use(word, mirror(about))

    def linear(
        self, word: str, *stops: Stop, along: tuple[float, float, float, float] = (0, 0, 0, 1),
        units: str = "objectBoundingBox",
    ) -> str:  # fmt: skip
        """A gradient along a line; by default from the top of a shape to its bottom."""
        x1, y1, x2, y2 = (fine(value) for value in along)
        self._keep(
            word, tag("linearGradient", _stops(stops), id=self.name(word), x1=x1, y1=y1, x2=x2, y2=y2,
                gradientUnits=units)
        )  # fmt: skip
        return self.ref(word)

    def radial(
        self, word: str, *stops: Stop, at: tuple[float, float] = (0.5, 0.5), r: float = 0.5,
        units: str = "objectBoundingBox", squash: float = 1,
    ) -> str:  # fmt: skip
        """A gradient around a point; ``squash`` flattens it (in user space)."""
        extra = {"gradientTransform": place(0, at[1] * (1 - squash), scale=1, scale_y=squash)}
        self._keep(
            word, tag("radialGradient", _stops(stops), id=self.name(word), cx=fine(at[0]), cy=fine(at[1]),
                r=fine(r), gradientUnits=units, **(extra if squash != 1 else {}))
        )  # fmt: skip
        return self.ref(word)

    def pattern(self, word: str, width: float, height: float, markup: str, transform: str = "") -> str:
        extra = {"patternTransform": transform} if transform else {}
        self._keep(
            word, tag("pattern", markup, id=self.name(word), width=num(width), height=num(height),
                patternUnits="userSpaceOnUse", **extra)
        )  # fmt: skip
        return self.ref(word)

    def clip(self, word: str, markup: str) -> str:
        self._keep(word, tag("clipPath", markup, id=self.name(word)))
        return self.ref(word)

    def ref(self, word: str) -> str:
        return f"url(#{self.name(word)})"

    # Shapes.

    def add(self, *shapes: str) -> None:
        self._shapes.extend(shapes)

    def flood(self, fill: str, **attributes: Value) -> None:
        """Paint the whole canvas."""
        self.add(rect(self.left, self.top, self.wide, self.high, fill=fill, **attributes))

    def svg(self, label: str = "") -> str:
        """The finished document; a label makes it an image with a name, else it is decoration."""
        box = f"{num(self.left)} {num(self.top)} {num(self.wide)} {num(self.high)}"
        said = {"role": "img"} if label else {"aria_hidden": "true"}
        body = f"<title>{text(label)}</title>" if label else ""
        if self._definitions:
            body += tag("defs", "".join(self._definitions.values()))
        return tag(
            "svg", body + "".join(self._shapes), xmlns="http://www.w3.org/2000/svg",
            width=str(self.width), height=str(self.height), viewBox=box,
            preserveAspectRatio="xMidYMid slice", **said,
        )  # fmt: skip


def _stops(stops: Sequence[Stop]) -> str:
    return "".join(
        tag("stop", offset=fine(stop[0]), stop_color=stop[1],
            **({"stop_opacity": stop[2]} if len(stop) == 3 else {}))
        for stop in stops
    )  # fmt: skip
