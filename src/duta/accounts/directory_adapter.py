"""Whose account a person of the ministry's directory signs in to: one that an administrator made, or none."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect, render

from duta.accounts.directory import DIRECTORY, DirectoryRefused, SafeSession
from duta.accounts.models import User
from duta.core import audit


class DirectorySocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by the directory; who has an account is recognised once, and by the directory's own number then."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never."""
        return False

    def get_requests_session(self) -> SafeSession:
        """Lend allauth core's HTTP in place of its own."""
        return SafeSession()

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account of who comes for the first time and bind it; else it is bound already."""
        if sociallogin.is_existing:
            return
        try:
            person = self._account_of(sociallogin.account.extra_data.get("id_token", {}))
        except DirectoryRefused as refused:
            raise ImmediateHttpResponse(refusal(request, refused)) from refused
        if not person.is_active:
            raise ImmediateHttpResponse(redirect("account_inactive"))
        sociallogin.connect(request, person)
        audit.record(action="person.directory_bound", target=person, by=person)

    def _account_of(self, claims: dict[str, Any]) -> User:
        """Return the account that the claims mean. Raises DirectoryRefused."""
        claim = settings.DUTA_OIDC["match"]
        if claim == "email":
            if claims.get("email_verified") is not True or not claims.get("email"):
                raise DirectoryRefused("unverified_email")
            found = User.objects.filter(email__iexact=claims["email"])
        else:
            found = User.objects.filter(username=str(claims.get(claim) or ""))
        person = found.first()
        if person is None:
            raise DirectoryRefused("nobody")
        if SocialAccount.objects.filter(user=person, provider=DIRECTORY).exists():
            raise DirectoryRefused("other_person")
        return person


def refusal(request: HttpRequest, error: Exception | None) -> Any:
    """The page that says why the directory signs nobody in."""
    sentence = error.sentence if isinstance(error, DirectoryRefused) else ""
    return render(request, "socialaccount/authentication_error.html", {"sentence": sentence}, status=401)
