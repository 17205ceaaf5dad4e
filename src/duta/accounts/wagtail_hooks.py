"""Accounts in the desk: the group "People" of the menu, the page chooser's scope, the password in one's account."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.views.account import BaseSettingsPanel, NameEmailSettingsPanel
from wagtail.models import Page
from wagtail.permissions import policy_registry

from duta.accounts import queries
from duta.accounts.delegations.viewsets import DelegationViewSet, delegation_viewset
from duta.accounts.organisations.viewsets import OrganisationViewSet, organisation_viewset
from duta.accounts.rules import Action


class OneNameForm(NameEmailForm):
    """Wagtail's form of one's own name; many Indonesians have a single one."""

    last_name = forms.CharField(required=False, label=NameEmailForm.base_fields["last_name"].label)


NameEmailSettingsPanel.form_class = OneNameForm


class AdministratorsItem(MenuItem):
    """Shown to those who administer an organisation."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person administers anything."""
        return queries.may_anywhere(request.user, Action.ADMINISTER)


class SigningItem(MenuItem):
    """Shown to those who administer or sign somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person does one of both."""
        return any(queries.may_anywhere(request.user, action) for action in (Action.ADMINISTER, Action.SIGN))


@hooks.register("register_admin_viewset")
def delegations() -> DelegationViewSet:
    """Give the delegations' screens their addresses."""
    return delegation_viewset


@hooks.register("register_admin_viewset")
def organisations() -> OrganisationViewSet:
    """Give the organisations' screens their addresses."""
    return organisation_viewset


@hooks.register("register_admin_menu_item")
def people_in_the_menu() -> SubmenuMenuItem:
    """People and organisations, one below the other."""
    items = [
        AdministratorsItem(_("People"), reverse("wagtailusers_users:index"), name="people", icon_name="user", order=1),
        AdministratorsItem(
            _("Organisations"), reverse("organisations:index"), name="organisations", icon_name="site", order=2
        ),
        SigningItem(
            _("Delegations"), reverse("delegations:index"), name="delegations", icon_name="duta-signature", order=3
        ),
    ]
    return SubmenuMenuItem(
        _("People"), Menu(items=items), name="people-and-organisations", icon_name="group", order=8000
    )


@hooks.register("construct_page_chooser_queryset")
def own_pages_only(pages: Any, request: HttpRequest) -> Any:
    """Let choosers of pages offer what the explorer shows; Wagtail's offer every page."""
    explorable = policy_registry.get_by_type(Page).explorable_instances(request.user)
    return pages.filter(pk__in=explorable.values("pk"))


class PasswordPanel(BaseSettingsPanel):
    """Leads from one's account to allauth's change of password."""

    name = "password_link"
    title = _("Password")
    order = 500
    template_name = "accounts/password_panel.html"

    def get_form(self) -> forms.Form:
        """Return an empty form: there is nothing to save here."""
        return forms.Form()

    def get_context_data(self) -> dict[str, Any]:
        """Return nothing but the address."""
        return {"change_url": reverse("account_change_password")}


@hooks.register("register_account_settings_panel")
def password_panel(request: HttpRequest, user: Any, profile: Any) -> PasswordPanel:
    """Show it."""
    return PasswordPanel(request, user, profile)


class FactorsPanel(PasswordPanel):
    """Leads from one's account to one's second factors."""

    name = "factors_link"
    title = _("Second factor")
    order = 510
    template_name = "accounts/factors_panel.html"

    def get_context_data(self) -> dict[str, Any]:
        """Return the address, how many there are, and whether the role needs one."""
        return {
            "factors_url": reverse("mfa_index"),
            "factors": queries.factors_of(self.user).count(),
            "needed": queries.needs_factor(self.user, now=timezone.now()),
        }


@hooks.register("register_account_settings_panel")
def factors_panel(request: HttpRequest, user: Any, profile: Any) -> FactorsPanel:
    """Show it."""
    return FactorsPanel(request, user, profile)


@hooks.register("construct_reports_menu")
def no_reports_without_content(request: HttpRequest, items: list[Any]) -> None:
    """Leave out what only a superuser can open, and the pages that one could publish: for others there are none."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in ("page-types-usage", "aging-pages")]
