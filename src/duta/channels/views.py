"""The screens of channels: the list, one channel, its form, and what is asked of the worker."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from duta.accounts.choices import limit_choices
from duta.accounts.queries import may, may_anywhere
from duta.accounts.rules import Action
from duta.accounts.viewsets import ScopedMixin
from duta.channels import operations, sealing
from duta.channels.forms import ChannelForm, account_taken_words
from duta.channels.models import Channel
from duta.channels.panels import panels_of
from duta.channels.queries import channel_state, channels_with_state, credential_of
from duta.channels.rules import ChannelState
from duta.connectors.protocol import Connector
from duta.connectors.registry import UnknownConnector, all_connectors, connector_for
from duta.core.languages import in_readers_language, language_name
from duta.core.problem_words import WORDS, sentence_of
from duta.metrics.figures import figure

TONES = {
    ChannelState.READY: "ok",
    ChannelState.OFF: "off",
    ChannelState.ENDS_SOON: "wait",
    ChannelState.NEARLY_USED: "wait",
}


def tone_of(state: ChannelState) -> str:
    """Name the colour of a state's pill: ok, wait, off; anything else is bad."""
    return TONES.get(state, "no")


def platform_of(channel: Channel) -> str:
    """Return the platform's own name; the key of a connector that is not installed."""
    try:
        return channel.connector.name
    except UnknownConnector:
        return channel.connector_key


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way to a screen of channels, ready for Wagtail's header."""
    way = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("channels:index"), "label": _("Channels")},
    ]
    return [*way, *({"url": url, "label": label} for label, url in more)]


class ChannelIndexView(ScopedMixin, BaseListingView):
    """The channels of the person's organisations and those below, each with the one thing that matters about it."""

    model = Channel
    page_title = gettext_lazy("Channels")
    header_icon = "duta-channel"
    template_name = "channels/index.html"
    results_template_name = "channels/index_results.html"
    index_url_name = "channels:index"
    index_results_url_name = "channels:index_results"
    is_searchable = True
    search_fields = ["name", "handle"]
    search_backend_name = None
    default_ordering = "name"
    columns = [Column("name", sort_key="name")]
    paginate_by = 50

    def get_base_queryset(self) -> "QuerySet[Channel]":
        """What the person may look at."""
        return self.visible().select_related("organisation")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, channels."""
        return crumbs()

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Add a channel, for those who manage some."""
        if not may_anywhere(self.request.user, Action.MANAGE_CHANNELS):
            return []
        return [HeaderButton(_("Add a channel"), url=reverse("channels:choose"), icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Put its state beside each channel of the page."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        keys = [channel.pk for channel in context["object_list"]]
        rows = channels_with_state(Channel.objects.filter(pk__in=keys), timezone.now())
        by_key = {channel.pk: (channel, state) for channel, state in rows}
        context["rows"] = [_as_row(*by_key[key]) for key in keys]
        context["locked"] = not sealing.has_public_key()
        context["may_add"] = may_anywhere(self.request.user, Action.MANAGE_CHANNELS)
        return context


def _as_row(channel: Channel, state: ChannelState) -> dict[str, Any]:
    return {
        "channel": channel,
        "platform": platform_of(channel),
        "state": state,
        "tone": tone_of(state),
        "problem": sentence_of(channel.problem) if channel.problem and channel.active else None,
        "languages": [language_name(code) for code in channel.languages],
        "credential": credential_of(channel),
    }


class ChannelMixin(ScopedMixin, WagtailAdminTemplateMixin):
    """One channel that the person may look at; a sibling's is a 404."""

    model = Channel
    kwargs: dict[str, Any]

    @property
    def channel(self) -> Channel:
        """Return the channel of the address, read once. Raises Http404."""
        if "_channel" not in self.__dict__:
            self.__dict__["_channel"] = self.visible_or_404(self.kwargs["pk"])
        found: Channel = self.__dict__["_channel"]
        return found

    def require_manager(self) -> Channel:
        """Return the channel. Raises PermissionDenied for those who may only look at it."""
        channel: Channel = self.require("change", self.channel)
        return channel


class ChannelView(ChannelMixin, TemplateView):
    """One channel: what it is, how it is, and what rooms above have to say of it."""

    template_name = "channels/channel.html"

    def get_page_title(self) -> str:
        """Its name."""
        return self.channel.name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, channels, this one."""
        return crumbs((_("Channel"), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return everything that the page says."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user, channel = self.request.user, self.channel
        panels, state = panels_of(channel, user), channel_state(channel, timezone.now())
        return {
            **context,
            **_as_row(channel, state),
            "renew": _wants_new_credential(channel, state),
            "manager": may(user, Action.MANAGE_CHANNELS, channel.organisation),
            "settings": _settings_of(channel),
            "cannot": _cannot(channel),
            "limits": _limits_of(channel),
            "keys": sealing.has_public_key(),
            "wants_credential": _wants_credential(channel),
            "panels": [panel for panel in panels if not panel.aside],
            "asides": [panel for panel in panels if panel.aside],
        }


def _wants_new_credential(channel: Channel, state: ChannelState) -> bool:
    """Whether a new credential is what mends it, or soon will."""
    ends = state in (ChannelState.ENDS_SOON, ChannelState.EXPIRED)
    return ends or (channel.problem is not None and channel.problem.code.startswith("credential_"))


def _wants_credential(channel: Channel) -> bool:
    """Whether the page speaks of a credential: of one that is kept, or that the platform needs."""
    try:
        return channel.needs_secret or credential_of(channel) is not None
    except UnknownConnector:
        return True


def _settings_of(channel: Channel) -> list[tuple[str, str]]:
    try:
        fields = [field for field in channel.connector.fields if not field.secret]
    except UnknownConnector:
        return []
    rows = [(in_readers_language(field.label), channel.settings.get(field.key) or field.default) for field in fields]
    return [(label, value) for label, value in rows if value]


def _cannot(channel: Channel) -> list[str]:
    """What a person may expect and this platform can never do."""
    try:
        connector = channel.connector
    except UnknownConnector:
        return []
    return [str(WORDS[code][0]) % {"platform": connector.name} for code in connector.capabilities.cannot]


def _limits_of(channel: Channel) -> list[tuple[str, str]]:
    """The limits in force, as a person reads them."""
    try:
        limits = channel.limits
    except UnknownConnector:
        return []
    rows = [
        (_("Length of a text"), limits.text and _("up to %(n)s characters") % {"n": figure(limits.text)}),
        (_("Pictures"), limits.media_count and _("up to %(n)s") % {"n": figure(limits.media_count)}),
        (
            _("Size of a picture"),
            limits.media_bytes and _("up to %(n)s kB") % {"n": figure(limits.media_bytes // 1000)},
        ),
        (_("Alternative text"), limits.alt and _("up to %(n)s characters") % {"n": figure(limits.alt)}),
    ]
    return [(label, str(value)) for label, value in rows if value]


class ChoosePlatformView(WagtailAdminTemplateMixin, TemplateView):
    """Which platform a new channel is on."""

    template_name = "channels/choose.html"
    page_title = gettext_lazy("Add a channel")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """For those who manage channels somewhere."""
        if not may_anywhere(request.user, Action.MANAGE_CHANNELS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, channels, add."""
        return crumbs((_("Add a channel"), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the platforms that this installation has connectors for."""
        connectors = [{"connector": one, "does": _does(one)} for one in all_connectors().values()]
        return {**super().get_context_data(**kwargs), "platforms": connectors, "locked": not sealing.has_public_key()}


def _does(connector: Connector) -> list[str]:
    """Say what a platform does for us."""
    able = connector.capabilities
    said = [
        (able.by_hand, _("a person publishes there")), (able.publish and not able.by_hand, _("publishes")), (able.edit, _("changes what was published")), (able.withdraw, _("takes back")),
        (able.measure, _("tells counts")),
    ]  # fmt: skip
    return [words for can, words in said if can]


class ChannelFormMixin(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """The form, for a new channel or for one that is there."""

    form_class = ChannelForm
    template_name = "channels/form.html"
    instance: Channel
    connector: Connector

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form its connector and its row."""
        return {**super().get_form_kwargs(), "connector": self.connector, "instance": self.instance}

    def get_form(self, form_class: Any = None) -> ChannelForm:
        """Offer only organisations where the person manages channels."""
        form: ChannelForm = super().get_form(form_class)
        limit_choices(form, self.request.user)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form in its three parts."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "channel": self.instance, "connector": self.connector, "media": context["form"].media}

    def form_valid(self, form: ChannelForm) -> HttpResponse:
        """Save the channel and seal what was entered, both or neither."""
        now = timezone.now()
        user: Any = self.request.user
        try:
            with transaction.atomic():
                channel = operations.save_channel(channel=form.apply(), by=user, now=now)
                if form.secrets:
                    operations.seal_credential(
                        channel=channel, secrets=form.secrets, expires_at=form.expires_at, by=user, now=now
                    )
        except IntegrityError:  # somebody else added the account between our look and our write
            form.add_error("handle", account_taken_words(self.connector, form.cleaned_data["handle"]))
            return self.form_invalid(form)
        messages.success(self.request, _("%(channel)s is saved. Duta looks at it now.") % {"channel": channel.name})
        return redirect("channels:show", channel.pk)


class ChannelAddView(ChannelFormMixin):
    """A new channel on a platform."""

    page_title = gettext_lazy("Add a channel")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """For those who manage channels somewhere, on a platform that is installed."""
        if not may_anywhere(request.user, Action.MANAGE_CHANNELS):
            raise PermissionDenied
        try:
            self.connector = connector_for(kwargs["connector"])
        except UnknownConnector as unknown:
            raise Http404 from unknown
        self.instance = Channel(connector_key=self.connector.key)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """On which platform."""
        return self.connector.name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, channels, add, platform."""
        return crumbs((_("Add a channel"), reverse("channels:choose")), (self.connector.name, ""))


class ChannelEditView(ChannelMixin, ChannelFormMixin):
    """A channel's form."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """For its managers; a channel whose connector is not installed cannot be edited."""
        self.instance = self.require_manager()
        try:
            self.connector = self.instance.connector
        except UnknownConnector as unknown:
            raise Http404 from unknown
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """Its name."""
        return self.channel.name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, channels, this one, edit."""
        return crumbs((self.channel.name, reverse("channels:show", args=[self.channel.pk])), (_("Edit"), ""))


class CheckView(ChannelMixin, View):
    """Ask the worker to look at a channel."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, and say what happens next."""
        channel = self.require_manager()
        user: Any = request.user
        try:
            operations.ask_for_check(channel=channel, by=user, now=timezone.now())
        except operations.TooSoon:
            said = _("Duta looked at %(channel)s a moment ago, or is about to. Ask again in half a minute.")
            messages.warning(request, said % {"channel": channel.name})
            return redirect("channels:show", channel.pk)
        said = _("Duta looks at %(channel)s within a minute. Open this page again to see what it found.")
        messages.success(request, said % {"channel": channel.name})
        return redirect("channels:show", channel.pk)


class ForgetView(ChannelMixin, TemplateView):
    """Throw a channel's credential away, after a question."""

    template_name = "channels/forget.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """For its managers."""
        self.require_manager()
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """What is asked."""
        return _("Throw the credential away?")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, channels, this one, the question."""
        return crumbs(
            (self.channel.name, reverse("channels:show", args=[self.channel.pk])), (self.get_page_title(), "")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the channel."""
        return {**super().get_context_data(**kwargs), "channel": self.channel}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it."""
        user: Any = request.user
        operations.forget_credential(channel=self.channel, by=user, now=timezone.now())
        said = _("The credential of %(channel)s is gone. Nothing is sent there until a new one is entered.")
        messages.success(request, said % {"channel": self.channel.name})
        return redirect("channels:show", self.channel.pk)
