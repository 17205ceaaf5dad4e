"""Sign-in by the ministry's directory (OpenID Connect): what its answers must be before anybody is let in.

allauth leads the way there and back (state, PKCE); here stands what it leaves open: the ID token's signature is always
checked, by a key of the directory's own, and so are issuer, audience, times and nonce. Requests go through core's HTTP.
"""

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import jwt
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duta.core.http import Answer, ForbiddenAddress, MaybeSent, NotSent, SafeHttp

DIRECTORY = "directory"
NONCES = "duta_directory_nonces"
MOST_NONCES = 5  # tabs in which a sign-in was begun
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY = 60  # seconds that clocks may differ
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]

REFUSALS: Mapping[str, str | Promise] = {
    "unreachable": _("The directory does not answer. Try again later, or sign in with your password."),
    "forbidden_address": _("The directory's address is not one that this installation may reach. Tell the operator."),
    "unreadable": _("The directory answered something that is no OpenID Connect. Tell the operator."),
    "other_issuer": _("The answer came from another directory than the one that is set up. Tell the operator."),
    "other_audience": _("The directory's answer was meant for another application. Tell the operator."),
    "bad_signature": _("The directory's answer is not signed by its own key. Nobody was signed in; tell the operator."),
    "expired": _("The directory's answer is too old, or its clock is wrong. Sign in once more."),
    "other_nonce": _("The directory's answer belongs to another sign-in. Begin again from the sign-in page."),
    "unverified_email": _("The directory does not vouch for your e-mail address. Ask who administers it to verify it."),
    "nobody": _("You have no account here. Ask your organisation's administrator to add you, with the same address."),
    "other_person": _("This account belongs to another entry of the directory. Ask your organisation's administrator."),
}


class DirectoryRefused(OAuth2Error):  # type: ignore[misc]  # noqa: N818
    """Nobody is signed in; ``reason`` is a key of REFUSALS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def sentence(self) -> str | Promise:
        """Why, and what to do, in the reader's language."""
        return REFUSALS[self.reason]


def remember_nonce(request: HttpRequest, nonce: str) -> None:
    """Keep what this browser's next ID token must carry."""
    request.session[NONCES] = [*request.session.get(NONCES, []), nonce][-MOST_NONCES:]


def _take_nonce(request: HttpRequest, nonce: Any) -> bool:
    """Whether a sign-in of this browser waits for the nonce; it serves once."""
    waiting = request.session.get(NONCES, [])
    request.session[NONCES] = [one for one in waiting if one != nonce]
    return nonce in waiting


class DirectoryAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """allauth's, which checks what the directory says."""

    def __init__(self, request: HttpRequest, provider_id: str = DIRECTORY) -> None:
        super().__init__(request, provider_id)

    @property
    def openid_config(self) -> dict[str, Any]:
        """The directory's own description, read once for each sign-in. Raises DirectoryRefused."""
        if not hasattr(self, "_openid_config"):
            found = _object_at(self.get_provider().server_url)
            if found.get("issuer") != settings.DUTA_OIDC["issuer"]:
                raise DirectoryRefused("other_issuer")
            if not all(
                isinstance(found.get(name), str) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
            ):
                raise DirectoryRefused("unreadable")
            self._openid_config = found
        return self._openid_config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Where the directory sends people back to, by the installation's own address."""
        return f"{settings.BASE_URL.rstrip('/')}{reverse('directory_callback')}"

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Check the ID token and say who it is. Raises DirectoryRefused."""
        claims = self._claims(kwargs["response"].get("id_token"), app.client_id)
        if not _take_nonce(request, claims["nonce"]):
            raise DirectoryRefused("other_nonce")
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def _claims(self, id_token: Any, client_id: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(id_token)
            claims: dict[str, Any] = jwt.decode(
                id_token, self._key(header), algorithms=[header["alg"]], audience=client_id,
                issuer=settings.DUTA_OIDC["issuer"], leeway=LEEWAY, options={"require": REQUIRED},
            )  # fmt: skip
        except jwt.PyJWTError as error:
            raise DirectoryRefused(_reason(error)) from error
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client_id:
            raise DirectoryRefused("other_audience")
        return claims

    def _key(self, header: Mapping[str, Any]) -> Any:
        """Return the directory's key that a token names. Raises DirectoryRefused."""
        if header.get("alg") not in ALGORITHMS:
            raise DirectoryRefused("bad_signature")
        keys = jwt.PyJWKSet.from_dict(_object_at(self.openid_config["jwks_uri"])).keys
        usable = [key for key in keys if key.public_key_use in (None, "sig")]
        named = [key for key in usable if key.key_id == header.get("kid")]
        if not named and "kid" not in header and len(usable) == 1:
            named = usable
        if not named:
            raise DirectoryRefused("bad_signature")
        return named[0].key


def _reason(error: jwt.PyJWTError) -> str:
    match error:
        case jwt.InvalidIssuerError():
            return "other_issuer"
        case jwt.InvalidAudienceError():
            return "other_audience"
        case jwt.ExpiredSignatureError() | jwt.ImmatureSignatureError() | jwt.InvalidIssuedAtError():
            return "expired"
        case jwt.MissingRequiredClaimError() if error.claim == "nonce":
            return "other_nonce"
        case jwt.InvalidSignatureError() | jwt.InvalidKeyError() | jwt.InvalidAlgorithmError():
            return "bad_signature"
        case _:
            return "unreadable"


def _object_at(url: str) -> dict[str, Any]:
    """Read a JSON object. Raises DirectoryRefused."""
    with SafeSession() as session:
        response = session.get(url)
        response.raise_for_status()
        found = response.json()
    if not isinstance(found, dict):
        raise DirectoryRefused("unreadable")
    return found


@dataclass(frozen=True)
class SafeResponse:
    """As much of a response as allauth looks at."""

    answer: Answer

    @property
    def status_code(self) -> int:
        """The status."""
        return self.answer.status

    @property
    def headers(self) -> Mapping[str, str]:
        """By names in lower case; a type is always there."""
        return {"content-type": "", **self.answer.headers}

    @property
    def text(self) -> str:
        """The body as text."""
        return self.answer.text

    @property
    def content(self) -> bytes:
        """The body; kept out of errors, since it may hold a token."""
        return b""

    def json(self) -> Any:
        """The body as JSON. Raises DirectoryRefused."""
        try:
            return json.loads(self.answer.body)
        except ValueError as error:
            raise DirectoryRefused("unreadable") from error

    def raise_for_status(self) -> None:
        """Raise DirectoryRefused unless it worked."""
        if self.answer.status >= 400:
            raise DirectoryRefused("unreachable" if self.answer.status >= 500 else "unreadable")


class SafeSession:
    """What allauth takes for a session of its HTTP library: each request goes through core's HTTP, redirects never."""

    def __enter__(self) -> "SafeSession":
        return self

    def __exit__(self, *args: object) -> None:
        return None

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> SafeResponse:
        """Read an address. Raises DirectoryRefused."""
        return self.request("GET", url, headers=headers)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: Any = None,
    ) -> SafeResponse:
        """Send a form, or nothing. Raises DirectoryRefused."""
        sent = {"Accept": "application/json", **(headers or {})}
        if auth is not None:
            pair = base64.b64encode(f"{auth.username}:{auth.password}".encode()).decode()
            sent["Authorization"] = f"Basic {pair}"
        if data is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(data).encode() if data is not None else None
        try:
            return SafeResponse(asyncio.run(_send(method, url, params, body, sent)))
        except ForbiddenAddress as error:
            raise DirectoryRefused("forbidden_address") from error
        except (NotSent, MaybeSent) as error:
            raise DirectoryRefused("unreachable") from error


async def _send(
    method: str, url: str, params: Mapping[str, str] | None, body: bytes | None, headers: Mapping[str, str]
) -> Answer:
    http = SafeHttp(
        allowed_private=settings.DUTA_OIDC_ALLOWED_PRIVATE, require_https=settings.DUTA_REQUIRE_HTTPS, connections=2
    )
    async with http:
        return await http.request(method, url, headers=headers, data=body, params=params)
