"""Every pair of colours that carries text has a contrast of 4.5:1 in both themes (WCAG 2.2, 1.4.3); focus and edges 3:1."""

import re
from pathlib import Path

import pytest

import duta.portal

CSS = (Path(duta.portal.__file__).parent / "static" / "portal" / "portal.css").read_text()
TOKENS = dict(re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}, #[0-9a-f]{6})\);", CSS))

GROUNDS = ["paper", "surface", "surface-sunken"]
TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "brand", "brand-strong", "gold") for ground in GROUNDS],
    ("on-brand-surface", "brand-surface"),
    ("on-bar", "bar"), ("on-bar-soft", "bar"), ("on-band-gold", "bar"),
    ("on-band", "band"), ("on-band-soft", "band"), ("on-band-gold", "band"),
]  # fmt: skip
EDGES = [
    *[(edge, ground) for edge in ("focus", "line-strong") for ground in GROUNDS],
    ("on-band-gold", "bar"), ("on-band-gold", "band"),
]  # fmt: skip


def luminance(colour):
    def linear(channel):
        value = int(channel, 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[i : i + 2]) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other, theme):
    first, second = sorted((luminance(TOKENS[name].split(", ")[theme]) for name in (one, other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink, ground, theme):
    assert contrast(ink, ground, theme) >= 4.5, round(contrast(ink, ground, theme), 2)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_focus_and_edges_of_controls_can_be_seen(edge, ground, theme):
    assert contrast(edge, ground, theme) >= 3, round(contrast(edge, ground, theme), 2)


def test_every_colour_of_the_sheet_is_a_token():
    rules = CSS[CSS.index("/* Ground */") : CSS.index("@media print")]
    allowed = {"#000"}  # mixed into a button under the pointer
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", rules)) <= allowed


def test_every_token_that_is_used_exists():
    defined = set(re.findall(r"(--[a-z0-9-]+):", CSS))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", CSS)) <= defined


def test_the_sheet_knows_no_left_and_right():
    rules = CSS[CSS.index("/* Ground */") :]
    assert not re.findall(
        r"(?:margin|padding|border)-(?:left|right)|(?<![a-z-])(?:left|right):|text-align: (?:left|right)", rules
    )


def test_the_sheet_and_the_typeface_ask_nobody_else():
    assert not re.findall(r"url\([\"']?(?:https?:)?//", CSS)
    assert "@import" not in CSS
