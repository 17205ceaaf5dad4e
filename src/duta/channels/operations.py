"""Change channels: their settings, their credentials, what is known of their health."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from duta.accounts.models import User
from duta.channels import rules, sealing
from duta.channels.budget import Budget
from duta.channels.models import Channel, Credential
from duta.connectors.protocol import Limits, Locked
from duta.core import audit
from duta.core.problems import Problem, Severity


class TooSoon(Exception):  # noqa: N818
    """The channel was looked at a moment ago, or is about to be."""


@transaction.atomic
def save_channel(*, channel: Channel, by: User | None, now: datetime) -> Channel:
    """Write a new or changed channel down and have the worker look at it soon."""
    action = "channel.changed" if channel.pk else "channel.opened"
    channel.check_due_at = now
    channel.save()
    _record(action, channel, by, now, account=channel.handle, active=channel.active, settings=dict(channel.settings))
    return channel


@transaction.atomic
def seal_credential(
    *, channel: Channel, secrets: Mapping[str, str], expires_at: datetime | None, by: User | None, now: datetime
) -> Credential:
    """Keep a channel's secrets under seal in place of the old ones; the worker tries them soon.

    Raises NoPublicKey, UnusableKey; then nothing is kept. The trail says who and when, never what.
    """
    sealed = sealing.seal(secrets, channel_id=channel.pk)
    credential, _ = Credential.objects.update_or_create(
        channel=channel,
        defaults={
            "sealed": sealed.content,
            "key_fingerprint": sealed.fingerprint,
            "expires_at": expires_at,
            "changed_at": now,
            "changed_by": by,
        },
    )
    Channel.objects.filter(pk=channel.pk).update(check_due_at=now, problem_data=None)
    ends = expires_at.isoformat() if expires_at else None
    detail = {"fields": sorted(secrets), "expires_at": ends, "key": sealed.fingerprint}
    _record("channel.credential_sealed", channel, by, now, **detail)
    return credential


@transaction.atomic
def forget_credential(*, channel: Channel, by: User | None, now: datetime) -> None:
    """Throw a channel's credential away; without one this does nothing."""
    if Credential.objects.filter(channel=channel).delete()[0]:
        _record("channel.credential_forgotten", channel, by, now)


@transaction.atomic
def reseal_credentials(*, keys: Sequence[sealing.KeyPair], now: datetime) -> tuple[int, list[Channel]]:
    """Put every credential under seal for the newest key.

    Returns how many were changed, and the channels whose credential no key opens. Worker only.
    """
    changed, closed = 0, []
    rows = Credential.objects.select_for_update(of=("self",)).select_related("channel")
    for credential in rows.exclude(key_fingerprint=keys[0].fingerprint):
        try:
            _reseal(credential, keys)
        except Locked:
            closed.append(credential.channel)
            continue
        _record("channel.credential_resealed", credential.channel, None, now, key=keys[0].fingerprint)
        changed += 1
    return changed, closed


def _reseal(credential: Credential, keys: Sequence[sealing.KeyPair]) -> None:
    """Open with whatever key fits and seal for the newest; ``changed_at`` moves not: the secret is the same."""
    old = sealing.Sealed(bytes(credential.sealed), credential.key_fingerprint)
    secrets = sealing.open_sealed(old, keys, channel_id=credential.channel_id)
    new = sealing.seal_for(keys[0].public, secrets, channel_id=credential.channel_id)
    credential.sealed, credential.key_fingerprint = new.content, new.fingerprint
    credential.save(update_fields=["sealed", "key_fingerprint"])


@transaction.atomic
def ask_for_check(*, channel: Channel, by: User, now: datetime) -> None:
    """Have the worker look at a channel within seconds: only the worker can open its credential.

    Raises TooSoon when it is about to be looked at, or was a moment ago: platforms count what we ask.
    """
    fresh = now - rules.CHECK_PAUSE
    waiting = Q(check_due_at__lte=now, check_due_at__gt=fresh)
    rows = Channel.objects.filter(pk=channel.pk).exclude(waiting).exclude(checked_at__gt=fresh)
    if not rows.update(check_due_at=now):
        raise TooSoon(channel)
    _record("channel.check_asked", channel, by, now)


def begin_check(*, channel: Channel, now: datetime) -> bool:
    """Take a due check on; False when another worker did."""
    mine = Channel.objects.filter(pk=channel.pk, check_due_at=channel.check_due_at)
    return bool(mine.update(check_due_at=now + rules.CHECK_EVERY))


@transaction.atomic
def finish_check(
    *,
    channel: Channel,
    problems: Sequence[Problem],
    limits: Limits | None,
    now: datetime,
    budget: Budget | None = None,
) -> None:
    """Write down what a check found; ``limits`` or ``budget`` None: the platform did not say."""
    found = next((problem for problem in problems if problem.severity is Severity.ERROR), None)
    Channel.objects.filter(pk=channel.pk).update(checked_at=now, budget_data=budget.as_json() if budget else None)
    if limits is not None:
        remember_limits(channel=channel, limits=limits)
    if found is None:
        remember_success(channel_ids={channel.pk}, now=now)
    else:
        remember_problem(channel_id=channel.pk, problem=found, now=now)


def remember_success(*, channel_ids: Collection[int], now: datetime) -> None:
    """Note that the platform did what we asked; a problem that was known is over."""
    stale = Q(last_success_at=None) | Q(last_success_at__lte=now - rules.SUCCESS_STEP) | Q(problem_data__isnull=False)
    Channel.objects.filter(stale, pk__in=channel_ids).update(last_success_at=now, problem_data=None)


@transaction.atomic
def remember_problem(*, channel_id: int, problem: Problem, now: datetime) -> None:
    """Note what is wrong with a channel; audited when it is another problem than before."""
    channel = Channel.objects.select_for_update().get(pk=channel_id)
    if channel.problem_data != problem.as_json():
        Channel.objects.filter(pk=channel_id).update(problem_data=problem.as_json())
    if channel.problem is None or channel.problem.code != problem.code:
        _record("channel.problem", channel, None, now, code=problem.code)


def remember_limits(*, channel: Channel, limits: Limits) -> None:
    """Keep the platform's limits in force: versions are checked against them from now on."""
    Channel.objects.filter(pk=channel.pk).update(limits_in_force=limits.as_json())


def _record(action: str, channel: Channel, by: User | None, now: datetime, **detail: Any) -> None:
    audit.record(action=action, target=channel, by=by, at=now, organisation_id=channel.organisation_id, detail=detail)
