"""Wagtail's page views for stories, with our side panels and buttons and a sentence for each refusal; and pictures'."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.page_privacy import SetPrivacyView
from wagtail.admin.views.pages.convert_alias import ConvertAliasView
from wagtail.admin.views.pages.copy import CopyView
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.delete import DeleteView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.lock import LockView, UnlockView
from wagtail.admin.views.pages.move import MoveChooseDestinationView, MoveConfirmView
from wagtail.admin.views.pages.revisions import RevisionsRevertView, RevisionsUnscheduleView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.images.views.images import DeleteView as DeleteImageView

from duta.newsroom.guards import NotCleared
from duta.newsroom.models import Picture, Story
from duta.newsroom.queries import is_shown
from duta.newsroom.side_panels import ClearanceSidePanel, LanguagesSidePanel, VersionsSidePanel
from duta.newsroom.views.drafting import propose_versions

PANELS = (ClearanceSidePanel, VersionsSidePanel, LanguagesSidePanel)


class SaysWhy:
    """Turns a refusal into a sentence; nothing of the attempt stays."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer, or lead back with the reason."""
        try:
            with transaction.atomic() if request.method == "POST" else nullcontext():
                response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except PermissionDenied as refusal:
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                raise
            messages.error(request, str(refusal) if isinstance(refusal, NotCleared) else refused_sentence())
            return redirect(self._way_back(kwargs))
        return response

    def _way_back(self, kwargs: dict[str, Any]) -> str:
        key = kwargs.get("page_id") or kwargs.get("page_to_move_id") or kwargs.get("pk")
        story = Story.objects.filter(pk=key).first()
        if story is not None and story.permissions_for_user(self.request.user).can_edit():
            return reverse("wagtailadmin_pages:edit", args=[story.pk])
        return reverse("wagtailadmin_home")


def refused_sentence() -> str:
    """Say why Wagtail's own ways are closed for a story."""
    return _(
        "Nothing was done. A story goes out by its clearance and goes off by its withdrawal; "
        "once it was submitted, it is part of the record and stays where it is."
    )


class PictureDeleteView(DeleteImageView):
    """Deletes a picture that nothing needs; for any other one it says why not."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask first, so that nobody confirms what cannot be done."""
        if is_needed(kwargs["image_id"]):
            messages.error(request, picture_sentence())
            return redirect("wagtailimages:edit", kwargs["image_id"])
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


def is_needed(picture_pk: Any) -> bool:
    """Whether a story's page or its newest draft shows the picture, or a submission froze it."""
    frozen = Picture.objects.filter(frozen_in__isnull=False, pk=picture_pk).exists()
    return frozen or is_shown(int(picture_pk))


def picture_sentence() -> str:
    """Say why a picture stays."""
    return _("Nothing was deleted. A picture that a story shows, or that was submitted for clearance, stays.")


class StoryPanels:
    """The editor's side panels."""

    page: Story
    request: HttpRequest

    def get_side_panels(self) -> MediaContainer:
        """Add ours to Wagtail's."""
        ours = [panel(self.page, self.request) for panel in PANELS]
        return MediaContainer([*super().get_side_panels(), *ours])  # type: ignore[misc]


class ThenSubmit:
    """Buttons that save first: "Submit for clearance" leads on, "Propose channel versions" comes back."""

    page: Story
    request: HttpRequest

    def redirect_and_remain(self) -> HttpResponse:
        """Stay in the editor, or go on to submit."""
        if self.request.POST.get("action-clearance"):
            return redirect("newsroom:submit", self.page.pk)
        if self.request.POST.get("action-propose"):
            propose_versions(self.request, self.page)
            return redirect(reverse("wagtailadmin_pages:edit", args=[self.page.pk]) + "#tab-channel_versions")
        response: HttpResponse = super().redirect_and_remain()  # type: ignore[misc]
        return response


class StoryCreateView(StoryPanels, ThenSubmit, CreateView):
    """A new story."""

    template_name = "newsroom/create.html"

    @property
    def action_name_and_method(self) -> tuple[str, Callable[[], HttpResponse]]:
        """A new story is saved, whatever button was posted and by whom."""
        return "save", self.save_action


class StoryEditView(StoryPanels, ThenSubmit, EditView):
    """The editor."""

    def get_template_names(self) -> list[str]:
        """Put our button into the footer."""
        names: list[str] = super().get_template_names()
        return ["newsroom/edit.html" if name == "wagtailadmin/pages/edit.html" else name for name in names]


class StoryRevertView(StoryPanels, ThenSubmit, RevisionsRevertView):
    """An earlier draft, to go on from."""


def saying_why(view: Any) -> Any:
    """Return Wagtail's view with a sentence for its refusals."""
    return type(f"Story{view.__name__}", (SaysWhy, view), {"__doc__": view.__doc__})


class StoryViewSet(PageViewSet):
    """Every page view that could put a story out, take it off, or move it."""

    model = Story
    add_view_class = StoryCreateView
    edit_view_class = StoryEditView
    revisions_revert_view_class = StoryRevertView
    convert_alias_view_class = saying_why(ConvertAliasView)
    copy_view_class = saying_why(CopyView)
    delete_view_class = saying_why(DeleteView)
    lock_view_class = saying_why(LockView)
    unlock_view_class = saying_why(UnlockView)
    move_view_class = saying_why(MoveChooseDestinationView)
    move_confirm_view_class = saying_why(MoveConfirmView)
    revisions_unschedule_view_class = saying_why(RevisionsUnscheduleView)
    set_privacy_view_class = saying_why(SetPrivacyView)
    unpublish_view_class = saying_why(UnpublishView)


story_viewset = StoryViewSet()
