"""Files that are drawn by code (`duta.portal.motifs`) and kept in the repository, because a browser or an editor needs a file.

    python tools/draw_pictures.py                  everything
    python tools/draw_pictures.py mark             the portal's favicon.svg; needs no browser
    python tools/draw_pictures.py pictures         the demonstration's pictures; needs Debian's Chromium and playwright
    python tools/draw_pictures.py pictures reog    only the named ones

A picture is 1600 by 1067 pixels and at most 220 KB: the best JPEG quality that fits is taken. Chromium's
rendering differs a little from version to version, so redraw only what has changed.
"""

import argparse
import shutil
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from duta.portal.motifs import draw, favicon

ROOT = Path(__file__).resolve().parent.parent
STATICS = ROOT / "src/duta/portal/static/portal"
PICTURES = ROOT / "src/duta/demonstration/pictures"
NAMES = (
    "kecak", "reog", "saman", "peace", "trade", "protection", "development", "workshop", "performance", "mission",
)  # fmt: skip
KEY = "demonstration"
WIDTH, HEIGHT, MOST_BYTES = 1600, 1067, 220 * 1024
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--hide-scrollbars")  # fmt: skip


def draw_mark() -> None:
    """Write the mark as it is where it is small."""
    STATICS.mkdir(parents=True, exist_ok=True)
    file, svg = STATICS / "favicon.svg", favicon()
    file.write_text(svg + "\n", encoding="utf-8")
    print(f"{file.relative_to(ROOT)}  {len(svg)} bytes")


def draw_pictures(names: Iterable[str]) -> None:
    """Render the named pictures and write them. Raises FileNotFoundError where there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        raise FileNotFoundError("no chromium on the PATH: apt-get install chromium")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1)
        for name in names:
            quality, picture = _render(page, name)
            (PICTURES / f"{name}.jpg").write_bytes(picture)
            print(f"{PICTURES.relative_to(ROOT) / name}.jpg  {len(picture) // 1024} KB at quality {quality}")
        browser.close()


def _render(page: Page, name: str) -> tuple[int, bytes]:
    """The picture at the best quality that fits, and that quality."""
    page.set_content(draw(name, key=KEY, width=WIDTH, height=HEIGHT))
    page.add_style_tag(content="body { margin: 0 } svg { display: block }")
    drawn = Image.open(BytesIO(page.screenshot(type="png"))).convert("RGB")
    for quality in range(92, 40, -2):
        packed = BytesIO()
        drawn.save(packed, "JPEG", quality=quality, optimize=True, progressive=True)
        if packed.tell() <= MOST_BYTES:
            return quality, packed.getvalue()
    raise ValueError(f"{name} does not fit into {MOST_BYTES // 1024} KB at any quality worth looking at")


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("what", nargs="?", choices=("all", "mark", "pictures"), default="all")
    ask.add_argument("names", nargs="*", metavar="name", help=f"pictures to draw: {', '.join(NAMES)}")
    asked = ask.parse_args()
    if unknown := set(asked.names) - set(NAMES):
        ask.error(f"no such picture: {', '.join(sorted(unknown))}")
    if asked.what != "pictures":
        draw_mark()
    if asked.what != "mark":
        draw_pictures(asked.names or NAMES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
