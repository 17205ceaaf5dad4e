"""The screens of deliveries and holds. Everybody of the organisation looks; who may deliver decides."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from duta.accounts.viewsets import ScopedMixin
from duta.core.blobs import BlobDamaged, read_blob
from duta.core.problem_words import sentence_of
from duta.delivery import operations
from duta.delivery.attachments import panels_on
from duta.delivery.counting import counts_of, may_count
from duta.delivery.doors import door_to
from duta.delivery.filters import DeliveryFilterSet
from duta.delivery.forms import AddressForm
from duta.delivery.models import Delivery
from duta.delivery.queries import attempts_of, hold_on, withdrawal_of
from duta.delivery.rules import DeliveryAction, DeliveryState
from duta.delivery.showing import (
    acts_on,
    look_of,
    moments_of,
    preview_of,
    receipt_of,
    sheet_of,
    shown,
    tried,
    what_next,
)

REASON_MAX = 300  # characters
QUICK: tuple[tuple[Any, tuple[DeliveryState, ...]], ...] = (
    (gettext_lazy("All"), ()),
    (gettext_lazy("Refused or unknown"), (DeliveryState.REFUSED, DeliveryState.UNKNOWN)),
    (gettext_lazy("With a person"), (DeliveryState.HANDED,)),
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
            "sheet": sheet_of(delivery),
            "moments": moments_of(delivery, now=now),
            "attempts": [tried(attempt) for attempt in attempts_of(delivery)],
            "receipt": receipt_of(delivery),
            "look": look_of(receipt_of(delivery)),
            "withdrawal": withdrawal_of(delivery) if delivery.action == "publish" else None,
            "next": what_next(delivery, hold=hold, now=now),
            "hold": hold,
            "acts": acts_on(delivery, self.request.user),
            "address_form": kwargs.get("address_form") or AddressForm(),
            "counts": counts_of(delivery),
            "may_count": may_count(self.request.user, delivery.channel),
            "door": door_to(delivery.subject, self.request.user),
            "panels": panels_on(delivery, self.request.user),
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
        if delivery.action == DeliveryAction.EDIT:
            return _("The correction is given up. What is out stays as it is.")
        return _("The delivery is given up. Nothing was published on this channel.")


class AbsentView(DecisionView):
    """A person looked: it is not there."""

    act = "absent"

    def decide(self, delivery: Delivery) -> str:
        """Have it sent again."""
        operations.settle_as_absent(delivery=delivery, by=self.request.user, now=timezone.now())  # type: ignore[arg-type]
        return _("Noted: it is not there. Duta sends it again.")


class DoneView(DecisionView):
    """A person made a correction or a withdrawal on the platform."""

    act = "done"

    def decide(self, delivery: Delivery) -> str:
        """Close it."""
        operations.settle_as_done(delivery=delivery, by=self.request.user, now=timezone.now())  # type: ignore[arg-type]
        return _("Noted: it is done.")


class NotDoneView(DecisionView):
    """A person could not do what they had to do on the platform, or was told not to."""

    act = "not_done"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask for a reason where somebody still waits for it."""
        if self.require_decider().wanted and not self._reason():
            messages.warning(request, _("Say why it was not done."))
            return self.back()
        return super().post(request, **kwargs)

    def _reason(self) -> str:
        return self.request.POST.get("reason", "").replace("\x00", "").strip()[:REASON_MAX]

    def decide(self, delivery: Delivery) -> str:
        """Say so, with the reason."""
        reason = self._reason()
        user: Any = self.request.user
        settled = operations.settle_as_not_done(delivery=delivery, reason=reason, by=user, now=timezone.now())
        if settled.state == DeliveryState.CANCELLED:
            return _("Noted: it was not published, and nobody waits for it any more.")
        return _("Noted: it was not done. It can be sent again, or given up.")


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
            except operations.WrongAddress as wrong:
                form.add_error("address", _words_of(wrong))
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


def _words_of(wrong: operations.WrongAddress) -> str:
    if wrong.problem is None:
        return _("This is not the address of a web page. It starts with https://.")
    words = sentence_of(wrong.problem)
    return f"{words.what} {words.fix}"


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
        numbers = {item.sha256: number for number, item in enumerate(payload.media, start=1)}
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
        if "download" in request.GET:
            kind = named[sha256].rpartition("/")[2].replace("jpeg", "jpg")
            answer["Content-Disposition"] = f'attachment; filename="{numbers.get(sha256, 0):02}-{sha256[:12]}.{kind}"'
        return answer
