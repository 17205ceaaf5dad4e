"""The colours that pictures are drawn with: the portal's tokens, and the pigments between them."""

from dataclasses import dataclass


def mix(one: str, other: str, share: float) -> str:
    """The colour between two ``#rrggbb`` colours; ``share`` is how much of the second."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * min(max(share, 0), 1)):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@dataclass(frozen=True)
class Palette:
    """Every colour a picture may use, as ``#rrggbb``; anything else is mixed from these.

    The first eight are the light theme's tokens. Pictures keep their colours in the dark theme, as
    photographs do.
    """

    brand: str = "#a3161f"
    brand_strong: str = "#7d0f17"
    accent: str = "#0d5c57"
    gold: str = "#93690f"
    gold_light: str = "#e2b75c"
    paper: str = "#fbf9f5"
    sand: str = "#f2eee6"
    ink: str = "#1c1915"
    fire: str = "#ee7a24"
    ember: str = "#ffd98a"
    sea: str = "#6fbfb4"
    indigo: str = "#173a63"
    leaf: str = "#6f8f3c"
    soga: str = "#7a4a1e"
    skin: tuple[str, ...] = ("#c78550", "#a8683a", "#8a5230", "#dca373")

    @property
    def night(self) -> str:
        """The darkest warm colour: red sunk into ink."""
        return mix(self.brand_strong, self.ink, 0.72)

    @property
    def deep(self) -> str:
        """The darkest cool colour: teal sunk into ink."""
        return mix(self.accent, self.ink, 0.55)


TOKENS = Palette()
