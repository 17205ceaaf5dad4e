"""People, organisations in a tree, the roles that people hold, and the cache that web processes share."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node
from wagtail.models import Collection, Page

from duta.accounts.rules import DelegationKind, OrganisationKind, Role


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


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Delegations in force."""

    def in_force(self, now: datetime) -> "DelegationQuerySet":
        """Keep those whose period covers ``now`` and that nobody revoked."""
        return self.not_over(now).filter(starts_at__lte=now, delegate__is_active=True)

    def not_over(self, now: datetime) -> "DelegationQuerySet":
        """Keep those in force at ``now`` and those to come."""
        return self.filter(revoked_at__isnull=True, ends_at__gt=now)


class Delegation(models.Model):
    """The signatory's role, given for a period by a written order to somebody who signs in another's place.

    It gives its delegate a role held (``held``), so that the one permission policy needs to know nothing of it. The
    row itself stays for good: signatures name it.
    """

    kind = models.CharField(_("kind"), max_length=3, choices=DelegationKind.choices)
    position = models.CharField(
        _("position that is represented"),
        max_length=150,
        help_text=_(
            "As it stands under a signature after “Plh.” or “Plt.”, for instance “Director of Public Diplomacy”."
        ),
    )
    delegate = models.ForeignKey(
        User, verbose_name=_("who signs"), on_delete=models.PROTECT, related_name="delegations_held"
    )
    holder = models.ForeignKey(
        User,
        verbose_name=_("in whose place"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="delegations_given",
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="delegations"
    )
    order_number = models.CharField(_("number of the order"), max_length=100)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    held = models.OneToOneField(
        RoleHeld, null=True, on_delete=models.SET_NULL, related_name="delegation", editable=False
    )
    given_by = models.ForeignKey(
        User, verbose_name=_("given by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(_("given at"))
    revoked_by = models.ForeignKey(
        User, verbose_name=_("revoked by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="delegation_ends_after_start"),
            models.CheckConstraint(
                condition=Q(kind="plt") | Q(holder__isnull=False), name="plh_stands_in_for_somebody"
            ),
            models.CheckConstraint(condition=~Q(delegate=F("holder")), name="nobody_stands_in_for_themselves"),
        ]
        indexes = [models.Index(fields=["delegate", "ends_at"], name="delegation_delegate")]

    def __str__(self) -> str:
        return f"{self.delegate}, {self.capacity}"

    @property
    def capacity(self) -> str:
        """What stands under the name: "Plh. Director of Public Diplomacy"."""
        return f"{DelegationKind(self.kind).short} {self.position}"

    @property
    def first_day(self) -> date:
        """The first day, on the organisation's calendar."""
        return self.starts_at.astimezone(ZoneInfo(self.organisation.time_zone)).date()

    @property
    def last_day(self) -> date:
        """The last day, included, on the organisation's calendar."""
        return (self.ends_at - timedelta(microseconds=1)).astimezone(ZoneInfo(self.organisation.time_zone)).date()

    @property
    def line(self) -> str:
        """The whole line in the reader's language, with order and period."""
        return capacity_line(self.capacity, self.order_number, self.first_day, self.last_day)


def capacity_line(capacity: str, order_number: str, first: date, last: date) -> str:
    """Say by what somebody signs: "Plh. Director of X, order no. 12, valid from 1 to 9 November 2026"."""
    words = gettext("%(capacity)s, order no. %(number)s, valid %(first)s to %(last)s")
    days = {"first": date_format(first), "last": date_format(last)}
    return words % {"capacity": capacity, "number": order_number, **days}
