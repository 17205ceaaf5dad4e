"""A link as a QR code, for posters and slides."""

from io import BytesIO

import segno

BORDER = 4  # modules of quiet around it: fewer, and some telephones do not find it
ERRORS = "m"  # readable with 15 % of it dirty or torn
SVG_SCALE, PNG_SCALE = 10, 24  # pixels of one module; the PNG prints sharp at 6 cm and 300 dots to the inch


def qr_svg(address: str) -> bytes:
    """Return the code as an SVG document, the address as its title."""
    return _drawn(address, kind="svg", scale=SVG_SCALE, title=address)


def qr_png(address: str) -> bytes:
    """Return the code as a PNG in black and white."""
    return _drawn(address, kind="png", scale=PNG_SCALE)


def _drawn(address: str, *, kind: str, scale: int, **more: str) -> bytes:
    output = BytesIO()
    code = segno.make_qr(address, error=ERRORS)
    code.save(output, kind=kind, scale=scale, border=BORDER, dark="#000", light="#fff", **more)
    return output.getvalue()
