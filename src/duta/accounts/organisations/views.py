"""Organisations: the tree, a new one, one's form, and its move."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin.widgets.button import HeaderButton

from duta.accounts import operations, queries
from duta.accounts.forms import MoveForm, NewOrganisationForm, OrganisationForm, show_in_form
from duta.accounts.models import Organisation
from duta.accounts.people.views import AdministratorsOnly
from duta.accounts.rules import Action


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way to a screen of organisations, ready for Wagtail's header."""
    way = [(_("Home"), reverse("wagtailadmin_home")), (_("Organisations"), reverse("organisations:index")), *more]
    return [{"url": url, "label": label} for label, url in way]


class TreeView(AdministratorsOnly, TemplateView):
    """The organisations that the viewer administers, as a tree."""

    template_name = "accounts/organisations/index.html"
    page_title = gettext_lazy("Organisations")
    header_icon = "site"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, organisations."""
        return crumbs()

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Add an organisation."""
        return [HeaderButton(_("Add an organisation"), url=reverse("organisations:add"), icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the rows in tree order, each with its level below the first one shown and its people."""
        now = timezone.now()
        in_force = Q(roles_held__starts_at__lte=now) & (
            Q(roles_held__ends_at__isnull=True) | Q(roles_held__ends_at__gt=now)
        )
        rows = queries.organisations_where(self.viewer, Action.ADMINISTER)
        rows = rows.annotate(people=Count("roles_held__user", filter=in_force, distinct=True))
        shown: list[Organisation] = list(rows)
        least = min((row.depth for row in shown), default=1)
        tree = [{"organisation": row, "level": row.depth - least} for row in shown]
        return {**super().get_context_data(**kwargs), "tree": tree}


class OrganisationFormView(AdministratorsOnly, FormView):  # type: ignore[type-arg]
    """A form that an operation decides on."""

    template_name = "accounts/organisations/form.html"
    header_icon = "site"

    def form_valid(self, form: Any) -> HttpResponse:
        """Do it, or say what does not fit."""
        try:
            done = self.operate(form)
        except ValidationError as error:
            show_in_form(form, error)
            return self.form_invalid(form)
        messages.success(self.request, _("%(organisation)s is saved.") % {"organisation": done})
        return redirect("organisations:index")

    def operate(self, form: Any) -> Organisation:
        """Call the operation. Raises ValidationError, PermissionDenied."""
        raise NotImplementedError


class AddView(OrganisationFormView):
    """A new organisation below one that the viewer administers."""

    form_class = NewOrganisationForm
    page_title = gettext_lazy("Add an organisation")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, organisations, add."""
        return crumbs((_("Add an organisation"), ""))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who adds."""
        return {**super().get_form_kwargs(), "user": self.viewer}

    def get_initial(self) -> dict[str, Any]:
        """Below the one whose button was pressed, in its time zone."""
        below = self.request.GET.get("below", "")
        rows = queries.organisations_where(self.viewer, Action.ADMINISTER)
        above = rows.filter(pk=below).first() if below.isdecimal() else None
        if above is None:
            return {"kind": "mission"}
        return {"parent": above, "kind": "mission", "time_zone": above.time_zone, "territory": above.territory}

    def operate(self, form: Any) -> Organisation:
        """Make it."""
        return operations.create_organisation(by=self.viewer, now=timezone.now(), **form.cleaned_data)


class OneOrganisation(OrganisationFormView):
    """A screen about one organisation that the viewer administers. Any other is a 404."""

    moving = False
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look the organisation up first: what is not there is a 404 for everybody."""
        self.organisation  # noqa: B018
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def organisation(self) -> Organisation:
        """Which one. Raises Http404."""
        rows = queries.organisations_where(self.viewer, Action.ADMINISTER)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, organisations, this one."""
        return crumbs((self.organisation.label, ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the organisation."""
        context = super().get_context_data(**kwargs)
        return {**context, "organisation": self.organisation, "may_move": self.may_move and not self.moving}

    @property
    def may_move(self) -> bool:
        """Whether the viewer administers the place where it lies."""
        return queries.may(self.viewer, Action.ADMINISTER, self.organisation.get_parent())


class EditView(OneOrganisation):
    """An organisation's form."""

    form_class = OrganisationForm
    page_title = gettext_lazy("Organisation")

    def get_initial(self) -> dict[str, Any]:
        """What is said of it now."""
        return {name: getattr(self.organisation, name) for name in OrganisationForm.base_fields}

    def operate(self, form: Any) -> Organisation:
        """Change it."""
        return operations.change_organisation(
            organisation=self.organisation, by=self.viewer, now=timezone.now(), **form.cleaned_data
        )  # fmt: skip


class MoveView(OneOrganisation):
    """Put an organisation elsewhere in the tree."""

    form_class = MoveForm
    page_title = gettext_lazy("Move")
    extra_context = {"moving": True}
    moving = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse those who do not administer the place where it lies now."""
        if not self.may_move:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who moves what."""
        return {**super().get_form_kwargs(), "user": self.viewer, "organisation": self.organisation}

    def get_initial(self) -> dict[str, Any]:
        """Where it lies now."""
        return {"to": self.organisation.get_parent()}

    def operate(self, form: Any) -> Organisation:
        """Move it."""
        return operations.move_organisation(
            organisation=self.organisation, to=form.cleaned_data["to"], by=self.viewer, now=timezone.now()
        )  # fmt: skip
