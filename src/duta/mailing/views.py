"""The desk's screens of contacts and mailings. Contacts are seen by who keeps them; mailings by the organisation."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from duta.accounts.choices import limit_choices
from duta.accounts.models import User
from duta.accounts.queries import may, may_anywhere
from duta.accounts.viewsets import ScopedMixin
from duta.core.languages import language_name
from duta.mailing import operations, queries
from duta.mailing.carriers import practising
from duta.mailing.composing import paragraphs_of
from duta.mailing.filters import ContactFilters, lists_kept_by
from duta.mailing.forms import ContactForm, ImportForm, consent_words
from duta.mailing.models import Contact, Mailing, Subscription
from duta.mailing.policies import KEEPS
from duta.mailing.rules import LetterState
from duta.mailing.showing import shown_letter, shown_subscription, tallies
from duta.mailing.tables import LARGEST, Table, read_table

PAGE = 50


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way to a screen of contacts, ready for Wagtail's header."""
    way = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("mailing_contacts:index"), "label": _("Contacts")},
    ]
    return [*way, *({"url": url, "label": label} for label, url in more)]


class KeepersMixin(ScopedMixin):
    """For those who keep contacts somewhere."""

    model: Any = Contact

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raises PermissionDenied for everybody else; Http404 for a contact whom the person does not keep."""
        if "pk" in kwargs:
            self.visible_or_404(kwargs["pk"])
        elif not may_anywhere(request.user, KEEPS):
            raise PermissionDenied
        return cast("HttpResponseBase", super().dispatch(request, *args, **kwargs))  # type: ignore[misc]

    @property
    def person(self) -> User:
        """Who asks."""
        return cast("User", self.request.user)


class ContactIndexView(KeepersMixin, BaseListingView):
    """The contacts of the organisations that the person keeps, each with what they said to which list."""

    page_title = gettext_lazy("Contacts")
    header_icon = "group"
    template_name = "wagtailadmin/generic/listing.html"
    results_template_name = "mailing/contacts_results.html"
    index_url_name = "mailing_contacts:index"
    index_results_url_name = "mailing_contacts:index_results"
    filterset_class = ContactFilters
    is_searchable = True
    search_fields = ["name", "address", "medium"]
    search_backend_name = None
    default_ordering = "name"
    columns = [Column("name", sort_key="name")]
    paginate_by = PAGE

    def get_base_queryset(self) -> "QuerySet[Contact]":
        """What the person may look at, with the subscriptions."""
        rows = Subscription.objects.select_related("channel").order_by("channel__name")
        return self.visible().select_related("organisation").prefetch_related(Prefetch("subscriptions", rows))

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, contacts."""
        return crumbs()

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Add one, import many."""
        return [
            HeaderButton(_("Add a contact"), url=reverse("mailing_contacts:add"), icon_name="plus"),
            HeaderButton(_("Import a table"), url=reverse("mailing_contacts:import"), icon_name="upload"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return rows as they show."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["rows"] = [
            {
                "contact": contact,
                "languages": [language_name(code) for code in contact.languages],
                "subscriptions": [shown_subscription(row) for row in contact.subscriptions.all()],
            }
            for contact in context["object_list"]
        ]
        return context


class ContactFormView(KeepersMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """A contact's form, new or there."""

    form_class = ContactForm
    template_name = "mailing/contact_form.html"

    def instance(self) -> Contact:
        """The contact of the form."""
        return Contact()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the lists that the person keeps; for a contact that is there, those of its organisation."""
        instance = self.instance()
        lists = lists_kept_by(self.request.user)
        if instance.pk:
            lists = lists.filter(organisation=instance.organisation_id)
        return {**super().get_form_kwargs(), "instance": instance, "choosable": lists}

    def get_form(self, form_class: Any = None) -> ContactForm:
        """Offer only organisations whose contacts the person keeps."""
        form: ContactForm = super().get_form(form_class)
        limit_choices(form, self.request.user)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form, and what the contact said so far."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        contact = context["form"].instance
        rows = contact.subscriptions.select_related("channel") if contact.pk else []
        zone = contact.organisation.time_zone if contact.pk else None
        return {**context, "contact": contact, "subscriptions": [shown_subscription(row) for row in rows], "zone": zone}

    def form_valid(self, form: ContactForm) -> HttpResponse:
        """Save, and ask those by letter who did not say yes yet."""
        lists, evidence = list(form.cleaned_data["lists"]), form.cleaned_data["evidence"]
        words = consent_words(lists[0]) if lists else ""
        contact = operations.save_contact(
            contact=form.apply(), lists=lists, words=words, evidence=evidence, by=self.person, now=timezone.now()
        )
        messages.success(self.request, _("%(contact)s is saved.") % {"contact": contact})
        return redirect("mailing_contacts:index")


class ContactAddView(ContactFormView):
    """A new contact."""

    page_title = gettext_lazy("Add a contact")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, contacts, add."""
        return crumbs((_("Add a contact"), ""))


class ContactEditView(ContactFormView):
    """A contact that is there; a sibling's is a 404."""

    def instance(self) -> Contact:
        """The contact of the address. Raises Http404."""
        if "_contact" not in self.__dict__:
            self.__dict__["_contact"] = self.visible_or_404(self.kwargs["pk"])
        found: Contact = self.__dict__["_contact"]
        return found

    def get_page_title(self) -> str:
        """Their name."""
        return str(self.instance())

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, contacts, this one."""
        return crumbs((_("Contact"), ""))


class EraseView(KeepersMixin, WagtailAdminTemplateMixin, TemplateView):
    """Forget a contact for good, after asking."""

    template_name = "mailing/erase.html"
    page_title = gettext_lazy("Erase a contact")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, contacts, erase."""
        return crumbs((_("Erase a contact"), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return whom it is about. Raises Http404."""
        return {**super().get_context_data(**kwargs), "contact": self.visible_or_404(self.kwargs["pk"])}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Erase. Raises Http404."""
        contact = self.visible_or_404(pk)
        operations.erase_contact(contact=contact, by=self.person, now=timezone.now())
        messages.success(request, _("The contact is erased: name, address and subscriptions. Counts stay."))
        return redirect("mailing_contacts:index")


class ImportView(KeepersMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Many contacts from a table: all of them, or none and the reasons by row."""

    form_class = ImportForm
    template_name = "mailing/import.html"
    page_title = gettext_lazy("Import a table")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, contacts, import."""
        return crumbs((_("Import a table"), ""))

    def get_initial(self) -> dict[str, Any]:
        """The list that one came from."""
        asked = self.request.GET.get("list", "")
        return {"lists": int(asked)} if asked.isascii() and asked.isdigit() and len(asked) <= 18 else {}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the lists that the person keeps."""
        return {**super().get_form_kwargs(), "choosable": lists_kept_by(self.request.user)}

    def form_valid(self, form: ImportForm) -> HttpResponse:
        """Take all rows, or show what is wrong with which."""
        channel = form.cleaned_data["lists"]
        codes = list(channel.languages or ["id", "en"])
        table = read_table(form.cleaned_data["file"].read(LARGEST + 1), languages=codes)
        if table.errors or not table.people:
            return self._refused(form, table)
        added, changed = operations.import_contacts(
            people=table.people, organisation=channel.organisation, channel=channel, words=consent_words(channel),
            by=self.person, now=timezone.now(),
        )  # fmt: skip
        said = _("Imported: %(added)s added, %(changed)s changed. Whoever did not say yes yet gets a letter that asks.")
        messages.success(self.request, said % {"added": added, "changed": changed})
        return redirect(f"{reverse('mailing_contacts:index')}?list={channel.pk}")

    def _refused(self, form: ImportForm, table: Table) -> HttpResponse:
        if not table.errors:
            table.complain(1, _("There are headings, but no row below them."))
        return self.render_to_response(self.get_context_data(form=form, table=table), status=422)


class MailingView(ScopedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One mailing: how many letters are in which state, and, for who keeps the contacts, which."""

    model = Mailing
    template_name = "mailing/mailing.html"

    @property
    def mailing(self) -> Mailing:
        """The mailing of the address, read once. Raises Http404."""
        if "_mailing" not in self.__dict__:
            self.__dict__["_mailing"] = self.visible_or_404(self.kwargs["pk"])
        found: Mailing = self.__dict__["_mailing"]
        return found

    def visible(self) -> "QuerySet[Mailing]":
        """What the person may look at."""
        return super().visible().select_related("channel__organisation", "corrects")

    def get_page_title(self) -> str:
        """What it says."""
        return self.mailing.title

    def get_page_subtitle(self) -> str:
        """To which list."""
        return self.mailing.channel.name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, deliveries, the delivery, its letters."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("delivery:index"), "label": _("Deliveries")},
            {"url": reverse("delivery:show", args=[self.mailing.delivery_id]), "label": _("Delivery")},
            {"url": "", "label": _("Letters")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return everything that the page says."""
        mailing = self.mailing
        counts = tallies(mailing)
        keeps = may(self.request.user, KEEPS, mailing.channel.organisation)
        chosen = self.request.GET.get("state", "")
        return {
            **super().get_context_data(**kwargs),
            "mailing": mailing,
            "zone": mailing.channel.organisation.time_zone,
            "tallies": counts,
            "total": sum(tally.count for tally in counts),
            "repeats": queries.repeats_of(mailing),
            "keeps": keeps,
            "chosen": chosen if chosen in LetterState.values else "",
            "page": self._page(chosen) if keeps else None,
            "paragraphs": paragraphs_of(mailing.payload),
            "practising": practising(),
            "notices": queries.notices_by_verdict() if keeps else {},
        }

    def _page(self, chosen: str) -> Any:
        rows = self.mailing.letters.select_related("contact").order_by("-state_since", "pk")
        if chosen in LetterState.values:
            rows = rows.filter(state=chosen)
        page: Any = Paginator(rows, PAGE).get_page(self.request.GET.get("p"))
        page.object_list = [shown_letter(letter) for letter in page.object_list]
        return page
