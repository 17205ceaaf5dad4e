"""People: the list, one person with the roles held, and what can be done with both."""

from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from duta.accounts import operations, queries, waiting
from duta.accounts.forms import (
    FirstRoleForm,
    NewPasswordForm,
    ParticularsForm,
    PasswordForm,
    RoleForm,
    show_in_form,
)
from duta.accounts.models import RoleHeld, User
from duta.accounts.rules import Action

PEOPLE, PERSON = "wagtailusers_users:index", "wagtailusers_users:edit"
STATES = {"active": {"is_active": True}, "off": {"is_active": False}}


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way to a screen of people, ready for Wagtail's header."""
    way = [(_("Home"), reverse("wagtailadmin_home")), (_("People"), reverse(PEOPLE)), *more]
    return [{"url": url, "label": label} for label, url in way]


def period_words(held: RoleHeld) -> str:
    """Say from which day until which day, both included, on the organisation's calendar."""
    zone = ZoneInfo(held.organisation.time_zone)
    first = date_format(held.starts_at.astimezone(zone))
    if held.ends_at is None:
        return _("since %(day)s") % {"day": first}
    last = date_format((held.ends_at - timedelta(microseconds=1)).astimezone(zone))
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


class AdministratorsOnly(WagtailAdminTemplateMixin):
    """A screen for those who administer an organisation."""

    header_icon = "user"
    request: HttpRequest

    @property
    def viewer(self) -> User:
        """Who is looking; the desk lets nobody in who is not signed in."""
        return cast("User", self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse everybody else."""
        if not queries.may_anywhere(self.viewer, Action.ADMINISTER):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]


class OnePerson(AdministratorsOnly):
    """A screen about one person whom the viewer administers. Anybody else is a 404."""

    kwargs: dict[str, Any]

    @cached_property
    def person(self) -> User:
        """Whom it is about. Raises Http404."""
        return get_object_or_404(queries.people_administered_by(self.viewer), pk=self.kwargs["pk"])

    @cached_property
    def may_change(self) -> bool:
        """Whether the viewer may change the account itself, not only roles."""
        return queries.may_change_person(self.viewer, self.person, now=timezone.now())

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, people, this one, what is done."""
        return crumbs((str(self.person), reverse(PERSON, args=[self.person.pk])), (str(self.page_title), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the person."""
        return {**super().get_context_data(**kwargs), "person": self.person, "may_change": self.may_change}

    def back(self, sentence: str) -> HttpResponse:
        """Say what was done and return to the person."""
        messages.success(self.request, sentence)
        return redirect(PERSON, self.person.pk)


class PeopleIndexView(AdministratorsOnly, BaseListingView):
    """The people who hold or held a role where the viewer administers."""

    model = User
    page_title = gettext_lazy("People")
    template_name = "accounts/people/index.html"
    results_template_name = "accounts/people/index_results.html"
    index_url_name = PEOPLE
    index_results_url_name = "wagtailusers_users:index_results"
    is_searchable = True
    search_fields = ["first_name", "last_name", "username", "email", "position"]
    search_backend_name = None
    default_ordering = "first_name"
    columns = [Column("first_name", sort_key="first_name")]
    paginate_by = 50

    @cached_property
    def state(self) -> str:
        """Which accounts are asked for: active, off, or all."""
        return self.request.GET.get("state", "active")

    def get_base_queryset(self) -> "QuerySet[User]":
        """The people, with their roles in force."""
        people = queries.people_administered_by(self.viewer).filter(**STATES.get(self.state, {}))
        held = queries.roles_administered_by(self.viewer).in_force(timezone.now())
        return people.prefetch_related(Prefetch("roles_held", held, to_attr="roles_now"))

    def order_queryset(self, queryset: "QuerySet[User]") -> "QuerySet[User]":
        """By name."""
        return queryset.order_by("first_name", "last_name", "pk")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, people."""
        return crumbs()

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Add a person."""
        return [HeaderButton(_("Add a person"), url=reverse("wagtailusers_users:add"), icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return which accounts are shown."""
        return {**super().get_context_data(**kwargs), "state": self.state}


class PersonAddView(AdministratorsOnly, TemplateView):
    """A new account with its first role."""

    template_name = "accounts/people/add.html"
    page_title = gettext_lazy("Add a person")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, people, add."""
        return crumbs((_("Add a person"), ""))

    def forms(self) -> dict[str, Any]:
        """The three parts of the form."""
        data = self.request.POST if self.request.method == "POST" else None
        return {
            "particulars": ParticularsForm(data),
            "password": PasswordForm(data),
            "first_role": FirstRoleForm(data, user=self.viewer),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the account, or say what does not fit."""
        forms = self.forms()
        answers = [form.is_valid() for form in forms.values()]  # all of them, so that every mistake shows at once
        if all(answers):
            try:
                person = operations.create_person(
                    **forms["particulars"].cleaned_data,
                    password=forms["password"].cleaned_data["password1"],
                    **forms["first_role"].as_arguments(),
                    by=self.viewer,
                    now=timezone.now(),
                )
            except ValidationError as error:
                self._show(error, forms)
            else:
                messages.success(request, _("%(person)s has an account.") % {"person": person})
                return redirect(PERSON, person.pk)
        return self.render_to_response(self.get_context_data(**forms))

    def _show(self, error: ValidationError, forms: dict[str, Any]) -> None:
        named = getattr(error, "error_dict", {})
        for form in forms.values():
            here = {field: errors for field, errors in named.items() if field in form.fields}
            show_in_form(form, ValidationError(here))
        missing = [e for field, e in named.items() if not any(field in form.fields for form in forms.values())]
        if missing or not named:
            forms["particulars"].add_error(None, missing[0] if missing else error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the forms and what they need loaded."""
        forms = {name: form for name, form in kwargs.items() if name in ("particulars", "password", "first_role")}
        context = {**super().get_context_data(**kwargs), **(forms or self.forms())}
        return {**context, "media": context["first_role"].media}


class PersonView(OnePerson, FormView):  # type: ignore[type-arg]
    """One person: what is said of him, and the roles held."""

    form_class = ParticularsForm
    template_name = "accounts/people/person.html"
    page_title = gettext_lazy("Person")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, people, this one."""
        return crumbs((str(self.person), ""))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the person; a copy, so that the page's head shows what is saved."""
        return {**super().get_form_kwargs(), "instance": User.objects.get(pk=self.person.pk)}

    def get_form(self, form_class: Any = None) -> ParticularsForm:
        """Return the form, frozen for those who may not change the account."""
        form: ParticularsForm = super().get_form(form_class)
        if not self.may_change:
            form.freeze()
        return form

    def form_valid(self, form: ParticularsForm) -> HttpResponse:
        """Save, or say what does not fit."""
        try:
            operations.change_person(
                person=self.person, by=self.viewer, now=timezone.now(), **form.cleaned_data
            )  # fmt: skip
        except ValidationError as error:
            show_in_form(form, error)
            return self.form_invalid(form)
        return self.back(_("Saved."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the roles held where the viewer administers; those elsewhere are not his to see."""
        context, now = super().get_context_data(**kwargs), timezone.now()
        rows = queries.roles_administered_by(self.viewer).filter(user=self.person)
        is_self = self.viewer.pk == self.person.pk
        return {
            **context,
            "roles": [_row(held, now) for held in rows if not held.ends_at or held.ends_at > now],
            "past": [_row(held, now) for held in rows if held.ends_at and held.ends_at <= now],
            "own_roles": is_self and not self.viewer.is_superuser,
            "factors": queries.factors_of(self.person).count(),
            "factor_needed": queries.needs_factor(self.person, now=now),
            "waits": sum(len(pile.things) for pile in waiting.piles_of(self.person, by=self.viewer, now=now)),
            "is_self": is_self,
        }


def _row(held: RoleHeld, now: datetime) -> dict[str, Any]:
    return {"held": held, "period": period_words(held), "to_come": held.starts_at > now}


class GiveRoleView(OnePerson, FormView):  # type: ignore[type-arg]
    """Give the person a role."""

    form_class = RoleForm
    template_name = "accounts/people/form.html"
    page_title = gettext_lazy("Give a role")
    extra_context = {"button": gettext_lazy("Give the role")}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who gives."""
        return {**super().get_form_kwargs(), "user": self.viewer}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the form needs loaded."""
        context = super().get_context_data(**kwargs)
        return {**context, "media": context["form"].media}

    def form_valid(self, form: RoleForm) -> HttpResponse:
        """Give it, or say what does not fit."""
        try:
            held = operations.give_role(
                person=self.person, by=self.viewer, now=timezone.now(), **form.as_arguments()
            )  # fmt: skip
        except ValidationError as error:
            # The period is asked for by days, so its complaints stand beside those.
            named = getattr(error, "error_dict", {})
            if "ends_at" in named:
                error = ValidationError({"ends_on": named["ends_at"]})
            show_in_form(form, error)
            return self.form_invalid(form)
        words = {"person": self.person, "role": held.get_role_display(), "organisation": held.organisation}
        return self.back(_("%(person)s is now: %(role)s, %(organisation)s.") % words)


class EndRoleView(OnePerson, TemplateView):
    """End a role that the person holds; asks first."""

    template_name = "accounts/people/end_role.html"
    page_title = gettext_lazy("End a role")

    @cached_property
    def held(self) -> RoleHeld:
        """The role. Raises Http404 for one of an organisation that the viewer does not administer."""
        rows = queries.roles_administered_by(self.viewer)
        return get_object_or_404(rows, pk=self.kwargs["held"], user=self.person)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the role."""
        return {**super().get_context_data(**kwargs), "held": self.held}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End it."""
        try:
            operations.end_role(held=self.held, by=self.viewer, now=timezone.now())
        except ValidationError as error:
            messages.warning(request, error.messages[0])
            return redirect(PERSON, self.person.pk)
        return self.back(_("The role has ended."))


class PasswordView(OnePerson, FormView):  # type: ignore[type-arg]
    """Give the person a new password."""

    form_class = NewPasswordForm
    template_name = "accounts/people/form.html"
    page_title = gettext_lazy("New password")
    extra_context = {"button": gettext_lazy("Save the new password")}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse those who may not change the account; one's own password is changed where the old one is asked."""
        if self.viewer == self.person:
            return redirect("account_change_password")
        if not self.may_change:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        """Save, or say what does not fit."""
        password = form.cleaned_data["password1"]
        try:
            operations.set_password(person=self.person, password=password, by=self.viewer, now=timezone.now())
        except ValidationError as error:
            show_in_form(form, error)
            return self.form_invalid(form)
        return self.back(
            _("%(person)s has a new password; all sessions with the old one ended.") % {"person": self.person}
        )


class SwitchView(OnePerson, TemplateView):
    """Switch an account off, or on again; asks first."""

    template_name = "accounts/people/switch.html"

    @property
    def page_title(self) -> str:
        """What is about to happen."""
        return _("Switch off the account") if self.person.is_active else _("Switch on the account")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it."""
        switch = operations.deactivate_person if self.person.is_active else operations.reactivate_person
        switch(person=self.person, by=self.viewer, now=timezone.now())
        return self.back(
            _("The account is switched on.") if self.person.is_active else _("The account is switched off.")
        )
