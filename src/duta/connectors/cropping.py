"""Pictures that a platform cuts: which ones, and to what. Pure; no Django here."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class Cuts(Protocol):
    """What a connector adds whose platform takes pictures of certain shapes only and cuts all others."""

    def frame(self, width: int, height: int) -> float:
        """Return the shape, width by height, to which a picture of this size in pixels is cut; zero: it stays whole."""


def frame_of(connector: object, width: int, height: int) -> float:
    """Return the shape to which a connector's platform cuts a picture of this size; zero: it takes it whole."""
    if not width or not height or not isinstance(connector, Cuts):
        return 0.0
    return connector.frame(width, height)


def frame_between(narrowest: float, widest: float, width: int, height: int) -> float:
    """Return the nearest shape that is allowed; zero when the picture has an allowed one, to a hundredth."""
    ratio = width / height
    nearest = min(max(ratio, narrowest), widest)
    return nearest if abs(nearest - ratio) > 0.01 else 0.0


def cut_to(ratio: float, width: int, height: int) -> tuple[int, int]:
    """Return the largest size in pixels with this shape inside a picture."""
    if width / height > ratio:
        return max(1, round(height * ratio)), height
    return width, max(1, round(width / ratio))
