"""Long lists in pages of a fixed size."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from duta.portal import queries
from duta.portal.frame import Frame
from duta.portal.queries import Entry

PER_PAGE = 12


@dataclass(frozen=True)
class Listing:
    """One page of a list; ``numbers`` are the pages to link, an ellipsis where some are left out."""

    entries: list[Entry]
    page: Any
    numbers: list[int | str]
    total: int


def listing(stories: "QuerySet[Any]", request: HttpRequest, frame: Frame) -> Listing:
    """The page of the list that ``?page=`` asks for. Raises Http404 for one that is not there."""
    paginator: Paginator[Any] = Paginator(stories, PER_PAGE)
    try:
        page = paginator.page(request.GET.get("page", "1"))
    except InvalidPage as error:
        raise Http404 from error
    numbers = list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
    return Listing(queries.entries(page.object_list, frame.houses), page, numbers, paginator.count)
