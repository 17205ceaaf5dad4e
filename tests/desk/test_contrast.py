"""Ink on ground: every pair that the desk sets text in has 4.5:1 in both themes (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest

SHEET = Path(__file__).parents[2] / "src/duta/desk/static/desk/brand.css"
TOKEN = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);|--([\w-]+): (#[0-9a-f]{6});")
GROUNDS = ("duta-paper", "duta-surface", "duta-sunken")
PAIRS = [
    *(
        (ink, ground)
        for ink in ("duta-ink", "duta-ink-soft", "duta-brand", "duta-good", "duta-gold")
        for ground in GROUNDS
    ),
    ("duta-warn-ink", "duta-warn-surface"),
    ("duta-ink", "duta-bad-surface"),
    ("duta-ink-soft", "duta-bad-surface"),
    ("duta-ink", "duta-good-surface"),
    ("duta-on-brand", "duta-brand-fill"),
    ("duta-on-brand", "duta-brand-fill-strong"),
    ("w-color-text-meta", "duta-paper"),
    ("w-color-text-placeholder", "w-color-surface-field"),
    ("w-color-text-link-hover", "duta-surface"),
    ("duta-ink", "w-color-surface-header"),
]


def tokens(theme: int) -> dict[str, str]:
    """The colours of a theme, 0 light and 1 dark."""
    found = {}
    for name, light, dark, plain, value in TOKEN.findall(SHEET.read_text()):
        found[name or plain] = value or (light, dark)[theme]
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read(ink, ground, theme):
    colours = tokens(theme)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_the_sidebars_white_words_can_be_read(theme):
    colours = tokens(theme)
    for ground in ("duta-side", "duta-side-active"):
        assert contrast("#ffffff", colours[ground]) >= 7
