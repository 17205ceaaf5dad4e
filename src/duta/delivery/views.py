"""The screens of deliveries and holds. Everybody of the organisation looks; who may deliver decides."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from duta.accounts.queries import line_of, may, may_anywhere, organisations_where, where
from duta.accounts.rules import Action
from duta.accounts.viewsets import ScopedMixin
from duta.channels.models import Channel
from duta.core.blobs import BlobDamaged, read_blob
from duta.delivery import operations
from duta.delivery.doors import door_to
from duta.delivery.filters import DeliveryFilterSet
from duta.delivery.forms import AddressForm, HoldForm
from duta.delivery.models import Delivery, Hold
from duta.delivery.queries import attempts_of, hold_on, withdrawal_of
from duta.delivery.rules import DeliveryState
from duta.delivery.showing import acts_on, may_lift, preview_of, receipt_of, shown, tried, what_next

QUICK: tuple[tuple[Any, tuple[DeliveryState, ...]], ...] = (
    (gettext_lazy("All"), ()),
    (gettext_lazy("Refused or unknown"), (DeliveryState.REFUSED, DeliveryState.UNKNOWN)),
    (gettext_lazy("Waiting"), (DeliveryState.SCHEDULED, DeliveryState.DEFERRED)),
    (gettext_lazy("Delivered"), (DeliveryState.DELIVERED,)),
)


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way to a screen of deliveries, ready for Wagtail's header."""
    way = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("delivery:index"), "label": _("Deliveries")},
    ]
    return [*way, *({"url": url, "label": label} for label, url in more)]


class DeliveryIndexView(ScopedMixin, BaseListingView):
    """The deliveries on the channels that the person may look at, the newest change first."""

    model = Delivery
    page_title = gettext_lazy("Deliveries")
    header_icon = "duta-delivery"
    template_name = "wagtailadmin/generic/listing.html"
    results_template_name = "delivery/index_results.html"
    index_url_name = "delivery:index"
    index_results_url_name = "delivery:index_results"
    filterset_class = DeliveryFilterSet
    is_searchable = True
    search_fields = ["title", "channel__name"]
    search_backend_name = None
    default_ordering = "-state_since"
    columns = [Column("state_since", sort_key="state_since")]
    paginate_by = 50

    def get_base_queryset(self) -> "QuerySet[Delivery]":
        """What the person may look at."""
        return self.visible().select_related("channel__organisation", "receipt")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, deliveries."""
        return crumbs()

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Lead to the holds."""
        return [HeaderButton(_("Holds"), url=reverse("delivery:holds"), icon_name="duta-hold")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return rows as they show, and the quick filters."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["rows"] = [shown(delivery) for delivery in context["object_list"]]
        context["quick"] = self._quick()
        return context

    def _quick(self) -> list[dict[str, Any]]:
        chosen = set(self.request.GET.getlist("state"))
        base = reverse("delivery:index")
        return [
            {
                "label": label,
                "url": f"{base}?{'&'.join(f'state={state.value}' for state in states)}" if states else base,
                "current": chosen == {state.value for state in states},
            }
            for label, states in QUICK
        ]


class DeliveryMixin(ScopedMixin, WagtailAdminTemplateMixin):
    """One delivery that the person may look at; a sibling's is a 404."""

    model = Delivery
    kwargs: dict[str, Any]

    def visible(self) -> "QuerySet[Delivery]":
        """What the person may look at, with what its page needs."""
        return super().visible().select_related("channel__organisation", "channel__credential", "receipt", "created_by")

    @property
    def delivery(self) -> Delivery:
        """Return the delivery of the address, read once. Raises Http404."""
        if "_delivery" not in self.__dict__:
            self.__dict__["_delivery"] = self.visible_or_404(self.kwargs["pk"])
        found: Delivery = self.__dict__["_delivery"]
        return found

    def require_decider(self) -> Delivery:
        """Return the delivery. Raises PermissionDenied for those who may only look."""
        delivery: Delivery = self.require("change", self.delivery)
        return delivery

    def back(self) -> HttpResponse:
        """Lead to the delivery's page."""
        return redirect("delivery:show", self.delivery.pk)


class DeliveryView(DeliveryMixin, TemplateView):
    """One delivery: as sent, every attempt, its receipt, and what can be done."""

    template_name = "delivery/delivery.html"

    def get_page_title(self) -> str:
        """What goes out."""
        return self.delivery.title or str(self.delivery.channel)

    def get_page_subtitle(self) -> str:
        """On which channel."""
        return self.delivery.channel.name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, deliveries, this one."""
        return crumbs((_("Delivery"), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return everything that the page says."""
        delivery, now = self.delivery, timezone.now()
        hold = hold_on(delivery.channel)
        return {
            **super().get_context_data(**kwargs),
            "shown": shown(delivery),
            "delivery": delivery,
            "zone": delivery.channel.organisation.time_zone,
            "payload": delivery.payload if delivery.payload_data else None,
            "preview": preview_of(delivery),
            "attempts": [tried(attempt) for attempt in attempts_of(delivery)],
            "receipt": receipt_of(delivery),
            "withdrawal": withdrawal_of(delivery) if delivery.action == "publish" else None,
            "next": what_next(delivery, hold=hold, now=now),
            "hold": hold,
            "acts": acts_on(delivery, self.request.user),
            "address_form": kwargs.get("address_form") or AddressForm(),
            "door": door_to(delivery.subject, self.request.user),
        }


def require_act(act: str, delivery: Delivery, user: Any) -> None:
    """Refuse a decision that the delivery's page would not offer now. Raises OtherState."""
    if not getattr(acts_on(delivery, user), act):
        raise operations.OtherState(DeliveryState(delivery.state))


class DecisionView(DeliveryMixin, View):
    """A decision on a delivery; when its state changed meanwhile, nothing is done and the page says so.

    ``act`` names the decision in ``showing.Acts``: what its page does not offer is refused here too.
    """

    http_method_names = ["post"]
    act = ""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Decide, or say why it is too late."""
        delivery = self.require_decider()
        try:
            require_act(self.act, delivery, request.user)
            said = self.decide(delivery)
        except operations.OtherState as other:
            now_is = {"state": other.state.label}
            messages.warning(request, _("Nothing was done: the delivery changed meanwhile. Now: %(state)s.") % now_is)
        else:
            messages.success(request, said)
        return self.back()

    def decide(self, delivery: Delivery) -> str:
        """Do it, and return what to say."""
        raise NotImplementedError


class RetryView(DecisionView):
    """Send a refused delivery again."""

    act = "again"

    def decide(self, delivery: Delivery) -> str:
        """Send again."""
        operations.retry_refused(delivery=delivery, by=self.request.user, now=timezone.now())  # type: ignore[arg-type]
        return _("It goes out again now.")


class CancelView(DecisionView):
    """Give up a delivery that was not sent."""

    act = "cancel"

    def decide(self, delivery: Delivery) -> str:
        """Give it up."""
        operations.cancel_delivery(delivery=delivery, by=self.request.user, now=timezone.now())  # type: ignore[arg-type]
        return _("The delivery is given up. Nothing was published on this channel.")


class AbsentView(DecisionView):
    """A person looked: it is not there."""

    act = "absent"

    def decide(self, delivery: Delivery) -> str:
        """Have it sent again."""
        operations.settle_as_absent(delivery=delivery, by=self.request.user, now=timezone.now())  # type: ignore[arg-type]
        return _("Noted: it is not there. Duta sends it again.")


class PublishedView(DeliveryMixin, View):
    """A person looked: it is there, under this address."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Close the delivery with the address, or show the form again."""
        delivery = self.require_decider()
        form = AddressForm(request.POST)
        if form.is_valid():
            try:
                self._settle(delivery, form.cleaned_data["address"])
            except operations.WrongAddress:
                form.add_error("address", _("This is not the address of a web page. It starts with https://."))
        if form.is_valid():
            return self.back()
        return _page_of(request, delivery, form)

    def _settle(self, delivery: Delivery, address: str) -> None:
        user: Any = self.request.user
        try:
            require_act("settle", delivery, user)
            operations.settle_as_published(delivery=delivery, address=address, by=user, now=timezone.now())
        except operations.OtherState as other:
            said = _("Nothing was done: the delivery changed meanwhile. Now: %(state)s.")
            messages.warning(self.request, said % {"state": other.state.label})
        else:
            messages.success(self.request, _("Noted: it is out. The address is its receipt."))


def _page_of(request: HttpRequest, delivery: Delivery, form: AddressForm) -> HttpResponse:
    """Show a delivery's page with a form that has an error."""
    view = DeliveryView()
    view.setup(request, pk=delivery.pk)
    response: HttpResponse = view.render_to_response(view.get_context_data(address_form=form))
    return response


class FrozenMediaView(DeliveryMixin, View):
    """A frozen picture of a delivery, for its preview; only those that the delivery itself names."""

    def get(self, request: HttpRequest, sha256: str, **_kwargs: Any) -> HttpResponse:
        """Return the bytes. Raises Http404 for a picture of another delivery, or one that cannot be read."""
        payload = self.delivery.payload
        named = {item.sha256: item.mime for item in payload.media}
        if payload.link and payload.link.thumbnail:
            named.setdefault(payload.link.thumbnail, "image/jpeg")
        if sha256 not in named:
            raise Http404
        try:
            content = read_blob(sha256)
        except (FileNotFoundError, BlobDamaged) as error:
            raise Http404 from error
        answer = HttpResponse(content, content_type=named[sha256])
        answer["Cache-Control"] = "private, max-age=86400, immutable"
        return answer


def holds_seen_by(user: Any) -> "QuerySet[Hold]":
    """The holds that keep the person's channels back or once did: on own, below and above, and those on everything."""
    visible = organisations_where(user, Action.VIEW)
    above = {step for path in visible.values_list("path", flat=True) for step in line_of(path)[:-1]}
    everywhere = Q(channel=None, organisation=None)
    own = where(user, Action.VIEW, field="channel__organisation") | where(user, Action.VIEW)
    seen = Hold.objects.filter(Q(own) | Q(channel=None, organisation__path__in=above) | everywhere)
    return seen.select_related("channel__organisation", "organisation", "placed_by", "lifted_by")


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
