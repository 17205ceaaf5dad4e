"""What stands around every page: the ministry, the languages, the themes; read once for each request."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from duta.portal import queries, rules
from duta.portal.words import THEME_INTROS
from duta.strategy.rules import Theme


@dataclass(frozen=True)
class ThemeLink:
    """A theme with its address in the page's language."""

    key: str
    label: str
    intro: str
    url: str
    scene: str
    art: str
    banner: str


@dataclass(frozen=True)
class Frame:
    """The portal in one language. Everything is read when a template first asks for it, and once."""

    language: str

    @cached_property
    def houses(self) -> queries.Houses:
        """The organisations."""
        return queries.houses(self.language, self.home)

    @cached_property
    def homes(self) -> dict[str, Any]:
        """The homes by language."""
        return queries.homes()

    @property
    def home(self) -> Any:
        """The home of this language, or None."""
        return self.homes.get(self.language)

    @property
    def ministry(self) -> queries.House | None:
        """The ministry, or None before there is one."""
        return self.houses.ministry

    @property
    def name(self) -> str:
        """The ministry's name; before there is a ministry, the home's title."""
        if self.ministry:
            return self.ministry.name
        return str(self.home.title) if self.home else str(settings.WAGTAIL_SITE_NAME)

    @property
    def tagline(self) -> str:
        """The line under the name, from the home page."""
        return str(self.home.tagline) if self.home else ""

    @property
    def address(self) -> str:
        """The portal's address as the public sees it, without the scheme."""
        return str(settings.BASE_URL).partition("://")[2].strip("/")

    @property
    def home_url(self) -> str:
        """The home."""
        return rules.home_path(self.language)

    @property
    def news_url(self) -> str:
        """The list of all news."""
        return rules.news_path(self.language)

    @property
    def missions_url(self) -> str:
        """The list of missions."""
        return rules.missions_path(self.language)

    @property
    def feed_url(self) -> str:
        """The feed of all news."""
        return rules.feed_path(self.home_url)

    @property
    def themes(self) -> list[ThemeLink]:
        """All themes, in the order of the design."""
        return [theme_link(theme, self.language) for theme in Theme]

    def tongues(self, addresses: Mapping[str, str]) -> list[queries.Tongue]:
        """The languages of the switch for a page with these addresses."""
        codes = [code for code, _name in settings.LANGUAGES if code in self.homes or code in addresses]
        return queries.tongues(codes, addresses, {code: rules.home_path(code) for code in codes})


def theme_link(theme: str, language: str) -> ThemeLink:
    """A theme with its words and its address."""
    known = Theme(theme)
    return ThemeLink(
        known.value, str(known.label), str(THEME_INTROS[known]), rules.theme_path(language, known),
        rules.SCENES[known], rules.scene_path(known, "card"), rules.scene_path(known, "banner"),
    )  # fmt: skip


def frame_of(request: HttpRequest | None) -> Frame:
    """The frame of a request, in the language that is active: one object however often templates ask."""
    language = get_language() or settings.LANGUAGE_CODE
    kept = getattr(request, "_portal_frame", None)
    if kept is None or kept.language != language:
        kept = Frame(language)
        if request is not None:
            request._portal_frame = kept  # type: ignore[attr-defined]
    return kept


def absolute(path: str) -> str:
    """A path as the public's full address; what is one already (media on another host) stays."""
    return path if "://" in path else f"{str(settings.BASE_URL).rstrip('/')}{path}"
