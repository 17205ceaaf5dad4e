"""Addresses, how an instant is labelled, which motif a theme wears. Pure."""

from collections.abc import Mapping
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from duta.strategy.rules import Theme


class Words(NamedTuple):
    """The words that stand in the addresses of one language. They are permanent: never change one."""

    news: str
    theme: str
    missions: str


ENGLISH = Words(news="news", theme="theme", missions="missions")
WORDS: Mapping[str, Words] = {"id": Words(news="berita", theme="tema", missions="perwakilan"), "en": ENGLISH}

THEME_SLUGS: Mapping[Theme, Mapping[str, str]] = {
    Theme.PEACE: {"id": "perdamaian", "en": "peace"},
    Theme.ECONOMY: {"id": "kerja-sama-ekonomi", "en": "economic-cooperation"},
    Theme.PROTECTION: {"id": "pelindungan-warga", "en": "citizen-protection"},
    Theme.DEVELOPMENT: {"id": "pembangunan-nasional", "en": "national-development"},
    Theme.BRANDING: {"id": "citra-bangsa", "en": "nation-branding"},
    Theme.PERFORMANCE: {"id": "kinerja-lembaga", "en": "institutional-performance"},
}
_THEME_OF_SLUG = {slug: theme for theme, slugs in THEME_SLUGS.items() for slug in slugs.values()}


def words_of(language: str) -> Words:
    """The words of a language's addresses; a language without its own uses the English ones."""
    return WORDS.get(language, ENGLISH)


def permanent_path(language: str, number: int, slug: str) -> str:
    """The one address of a story in a language. ``newsroom.Story.get_url_parts`` gives the same (a test holds them)."""
    return f"/{language}/{number}-{slug}/"


def home_path(language: str) -> str:
    """The address of a language's home."""
    return f"/{language}/"


def news_path(language: str, organisation: str = "") -> str:
    """The list of all news, or of one organisation's by its short name."""
    return f"/{language}/{words_of(language).news}/" + (f"{organisation}/" if organisation else "")


def theme_path(language: str, theme: str) -> str:
    """The list of a theme. Raises ValueError for what is no theme."""
    return f"/{language}/{words_of(language).theme}/{theme_slug(language, theme)}/"


def missions_path(language: str) -> str:
    """The list of all missions."""
    return f"/{language}/{words_of(language).missions}/"


def feed_path(list_path: str) -> str:
    """The Atom feed of a list; a home's feed is that of all news."""
    return f"{list_path}atom.xml"


def theme_slug(language: str, theme: str) -> str:
    """How a theme is written in a language's addresses. Raises ValueError for what is no theme."""
    slugs = THEME_SLUGS[Theme(theme)]
    return slugs.get(language, slugs["en"])


def theme_of_slug(slug: str) -> Theme | None:
    """The theme that a slug of any language names."""
    return _THEME_OF_SLUG.get(slug)


def zone_label(moment: datetime) -> str:
    """How people call the zone of an aware time: "WIB", "CET", or "UTC+3" where the zone has no letters."""
    name = moment.tzname() or ""
    if not name.startswith(("+", "-")):
        return name
    hours, minutes = int(name[1:3]), name[3:5]
    return f"UTC{name[0]}{hours}" + (f":{minutes}" if minutes not in ("", "00") else "")


# Patterns, never people: a motif stands in for a picture on stories of every kind, grave ones too.
MOTIFS: Mapping[str, tuple[str, ...]] = {
    Theme.PEACE: ("mega_mendung", "kawung"),
    Theme.ECONOMY: ("songket", "ulos", "parang"),
    Theme.PROTECTION: ("kawung", "tumpal", "mega_mendung"),
    Theme.DEVELOPMENT: ("parang", "generic", "tumpal"),
    Theme.BRANDING: ("ulos", "songket", "generic"),
    Theme.PERFORMANCE: ("tumpal", "kawung", "songket"),
}
DEFAULT_MOTIFS = ("generic",)
# A theme itself has a scene of its own.
SCENES: Mapping[str, str] = {
    Theme.PEACE: "peace",
    Theme.ECONOMY: "trade",
    Theme.PROTECTION: "protection",
    Theme.DEVELOPMENT: "development",
    Theme.BRANDING: "saman",
    Theme.PERFORMANCE: "performance",
}
MISSIONS_SCENE = "mission"
DRAWN = frozenset({*chain(*MOTIFS.values()), *DEFAULT_MOTIFS, *SCENES.values(), MISSIONS_SCENE})
VARIANTS = 24  # drawings of one motif; more would only give robots more to ask for


class Shape(NamedTuple):
    """Width and height of a drawing in pixels."""

    width: int
    height: int


SHAPES: Mapping[str, Shape] = {
    "thumb": Shape(300, 200), "card": Shape(600, 400), "hero": Shape(960, 800), "wide": Shape(1680, 720),
    "banner": Shape(960, 540),
}  # fmt: skip


CARD = Shape(1200, 630)


def drawing_path(motif: str, number: int, shape: str) -> str:
    """The address of a drawing. Raises KeyError for an unknown motif or shape."""
    if motif not in DRAWN or shape not in SHAPES:
        raise KeyError(f"{motif} {shape}")
    return f"/art/{motif.replace('_', '-')}-{number % VARIANTS}-{shape}.svg"


def stand_in(theme: str, number: int) -> str:
    """The motif that stands in for a story's picture: always the same for one story, neighbours differ."""
    choices = MOTIFS.get(theme, DEFAULT_MOTIFS)
    return choices[(number * 2_654_435_761 >> 16) % len(choices)]


def stand_in_path(theme: str, number: int, shape: str) -> str:
    """The drawing that stands in for a story's picture."""
    return drawing_path(stand_in(theme, number), number, shape)


def card_file(motif: str) -> str:
    """The static file of a motif as a link card, ``CARD`` in size (``tools/draw_link_cards.py``)."""
    return f"portal/shared/{motif.replace('_', '-')}.jpg"


def scene_path(theme: str, shape: str) -> str:
    """The drawing of a theme itself. Raises KeyError for what is no theme."""
    return drawing_path(SCENES[theme], 0, shape)
