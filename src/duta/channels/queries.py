"""Read channels and their credentials. Nothing here opens a seal."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from duta.accounts.models import Organisation
from duta.channels import rules, sealing
from duta.channels.models import Channel, Credential
from duta.channels.rules import ChannelState
from duta.connectors.registry import UnknownConnector


def channel_state(channel: Channel, now: datetime) -> ChannelState:
    """Say the one thing that matters most about a channel. One query, unless its credential is loaded."""
    return _state(channel, now, keys=sealing.has_public_key())


def channels_with_state(channels: "QuerySet[Channel]", now: datetime) -> list[tuple[Channel, ChannelState]]:
    """Return channels, each with its state: one query for all of them."""
    keys = sealing.has_public_key()
    rows = channels.select_related("credential", "organisation")
    return [(channel, _state(channel, now, keys=keys)) for channel in rows]


def worst_first(channels: "QuerySet[Channel]", now: datetime) -> list[tuple[Channel, ChannelState]]:
    """Return channels with their states, those that need somebody most first, then by name: one query."""
    rows = channels_with_state(channels, now)
    return sorted(rows, key=lambda row: (rules.WORST_FIRST.index(row[1]), row[0].name.lower(), row[0].pk))


def channels_needing_somebody(channels: "QuerySet[Channel]", now: datetime) -> list[tuple[Channel, ChannelState]]:
    """Return those of the channels that a channel manager must look at, each with the reason."""
    return [(row, state) for row, state in channels_with_state(channels, now) if state in rules.NEEDS_SOMEBODY]


def channels_for(organisation: Organisation) -> "QuerySet[Channel]":
    """The channels that an organisation may publish on: its own, and those of the organisations above it."""
    above = [organisation.path[: Organisation.steplen * depth] for depth in range(1, organisation.depth + 1)]
    return Channel.objects.filter(organisation__path__in=above).select_related("organisation", "credential")


def credentials_ending(now: datetime) -> "QuerySet[Credential]":
    """Credentials of channels in use that ended or end within the notice, the first to end first."""
    rows = Credential.objects.filter(channel__active=True, expires_at__lte=now + rules.CREDENTIAL_NOTICE)
    return rows.select_related("channel__organisation").order_by("expires_at", "pk")


def checks_due(now: datetime) -> "QuerySet[Channel]":
    """Channels in use whose health is to be checked, the longest waiting first."""
    return Channel.objects.filter(active=True, check_due_at__lte=now).order_by("check_due_at", "pk")


def credential_of(channel: Channel) -> Credential | None:
    """Return a channel's sealed credential, if it has one."""
    return getattr(channel, "credential", None)


def connector_fields_missing(channel: Channel) -> list[str]:
    """Return the keys of required plain settings that are empty. Raises UnknownConnector."""
    fields = (field for field in channel.connector.fields if field.required and not field.secret)
    return [field.key for field in fields if not (channel.settings.get(field.key) or field.default)]


def fingerprints_in_use() -> dict[str, int]:
    """Return how many credentials are sealed for each key, by fingerprint."""
    found: dict[str, int] = {}
    for fingerprint in Credential.objects.values_list("key_fingerprint", flat=True):
        found[fingerprint] = found.get(fingerprint, 0) + 1
    return found


# In SQL, since the pump asks before every errand and the ORM's way costs it ten times as much.
_VERSIONS = """
SELECT c.id, c.active, c.connector_key, c.handle, c.settings, k.changed_at, k.expires_at
FROM channels_channel c LEFT JOIN channels_credential k ON k.channel_id = c.id WHERE c.id IN (%s)
"""


def versions_of(channel_ids: Collection[int]) -> dict[int, tuple[object, ...]]:
    """Return what tells one setting-up of a channel from the next, by channel: one query."""
    if not channel_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS % ",".join(str(int(key)) for key in channel_ids))
        return {row[0]: row[1:] for row in cursor.fetchall()}


def _state(channel: Channel, now: datetime, *, keys: bool) -> ChannelState:
    credential = credential_of(channel)
    problem = channel.problem
    needs_secret = _needs_secret(channel)
    return rules.state_of(
        active=channel.active,
        needs_secret=bool(needs_secret),
        keys=keys and not (problem and problem.code == "channels_locked"),
        sealed=credential is not None,
        expires_at=credential.expires_at if credential else None,
        failing=problem is not None or needs_secret is None,
        now=now,
        nearly_used=channel.budget is not None and channel.budget.is_nearly_used(now),
    )


def _needs_secret(channel: Channel) -> bool | None:
    """Whether it needs a credential; None when its connector is not installed."""
    try:
        return channel.needs_secret
    except UnknownConnector:
        return None
