"""The audit trail in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from duta.accounts.models import Organisation
from duta.core.chain import Break, Flaw
from duta.core.models import AuditEntry
from duta.core.verifying import Verified
from duta.core.when import at_time
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
    ("link", _("Tracked links")),
    ("mailing", _("Letters of press lists")),
    ("subscription", _("Subscriptions")),
    ("contact", _("Contacts")),
    ("person", _("People")),
    ("role", _("Roles")),
    ("delegation", _("Delegations")),
    ("organisation", _("Organisations")),
    ("calendar_feed", _("Calendar addresses")),
    ("trail", _("Audit trail")),
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
    "delivery.handed": _("gave it to a person"),
    "delivery.done_by_hand": _("said that it is done"),
    "delivery.not_done": _("said that it was not done"),
    "delivery.counts_entered": _("entered figures"),
    "delivery.counts_imported": _("took figures in from a file"),
    "delivery.counts_taken_back": _("took figures back"),
    "delivery.held": _("held deliveries back"),
    "delivery.hold_lifted": _("lifted the hold"),
    "link.made": _("made the short address"),
    "link.changed": _("had the short address lead elsewhere"),
    "link.ended": _("ended the short address"),
    "mailing.made": _("wrote a letter to each recipient"),
    "mailing.corrected": _("wrote a correction to each recipient"),
    "mailing.withdrawn": _("withdrew it and stopped its letters"),
    "subscription.asked": _("asked somebody by letter to confirm"),
    "subscription.confirmed": _("noted a yes to the list"),
    "subscription.ended": _("noted a no to the list"),
    "subscription.suspended": _("suspended an address whose letters came back"),
    "contact.added": _("added a contact"),
    "contact.changed": _("changed a contact"),
    "contact.imported": _("imported contacts"),
    "contact.erased": _("erased a contact"),
    "submission.submitted": _("submitted it"),
    "submission.initialled": _("put initials"),
    "submission.cleared": _("cleared it by signature"),
    "submission.returned": _("sent it back"),
    "submission.taken_back": _("took it back"),
    "submission.reminded": _("reminded somebody"),
    "submission.taken_over": _("took the signature over"),
    "release.released": _("released it"),
    "release.failed": _("could not release it"),
    "release.cancelled": _("cancelled the release"),
    "release.rescheduled": _("moved the release"),
    "release.withdrawn": _("withdrew it"),
    "story.versions_proposed": _("had channel versions proposed"),
    "story.in_step": _("marked the translation as in step"),
    "story.translated": _("began a translation"),
    "reading.entered": _("entered a reading"),
    "organisation.moved": _("moved the organisation"),
    "person.deactivated": _("closed the account"),
    "person.reactivated": _("opened the account again"),
    "person.password_set": _("set a password"),
    "person.directory_bound": _("bound the account to the directory"),
    "person.ended": _("ended the account"),
    "person.end_planned": _("set the account's end"),
    "person.handed_over": _("handed over what waited"),
    "person.factors_reset": _("reset the second factors"),
    "submission.signatory_changed": _("handed it to another signatory"),
    "submission.initials_handed_over": _("asked somebody else for the initials"),
    "story.owner_changed": _("gave the draft to a colleague"),
    "role.given": _("gave a role"),
    "role.ended": _("ended a role"),
    "delegation.given": _("delegated the signature"),
    "delegation.revoked": _("revoked the delegation"),
    "calendar_feed.made": _("made a secret address for the calendar"),
    "calendar_feed.renewed": _("renewed the secret address of the calendar"),
    "calendar_feed.revoked": _("ended the secret address of the calendar"),
    "trail.exported": _("exported the audit trail"),
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


def action_choices() -> list[tuple[str, Words]]:
    """Return what can be asked for: an action of its own, or one that most rooms have (".created")."""
    common = [(f".{name}", words) for name, words in COMMON.items()]
    return [(name, capfirst(str(words))) for name, words in (*common, *ACTIONS.items())]


def of_action(chosen: str) -> Q:
    """Return the condition that leaves the entries of a choice."""
    if not chosen.startswith("."):
        return Q(action=chosen)
    return Q(action__endswith=chosen) & ~Q(action__in=list(ACTIONS))


def saying(text: str) -> Q:
    """Return the condition that leaves the entries that show a text: person, thing, action, or the action's words.

    The words are searched in the reader's language, as they stand on the screen.
    """
    found = Q(target_name__icontains=text) | Q(actor_name__icontains=text) | Q(action__icontains=text)
    wanted = text.casefold()
    for name, words in (*ACTIONS.items(), *((f".{name}", words) for name, words in COMMON.items())):
        if wanted in str(words).casefold():
            found |= of_action(name)
    return found


# When the chain was last verified


def verified_words(verified: Verified, *, now: datetime) -> str:
    """Say when the worker last verified the trail, and what it found."""
    if verified.at is None:
        return gettext("The trail was not verified yet: the worker does so within minutes of its first start.")
    moment = at_time(verified.at, now=now)
    if verified.broken:
        return gettext("Verified %(moment)s: the trail is broken. %(what)s") % {
            "moment": moment, "what": broken_words(verified.broken),
        }  # fmt: skip
    count = verified.head.number
    words = ngettext(
        "Verified %(moment)s: %(n)s entry, unchanged.",
        "Verified %(moment)s: %(n)s entries, unchanged, in order and without a gap.",
        count,
    )
    return words % {"moment": moment, "n": localize(count)}


def broken_words(broken: Break) -> str:
    """Say what is wrong with the trail, for administrators."""
    number = {"number": localize(broken.number)}
    match broken.flaw:
        case Flaw.CHANGED:
            return gettext("Entry %(number)s was changed after it was written.") % number
        case Flaw.MISSING:
            return gettext("Entry %(number)s is missing.") % number
        case Flaw.ORDER:
            return gettext("Entry %(number)s does not follow the one before it.") % number
        case Flaw.CUT:
            return gettext("Entry %(number)s and all after it are missing.") % number
        case Flaw.ADDED:
            return gettext("Entry %(number)s was put in without Duta.") % number
