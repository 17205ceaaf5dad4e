"""Contacts, what they subscribed to, mailings, and one letter for each recipient."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duta.accounts.models import Organisation, User
from duta.channels.models import Channel
from duta.connectors.protocol import Payload, payload_from_json
from duta.core.problems import Problem, problem_from_json
from duta.mailing import rules
from duta.mailing.rules import ConsentHow, LetterKind, LetterState, SubscriptionState


class Contact(models.Model):
    """Somebody to whom an organisation may write."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="contacts"
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    address = models.EmailField(_("e-mail address"), max_length=254)
    medium = models.CharField(
        _("medium"), max_length=200, blank=True, help_text=_("The newspaper, station or house that they work for.")
    )
    languages = models.JSONField(
        _("languages"), default=list, help_text=_("They get what is said in these languages, a letter for each.")
    )
    beats = models.JSONField(
        _("beats"), default=list, blank=True, help_text=_("What they write about, separated by commas.")
    )
    note = models.TextField(_("note"), blank=True, max_length=2000, help_text=_("For colleagues; nobody else sees it."))
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        User, verbose_name=_("created by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name", "address"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "address"], name="one_contact_for_each_address"),
        ]

    def __str__(self) -> str:
        return self.name or self.address


class Subscription(models.Model):
    """A contact's yes or no to one list, and how it was said."""

    channel = models.ForeignKey(
        Channel, verbose_name=_("list"), on_delete=models.PROTECT, related_name="subscriptions", db_index=False
    )
    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), on_delete=models.CASCADE, related_name="subscriptions"
    )
    state = models.CharField(
        _("state"), max_length=12, choices=SubscriptionState.choices, default=SubscriptionState.ASKED
    )
    state_since = models.DateTimeField(_("in this state since"))
    consent_at = models.DateTimeField(_("said yes at"), null=True)
    consent_how = models.CharField(_("how they said yes"), max_length=12, choices=ConsentHow.choices, blank=True)
    consent_words = models.TextField(
        _("words they said yes to"), blank=True, help_text=_("As they read them, or how they told us.")
    )
    asked_at = models.DateTimeField(_("last asked at"), null=True)
    asked_since = models.DateTimeField(_("first asked at"), null=True, help_text=_("Of the letters counted below."))
    asked_times = models.PositiveIntegerField(_("asked so often"), default=0)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["channel__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "contact"], name="one_subscription_for_each_list"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | (Q(consent_at__isnull=False) & ~Q(consent_how="")),
                name="confirmed_subscriptions_say_how",
            ),
        ]
        indexes = [models.Index(fields=["channel", "state"], name="subscription_list")]

    def __str__(self) -> str:
        return f"{self.contact}, {self.channel}"


class Mailing(models.Model):
    """What one delivery says to a list; frozen. A correction is a mailing that names the first one."""

    id = models.UUIDField(primary_key=True, editable=False)
    channel = models.ForeignKey(Channel, verbose_name=_("list"), on_delete=models.PROTECT, related_name="mailings")
    delivery_id = models.UUIDField(_("delivery"), db_index=True)
    corrects = models.ForeignKey(
        "self", verbose_name=_("corrects"), null=True, on_delete=models.PROTECT, related_name="corrections"
    )
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(_("language"), max_length=35)
    payload_data = models.JSONField(_("payload"))
    payload_digest = models.CharField(_("digest of the payload"), max_length=64)
    made_at = models.DateTimeField(_("made at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def payload(self) -> Payload:
        """The frozen channel version."""
        return payload_from_json(self.payload_data)

    @property
    def path(self) -> str:
        """The path of its archive page, which a correction shares with what it corrects. Never change it."""
        return f"/{rules.portal_language(self.language)}/mail/archive/{self.corrects_id or self.pk}/"

    @property
    def address(self) -> str:
        """The whole address of its archive page."""
        return f"{settings.BASE_URL.rstrip('/')}{self.path}"


class Letter(models.Model):
    """One letter to one recipient: its name (Message-ID) is the same in every attempt."""

    kind = models.PositiveSmallIntegerField(_("kind"), choices=LetterKind.choices, default=LetterKind.STATEMENT)
    mailing = models.ForeignKey(
        Mailing, verbose_name=_("mailing"), null=True, on_delete=models.PROTECT, related_name="letters", db_index=False
    )
    subscription = models.ForeignKey(
        Subscription, verbose_name=_("subscription"), null=True, on_delete=models.SET_NULL, related_name="letters"
    )
    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), null=True, on_delete=models.SET_NULL, related_name="letters"
    )
    address = models.CharField(_("e-mail address"), max_length=254, blank=True, help_text=_("Empty: erased."))
    message_id = models.CharField(_("message's name"), max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=LetterState.choices, default=LetterState.WAITING)
    state_since = models.DateTimeField(_("in this state since"))
    wake_at = models.DateTimeField(_("next try"), null=True, help_text=_("Empty: nothing to do by itself."))
    lease_until = models.DateTimeField(_("taken until"), null=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    attempted_at = models.DateTimeField(_("last attempt"), null=True)
    repeats = models.PositiveIntegerField(
        _("repeats"), default=0, help_text=_("How often it was sent again although it may have been out.")
    )
    hard = models.BooleanField(_("address is dead"), default=False)
    problem_data = models.JSONField(_("problem"), null=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "contact"], name="one_letter_for_each_recipient"),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "deferred", "unsure"]) | Q(wake_at__isnull=False),
                name="open_letters_wake",
            ),
            models.CheckConstraint(
                condition=~Q(state="attempting") | Q(wake_at__isnull=True, lease_until__isnull=False),
                name="taken_letters_have_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "refused", "bounced", "cancelled"])
                | Q(wake_at__isnull=True, lease_until__isnull=True),
                name="settled_letters_rest",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "wake_at", "id"], name="letter_wake", condition=Q(wake_at__isnull=False)),
            models.Index(fields=["lease_until"], name="letter_lease", condition=Q(lease_until__isnull=False)),
            models.Index(fields=["attempted_at"], name="letter_attempted"),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def problem(self) -> Problem | None:
        """What last went wrong, if anything did."""
        return problem_from_json(self.problem_data) if self.problem_data else None


class Notice(models.Model):
    """That one message of the returns mailbox was looked at: read once, whatever it was. Its text is not kept."""

    class Verdict(models.TextChoices):
        """What a message turned out to be."""

        FAILED = "failed", _("one of our letters did not arrive")
        DELAYED = "delayed", _("one of our letters is delayed")
        ARRIVED = "arrived", _("one of our letters arrived")
        FOREIGN = "foreign", _("not about a letter of ours")
        UNREADABLE = "unreadable", _("unreadable")

    key = models.CharField(_("name in the mailbox"), max_length=300, unique=True)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict.choices)
    letter = models.ForeignKey(
        Letter, verbose_name=_("letter"), null=True, on_delete=models.SET_NULL, related_name="notices"
    )
    read_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-read_at", "pk"]

    def __str__(self) -> str:
        return self.key
