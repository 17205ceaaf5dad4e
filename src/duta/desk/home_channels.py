"""The home's group of channels that need somebody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from duta.channels.models import Channel
from duta.channels.queries import credential_of
from duta.channels.rules import ChannelState
from duta.core.problem_words import sentence_of
from duta.core.when import at_time
from duta.desk import links, queries
from duta.desk.home_things import Entry, Group
from duta.desk.rules import FEW
from duta.metrics.figures import figure


def channels_group(user: Any, now: datetime) -> Group:
    rows = queries.channels_in_need(user, now=now)
    locked = [channel for channel, state in rows if state is ChannelState.LOCKED]
    others = [(channel, state) for channel, state in rows if state is not ChannelState.LOCKED]
    entries = [_all_locked(locked)] if locked else []
    entries += [_in_need(channel, state, now) for channel, state in others]
    return Group(
        "channels", gettext_lazy("Channels that need attention"), "duta-channel",
        gettext_lazy("Every channel is ready."),
        entries[:FEW], len(entries), reverse("delivery:health"),
    )  # fmt: skip


def _all_locked(channels: Sequence[Channel]) -> Entry:
    """Without keys every channel is locked: one entry says so."""
    count = len(channels)
    title = ngettext("%(n)s channel is locked", "%(n)s channels are locked", count) % {"n": count}
    return Entry(
        title=title,
        sentence=_("This installation has no keys for credentials. The administrator makes them with “duta keys new”."),
        when="",
        button=_("See the channels"),
        url=reverse("channels:index"),
        tone="no",
    )


def _in_need(channel: Channel, state: ChannelState, now: datetime) -> Entry:
    words = sentence_of(channel.problem) if channel.problem else None
    renew = state in (ChannelState.ENDS_SOON, ChannelState.EXPIRED) or _of_credential(channel)
    missing = state is ChannelState.NO_CREDENTIAL
    failing = state is ChannelState.FAILING and words is not None
    sentence = f"{words.what} {words.fix}" if failing and words else _end_of(channel, state, now)
    return Entry(
        title=channel.name,
        sentence=sentence,
        when="",
        button=_("Renew it") if renew else _("Enter it") if missing else _("Look at it"),
        url=reverse("channels:edit" if renew or missing else "channels:show", args=[channel.pk]),
        tone="wait" if state in (ChannelState.ENDS_SOON, ChannelState.NEARLY_USED) else "no",
    )


def _of_credential(channel: Channel) -> bool:
    """Whether a new credential mends it."""
    return channel.problem is not None and channel.problem.code.startswith("credential_")


def _end_of(channel: Channel, state: ChannelState, now: datetime) -> str:
    if state is ChannelState.NEARLY_USED and channel.budget is not None:
        words = _("%(used)s of %(limit)s requests are used; new ones %(moment)s. Duta waits when none are left.")
        figures = {"used": figure(channel.budget.used), "limit": figure(channel.budget.limit)}
        return words % {**figures, "moment": at_time(channel.budget.resets_at, now=now)}
    credential = credential_of(channel)
    if credential is None or credential.expires_at is None:
        return _("It has no credential: nothing is sent there.")
    moment = {"moment": links.day_of(credential.expires_at, channel.organisation)}
    if state is ChannelState.EXPIRED:
        return _("Its credential ended %(moment)s: nothing is sent there.") % moment
    return _("Its credential ends %(moment)s.") % moment
