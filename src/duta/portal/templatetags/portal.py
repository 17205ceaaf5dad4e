"""What templates of the portal ask for."""

import json
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Picture as ResponsivePicture
from wagtail.images.models import SourceImageIOError

from duta.portal import motifs, pages
from duta.portal.frame import Frame, absolute, frame_of
from duta.portal.linked_data import article_data, breadcrumb_data, organisation_data
from duta.portal.queries import Entry, Tongue
from duta.portal.rules import SHAPES, card_file, stand_in, stand_in_path
from duta.portal.words import Moment

register = template.Library()

FILTERS = {
    "thumb": ("fill-300x200", "fill-600x400"),
    "card": ("fill-480x320", "fill-960x640"),
    "hero": ("fill-720x600", "fill-1440x1200"),
    "wide": ("width-800", "width-1600"),
}
SIZES = {
    "thumb": "(min-width: 48rem) 12.5rem, 7rem",
    "card": "(min-width: 60rem) 24rem, (min-width: 40rem) 46vw, 92vw",
    "hero": "(min-width: 60rem) 50vw, 100vw",
    "wide": "(min-width: 78rem) 76rem, 100vw",
}
SHARED_PICTURE = "fill-1200x630|format-jpeg"


@register.simple_tag(takes_context=True)
def frame(context: template.Context) -> Frame:
    """What stands around the page."""
    return frame_of(context.get("request"))


@register.simple_tag(takes_context=True)
def shown(context: template.Context) -> pages.Shown | None:
    """What the page of the tree in ``page`` shows; None on the portal's other pages."""
    return pages.shown(context.get("page"), frame_of(context.get("request")))


@register.simple_tag(takes_context=True)
def tongues(context: template.Context) -> list[Tongue]:
    """The switch of languages; on a page that has no other languages it leads to the homes."""
    around = context.get("shown") or {}
    addresses = getattr(around, "addresses", None) or context.get("addresses") or {}
    return frame_of(context.get("request")).tongues(addresses)


@register.simple_tag
def emblem() -> str:
    """The mark, as decoration beside the name."""
    return mark_safe(motifs.mark())  # noqa: S308  # drawn by code


@register.filter
def full(path: str) -> str:
    """A path as the public's full address."""
    return absolute(path)


@register.simple_tag
def moment(when: Moment | None, style: str = "words") -> str:
    """An instant in the zone of the organisation that speaks; a script adds the reader's own time where it differs."""
    if when is None:
        return ""
    words = {"words": when.words, "day": when.day}[style]
    if style == "day":
        return format_html('<time datetime="{}">{}</time>', when.iso, words)
    return format_html('<time datetime="{}" data-reader="{}">{}</time>', when.iso, _("your time: %s"), words)


@register.simple_tag
def visual(entry: Entry, shape: str, *, alt: str = "", eager: bool = False) -> str:
    """A story's picture in several sizes; without one, or when its file is lost, the drawing of its theme."""
    loading = {"fetchpriority": "high"} if eager else {"loading": "lazy"}
    attributes = {"sizes": SIZES[shape], "alt": alt, "decoding": "async", **loading}
    picture = entry.story.picture
    if picture is not None:
        specs = [f"{size}|format-{kind}" for kind in ("webp", "jpeg") for size in FILTERS[shape]]
        try:
            return SafeString(ResponsivePicture(picture.get_renditions(*specs), attributes).__html__())
        except (SourceImageIOError, InvalidFilterSpecError):
            pass  # a lost file must not take the page with it
    return _drawing(entry, shape, eager=eager)


def _drawing(entry: Entry, shape: str, *, eager: bool) -> str:
    width, height = SHAPES[shape]
    source = stand_in_path(entry.story.theme, entry.story.number or 0, shape)
    loading = mark_safe('fetchpriority="high"' if eager else 'loading="lazy"')  # noqa: S308
    return format_html(
        '<img class="art" src="{}" width="{}" height="{}" alt="" decoding="async" {}>', source, width, height, loading
    )


@register.simple_tag
def shared_picture(entry: Entry) -> str:
    """The full address of the picture that a link card shows: networks take no SVG, so drawings are files here."""
    picture = entry.story.picture
    if picture is not None:
        try:
            return absolute(picture.get_rendition(SHARED_PICTURE).url)
        except SourceImageIOError:
            pass  # a lost file must not take the page with it
    return absolute(static(card_file(stand_in(entry.story.theme, entry.story.number or 0))))


@register.simple_tag
def shared_drawing(motif: str) -> str:
    """The full address of a motif as a link card."""
    return absolute(static(card_file(motif)))


@register.simple_tag(takes_context=True)
def linked_data(context: template.Context, kind: str, thing: Any = None) -> str:
    """Schema.org data of a page, as a data block that no browser runs."""
    around = frame_of(context.get("request"))
    data = {"@context": "https://schema.org", **_data(around, kind, thing)}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, written in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, written)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  # escaped above


def _data(around: Frame, kind: str, thing: Any) -> dict[str, Any]:
    match kind:
        case "article":
            return article_data(around, thing, picture=shared_picture(thing.entry))
        case "breadcrumbs":
            return breadcrumb_data(around, thing)
        case _:
            return organisation_data(around)
