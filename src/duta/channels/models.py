"""Channels and their sealed credentials."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duta.accounts.models import Organisation, User
from duta.channels import rules
from duta.channels.budget import Budget, budget_from_json
from duta.connectors.protocol import Connector, Limits, limits_from_json
from duta.connectors.registry import UnknownConnector, connector_for
from duta.core.problems import Problem, problem_from_json


class Channel(models.Model):
    """Our account on a platform."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="channels"
    )
    connector_key = models.CharField(_("platform"), max_length=40)
    name = models.CharField(
        _("name"), max_length=120, help_text=_("As colleagues call it, for instance “Bluesky, The Hague”.")
    )
    handle = models.CharField(
        _("account"), max_length=200, help_text=_("As the public sees it, for instance @kbri.example.")
    )
    languages = models.JSONField(
        _("languages"),
        default=list,
        blank=True,
        help_text=_("Codes of the languages it speaks, for instance id and en."),
    )
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    active = models.BooleanField(_("in use"), default=True)
    limits_in_force = models.JSONField(_("limits in force"), default=dict, blank=True, editable=False)
    last_success_at = models.DateTimeField(_("last success"), null=True, editable=False)
    checked_at = models.DateTimeField(_("last checked"), null=True, editable=False)
    check_due_at = models.DateTimeField(_("next check"), null=True, editable=False, default=timezone.now)
    problem_data = models.JSONField(_("problem"), null=True, editable=False)
    budget_data = models.JSONField(_("rate budget"), null=True, editable=False)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["connector_key", "handle"], name="one_channel_for_each_account"),
        ]
        indexes = [
            models.Index(fields=["check_due_at"], name="channel_check", condition=Q(active=True)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def connector(self) -> Connector:
        """The code that speaks this platform's protocol. Raises UnknownConnector when it is not installed."""
        return connector_for(self.connector_key)

    @property
    def account(self) -> str:
        """Which account this is: what was cleared for one account is not sent on another.

        Returns one line: the platform's key and the settings that name the account; where the connector has no such
        settings, the handle that people see. A handle that was only spelt wrong there changes no account.
        """
        return rules.account_name(self.connector_key, self._identity or [self.handle])

    @property
    def _identity(self) -> list[str]:
        try:
            fields = self.connector.fields
        except UnknownConnector:
            return []
        named = (field for field in fields if field.identity and not field.secret)
        return [str(self.settings.get(field.key) or field.default) for field in named]

    @property
    def limits(self) -> Limits:
        """The limits in force: the platform's last word, or the connector's defaults."""
        return limits_from_json(self.limits_in_force) if self.limits_in_force else self.connector.default_limits

    @property
    def problem(self) -> Problem | None:
        """What is wrong with the account as the worker last saw it; None: nothing known."""
        return problem_from_json(self.problem_data) if self.problem_data else None

    @property
    def budget(self) -> Budget | None:
        """What the platform still let us ask when the worker last looked; None: it does not say."""
        return budget_from_json(self.budget_data) if self.budget_data else None

    @property
    def by_hand(self) -> bool:
        """Whether a person publishes there; False where its connector is not installed."""
        try:
            return self.connector.capabilities.by_hand
        except UnknownConnector:
            return False

    @property
    def needs_secret(self) -> bool:
        """Whether it works only with a credential. Raises UnknownConnector."""
        return any(field.secret and field.required for field in self.connector.fields)


class Credential(models.Model):
    """A sealed credential: bytes that only the worker's keys open."""

    channel = models.OneToOneField(
        Channel, verbose_name=_("channel"), on_delete=models.CASCADE, related_name="credential"
    )
    sealed = models.BinaryField(_("sealed"))
    key_fingerprint = models.CharField(_("fingerprint of the key"), max_length=16)
    expires_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(
        User, verbose_name=_("changed by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        constraints = [models.CheckConstraint(condition=~Q(key_fingerprint=""), name="credential_names_its_key")]

    def __str__(self) -> str:
        return str(self.channel)
