"""What the newsroom's pages share: the way to them, and how a refusal is said."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from duta.core.problem_words import sentence_of
from duta.newsroom.models import Story
from duta.newsroom.operations import NotPossible


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way to a page of the newsroom, ready for Wagtail's header: (label, address)."""
    way = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("newsroom:submissions"), "label": _("Clearance")},
    ]
    return [*way, *({"url": url, "label": label} for label, url in more)]


class NewsroomPage(WagtailAdminTemplateMixin):
    """A page of ours in the admin's frame."""

    request: HttpRequest
    header_icon = "duta-signature"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, clearance, this page."""
        return crumbs((self.get_header_title(), ""))


def editor_of(story: Story) -> str:
    """Return the address of a story's editor."""
    return reverse("wagtailadmin_pages:edit", args=[story.pk])


def attempt(request: HttpRequest, call: Callable[[], Any], *, done: str) -> Any:
    """Run an operation and say how it went: what it returned, or None when it was refused."""
    try:
        result = call()
    except NotPossible as refusal:
        say_refusal(request, refusal)
        return None
    messages.success(request, done)
    return result


def say_refusal(request: HttpRequest, refusal: NotPossible) -> None:
    """Say what stood in the way and what to do about it."""
    said = [sentence_of(problem) for problem in refusal.problems]
    lines = format_html_join("", "<li><strong>{}</strong> {}</li>", ((words.what, words.fix) for words in said))
    messages.error(request, format_html("<ul>{}</ul>", lines) if len(said) > 1 else f"{said[0].what} {said[0].fix}")
