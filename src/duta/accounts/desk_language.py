"""The desk speaks the language of the person's account, also where no view of Wagtail's is reached."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation


class DeskLanguageMiddleware:
    """Sits behind the session's person. Without it a missing page and a refusal would speak the browser's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the account's language; Django's own middleware sets the next request's anew."""
        if request.path.startswith("/desk/") and request.user.is_authenticated:
            profile = getattr(request.user, "wagtail_userprofile", None)
            if profile is not None and profile.preferred_language:
                translation.activate(profile.get_preferred_language())
        return self.get_response(request)
