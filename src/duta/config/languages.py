"""The reader's language: by the address on the portal, by cookie or browser elsewhere."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

WITHOUT_LANGUAGE = ("/desk/", "/media/", "/static/", "/healthz", "/s/", "/calendar/")


class LanguageMiddleware(LocaleMiddleware):
    """Django's, but a 404 at an address that never has a language stays one.

    Django would lead from every missing page to the same address below /id/ or /en/, also from the desk's.
    """

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        """Leave the answers of addresses without a language as they are."""
        if response.status_code == 404 and request.path_info.startswith(WITHOUT_LANGUAGE):
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            return response  # type: ignore[no-any-return]
        return super().process_response(request, response)
