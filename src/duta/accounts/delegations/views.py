"""Who signs in whose place: the list, a new delegation, its end."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from duta.accounts import operations, queries
from duta.accounts.delegations.forms import DelegationForm
from duta.accounts.forms import show_in_form
from duta.accounts.models import Delegation, User
from duta.accounts.rules import Action

INDEX = "delegations:index"
MOST_PAST = 50


class DelegationsPage(WagtailAdminTemplateMixin):
    """A screen for those who administer or sign somewhere."""

    header_icon = "duta-signature"
    request: HttpRequest

    @property
    def viewer(self) -> User:
        """Who is looking; the desk lets nobody in who is not signed in."""
        return cast("User", self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse everybody else."""
        if not any(queries.may_anywhere(self.viewer, action) for action in (Action.ADMINISTER, Action.SIGN)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, delegations, this screen."""
        way = [(_("Home"), reverse("wagtailadmin_home")), (_("Delegations"), reverse(INDEX))]
        if str(self.page_title) != way[-1][0]:
            way.append((str(self.page_title), ""))
        return [{"url": url, "label": label} for label, url in way]


class DelegationsView(DelegationsPage, TemplateView):
    """The delegations that concern the viewer: in force and to come, then those that are over."""

    template_name = "accounts/delegations/index.html"
    page_title = gettext_lazy("Delegations")

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Delegate."""
        if not queries.may_delegate_anywhere(self.viewer, now=timezone.now()):
            return []
        return [HeaderButton(_("Delegate the signature"), url=reverse("delegations:add"), icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the rows, each with the state in words."""
        now = timezone.now()
        rows = queries.delegations_seen_by(self.viewer)
        standing = rows.not_over(now).order_by("starts_at", "pk")
        over = rows.exclude(pk__in=rows.not_over(now).values("pk"))
        return {
            **super().get_context_data(**kwargs),
            "standing": [_row(row, self.viewer, now) for row in standing],
            "over": [_row(row, self.viewer, now) for row in over[:MOST_PAST]],
            "may_give": queries.may_delegate_anywhere(self.viewer, now=now),
        }


def _row(delegation: Delegation, viewer: User, now: datetime) -> dict[str, Any]:
    tone, state = _state(delegation, now)
    open_ = delegation.revoked_at is None and delegation.ends_at > now
    return {
        "it": delegation,
        "tone": tone,
        "state": state,
        "may_revoke": open_ and queries.may_revoke(viewer, delegation, now=now),
    }


def _state(delegation: Delegation, now: datetime) -> tuple[str, str]:
    if delegation.revoked_at is not None:
        return "no", _("revoked")
    if delegation.ends_at <= now:
        return "off", _("over")
    return ("wait", _("to come")) if delegation.starts_at > now else ("ok", _("in force"))


class DelegateView(DelegationsPage, FormView):  # type: ignore[type-arg]  # not generic at run time
    """Let somebody sign in another's place."""

    form_class = DelegationForm
    template_name = "accounts/delegations/form.html"
    page_title = gettext_lazy("Delegate the signature")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A delegate is told that he delegates no further."""
        signs = queries.may_anywhere(self.viewer, Action.SIGN)
        if signs and not queries.may_delegate_anywhere(self.viewer, now=timezone.now()):
            messages.warning(request, _("Who signs in another's place delegates no further. Ask an administrator."))
            return redirect(INDEX)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who gives."""
        return {**super().get_form_kwargs(), "user": self.viewer, "now": timezone.now()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the form needs loaded."""
        context = super().get_context_data(**kwargs)
        return {**context, "media": context["form"].media}

    def form_valid(self, form: DelegationForm) -> HttpResponse:
        """Give it, or say what does not fit."""
        try:
            given = operations.give_delegation(order=form.as_order(), by=self.viewer, now=timezone.now())
        except (ValidationError, PermissionDenied) as error:
            show_in_form(form, _by_days(error))
            return self.form_invalid(form)
        words = {"person": given.delegate, "line": given.line}
        messages.success(self.request, _("%(person)s signs as %(line)s.") % words)
        return redirect(INDEX)


def _by_days(error: ValidationError | PermissionDenied) -> ValidationError:
    """The period is asked for by days, so its complaints stand beside those."""
    if isinstance(error, PermissionDenied):
        return ValidationError(str(error))
    named = getattr(error, "error_dict", {})
    return ValidationError({"ends_on": named["ends_at"]}) if "ends_at" in named else error


class RevokeView(DelegationsPage, TemplateView):
    """End a delegation now; asks first."""

    template_name = "accounts/delegations/revoke.html"
    page_title = gettext_lazy("Revoke a delegation")
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look the delegation up first: what does not concern the viewer is a 404 for everybody."""
        self.delegation  # noqa: B018
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def delegation(self) -> Delegation:
        """Which one. Raises Http404 for one that does not concern the viewer."""
        return get_object_or_404(queries.delegations_seen_by(self.viewer), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the delegation."""
        return {**super().get_context_data(**kwargs), "delegation": self.delegation}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Revoke it."""
        try:
            operations.revoke_delegation(delegation=self.delegation, by=self.viewer, now=timezone.now())
        except ValidationError as error:
            messages.warning(request, error.messages[0])
        else:
            messages.success(request, _("The delegation has ended."))
        return redirect(INDEX)
