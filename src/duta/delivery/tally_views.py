"""The screens of figures that people take over: one entry's by hand, many from a platform's export file.

Everybody of the organisation looks; who measures or decides on deliveries there enters and takes back.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from duta.accounts.queries import allowed
from duta.accounts.rules import Action
from duta.channels.models import Channel
from duta.connectors.by_hand import ByHand, ExportFormat
from duta.core.languages import in_readers_language
from duta.core.problem_words import sentence_of
from duta.core.when import at_time
from duta.delivery import operations
from duta.delivery.count_forms import ColumnsForm, CountsForm, ExportForm
from duta.delivery.counting import may_count, shown_outlook, shown_tally
from duta.delivery.export_files import Unreadable
from duta.delivery.export_reading import Outlook, by_hand_connector, name_of_file, outlook_of
from duta.delivery.models import Delivery, Tally
from duta.delivery.queries import imports_of
from duta.delivery.views import DeliveryMixin, crumbs


class CountsView(DeliveryMixin, FormView):  # type: ignore[type-arg]
    """Enter what the platform shows of one entry."""

    template_name = "delivery/counts.html"
    form_class = CountsForm
    page_title = gettext_lazy("Enter figures")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """For those who measure, and for entries that are out on a platform that a person serves."""
        if not may_count(request.user, self.delivery.channel):
            raise PermissionDenied
        if self.connector is None or getattr(self.delivery, "receipt", None) is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def connector(self) -> ByHand | None:
        """What knows the platform's figures."""
        return by_hand_connector(self.delivery.channel)

    def get_page_subtitle(self) -> str:
        """Of which entry."""
        return self.delivery.title

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, deliveries, this one, here."""
        return crumbs((_("Delivery"), reverse("delivery:show", args=[self.delivery.pk])), (_("Enter figures"), ""))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say which platform and zone."""
        organisation = self.delivery.channel.organisation
        more = {"connector": self.connector, "organisation": organisation, "now": timezone.now()}
        return {**super().get_form_kwargs(), **more}

    def get_initial(self) -> dict[str, Any]:
        """Name the entry's page as the evidence: the person most likely reads it there."""
        seen = {"address": self.delivery.receipt.address or self.delivery.receipt.handle}
        return {"evidence": _("As shown by the platform at %(address)s") % seen}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the entry and what is known of it."""
        return {**super().get_context_data(**kwargs), "delivery": self.delivery}

    def form_valid(self, form: CountsForm) -> HttpResponse:
        """Keep them, or say why not."""
        said = form.cleaned_data
        plain = {name: said[name] for name in ("evidence", "counted_at", "lower_is_right")}
        user: Any = self.request.user
        try:
            operations.enter_counts(delivery=self.delivery, counts=form.counts, **plain, by=user, now=timezone.now())
        except operations.CountsRefused as refused:
            form.add_problems(refused.problems)
            return self.form_invalid(form)
        messages.success(
            self.request, _("The figures are kept. Indicators that count this entry follow within a minute.")
        )
        return self.back()


class ChannelMixin(WagtailAdminTemplateMixin):
    """The export files of one channel that the person may look at; a sibling's is a 404."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def channel(self) -> Channel:
        """Return the channel. Raises Http404, also where no export file is known."""
        seen = allowed(Channel.objects.select_related("organisation"), self.request.user, Action.VIEW)
        return get_object_or_404(seen, pk=self.channel_pk())

    def channel_pk(self) -> int:
        """Which channel."""
        pk: int = self.kwargs["pk"]
        return pk

    @cached_property
    def format(self) -> ExportFormat:
        """The platform's export file. Raises Http404 where none is known."""
        connector = by_hand_connector(self.channel)
        if connector is None or connector.export is None:
            raise Http404
        return connector.export

    def get_page_subtitle(self) -> str:
        """Of which channel."""
        return self.channel.name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, deliveries, the channel's files, this one."""
        return crumbs((_("Export files"), reverse("delivery:exports", args=[self.channel.pk])))

    def require_counter(self) -> None:
        """Raises PermissionDenied for those who may only look."""
        if not may_count(self.request.user, self.channel):
            raise PermissionDenied


class ExportsView(ChannelMixin, FormView):  # type: ignore[type-arg]
    """The files that were taken in for a channel, and a new one."""

    template_name = "delivery/exports.html"
    form_class = ExportForm
    page_title = gettext_lazy("Export files")
    FEW = 30

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say in which zone."""
        more = {"organisation": self.channel.organisation, "now": timezone.now()}
        return {**super().get_form_kwargs(), **more}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the files, and how a person gets one."""
        rows = list(imports_of(self.channel)[: self.FEW])
        return {
            **super().get_context_data(**kwargs),
            "channel": self.channel,
            "where": in_readers_language(self.format.where),
            "rows": [shown_tally(row) for row in rows],
            "may_count": may_count(self.request.user, self.channel),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For those who may enter figures."""
        self.require_counter()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: ExportForm) -> HttpResponse:
        """Keep the file as a draft and show what it would do."""
        file, user = form.cleaned_data["file"], self.request.user
        said: dict[str, Any] = {"file_name": file.name, "counted_at": form.cleaned_data["counted_at"], "by": user}
        try:
            tally = operations.draft_import(channel=self.channel, file=file, now=timezone.now(), **said)
        except Unreadable as unreadable:
            words = sentence_of(unreadable.problem)
            form.add_error("file", f"{words.what} {words.fix}")
            return self.form_invalid(form)
        except operations.AlreadyTaken as taken:
            say_already(self.request, taken.tally)
            return redirect("delivery:tally", taken.tally.pk)
        return redirect("delivery:tally", tally.pk)


def say_already(request: HttpRequest, tally: Tally) -> None:
    """Say that this very file counts already."""
    zone = tally.channel.organisation.time_zone
    when = at_time(tally.taken_at or tally.entered_at, zone=zone, now=timezone.now())
    known = {"when": when, "who": tally.entered_by or _("somebody")}
    messages.info(request, _("This very file was taken in %(when)s by %(who)s. Nothing was counted twice.") % known)


class TallyMixin(ChannelMixin):
    """One file."""

    @cached_property
    def tally(self) -> Tally:
        """Return the file of the address. Raises Http404."""
        rows = Tally.objects.filter(delivery=None).select_related("channel__organisation", "entered_by", "withdrawn_by")
        seen = allowed(rows, self.request.user, Action.VIEW, field="channel__organisation")
        return get_object_or_404(seen, pk=self.kwargs["pk"])

    def channel_pk(self) -> int:
        """The file's."""
        return self.tally.channel_id

    def back(self) -> HttpResponse:
        """Lead to the file's page."""
        return redirect("delivery:tally", self.tally.pk)


class TallyView(TallyMixin, TemplateView):
    """A draft: what it would do, and which column says what. A file that was taken in: what it brought."""

    template_name = "delivery/tally.html"

    def get_page_title(self) -> str:
        """The file."""
        return self.tally.file_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the file says; of a draft, the whole file is read."""
        context = super().get_context_data(**kwargs)
        may = may_count(self.request.user, self.channel)
        zone = self.channel.organisation.time_zone
        context |= {
            "tally": shown_tally(self.tally),
            "row": self.tally,
            "channel": self.channel,
            "may_count": may,
            "zone": zone,
        }
        if self.tally.taken_at is None:
            context |= self._draft(kwargs.get("columns_form"))
        return context

    def _draft(self, form: ColumnsForm | None) -> dict[str, Any]:
        try:
            outlook = outlook_of(self.tally)
        except Unreadable as unreadable:
            return {"unreadable": sentence_of(unreadable.problem)}
        return {"outlook": shown_outlook(outlook), "columns_form": form or self._form(outlook)}

    def _form(self, outlook: Outlook, data: Any = None) -> ColumnsForm:
        counted: datetime = self.tally.counted_at.astimezone(ZoneInfo(self.channel.organisation.time_zone))
        return ColumnsForm(
            data, heading=outlook.export.heading, format_=self.format, columns=outlook.columns, now=timezone.now(),
            organisation=self.channel.organisation, initial={"counted_at": counted.replace(tzinfo=None)},
        )  # fmt: skip

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Choose columns."""
        self.require_counter()
        try:
            form = self._form(outlook_of(self.tally), request.POST)
        except Unreadable:
            return self.back()
        if form.is_valid():
            operations.choose_columns(
                tally=self.tally, columns=form.columns, counted_at=form.cleaned_data["counted_at"]
            )
            return self.back()
        return self.render_to_response(self.get_context_data(columns_form=form, **kwargs))


class TallyActView(TallyMixin, View):
    """Something done to a file."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """For those who may enter figures."""
        self.require_counter()
        return self.act()

    def act(self) -> HttpResponse:
        """Do it."""
        raise NotImplementedError


class TakeInView(TallyActView):
    """Take a draft in."""

    def act(self) -> HttpResponse:
        """All of it, or say why nothing of it."""
        user, lower = self.request.user, bool(self.request.POST.get("lower_is_right"))
        try:
            taken = operations.take_in(
                tally=self.tally, seen=self.request.POST.get("seen", ""), lower_is_right=lower,
                by=user, now=timezone.now(),  # type: ignore[arg-type]
            )  # fmt: skip
        except Unreadable as unreadable:
            words = sentence_of(unreadable.problem)
            messages.error(self.request, f"{words.what} {words.fix}")
        except operations.CountsRefused as refused:
            for problem in refused.problems:
                words = sentence_of(problem)
                messages.error(self.request, f"{words.what} {words.fix}")
        except operations.AlreadyTaken as already:
            say_already(self.request, already.tally)
            return redirect("delivery:tally", already.tally.pk)
        else:
            said = ngettext(
                "Taken in: figures of %(n)s entry.", "Taken in: figures of %(n)s entries.", taken.entry_count
            )
            messages.success(self.request, said % {"n": taken.entry_count})
        return self.back()


class DiscardView(TallyActView):
    """Throw a draft away."""

    def act(self) -> HttpResponse:
        """With its file."""
        channel = self.channel
        if operations.discard_draft(tally=self.tally):
            messages.success(self.request, _("The file was thrown away. Nothing of it was counted."))
        return redirect("delivery:exports", channel.pk)


class TakeBackView(TallyActView):
    """Take back everything that a file brought."""

    def act(self) -> HttpResponse:
        """All of it."""
        user: Any = self.request.user
        count = operations.take_back(tally=self.tally, by=user, now=timezone.now())
        said = ngettext("%(n)s figure was taken back.", "%(n)s figures were taken back.", count)
        messages.success(self.request, said % {"n": count})
        return self.back()


class TallyFileView(TallyMixin, View):
    """The file itself, as evidence."""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Return it for saving. Raises Http404 when it is not there any more."""
        try:
            file = storages["exports"].open(name_of_file(self.tally))
        except FileNotFoundError as error:
            raise Http404 from error
        return FileResponse(file, as_attachment=True, filename=self.tally.file_name, content_type="text/csv")


class CountsBackView(DeliveryMixin, View):
    """Take back what was entered for one entry by hand."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """One entry in the list of figures."""
        delivery: Delivery = self.delivery
        if not may_count(request.user, delivery.channel):
            raise PermissionDenied
        rows = Tally.objects.filter(delivery=delivery).select_related("channel__organisation")
        tally = get_object_or_404(rows, pk=kwargs["tally"])
        user: Any = request.user
        operations.take_back(tally=tally, by=user, now=timezone.now())
        messages.success(request, _("Taken back. What was known before counts again."))
        return self.back()
