"""The audit trail and its chain. People are kept by number and name, so that this room needs no other."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One change that somebody (or the worker) made: who, what, to which thing, when."""

    at = models.DateTimeField(_("at"), db_index=True)
    actor_id = models.BigIntegerField(_("person's number"), null=True)
    actor_name = models.CharField(_("person"), max_length=200, blank=True, help_text=_("Empty: the system itself."))
    action = models.CharField(_("action"), max_length=80)
    target = models.CharField(_("thing"), max_length=200)
    target_name = models.CharField(_("name of the thing"), max_length=300, blank=True)
    organisation_id = models.BigIntegerField(_("organisation's number"), null=True)
    detail = models.JSONField(_("detail"), default=dict)
    # The seal: empty until the worker seals the entry, within a second or so; filled once, then never changed.
    sealed_number = models.BigIntegerField(_("number in the chain"), null=True, unique=True)
    spelling = models.PositiveSmallIntegerField(_("spelling"), null=True)
    previous_hash = models.CharField(_("hash of the entry before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["target", "at"], name="audit_target"),
            models.Index(fields=["id"], name="audit_unsealed", condition=models.Q(hash="")),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.target}"


class TrailHead(models.Model):
    """Where the chain of sealed entries ends. One row, whose lock is the right to seal."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class TrailCheck(models.Model):
    """How far the worker's present round of verifying has come, and what its last one found. One row."""

    reached_number = models.BigIntegerField(default=0)
    reached_hash = models.CharField(max_length=64, blank=True)
    finished_at = models.DateTimeField(null=True)
    verified_number = models.BigIntegerField(default=0)
    verified_hash = models.CharField(max_length=64, blank=True)
    broken = models.JSONField(null=True, help_text=_("The first break that the last round found; empty: none."))

    def __str__(self) -> str:
        return f"{self.verified_number} {self.verified_hash}"


class FrozenBlob(models.Model):
    """Bytes that a signature covers, kept under their own hash; never changed, never deleted while a row needs them."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text=_("bytes"))
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256
