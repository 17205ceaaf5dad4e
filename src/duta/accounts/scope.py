"""One gate in front of the desk: an address that names something which the person may not look at is a 404.

Wagtail's own screens answer such an address with "you have no permission", which tells that the thing
exists, or ask about the model only. Here every address is looked at before its view runs: which pages,
pictures and people it names, in its path or its query. Screens of Wagtail's that Duta does not use are
closed to everybody. What a person may look at but not do stays with the views.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from duta.accounts.backends import ENTER_THE_DESK
from duta.accounts.models import User
from duta.accounts.queries import lacks_factor

# Groups, workflows and their reports: roles and clearance take their place. The images' API knows no
# permissions.
CLOSED = ("wagtailusers_groups:", "wagtailadmin_workflows:", "wagtailadmin_api:images:")
CLOSED_NAMES = frozenset(
    {
        "wagtailadmin_reports:workflow", "wagtailadmin_reports:workflow_results",
        "wagtailadmin_reports:workflow_tasks", "wagtailadmin_reports:workflow_tasks_results",
        "simple_translation:submit_snippet_translation",
    }
)  # fmt: skip
LONGEST_KEY = 18  # digits: whatever is longer is no key of any database
# It names the page of each type that was edited last, whosever it is.
FOR_SUPERUSERS = frozenset({"wagtailadmin_reports:page_types_usage", "wagtailadmin_reports:page_types_usage_results"})
# These serve sign-in itself and say nothing of anybody's.
OPEN = frozenset({"wagtailadmin_sprite", "wagtailadmin_javascript_catalog", "wagtailadmin_logout"})
# Here the way down from the top is shown too.
ON_THE_WAY = frozenset({"wagtailadmin_explore", "wagtailadmin_explore_results", "wagtailadmin_choose_page_child"})
# One's own sign-in, password and second factors: open to everybody who is signed in.
SIGNING_IN = ("account_", "accounts:", "mfa_", "desk_instead:old_")
UPLOADS = "/media/"
GUARDED = ("/desk/", UPLOADS)
PAGE_KEYS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")


class DeskScopeMiddleware:
    """Sits behind the session's person; needs ``request.user``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the work is in ``process_view``."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """Answer 404 if the address names what is not there for the person."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not request.path.startswith(GUARDED) or request.user.is_anonymous or name in OPEN:
            return None
        if request.path.startswith(UPLOADS):
            _hide_from_who_lacks_factor(request)
            return None
        if not request.user.has_perm(ENTER_THE_DESK):
            return _refuse_without_role(request, name)
        if lacks_factor(request.user, now=timezone.now()):
            return _lead_to_factors(request, name)
        closed = _is_closed(name, kwargs) or (name in FOR_SUPERUSERS and not request.user.is_superuser)
        if closed or not all(_are_there(request, name, kwargs)):
            answer = page_not_found(request, Http404(), template_name="wagtailadmin/404.html")
            add_never_cache_headers(answer)
            return answer
        return None


def _hide_from_who_lacks_factor(request: HttpRequest) -> None:
    """Let somebody who must set up a second factor first have no more than the public has."""
    if lacks_factor(request.user, now=timezone.now()):
        request.user = AnonymousUser()


def _lead_to_factors(request: HttpRequest, name: str) -> HttpResponse | None:
    """Lead somebody whose role needs a second factor to where it is set up; nothing else is answered before.

    What a script asks for is refused with a sentence, since it cannot follow.
    """
    if name.startswith(SIGNING_IN):
        return None
    sentence = _("Your role needs a second factor. Set it up first: open the desk in a browser window.")
    scripted = "text/html" not in request.headers.get("Accept", "text/html")
    if scripted or request.headers.get("X-Requested-With") == "XMLHttpRequest":
        answer: HttpResponse = JsonResponse({"error": sentence}, status=403)
    else:
        answer = redirect("mfa_index")
    add_never_cache_headers(answer)
    return answer


def _refuse_without_role(request: HttpRequest, name: str) -> HttpResponse | None:
    """Tell a person who is signed in but holds no role; Wagtail would send him to sign-in and back for ever."""
    if name.startswith(SIGNING_IN):
        return None
    answer = render(request, "accounts/no_role.html", status=403)
    add_never_cache_headers(answer)
    return answer


def _is_closed(name: str, kwargs: Mapping[str, Any]) -> bool:
    people_in_bulk = name == "wagtail_bulk_action" and kwargs.get("model_name") == User._meta.model_name
    return name.startswith(CLOSED) or name in CLOSED_NAMES or people_in_bulk


def _are_there(request: HttpRequest, name: str, kwargs: Mapping[str, Any]) -> Iterable[bool]:
    """Say for each kind of thing whether all that the address names may be looked at."""
    yield _all_in(_pages_for(request.user, name), _pages_named(request, name, kwargs))
    yield _pictures_are_there(request.user, _pictures_named(request, name, kwargs))
    if name.startswith("wagtailusers_users:") and "pk" in kwargs:
        people = policy_registry.get_by_type(User).instances_user_has_permission_for(request.user, "view")
        yield people.filter(pk=kwargs["pk"]).exists()


def _pages_named(request: HttpRequest, name: str, kwargs: Mapping[str, Any]) -> set[str]:
    keys = [kwargs[key] for key in PAGE_KEYS if key in kwargs]
    if name == "wagtailadmin_pages:revisions_compare":
        keys.append(kwargs["pk"])
    keys += request.GET.getlist("target_pages[]")
    if name == "wagtailadmin_choose_page_chosen_multiple":
        keys += request.GET.getlist("id")
    if name == "wagtail_bulk_action" and kwargs["model_name"] == Page._meta.model_name:
        keys += request.GET.getlist("id") + request.GET.getlist("childOf")
        if "all" in keys and "childOf" not in request.GET:
            keys.append("0")  # "all" without a place means the whole tree: nobody's
    return {str(key) for key in keys if str(key) not in ("", "all")}


def _pictures_named(request: HttpRequest, name: str, kwargs: Mapping[str, Any]) -> set[str]:
    keys = [kwargs["image_id"]] if "image_id" in kwargs else []
    if name == "wagtailimages_chooser:chosen":
        keys.append(kwargs["pk"])
    if name == "wagtailimages_chooser:chosen_multiple":
        keys += request.GET.getlist("id")
    if name == "wagtail_bulk_action" and kwargs["model_name"] == get_image_model()._meta.model_name:
        keys += request.GET.getlist("id")
    return {str(key) for key in keys if str(key) != "all"}


def _pages_for(user: Any, name: str) -> Any:
    """The pages that an address may name: mostly all that the person may look at."""
    policy = policy_registry.get_by_type(Page)
    if name in ON_THE_WAY:
        return policy.explorable_instances(user)
    return policy.instances_user_has_permission_for(user, "change" if name == "wagtail_bulk_action" else "view")


def _pictures_are_there(user: Any, keys: set[str]) -> bool:
    policy = policy_registry.get_by_type(get_image_model())
    return _all_in(policy.instances_user_has_any_permission_for(user, {"change", "choose"}), keys)


def _all_in(rows: Any, keys: set[str]) -> bool:
    if not keys:
        return True
    return all(key.isdecimal() and len(key) <= LONGEST_KEY for key in keys) and rows.filter(pk__in=keys).count() == len(
        keys
    )
