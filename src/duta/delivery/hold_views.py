"""The screens of holds: everybody reads why their stories wait; who may deliver holds back and lifts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from duta.accounts.queries import may, may_anywhere
from duta.accounts.rules import Action
from duta.channels.models import Channel
from duta.delivery import operations
from duta.delivery.forms import HoldForm
from duta.delivery.queries import holds_seen_by
from duta.delivery.showing import may_lift
from duta.delivery.views import crumbs


class HoldIndexView(WagtailAdminTemplateMixin, TemplateView):
    """Holds in force, and the last ones that were lifted."""

    template_name = "delivery/holds.html"
    page_title = gettext_lazy("Holds")
    header_icon = "duta-hold"
    PAST = 20

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Place one, for those who may."""
        if not may_anywhere(self.request.user, Action.DELIVER):
            return []
        return [HeaderButton(_("Hold back"), url=reverse("delivery:hold"), icon_name="plus")]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, deliveries, holds."""
        return crumbs((_("Holds"), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the holds, each with whether the person may lift it."""
        user = self.request.user
        seen = holds_seen_by(user)
        past = list(seen.exclude(lifted_at=None).order_by("-lifted_at")[: self.PAST])
        return {
            **super().get_context_data(**kwargs),
            "holds": [(hold, may_lift(user, hold)) for hold in seen.filter(lifted_at=None)],
            "past": past,
            "decides": may_anywhere(user, Action.DELIVER),
        }


class HoldView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Hold something back."""

    template_name = "delivery/hold.html"
    form_class = HoldForm
    page_title = gettext_lazy("Hold back")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """For those who may deliver somewhere."""
        if not may_anywhere(request.user, Action.DELIVER):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, deliveries, holds, this."""
        return crumbs((_("Holds"), reverse("delivery:holds")), (_("Hold back"), ""))

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form offers what the person may hold back."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        """Start with the channel that the address names."""
        named = self.request.GET.get("channel", "")
        channel = Channel.objects.filter(pk=named).first() if named.isdecimal() else None
        if channel is None or not may(self.request.user, Action.DELIVER, channel.organisation):
            return {}
        return {"scope": HoldForm.CHANNEL, "channel": channel}

    def form_valid(self, form: HoldForm) -> HttpResponse:
        """Hold it back, and say so."""
        held = {name: form.cleaned_data[name] for name in ("channel", "organisation", "reason")}
        user: Any = self.request.user
        operations.hold_deliveries(**held, by=user, now=timezone.now())
        messages.warning(self.request, _("Held back: %(reason)s") % {"reason": held["reason"]})
        return redirect("delivery:holds")


class LiftView(View):
    """Lift a hold."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lift it. Raises Http404 for one that is not there for the person, PermissionDenied for one from above."""
        hold = get_object_or_404(holds_seen_by(request.user), pk=pk)
        if not may_lift(request.user, hold):
            raise PermissionDenied
        user: Any = request.user
        lifted = operations.lift_hold(hold=hold, by=user, now=timezone.now())
        said = _("Lifted. What waited goes out now.") if lifted else _("Somebody had lifted it already.")
        messages.success(request, said)
        return redirect("delivery:holds")
