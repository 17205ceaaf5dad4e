"""The audit trail in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duta.accounts.models import Organisation
from duta.core.models import AuditEntry
from duta.desk.trail_details import details_of

Words = str | Promise

# What an entry is about: the part of its action before the point.
AREAS: tuple[tuple[str, Words], ...] = (
    ("strategy", _("Strategies")),
    ("objective", _("Objectives")),
    ("activity", _("Activities")),
    ("audience", _("Audiences")),
    ("indicator", _("Indicators")),
    ("reading", _("Readings")),
    ("story", _("Stories")),
    ("submission", _("Submissions and clearance")),
    ("release", _("Releases")),
    ("channel", _("Channels")),
    ("delivery", _("Deliveries")),
    ("person", _("People")),
    ("role", _("Roles")),
    ("organisation", _("Organisations")),
)

ACTIONS: Mapping[str, Words] = {
    "channel.opened": _("added the channel"),
    "channel.changed": _("changed the channel"),
    "channel.check_asked": _("had the channel checked"),
    "channel.credential_sealed": _("entered a credential"),
    "channel.credential_forgotten": _("threw a credential away"),
    "channel.credential_resealed": _("sealed the credential for a new key"),
    "channel.problem": _("found a problem"),
    "delivery.scheduled": _("ordered the delivery"),
    "delivery.cancelled": _("gave the delivery up"),
    "delivery.sent_again": _("had it sent again"),
    "delivery.settled_by_hand": _("said that it is there"),
    "delivery.not_there": _("said that it is not there"),
    "delivery.refused": _("found it refused"),
    "delivery.unknown": _("could not find out whether it is there"),
    "delivery.held": _("held deliveries back"),
    "delivery.hold_lifted": _("lifted the hold"),
    "submission.submitted": _("submitted it"),
    "submission.initialled": _("put initials"),
    "submission.cleared": _("cleared it by signature"),
    "submission.returned": _("sent it back"),
    "submission.taken_back": _("took it back"),
    "release.released": _("released it"),
    "release.failed": _("could not release it"),
    "release.cancelled": _("cancelled the release"),
    "release.withdrawn": _("withdrew it"),
    "story.versions_proposed": _("had channel versions proposed"),
    "story.in_step": _("marked the translation as in step"),
    "story.translated": _("began a translation"),
    "reading.entered": _("entered a reading"),
    "organisation.moved": _("moved the organisation"),
    "person.deactivated": _("closed the account"),
    "person.reactivated": _("opened the account again"),
    "person.password_set": _("set a password"),
    "role.given": _("gave a role"),
    "role.ended": _("ended a role"),
}
# What most rooms do with their rows, whatever those are.
COMMON: Mapping[str, Words] = {"created": _("made it"), "changed": _("changed it"), "removed": _("removed it")}


@dataclass(frozen=True)
class Told:
    """One entry as the list shows it. ``what`` is our words, or the action's own name where we have none."""

    entry: AuditEntry
    who: str
    what: str
    thing: str
    organisation: str
    details: tuple[tuple[str, str], ...]


def told(entry: AuditEntry, organisation: Organisation | None) -> Told:
    """Put an entry into words."""
    return Told(
        entry=entry,
        who=entry.actor_name or str(_("Duta itself")),
        what=str(words_for(entry.action)),
        thing=entry.target_name or entry.target,
        organisation=str(organisation or ""),
        details=tuple(details_of(entry)),
    )


def words_for(action: str) -> Words:
    """Return the words for an action."""
    if action in ACTIONS:
        return ACTIONS[action]
    return COMMON.get(action.rpartition(".")[2], action)
