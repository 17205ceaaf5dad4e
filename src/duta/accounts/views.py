"""What stands around sign-in: the language of people who are not signed in, and Wagtail's addresses that lead there."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.base.views import IndexView
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST
from taggit.models import Tag
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry
from wagtail.users.models import UserProfile

from duta.accounts import queries
from duta.accounts.directory import DirectoryAdapter
from duta.accounts.directory_adapter import refusal

MOST_TAGS = 10


def not_here(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Answer 404: this part of allauth is not used."""
    raise Http404


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead from Wagtail's own sign-in to ours, and on to where the person wanted to go."""
    wanted = get_valid_next_url_from_request(request)
    return redirect(resolve_url("account_login") + (f"?next={wanted}" if wanted else ""))


def to_password_reset(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Lead from every step of Wagtail's own password reset to the beginning of ours."""
    return redirect("account_reset_password")


class FactorsView(IndexView):
    """One's second factors: what there is, what can be added, and whether one must be."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return allauth's, and whether the person's role needs a factor that is not there."""
        now = timezone.now()
        return {
            **super().get_context_data(**kwargs),
            "needed": queries.needs_factor(self.request.user, now=now),
            "lacking": queries.lacks_factor(self.request.user, now=now),
        }


@require_POST
def enter_by_directory(request: HttpRequest) -> HttpResponse:
    """Lead to the ministry's directory. Answers 404 where none is set up."""
    return _with_directory(request, lambda adapter: adapter.get_provider().redirect_from_request(request))


@require_GET
def back_from_directory(request: HttpRequest) -> HttpResponse:
    """Sign in who comes back from the directory, or say why not."""
    return _with_directory(request, lambda adapter: OAuth2CallbackView.adapter_view(adapter)(request))


@require_GET
def directory_cancelled(request: HttpRequest) -> HttpResponse:
    """Lead somebody who changed his mind at the directory back to sign-in."""
    return redirect("account_login")


def _with_directory(request: HttpRequest, go: Callable[[DirectoryAdapter], HttpResponse]) -> HttpResponse:
    if not settings.DUTA_OIDC:
        raise Http404
    try:
        answer: HttpResponse = go(DirectoryAdapter(request))
    except OAuth2Error as error:
        answer = refusal(request, error)
    return answer


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie, and for a person who is signed in also in his account."""
    code = request.POST.get("language", "")
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    answer = redirect(wanted if safe else "account_login")
    if code not in dict(settings.LANGUAGES):
        return answer
    if request.user.is_authenticated:
        profile = UserProfile.get_for_user(request.user)
        profile.preferred_language = code
        profile.save(update_fields=["preferred_language"])
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 24 * 3600, samesite="Lax", httponly=True,
        secure=request.is_secure(),
    )  # fmt: skip
    return answer


@require_GET
def complete_tag(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Offer the tags of the pictures that the person may use; Wagtail's own view offers everybody's."""
    term = request.GET.get("term", "")
    if not term:
        return JsonResponse([], safe=False)
    policy = policy_registry.get_by_type(get_image_model())
    pictures = policy.instances_user_has_any_permission_for(request.user, {"change", "choose"})
    names = Tag.objects.filter(name__istartswith=term, **{_pictures_lookup(): pictures.values("pk")})
    return JsonResponse(list(names.order_by("name").values_list("name", flat=True).distinct()[:MOST_TAGS]), safe=False)


def _pictures_lookup() -> str:
    """The lookup from a tag to the keys of the pictures that carry it, whatever the pictures' model is called."""
    return f"{get_image_model()._meta.model_name}__in"
