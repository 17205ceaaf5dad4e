"""Content security policy: strict on the portal; on the desk, what Wagtail's own scripts need, with a nonce.

Wagtail 8 writes inline scripts without a nonce (choosers, inline panels) and inline styles (the rich text editor).
"""

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PORTAL = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'; manifest-src 'self'; media-src 'self'"
)
DESK = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'self'"
)
_SCRIPT = re.compile(rb"<script(?=[\s>])(?![^>]*\snonce=)")


class ContentSecurityPolicyMiddleware:
    """Sets the policy of every answer; on the desk it also puts the nonce into each script element."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the policy that fits the address."""
        response = self.get_response(request)
        if "Content-Security-Policy" in response.headers:
            return response  # the view's own; a preview of a page carries the portal's
        if not request.path.startswith("/desk/"):
            response.headers["Content-Security-Policy"] = PORTAL
            return response
        nonce = secrets.token_urlsafe(16)
        response.headers["Content-Security-Policy"] = DESK.format(nonce=nonce)
        if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
            response.content = _SCRIPT.sub(b'<script nonce="%s"' % nonce.encode(), response.content)
        return response
