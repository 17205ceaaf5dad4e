"""Wagtail's scripts ask for the address of a documents' list even where ``wagtail.documents`` is not installed."""

from typing import Any, NoReturn

from django.http import Http404, HttpRequest
from django.urls import URLPattern, path


class NoDocument:
    """What no model is a kind of."""


class NoDocuments:
    """An endpoint of Wagtail's admin API that has an address and nothing behind it."""

    model = NoDocument

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        """The two routes that Wagtail reverses."""
        return [path("", nothing, name="listing"), path("<int:pk>/", nothing, name="detail")]


def nothing(request: HttpRequest, **_kwargs: Any) -> NoReturn:
    """There are no documents: stories carry pictures only."""
    raise Http404
