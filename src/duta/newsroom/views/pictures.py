"""Uploaded files: pictures of what is out for everybody, all others for the people of the desk who may see them."""

import posixpath
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views import View
from wagtail.permissions import policy_registry

from duta.newsroom.models import Picture, PictureRendition
from duta.newsroom.queries import submissions_seen_by
from duta.newsroom.rules import ReleaseState

PORTRAITS = "avatar_images/"  # of colleagues, for all who have a desk


class UploadedFileView(View):
    """Serves /media/: a draft's picture has a guessable name and must not be out before its story is."""

    def get(self, request: HttpRequest, path: str) -> HttpResponseBase:
        """Return the file. Raises Http404 for one that is not there for this reader."""
        if "\x00" in path or "\\" in path or posixpath.normpath(path) != path or path.startswith(("/", "..")):
            raise Http404  # spelt otherwise, it would be another name for a file that is looked up by its own
        picture, derived = _picture_of(path)
        public = derived and picture is not None and is_out(picture)
        if not public and not _may_see(request.user, picture, path):
            raise Http404
        changed = _changed_at(path)
        response = get_conditional_response(request, last_modified=changed) or FileResponse(_opened(path))
        response["Last-Modified"] = http_date(changed)
        response["Cache-Control"] = "public, max-age=600" if public else "private, no-cache"
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        return response


def _changed_at(path: str) -> int:
    """Return when an upload was written, in seconds. Raises Http404 for a name that is none."""
    try:
        return int(default_storage.get_modified_time(path).timestamp())
    except (OSError, ValueError, SuspiciousFileOperation) as error:
        raise Http404 from error


def _opened(path: str) -> Any:
    """Open an upload. Raises Http404 for a name that is none, too."""
    try:
        return default_storage.open(path)
    except (OSError, ValueError, SuspiciousFileOperation) as error:
        raise Http404 from error


def is_out(picture: Picture) -> bool:
    """Whether a story shows the picture to the public now: neither withdrawn nor corrected without it."""
    return bool(picture.frozen_in.filter(submission__release__state=ReleaseState.RELEASED).exists())


def _picture_of(path: str) -> tuple[Picture | None, bool]:
    """Return the picture that a file belongs to, and whether the file is derived from its own."""
    derived = PictureRendition.objects.filter(file=path).select_related("image").first()
    if derived is not None:
        return derived.image, True
    return Picture.objects.filter(file=path).first(), False


def _may_see(user: Any, picture: Picture | None, path: str) -> bool:
    """Colleagues see what they may change or choose, and what stands in a submission that they may read; portraits,
    all who have a desk; nothing else.
    """
    if not user.is_authenticated:
        return False
    if picture is None:
        return path.startswith(PORTRAITS) and bool(user.has_perm("wagtailadmin.access_admin"))
    policy = policy_registry.get_by_type(Picture)
    if policy.user_has_any_permission_for_instance(user, ["change", "choose"], picture):
        return True
    return submissions_seen_by(user).filter(frozen_pictures__picture=picture).exists()
