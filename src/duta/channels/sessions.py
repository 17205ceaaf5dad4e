"""What a connector is lent: a channel's settings, its opened credential, HTTP. Worker only.

``ChannelBook`` keeps channels opened between calls and notices when one was changed.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from duta.channels import rules, sealing
from duta.channels.models import Channel
from duta.channels.queries import credential_of, versions_of
from duta.channels.spools import spool_for
from duta.connectors.protocol import Connector, Locked, Session
from duta.connectors.registry import UnknownConnector
from duta.core.blobs import read_blob
from duta.core.http import DEADLINE, Answer, Guard, SafeHttp
from duta.core.problems import Problem


@dataclass(frozen=True)
class OpenedChannel:
    """A channel ready for its connector. ``memory`` is the connector's own, as long as nothing changes here."""

    channel_id: int
    account: str
    connector: Connector
    settings: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None = None
    memory: MutableMapping[str, Any] = field(default_factory=dict, repr=False)

    def session(
        self, http: SafeHttp, *, guard: Guard | None = None, clock: Callable[[], datetime] = timezone.now
    ) -> Session:
        """Lend a session for one call."""
        return Session(
            http=http,
            settings=self.settings,
            secrets=self.secrets,
            media=_read_media,
            clock=clock,
            memory=self.memory,
            guard=guard,
            spool=spool_for(self.connector.key, self.channel_id),
        )


def outgoing_http(
    *, deadline: float = DEADLINE, connections: int = 200, heard: Callable[[Answer], None] | None = None
) -> SafeHttp:
    """Return HTTP as this installation allows it; use as ``async with``. ``heard`` is told every answer."""
    return SafeHttp(
        allowed_private=settings.DUTA_ALLOWED_PRIVATE,
        require_https=settings.DUTA_REQUIRE_HTTPS,
        deadline=deadline,
        connections=connections,
        heard=heard,
    )


def open_channel(channel: Channel, *, now: datetime) -> OpenedChannel:
    """Open a channel's credential. Raises Locked, naming why nothing can be sent."""
    if not channel.active:
        raise Locked(Problem("channel_off"))
    try:
        connector = channel.connector
    except UnknownConnector:
        raise Locked(Problem("connector_missing", {"connector": channel.connector_key})) from None
    credential = credential_of(channel)
    expires_at = credential.expires_at if credential else None
    _check_end(expires_at, now)
    return OpenedChannel(
        channel_id=channel.pk,
        account=channel.account,
        connector=connector,
        settings={key: str(value) for key, value in channel.settings.items()},
        secrets=_secrets_of(channel),
        expires_at=expires_at,
    )


def _secrets_of(channel: Channel) -> dict[str, str]:
    """Raises Locked: no credential, no key, or none that fits."""
    credential = credential_of(channel)
    if credential is None:
        if channel.needs_secret:
            raise Locked(Problem("credential_missing"))
        return {}
    sealed = sealing.Sealed(bytes(credential.sealed), credential.key_fingerprint)
    return sealing.open_sealed(sealed, sealing.private_keys(), channel_id=channel.pk)


def _check_end(expires_at: datetime | None, now: datetime) -> None:
    if problem := rules.has_expired(expires_at, now=now):
        raise Locked(problem)


async def _read_media(sha256: str) -> bytes:
    return await asyncio.to_thread(read_blob, sha256)


@dataclass
class ChannelBook:
    """Channels kept open between calls, in one thread; what was changed meanwhile is opened anew.

    A channel that cannot be opened is tried again at every call: the remedy counts at once.
    """

    _kept: dict[int, tuple[tuple[object, ...], OpenedChannel]] = field(default_factory=dict)

    def read(self, channel_ids: Collection[int], *, now: datetime) -> dict[int, OpenedChannel | Problem]:
        """Return each channel opened, or why it cannot be. One query, and one more when something changed."""
        versions = versions_of(channel_ids)
        stale = [key for key in channel_ids if key not in self._kept or self._kept[key][0] != versions[key]]
        found = self._open(stale, versions, now) if stale else {}
        return {key: found[key] if key in found else self._still_open(key, now) for key in channel_ids}

    def _open(
        self, channel_ids: Collection[int], versions: Mapping[int, tuple[object, ...]], now: datetime
    ) -> dict[int, OpenedChannel | Problem]:
        found: dict[int, OpenedChannel | Problem] = {}
        rows = Channel.objects.filter(pk__in=channel_ids).select_related("credential")
        for channel in rows:
            self._kept.pop(channel.pk, None)
            try:
                opened = open_channel(channel, now=now)
            except Locked as locked:
                found[channel.pk] = locked.problem
                continue
            self._kept[channel.pk] = versions[channel.pk], opened
            found[channel.pk] = opened
        return found

    def _still_open(self, channel_id: int, now: datetime) -> OpenedChannel | Problem:
        opened = self._kept[channel_id][1]
        return rules.has_expired(opened.expires_at, now=now) or opened
