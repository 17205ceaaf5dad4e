"""The newsroom in the desk: its views, menu, editor, and the gates in front of Wagtail's own actions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from duta.newsroom import urls
from duta.newsroom.models import Picture, Story, with_states
from duta.newsroom.viewsets import PictureDeleteView, is_needed, picture_sentence, story_viewset

# What of Wagtail's action menu has a meaning for a story.
KEPT = frozenset({"action-save-draft", "action-page-locked"})


@hooks.register("register_admin_viewset")
def stories() -> Any:
    """Take over the page views of stories."""
    return story_viewset


@hooks.register("register_admin_urls")
def newsroom_urls() -> list[URLResolver]:
    """Put our pages below the desk."""
    return [path("newsroom/", include(urls))]


@hooks.register("register_admin_urls", order=-1)
def pictures_of_the_record() -> list[URLPattern]:
    """Stand in front of Wagtail's view at the same address."""
    return [path("images/<int:image_id>/delete/", PictureDeleteView.as_view())]


@hooks.register("register_admin_menu_item")
def clearance_menu() -> MenuItem:
    """Lead to the submissions."""
    return MenuItem(
        gettext_lazy("Clearance"),
        reverse("newsroom:submissions"),
        name="clearance",
        icon_name="duta-signature",
        order=150,
    )


@hooks.register("insert_global_admin_css")
def our_style() -> SafeString:
    """Our components on every desk page."""
    return format_html('<link rel="stylesheet" href="{}">', static("newsroom/newsroom.css"))


@hooks.register("insert_editor_js")
def our_scripts() -> SafeString:
    """The live check and the count of the lead."""
    return format_html('<script src="{}"></script>', static("newsroom/editor.js"))


@hooks.register("construct_page_action_menu")
def only_drafts(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Leave what saves a draft: publishing and moderation are not Wagtail's here."""
    match = request.resolver_match
    makes_one = match is not None and match.kwargs.get("content_type_model_name") == Story._meta.model_name
    if makes_one or isinstance(context.get("page"), Story):
        menu_items[:] = [item for item in menu_items if item.name in KEPT]


def _submitted_at_or_below(page: Any) -> bool:
    """Whether a story that was ever submitted stands at this page or below it."""
    return bool(Story.objects.filter(path__startswith=page.path, submissions__isnull=False).exists())


def _live_at_or_below(page: Any) -> bool:
    return bool(Story.objects.filter(path__startswith=page.path, live=True).exists())


def _refuse(request: HttpRequest, sentence: str, page: Any) -> HttpResponse:
    messages.error(request, sentence)
    parent = page.get_parent()
    return redirect("wagtailadmin_explore", parent.pk if parent else page.pk)


@hooks.register("before_delete_page")
def keep_the_record(request: HttpRequest, page: Any) -> HttpResponse | None:
    """A page above a story that was submitted stays."""
    if _submitted_at_or_below(page):
        return _refuse(request, _record_sentence(), page)
    return None


@hooks.register("before_move_page")
def keep_the_place(request: HttpRequest, page: Any, _destination: Any) -> HttpResponse | None:
    """A page above a story that was submitted stays where it is."""
    if _submitted_at_or_below(page):
        return _refuse(request, _record_sentence(), page)
    return None


@hooks.register("construct_explorer_page_queryset")
def read_states(_parent: Any, pages: Any, _request: HttpRequest) -> Any:
    """Read where each story of a list stands, with the list."""
    return with_states(pages)


@hooks.register("before_unpublish_page")
def keep_it_out(request: HttpRequest, page: Any) -> HttpResponse | None:
    """A page above a story that is out stays out: its stories would lose their place."""
    if _live_at_or_below(page):
        return _refuse(request, _out_sentence(), page)
    return None


@hooks.register("before_bulk_action")
def keep_all_records(request: HttpRequest, action_type: str, objects: Any, _action: Any) -> HttpResponse | None:
    """The same for many pages, or pictures, at once."""
    rows = list(objects)
    pages = [row for row in rows if isinstance(row, Page)]
    if action_type in ("delete", "move") and any(_submitted_at_or_below(page) for page in pages):
        return _refuse(request, _record_sentence(), pages[0])
    if action_type == "unpublish" and any(_live_at_or_below(page) for page in pages):
        return _refuse(request, _out_sentence(), pages[0])
    if action_type == "delete" and any(is_needed(row.pk) for row in rows if isinstance(row, Picture)):
        messages.error(request, picture_sentence())
        return redirect("wagtailimages:index")
    return None


def _record_sentence() -> str:
    return _("Nothing was done. A story that was submitted is part of the record: it, and the pages above it, stay.")


def _out_sentence() -> str:
    return _("Nothing was done. A story that is out goes off the portal by its withdrawal only.")
