"""The audit trail. People are kept by number and name, so that this room needs no other."""

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

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["target", "at"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.target}"


class FrozenBlob(models.Model):
    """Bytes that a signature covers, kept under their own hash; never changed, never deleted while a row needs them."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text=_("bytes"))
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256
