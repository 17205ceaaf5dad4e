"""The portal's own pages beside the page tree's: stories at their permanent addresses, lists, feeds, maps, drawings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from duta.core.visitors import Visitor, visitor_of
from duta.portal import feeds, queries, rules, sitemaps
from duta.portal.art import NoSuchArt
from duta.portal.art import art as drawn
from duta.portal.flusher import FLUSHER
from duta.portal.frame import Frame, absolute, frame_of, theme_link
from duta.portal.listing import listing
from duta.portal.operations import count_view
from duta.portal.words import Moment

FEED_LENGTH = 30


def _elsewhere(request: HttpRequest, path: str) -> HttpResponse | None:
    """A permanent redirect when the page's right address is another one; its query goes along."""
    if request.path == path:
        return None
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)


# Stories


@require_safe
def story(request: HttpRequest, number: str, slug: str = "") -> HttpResponse:
    """A story at its one permanent address; any other slug after its number leads there."""
    frame = frame_of(request)
    found = queries.story_at(int(number), frame.language)
    if found is None:
        return _absent(request, int(number), frame)
    moved = _elsewhere(request, rules.permanent_path(frame.language, found.number, found.slug))
    if moved is not None:
        return moved
    answer: HttpResponse = found.serve(request)
    _count(request, found.number, frame.language, now=timezone.now())
    return answer


def _count(request: HttpRequest, number: int, language: str, *, now: datetime) -> None:
    """Count one reading: not what a browser fetches ahead, nor a question about the headers alone."""
    visitor = visitor_of(request)
    if visitor is Visitor.NOBODY:
        return
    robot = visitor is Visitor.ROBOT
    FLUSHER.notice(count_view(number=number, language=language, robot=robot, now=now))


def _absent(request: HttpRequest, number: int, frame: Frame) -> HttpResponse:
    """Why there is no story with this number in this language, and where it is instead. Raises Http404."""
    addresses = queries.addresses_of(number)
    withdrawal = queries.withdrawal_of(number, frame.language)
    if not addresses and withdrawal is None:
        raise Http404
    tongues = [tongue for tongue in frame.tongues(addresses) if tongue.here]
    context = {"number": number, "addresses": addresses, "tongues": tongues}
    if withdrawal is None:
        return render(request, "portal/not_in_language.html", context, status=404)
    house = frame.houses.of_path(withdrawal.story.path)
    zone = house.organisation.time_zone if house else queries.DEFAULT_ZONE
    at = Moment.of(withdrawal.withdrawn_at, zone) if withdrawal.withdrawn_at else None
    context |= {"reason": withdrawal.withdrawal_reason, "at": at, "house": house}
    return render(request, "portal/withdrawn.html", context, status=410)


# Lists


@require_safe
def news(request: HttpRequest, organisation: str = "") -> HttpResponse:
    """All news, or what one organisation says."""
    frame = frame_of(request)
    house = _house(frame, organisation)
    path = rules.news_path(frame.language, organisation)
    if moved := _elsewhere(request, path):
        return moved
    stories = queries.stories_of_house(house) if house else queries.live_stories(frame.language)
    codes = queries.addresses_of_page(house.page) if house else frame.homes
    feed_url = rules.feed_path(path) if house else frame.feed_url
    context = {
        "list": listing(stories, request, frame), "house": house, "path": path, "feed_url": feed_url,
        "addresses": {code: rules.news_path(code, organisation) for code in codes},
    }  # fmt: skip
    return render(request, "portal/news.html", context)


def _house(frame: Frame, slug: str) -> queries.House | None:
    """The organisation with this short name; None when none is asked for. Raises Http404."""
    if not slug:
        return None
    house = frame.houses.of_slug(slug)
    if house is None:
        raise Http404
    return house


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """What the ministry says on one theme."""
    frame, known = frame_of(request), rules.theme_of_slug(slug)
    if known is None:
        raise Http404
    path = rules.theme_path(frame.language, known)
    if moved := _elsewhere(request, path):
        return moved
    context = {
        "list": listing(queries.live_stories(frame.language).filter(theme=known), request, frame), "path": path,
        "theme": theme_link(known, frame.language), "feed_url": rules.feed_path(path),
        "addresses": {code: rules.theme_path(code, known) for code in frame.homes},
    }  # fmt: skip
    return render(request, "portal/theme.html", context)


@require_safe
def missions(request: HttpRequest) -> HttpResponse:
    """All missions, with their addresses and telephones."""
    frame = frame_of(request)
    path = rules.missions_path(frame.language)
    if moved := _elsewhere(request, path):
        return moved
    addresses = {code: rules.missions_path(code) for code in frame.homes}
    art = rules.drawing_path(rules.MISSIONS_SCENE, 0, "banner")
    return render(request, "portal/missions.html", {"addresses": addresses, "path": path, "art": art})


# Feeds


@require_safe
def feed(request: HttpRequest, organisation: str = "") -> HttpResponse:
    """The feed of all news, or of what one organisation says."""
    frame = frame_of(request)
    house = _house(frame, organisation)
    path = rules.news_path(frame.language, organisation) if house else rules.home_path(frame.language)
    if moved := _elsewhere(request, rules.feed_path(path)):
        return moved
    stories = queries.stories_of_house(house) if house else queries.live_stories(frame.language)
    return _feed(request, frame, feeds.FeedHead(house.name if house else frame.name, frame.tagline, path), stories)


@require_safe
def theme_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The feed of one theme."""
    frame, known = frame_of(request), rules.theme_of_slug(slug)
    if known is None:
        raise Http404
    link = theme_link(known, frame.language)
    if moved := _elsewhere(request, rules.feed_path(link.url)):
        return moved
    title = _("%(theme)s: %(ministry)s") % {"theme": link.label, "ministry": frame.name}
    stories = queries.live_stories(frame.language).filter(theme=known)
    return _feed(request, frame, feeds.FeedHead(title, link.intro, link.url), stories)


def _feed(request: HttpRequest, frame: Frame, head: feeds.FeedHead, stories: Any) -> HttpResponse:
    entries = queries.entries(stories[:FEED_LENGTH], frame.houses)
    answer = HttpResponse(feeds.atom(frame, head, entries), content_type="application/atom+xml; charset=utf-8")
    newest = feeds.newest(entries)
    if newest is None:
        return answer
    seconds = int(newest.timestamp())
    answer.headers["Last-Modified"] = newest.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return get_conditional_response(request, last_modified=seconds, response=answer) or answer


# For machines


def _xml(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    return render(request, template, context, content_type="application/xml; charset=utf-8")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The map of the maps."""
    maps = [absolute(f"/sitemap-{number}.xml") for number in range(sitemaps.story_maps() + 1)]
    return _xml(request, "portal/sitemap_index.xml", {"maps": maps})


@require_safe
def sitemap(request: HttpRequest, number: str) -> HttpResponse:
    """Map 0: homes, lists, organisations; the others: stories."""
    try:
        places = sitemaps.stories_on(int(number)) if int(number) else sitemaps.standing_places()
    except InvalidPage as error:
        raise Http404 from error
    return _xml(request, "portal/sitemap.xml", {"places": places})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read: everything public."""
    context = {"sitemap": absolute("/sitemap.xml")}
    return render(request, "portal/robots.txt", context, content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For programs that ask for the old address of a site's mark."""
    return HttpResponsePermanentRedirect(static("portal/favicon.svg"))


@require_safe
def art(request: HttpRequest, motif: str, variant: str, shape: str) -> HttpResponse:
    """A drawing that stands in for a picture."""
    try:
        found = drawn(motif.replace("-", "_"), int(variant), shape)
    except NoSuchArt as error:
        raise Http404 from error
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(found.zipped if zipped else found.svg, content_type="image/svg+xml")
    if zipped:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["ETag"] = found.etag
    answer.headers["Cache-Control"] = "public, max-age=604800"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return get_conditional_response(request, etag=found.etag, response=answer) or answer
