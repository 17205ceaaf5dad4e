"""Draw what networks show of a link when a story has no picture: one card for each motif, and the touch icon.

    python tools/draw_link_cards.py     writes src/duta/portal/static/portal/shared/*.jpg, touch-icon.png

Networks take no SVG, so the motifs are drawn once by Chromium and kept beside the style sheet.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from duta.portal import motifs, rules

STATIC = Path(__file__).resolve().parent.parent / "src/duta/portal/static/portal"
WIDTH, HEIGHT, ICON = 1200, 630, 180


def main() -> int:
    """Write every file anew; return 0."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        sys.exit("no Chromium on the PATH: apt-get install chromium")
    (STATIC / "shared").mkdir(exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for motif in sorted(rules.DRAWN):
            drawing = motifs.draw(motif, key="0", width=WIDTH, height=HEIGHT)
            _shoot(browser, drawing, STATIC / "shared" / f"{motif.replace('_', '-')}.jpg", WIDTH, HEIGHT)
        _shoot(browser, motifs.mark(size=ICON), STATIC / "touch-icon.png", ICON, ICON)
        browser.close()
    return 0


def _shoot(browser: Browser, drawing: str, file: Path, width: int, height: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(f"<body style='margin:0;background:#a3161f'>{drawing}")
    quality = {"type": "jpeg", "quality": 70} if file.suffix == ".jpg" else {"type": "png"}
    page.screenshot(path=str(file), **quality)
    page.close()


if __name__ == "__main__":
    sys.exit(main())
