"""The ministry's directory (OpenID Connect) as allauth knows providers; allauth looks for this module by its name."""

import secrets
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest
from django.urls import reverse

from duta.accounts.directory import DIRECTORY, DirectoryAdapter, remember_nonce


class DirectoryProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """allauth's, with a nonce and PKCE at every sign-in, and with nothing that an address can change."""

    id = DIRECTORY
    name = "OpenID Connect"
    oauth2_adapter_class = DirectoryAdapter
    pkce_enabled_default = True

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        """Where sign-in begins."""
        return reverse("directory_login")

    def get_callback_url(self) -> str:
        """Where the directory sends people back to."""
        return reverse("directory_callback")

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Sign in, and nothing else; only the page to go on to comes from the request."""
        nonce = secrets.token_urlsafe(24)
        remember_nonce(request, nonce)
        return {
            "process": "login",
            "next_url": get_next_redirect_url(request),
            "scope": ["openid", "email", "profile"],
            "auth_params": {"nonce": nonce},
        }


provider_classes = [DirectoryProvider]
