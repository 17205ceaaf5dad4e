"""The portal's own addresses; pages of the tree are Wagtail's. ``prefixed`` stand below a language."""

import re

from django.urls import URLPattern, path, re_path

from duta.portal import views
from duta.portal.rules import WORDS

# The words of every language under every prefix: a wrong one is led to the right one.
_NEWS, _THEME, _MISSIONS = ("|".join(re.escape(word) for word in words) for words in zip(*WORDS.values(), strict=True))
_SLUG = r"[-\w]{1,255}"

unprefixed: list[URLPattern] = [
    path("robots.txt", views.robots, name="portal_robots"),
    path("favicon.ico", views.favicon, name="portal_favicon"),
    path("sitemap.xml", views.sitemap_index, name="portal_sitemap_index"),
    re_path(r"^sitemap-(?P<number>[0-9]{1,6})\.xml$", views.sitemap, name="portal_sitemap"),
    re_path(
        r"^art/(?P<motif>[a-z-]{1,30})-(?P<variant>[0-9]{1,3})-(?P<shape>[a-z]{1,10})\.svg$",
        views.art,
        name="portal_art",
    ),
]
prefixed: list[URLPattern] = [
    # Up to 18 digits: every such number fits the database.
    re_path(r"^(?P<number>[0-9]{1,18})-(?P<slug>[^/]*)/$", views.story, name="portal_story"),
    re_path(r"^(?P<number>[0-9]{1,18})/$", views.story, name="portal_story_by_number"),
    path("atom.xml", views.feed, name="portal_feed"),
    re_path(rf"^(?:{_NEWS})/$", views.news, name="portal_news"),
    re_path(rf"^(?:{_NEWS})/(?P<organisation>{_SLUG})/$", views.news, name="portal_news_of"),
    re_path(rf"^(?:{_NEWS})/(?P<organisation>{_SLUG})/atom\.xml$", views.feed, name="portal_feed_of"),
    re_path(rf"^(?:{_THEME})/(?P<slug>{_SLUG})/$", views.theme, name="portal_theme"),
    re_path(rf"^(?:{_THEME})/(?P<slug>{_SLUG})/atom\.xml$", views.theme_feed, name="portal_theme_feed"),
    re_path(rf"^(?:{_MISSIONS})/$", views.missions, name="portal_missions"),
]
