"""The home: what waits for a person, put into sentences, each with the one button that deals with it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from duta.accounts.queries import may_anywhere
from duta.accounts.rules import Action
from duta.core.chain import Break
from duta.core.problem_words import sentence_of
from duta.core.verifying import last_verified
from duta.core.when import ago, at_time, since
from duta.delivery.models import Delivery
from duta.delivery.rules import REMIND_AFTER, DeliveryState
from duta.desk import links, queries
from duta.desk.home_channels import channels_group
from duta.desk.home_things import Entry, Group
from duta.desk.rules import FEW
from duta.desk.trail import broken_words
from duta.evaluation.queries import overdue_readings, window_of
from duta.newsroom.models import Release, Story, Submission
from duta.newsroom.queries import awaiting_initials, awaiting_signature, returned_to
from duta.newsroom.signatories import up_for_taking
from duta.strategy.models import Indicator

SOON = timedelta(hours=24)


def groups_for(user: Any, *, now: datetime) -> list[Group]:
    """Return every group that the person owns or that has something for the person, the most urgent first."""
    made = [
        _trail(user, now),
        _signatures(user, now),
        _waits_below(user, now),
        _initials(user, now),
        _returned(user, now),
        _drafts(user, now),
        _deliveries(user, now),
        _own_deliveries(user, now),
        _releases(user, now),
        channels_group(user, now),
        _readings(user, now),
    ]
    owners = {
        "trail": None,
        "signatures": Action.SIGN,
        "waits_below": None,
        "initials": None,
        "returned": Action.WRITE,
        "drafts": None,
        "deliveries": Action.DELIVER,
        "own_deliveries": None,
        "releases": None,
        "channels": Action.MANAGE_CHANNELS,
        "readings": Action.MEASURE,
    }
    return [group for group in made if group.total or _owns(user, owners[group.key])]


def _owns(user: Any, action: Action | None) -> bool:
    return action is not None and may_anywhere(user, action)


def _trail(user: Any, now: datetime) -> Group:
    """For administrators, and only while the audit trail is broken."""
    verified = last_verified() if may_anywhere(user, Action.ADMINISTER) else None
    entries = [broken_trail(verified.broken, verified.at, now)] if verified and verified.broken and verified.at else []
    return Group("trail", gettext_lazy("Audit trail"), "duta-audit", "", entries, len(entries))


def broken_trail(broken: Break, found_at: datetime, now: datetime) -> Entry:
    """The audit trail is not what was written."""
    ask = _("Tell whoever runs Duta: “duta audit verify” says more. Change nothing.")
    return Entry(
        title=_("The audit trail is broken"),
        sentence=f"{broken_words(broken)} {ask}",
        when=_("found %(moment)s") % {"moment": at_time(found_at, now=now)},
        button=_("See the trail"),
        url=reverse("desk_trail"),
        tone="no",
    )


def _signatures(user: Any, now: datetime) -> Group:
    rows = awaiting_signature(user, now=now)
    return Group(
        "signatures", gettext_lazy("Awaiting my signature"), "duta-signature",
        gettext_lazy("No signature is awaited from you."),
        [to_sign(row, user, now) for row in rows[:FEW]], rows.count(), links.submissions_url(),
    )  # fmt: skip


def _waits_below(user: Any, now: datetime) -> Group:
    """What was brought before the person because its signatory let it wait or can sign no more."""
    rows = up_for_taking(user, now=now) if may_anywhere(user, Action.SIGN) else Submission.objects.none()
    return Group(
        "waits_below", gettext_lazy("Waiting too long for somebody else"), "duta-signature", "",
        [to_take_over(row, now) for row in rows[:FEW]], rows.count(), links.submissions_url(),
    )  # fmt: skip


def to_take_over(row: Submission, now: datetime) -> Entry:
    """A submission that waits for somebody who does not sign it."""
    entry = _submitted(row, _("Look at it"), now)
    waits = _("It waits for the signature of %(name)s; you may take it over.") % {"name": row.signatory}
    return replace(entry, sentence=f"{entry.sentence} {waits}")


def _initials(user: Any, now: datetime) -> Group:
    rows = awaiting_initials(user)
    return Group(
        "initials", gettext_lazy("Awaiting my initials"), "duta-initials",
        gettext_lazy("No initials are awaited from you."),
        [to_initial(row, now) for row in rows[:FEW]], rows.count(), links.submissions_url(),
    )  # fmt: skip


def to_sign(row: Submission, user: Any, now: datetime) -> Entry:
    """A submission that waits for the person's signature, their own or in another's place."""
    missing = [str(asked.person) for asked in row.initials.all() if asked.put_at is None]
    entry = _submitted(row, _("Read it") if missing else _("Read and sign"), now)
    if row.signatory_id != user.pk:
        place = _("You sign in the place of %(name)s.") % {"name": row.signatory}
        entry = replace(entry, sentence=f"{entry.sentence} {place}")
    reminded_at = getattr(row, "reminded_at", None)
    if reminded_at:
        reminded = _("You were reminded %(moment)s.") % {"moment": ago(reminded_at, now=now)}
        entry = replace(entry, sentence=f"{entry.sentence} {reminded}", tone="no")
    if not missing:
        return entry
    waits = _("Initials are still missing: %(names)s.") % {"names": ", ".join(missing)}
    return replace(entry, sentence=f"{entry.sentence} {waits}")


def to_initial(row: Submission, now: datetime) -> Entry:
    """A submission that waits for the person's initials."""
    return _submitted(row, _("Read and initial"), now)


def _submitted(row: Submission, button: str, now: datetime) -> Entry:
    who = {"author": row.submitted_by, "organisation": row.organisation, "language": row.locale.get_display_name()}
    return Entry(
        title=row.title,
        sentence=_("Submitted by %(author)s, %(organisation)s, in %(language)s.") % who,
        when=_("waiting %(since)s") % {"since": since(row.submitted_at, now=now)},
        button=button,
        url=links.submission_url(row),
    )


def _returned(user: Any, now: datetime) -> Group:
    rows = returned_to(user).order_by("closed_at", "pk")
    return Group(
        "returned", gettext_lazy("Returned to me"), "duta-returned",
        gettext_lazy("Nothing was sent back to you."),
        [sent_back(row, now) for row in rows[:FEW]], rows.count(), links.submissions_url(),
    )  # fmt: skip


def sent_back(row: Submission, now: datetime) -> Entry:
    """A submission that came back."""
    return Entry(
        title=row.title,
        sentence=_("%(person)s sent it back:") % {"person": row.closed_by},
        said=row.return_reason,
        when=since(row.closed_at, now=now) if row.closed_at else "",
        button=_("Change it"),
        url=links.edit_url(row.story_id),
        tone="no",
    )


def _drafts(user: Any, now: datetime) -> Group:
    """What the person wrote last and nobody submitted yet."""
    rows = queries.drafts_of(user)
    return Group(
        "drafts", gettext_lazy("Drafts of mine"), "duta-story", "",
        [draft(row, now) for row in rows[:FEW]], rows.count(),
    )  # fmt: skip


def draft(row: Story, now: datetime) -> Entry:
    """A draft, which the composer opens with all its channel versions."""
    return Entry(
        title=row.draft_title,
        sentence=_("In %(language)s, not submitted yet.") % {"language": row.locale.get_display_name()},
        when=since(row.latest_revision_created_at, now=now) if row.latest_revision_created_at else "",
        button=_("Compose"),
        url=links.compose_url(row.pk),
        tone="off",
    )


def _deliveries(user: Any, now: datetime) -> Group:
    rows = queries.stuck_deliveries(user)
    return Group(
        "deliveries", gettext_lazy("Refused or unknown on my channels"), "duta-delivery",
        gettext_lazy("Everything on your channels arrived or is on its way."),
        [stuck(row, now) for row in rows[:FEW]], rows.count(), _deliveries_url(),
    )  # fmt: skip


def _own_deliveries(user: Any, now: datetime) -> Group:
    rows = queries.stuck_deliveries_of_own_stories(user)
    return Group(
        "own_deliveries", gettext_lazy("What I submitted did not arrive everywhere"), "duta-delivery",
        gettext_lazy("What you submitted arrived everywhere."),
        [stuck(row, now) for row in rows[:FEW]], rows.count(), _deliveries_url(),
    )  # fmt: skip


def _deliveries_url() -> str:
    waiting = (DeliveryState.HANDED, DeliveryState.REFUSED, DeliveryState.UNKNOWN)
    states = [("state", state.value) for state in waiting]
    return f"{reverse('delivery:index')}?{urlencode(states)}"


def stuck(row: Delivery, now: datetime) -> Entry:
    """A delivery that stands still until somebody acts."""
    unknown = row.state == DeliveryState.UNKNOWN
    if row.state == DeliveryState.HANDED:
        return by_hand(row, now)
    words = sentence_of(row.problem) if row.problem else None
    what = words.what if words else str(DeliveryState(row.state).label)
    fix = _("Look at the account and say what is there.") if unknown else words.fix if words else ""
    return Entry(
        title=row.title or str(row.channel),
        sentence=f"{row.channel}: {what} {fix}".strip(),
        when=since(row.state_since, now=now),
        button=_("Say what is there") if unknown else _("Deal with it"),
        url=reverse("delivery:show", args=[row.pk]),
        tone="no",
    )


def by_hand(row: Delivery, now: datetime) -> Entry:
    """Something that a person does on the platform; late after a while."""
    words = sentence_of(row.problem) if row.problem else None
    late = row.state_since <= now - REMIND_AFTER
    waits = since(row.state_since, now=now)
    return Entry(
        title=row.title or str(row.channel),
        sentence=f"{row.channel}: {words.what} {words.fix}" if words else str(row.channel),
        when=_("late: waiting %(since)s") % {"since": waits} if late else _("waiting %(since)s") % {"since": waits},
        button=_("Open the sheet"),
        url=reverse("delivery:show", args=[row.pk]),
        tone="no" if late else "wait",
    )


def _releases(user: Any, now: datetime) -> Group:
    rows = queries.failed_releases(user)
    return Group(
        "releases", gettext_lazy("Releases that failed"), "duta-problem",
        gettext_lazy("Every release worked."),
        [failed(row, now) for row in rows[:FEW]], rows.count(), links.submissions_url(),
    )  # fmt: skip


def failed(row: Release, now: datetime) -> Entry:
    """A release that did not work at its time."""
    return Entry(
        title=row.submission.title,
        sentence=row.failure,
        when=_("was due %(moment)s") % {"moment": at_time(row.due_at, now=now)} if row.due_at else "",
        button=_("Look at it"),
        url=links.release_url(row),
        tone="no",
    )


def _readings(user: Any, now: datetime) -> Group:
    rows = overdue_readings(user, now=now)
    return Group(
        "readings", gettext_lazy("Readings overdue"), "duta-reading",
        gettext_lazy("Every indicator was read in time."),
        [overdue(row, now) for row in rows[:FEW]], len(rows), links.readings_url(),
    )  # fmt: skip


def overdue(row: Any, now: datetime) -> Entry:
    """An indicator whose reading is late; it carries its newest reading as ``newest``."""
    newest = row.newest
    every = ngettext("due every day", "due every %(n)s days", row.read_every_days) % {"n": row.read_every_days}
    last = (
        _("last read %(moment)s") % {"moment": at_time(newest.read_at, now=now)}
        if newest
        else _("never read since %(day)s") % {"day": at_time(window_of(row).start, now=now)}
    )
    indicator: Indicator = row
    return Entry(
        title=indicator.label,
        sentence=f"{indicator.objective.label}",
        when=f"{last}, {every}",
        button=_("Enter the reading"),
        url=links.indicator_url(indicator.pk),
    )


@dataclass(frozen=True)
class Soon:
    """A release within a day: its time in its organisation's zone, and in the reader's where that differs."""

    title: str
    sentence: str
    there: str
    here: str
    url: str


def soon_for(user: Any, *, now: datetime) -> tuple[list[Soon], int]:
    """Return the next releases within a day, and how many there are in all."""
    rows = queries.releases_soon(user, now, now + SOON)
    return [soon(row, now) for row in rows[:FEW]], rows.count()


def soon(row: Release, now: datetime) -> Soon:
    """A release that is planned."""
    organisation = row.submission.organisation
    there = at_time(row.due_at, zone=organisation.time_zone, now=now) if row.due_at else ""
    here = at_time(row.due_at, now=now) if row.due_at else ""
    place = {"organisation": organisation, "language": row.submission.locale.get_display_name()}
    return Soon(
        title=row.submission.title,
        sentence=_("%(organisation)s, in %(language)s") % place,
        there=there,
        here=here if here != there else "",
        url=links.release_url(row),
    )


def first_button(groups: Iterable[Group]) -> str:
    """Return the address of the first thing that waits: its button is the one that stands out."""
    return next((entry.url for group in groups for entry in group.entries), "")
