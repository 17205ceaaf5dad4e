"""The people offered by the filters of Wagtail's page lists: those of the own line, not everybody who ever wrote."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.views.pages.listing import GenericPageFilterSet, PageFilterSet

from duta.accounts.models import User
from duta.accounts.queries import people_in_line_with

NAMING_PEOPLE = ("owner", "edited_by")


def people_of_the_line(request: HttpRequest) -> "QuerySet[User]":
    """Whom the person who asks may know of."""
    return people_in_line_with(request.user, now=timezone.now())


def limit() -> None:
    """Set it for Wagtail's filters and for those that are made from them later; there is no hook for it."""
    for filters in (PageFilterSet, GenericPageFilterSet):
        for declared in (filters.base_filters, filters.declared_filters):
            for name in NAMING_PEOPLE:
                one: Any = declared[name]
                one.queryset = people_of_the_line
