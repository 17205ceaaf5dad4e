"""A colleague who lost a second factor, or who leaves: what is reset, what ends, and who gets what waited."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView

from duta.accounts import operations, queries, waiting
from duta.accounts.forms import EndForm, HandOverForm, show_in_form
from duta.accounts.people.views import PERSON, OnePerson
from duta.accounts.rules import Action


class OnlyOthers(OnePerson):
    """A screen for those who may change the account, and never for one's own."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse everybody else; who may not administer at all gets no further than the first question."""
        if not queries.may_anywhere(self.viewer, Action.ADMINISTER):
            raise PermissionDenied
        if not self.may_change or self.viewer == self.person:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ResetFactorsView(OnlyOthers, TemplateView):
    """Take a lost second factor away; asks first."""

    template_name = "accounts/people/factors.html"
    page_title = gettext_lazy("Reset the second factor")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return whether the person needs a new one."""
        needed = queries.needs_factor(self.person, now=timezone.now())
        return {**super().get_context_data(**kwargs), "factor_needed": needed}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it."""
        try:
            operations.reset_factors(person=self.person, by=self.viewer, now=timezone.now())
        except ValidationError as error:
            messages.warning(request, error.messages[0])
            return redirect(PERSON, self.person.pk)
        return self.back(
            _("The second factor of %(person)s is reset; a letter tells it, and all sessions ended.")
            % {"person": self.person}
        )


class Leaving(OnlyOthers, FormView):  # type: ignore[type-arg]
    """What waits for the person, with a colleague to choose for each pile."""

    form_class: Any = HandOverForm

    @cached_property
    def piles(self) -> list[waiting.Pile]:
        """What waits where the viewer administers."""
        return waiting.piles_of(self.person, by=self.viewer, now=timezone.now())

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form what waits."""
        return {**super().get_form_kwargs(), "piles": self.piles}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the piles with their fields."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        rows = [{"pile": pile, "field": form[pile.key]} for pile in self.piles]
        return {**context, "rows": rows, "media": form.media, "button": self.button}

    button: Any = ""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Do it, or say what does not fit."""
        try:
            sentence = self.do(form, timezone.now())
        except ValidationError as error:
            show_in_form(form, error)
            return self.form_invalid(form)
        return self.back(sentence)

    def do(self, form: Any, now: datetime) -> str:
        """Do it and return what to say. Raises ValidationError."""
        raise NotImplementedError


class EndAccountView(Leaving):
    """End the account."""

    form_class = EndForm
    template_name = "accounts/people/end.html"
    page_title = gettext_lazy("End the account")
    button = gettext_lazy("End the account")

    def do(self, form: EndForm, now: datetime) -> str:
        """End it now or on a day."""
        at = form.at(now)
        operations.end_account(person=self.person, successors=form.successors, at=at, by=self.viewer, now=now)
        if at > now:
            return _("The account of %(person)s ends on that day.") % {"person": self.person}
        return _("The account of %(person)s has ended, with every session.") % {"person": self.person}


class HandOverView(Leaving):
    """Hand over what still waits for somebody whose account is off."""

    template_name = "accounts/people/end.html"
    page_title = gettext_lazy("Hand over")
    button = gettext_lazy("Hand over")

    def do(self, form: HandOverForm, now: datetime) -> str:
        """Hand over what was chosen."""
        count = operations.hand_over_all(
            person=self.person, successors=form.successors, by=self.viewer, now=now
        )  # fmt: skip
        return ngettext("%(n)d thing was handed over.", "%(n)d things were handed over.", count) % {"n": count}
