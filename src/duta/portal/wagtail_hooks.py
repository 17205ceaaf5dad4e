"""Where a story stands in the tree is nobody's address: it leads to the permanent one."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from wagtail import hooks

from duta.newsroom.models import Story


@hooks.register("before_serve_page")
def lead_to_permanent_address(page: Any, request: HttpRequest, *_path: Any) -> HttpResponse | None:
    """Redirect the tree address of a live story for good."""
    if isinstance(page, Story):
        return HttpResponsePermanentRedirect(page.get_url(request) or "/")
    return None
