"""Who may open what: the pages of the newsroom ask here, nowhere else."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from wagtail.models import Page

from duta.accounts.models import Organisation
from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.newsroom.models import Release, Story, Submission
from duta.newsroom.queries import NoOrganisation, organisation_of, releases_seen_by, submissions_seen_by


def story_or_404(request: HttpRequest, pk: int, action: Action) -> Story:
    """Return a story that the person may look at. Raises Http404, and PermissionDenied when they may not do this."""
    story: Story = get_object_or_404(Story.objects.select_related("locale"), pk=pk)
    try:
        place = organisation_of(story)
    except NoOrganisation as outside:
        raise Http404 from outside
    _refuse(request.user, place, action)
    return story


def submission_or_404(request: HttpRequest, pk: int) -> Submission:
    """Return a submission that the person may look at. Raises Http404."""
    return get_object_or_404(submissions_seen_by(request.user), pk=pk)


def release_or_404(request: HttpRequest, pk: int, action: Action) -> Release:
    """Return a release that the person may look at. Raises Http404, PermissionDenied."""
    release = get_object_or_404(releases_seen_by(request.user), pk=pk)
    _refuse(request.user, release.submission.organisation, action)
    return release


def parent_or_404(request: HttpRequest, pk: int) -> Page:
    """Return a page under which the person may write a story. Raises Http404."""
    parent: Page = get_object_or_404(Page, pk=pk).specific
    if not parent.permissions_for_user(request.user).can_add_subpage():
        raise Http404
    return parent


def _refuse(user: Any, place: Organisation, action: Action) -> None:
    if not may(user, Action.VIEW, place):
        raise Http404
    if not may(user, action, place):
        raise PermissionDenied
