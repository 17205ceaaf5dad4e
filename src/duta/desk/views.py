"""The desk's own screens: the chain of anything, and the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column as TableColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from duta.accounts.models import Organisation
from duta.accounts.queries import may_anywhere
from duta.accounts.rules import Action
from duta.core.models import AuditEntry
from duta.core.verifying import last_verified
from duta.desk import links, queries, scope, tiles, trail
from duta.desk.chain import Lane, draw
from duta.desk.filters import TrailFilterSet
from duta.desk.operations import note_export
from duta.desk.trail_export import FORMS, LIMIT
from duta.evaluation.chain import Chain, Column, Node, chain_of
from duta.newsroom.models import Clearance, Story
from duta.newsroom.queries import languages_of
from duta.strategy.models import Activity, Objective
from duta.strategy.rules import Theme

TILES = 4
# What an address of the trail may ask for: the search and the filters.
ASKED = ("q", *TrailFilterSet.base_filters)
OPEN = {
    "objective": gettext_lazy("Open the objective"),
    "activity": gettext_lazy("Open the activity"),
    "story": gettext_lazy("Open the story"),
    "delivery": gettext_lazy("Open the delivery"),
    "indicator": gettext_lazy("Open the indicator"),
}


class ChainView(WagtailAdminTemplateMixin, TemplateView):
    """The whole way of one thing, from the objective to the figure, in both directions."""

    template_name = "desk/chain.html"
    kwargs: dict[str, Any]

    @property
    def chain(self) -> Chain:
        """Return the chain of the address, read once. ``kind`` may name its room too. Raises Http404."""
        if "_chain" not in self.__dict__:
            kind = self.kwargs["kind"].rpartition(".")[2]
            found = chain_of(kind, self.kwargs["pk"], self.request.user)
            if found is None:
                raise Http404
            self.__dict__["_chain"] = found
        chain: Chain = self.__dict__["_chain"]
        return chain

    def get_page_title(self) -> str:
        """The name of the thing."""
        return self.chain.title

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, then what lies above, each with its own chain."""
        above = [node for node in self.chain.nodes if node.on_way and not node.is_asked and node.chain]
        way = [(reverse("wagtailadmin_home"), _("Home"))]
        way += [(links.chain_url(*node.chain), node.label) for node in above if node.chain]
        return [*({"url": url, "label": label} for url, label in way), {"url": "", "label": _("Chain")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the drawing, the figures, and what waits in this chain."""
        chain, user, now = self.chain, self.request.user, timezone.now()
        drawing = draw(chain)
        lit = [card.key for lane in drawing.lanes for card in (*lane.cards, *lane.folded) if card.lit]
        stories = scope.stories_of(chain, lit)
        indicators = [int(node.pk) for node in chain.nodes if node.column is Column.INDICATOR]
        figures = _tiles(chain, indicators, now)
        return {
            **super().get_context_data(**kwargs),
            "chain": chain,
            "asked": chain.asked,
            "kind": str(chain.asked.column.label),
            "above": [node for node in chain.nodes if node.on_way and not node.is_asked and node.chain],
            "drawing": drawing,
            "lanes": [_shown(lane, chain, user) for lane in drawing.lanes],
            "chips": chips_of(chain, user),
            "tiles": figures[:TILES],
            "more_tiles": figures[TILES:],
            "tiles_by_pk": {str(tile.indicator.pk): tile for tile in figures},
            "screen": links.screen_of(chain.asked),
            "open_words": OPEN.get(chain.kind, OPEN["story"]),
            "needs": scope.needs_now(user, stories, indicators, now=now),
            "soon": scope.next_out(user, stories, now=now),
            "may_measure": may_anywhere(user, Action.MEASURE),
        }


@dataclass(frozen=True)
class ShownLane:
    """A column as the template writes it; ``missing``: what to do where it is empty, with its address."""

    lane: Lane
    heading: str
    missing: str = ""
    url: str = ""


def _shown(lane: Lane, chain: Chain, user: Any) -> ShownLane:
    heading = str(Column.READING.label) if lane.column is Column.INDICATOR else str(lane.column.label)
    if lane.cards:
        return ShownLane(lane, heading)
    missing, url, action = missing_in(lane.column, chain)
    return ShownLane(lane, heading, missing, url if may_anywhere(user, action) else "")


def missing_in(column: Column, chain: Chain) -> tuple[str, str, Action]:
    """Say what would start a part of the chain that is empty, where ("": not at one place), and who may do it."""
    nodes = {node.column: node for node in reversed(chain.nodes)}
    objective, activity = nodes.get(Column.OBJECTIVE), nodes.get(Column.ACTIVITY)
    match column:
        case Column.OBJECTIVE | Column.ACTIVITY if objective is None:
            words = _("This story names no activity yet. Choose one in its editor: it ties the story to its objective.")
            story = nodes.get(Column.STORY)
            return words, links.edit_url(story.pk) if story else "", Action.WRITE
        case Column.ACTIVITY:
            words = _("No activity yet. Plan one that serves this objective.")
            return words, links.add_url("activity", objective), Action.PLAN
        case Column.STORY if activity is None:
            return _("Stories appear here when they name an activity of this objective."), "", Action.WRITE
        case Column.STORY:
            return _("No story yet. Write one and name this activity in it."), "", Action.WRITE
        case Column.INDICATOR if objective is not None:
            words = _("No indicator yet. Say how you will know that it worked.")
            return words, links.add_url("indicator", objective), Action.PLAN
        case Column.INDICATOR:
            return _("Indicators belong to an objective."), "", Action.PLAN
        case _:
            return _("Appears by itself as soon as a story is out."), "", Action.VIEW


def _tiles(chain: Chain, indicators: Sequence[int], now: Any) -> list[tiles.Tile]:
    explained = {
        int(node.key.partition(":")[2]): node.explanation for node in chain.nodes if node.column is Column.READING
    }
    asked = int(chain.pk) if chain.kind == "reading" else None
    readings = queries.readings_by_indicator([asked] if asked else [])
    stands = queries.stands_of(indicators, readings, now=now)
    made = [tiles.tile_of(stand, explained.get(stand.reading.pk) if stand.reading else None) for stand in stands]
    return tiles.in_order(made)


def chips_of(chain: Chain, user: Any) -> list[str]:
    """Theme, languages, and who cleared what: the first things that a reader asks."""
    story = next((node for node in chain.nodes if node.column is Column.STORY and (node.on_way or node.is_asked)), None)
    if story is not None:
        return _chips_of_story(story)
    asked = chain.asked
    row = queries.part_of_plan(asked.kind, asked.pk, user)
    objective = row if isinstance(row, Objective) else getattr(row, "objective", None)
    if objective is None:
        return []
    found = [_("Theme: %(theme)s") % {"theme": Theme(objective.theme).label}, str(objective.strategy)]
    who = row.responsible if isinstance(row, Activity) else objective.owner
    return [*found, str(objective.organisation), str(who)]


def _chips_of_story(node: Node) -> list[str]:
    page = Story.objects.get(pk=node.pk)
    found = [_("Theme: %(theme)s") % {"theme": Theme(page.theme).label}] if page.theme else []
    return [*found, node.sub, *_cleared(page)]


def _cleared(page: Story) -> list[str]:
    """Who cleared it, and when: once where all languages were cleared by one person on one day, else by language."""
    rows = [
        (
            row.submission.locale.get_display_name(),
            _signed(row),
            links.day_of(row.signed_at, row.submission.organisation),
        )
        for row in queries.clearances_of(page)
    ]
    signed = dict.fromkeys((name, day) for _language, name, day in rows)
    languages = [row.locale.get_display_name() for row in languages_of(page)]
    if len(signed) == 1 and len(rows) == len(languages):
        return [_("Cleared by %(name)s, %(moment)s") % {"name": name, "moment": day} for name, day in signed]
    words = _("%(language)s cleared by %(name)s, %(moment)s")
    cleared = {language for language, _name, _day in rows}
    missing = [_("%(language)s not cleared yet") % {"language": one} for one in languages if one not in cleared]
    return [*(words % {"language": language, "name": name, "moment": day} for language, name, day in rows), *missing]


def _signed(row: Clearance) -> str:
    """The name; with the order where somebody signed in another's place."""
    return row.signed_as if row.capacity else row.name


class TrailView(BaseListingView):
    """Who did what to which thing, and when: own organisations and those below, for administrators."""

    model = AuditEntry
    page_title = gettext_lazy("Audit trail")
    header_icon = "duta-audit"
    template_name = "wagtailadmin/generic/listing.html"
    results_template_name = "desk/trail_results.html"
    index_url_name = "desk_trail"
    index_results_url_name = "desk_trail_results"
    filterset_class = TrailFilterSet
    is_searchable = True
    search_backend_name = None
    default_ordering = "-at"
    columns = [TableColumn("at", sort_key="at")]
    paginate_by = 50

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For administrators."""
        if not may_anywhere(request.user, Action.ADMINISTER):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_base_queryset(self) -> "QuerySet[AuditEntry]":
        """The trail of the organisations that the person administers."""
        return queries.trail_seen_by(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, trail."""
        way = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
        return [way, {"url": reverse("desk_trail"), "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Put each entry into words."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        entries = list(context["object_list"])
        places = Organisation.objects.in_bulk({entry.organisation_id for entry in entries if entry.organisation_id})
        context["rows"] = [trail.told(entry, places.get(entry.organisation_id or 0)) for entry in entries]
        return context | self._about_the_whole()

    def search_queryset(self, queryset: "QuerySet[AuditEntry]") -> "QuerySet[AuditEntry]":
        """Search person, thing and action, the action in the reader's words too."""
        return queryset.filter(trail.saying(self.search_query)) if self.is_searching else queryset

    def _about_the_whole(self) -> dict[str, Any]:
        """When the trail was verified, and where what is shown can be had as a file."""
        verified = last_verified()
        asked = urlencode([(name, value) for name, value in self.request.GET.items() if name in ASKED])
        forms = [(form, reverse("desk_trail_export", args=[form])) for form in FORMS]
        return {
            "verified": verified,
            "verified_words": trail.verified_words(verified, now=timezone.now()),
            "exports": [(form.upper(), f"{url}?{asked}" if asked else url) for form, url in forms],
            "export_limit": LIMIT,
        }


class TrailExportView(TrailView):
    """The entries that the same address of the trail shows, as a file; that it was taken is entered too."""

    http_method_names = ["get"]  # no "head": it would enter an export that nobody got

    def get(self, request: HttpRequest, *args: Any, form: str, **kwargs: Any) -> HttpResponseBase:
        """Enter the export, then stream it. A filter that cannot be read leads back to the trail, which says so."""
        if form not in FORMS:
            raise Http404
        if not self.filters.is_valid():
            return redirect(f"{reverse('desk_trail')}?{request.GET.urlencode()}")
        rows, now = self.get_queryset().order_by("-pk"), timezone.now()
        newest = rows.first()
        upto = newest.pk if newest else 0
        count = rows.filter(pk__lte=upto)[:LIMIT].count()
        self._note(form, count, now)
        lines = FORMS[form].lines(queries.newest_entries(rows, most=count, upto=upto))
        name = f"audit-trail-{timezone.localtime(now):%Y-%m-%d-%H%M}.{form}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return StreamingHttpResponse(lines, content_type=FORMS[form].content_type, headers=headers)

    def _note(self, form: str, count: int, now: datetime) -> None:
        chosen = self.filters.form.cleaned_data.get("organisation")
        place = chosen or queries.administered_first(self.request.user)
        asked = {name: value for name, value in self.request.GET.items() if name in ASKED and value}
        note_export(place=place, by=self.request.user, form=form, entries=count, filters=asked, now=now)
