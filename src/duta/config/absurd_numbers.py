"""Numbers and signs in an address that no database can hold, such as /desk/pages/99999999999999999999/: not there.

Wagtail's and Django's own views ask the database without looking at the size of a key; some databases then raise.
"""

import logging
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.db import DataError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse

log = logging.getLogger(__name__)
# What each database, or Python on its behalf, says; anything else is a fault of ours and stays one.
SAID: dict[type[Exception], str] = {
    OverflowError: "too large to convert",  # SQLite, a key
    IntegrityError: "datatype mismatch",  # SQLite, an offset
    DataError: "out of range",  # PostgreSQL
    ValueError: "NUL (0x00)",  # PostgreSQL, a sign that no text holds
}


class AbsurdNumbers:
    """Answers 404, or 400 for what was posted, where the database says that a number is too large for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Put another exception in the place of the database's; Django makes the page of it."""
        if any(isinstance(exception, kind) and said in str(exception) for kind, said in SAID.items()):
            log.warning("a number that no database holds in %s", request.path[:200])
            raise Http404 if request.method in ("GET", "HEAD") else BadRequest("a number is too large") from exception
