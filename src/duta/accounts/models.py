"""People, organisations in a tree, the roles that people hold, and the cache that web processes share."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node
from wagtail.models import Collection, Page

from duta.accounts.rules import OrganisationKind, Role


class User(AbstractUser):  # type: ignore[django-manager-missing]  # Picture's, whose base is untyped
    """A person who signs in at the desk."""

    position = models.CharField(
        _("position"),
        max_length=150,
        blank=True,
        help_text=_("As it stands under a signature, for instance “Director of Public Diplomacy”."),
    )

    demonstration = models.BooleanField(
        default=False, editable=False, help_text=_("Made by the demonstration; production refuses to start with one.")
    )

    ends_at = models.DateTimeField(_("account ends"), null=True, blank=True, editable=False)
    sessions_ended = models.PositiveIntegerField(_("times that all sessions were ended"), default=0, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_session_auth_hash(self) -> str:
        """What a session must carry: another one once all sessions were ended, so that none outlives that."""
        return self._of_this_age(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same with earlier secret keys."""
        yield from map(self._of_this_age, super().get_session_auth_fallback_hash())

    def _of_this_age(self, session_hash: str) -> str:
        return f"{session_hash}{self.sessions_ended or ''}"


class SharedCache(models.Model):
    """The table of Django's database cache: what all web processes count together, such as failed sign-ins."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)


class Organisation(MP_Node):
    """A ministry, a directorate, a mission or a partner; a child's ``path`` starts with its parent's."""

    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    slug = models.SlugField(_("short name in addresses"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    territory = models.CharField(
        _("country or territory"),
        max_length=2,
        blank=True,
        help_text=_("Two letters of ISO 3166-1, for instance NL."),
    )
    time_zone = models.CharField(_("time zone"), max_length=50, default="Asia/Jakarta")
    home = models.ForeignKey(
        Page,
        verbose_name=_("home page"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Its page in the default language; the other languages' pages are its translations."),
    )
    collection = models.ForeignKey(
        Collection,
        verbose_name=_("collection of media"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    node_order_by: list[str] = []

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" and self.name_en else self.name


class RoleHeldQuerySet(models.QuerySet["RoleHeld"]):
    """Roles in force."""

    def in_force(self, now: datetime) -> "RoleHeldQuerySet":
        """Keep the roles whose period covers ``now``."""
        return self.not_over(now).filter(starts_at__lte=now)

    def not_over(self, now: datetime) -> "RoleHeldQuerySet":
        """Keep the roles in force at ``now`` and those to come."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now))


class RoleHeld(models.Model):
    """A role that a person holds, for an organisation and all below it, for a period."""

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="roles_held")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="roles_held"
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = RoleHeldQuerySet.as_manager()

    class Meta:
        verbose_name = _("role held")
        verbose_name_plural = _("roles held")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="role_ends_after_start",
            )
        ]
        indexes = [models.Index(fields=["user", "role"], name="role_held_by")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.organisation}"
