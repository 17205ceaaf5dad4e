"""The pump's own: sign on, beat, claim, write attempts down, take over from the dead."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest

from duta.channels.sessions import OpenedChannel
from duta.connectors.protocol import Idempotency, Unknown
from duta.connectors.registry import UnknownConnector
from duta.core.bulk import unanswered
from duta.core.frozen import digest_of
from duta.core.problems import Problem
from duta.delivery import rules, statements
from duta.delivery.models import Attempt, Delivery, Pump, Receipt
from duta.delivery.operations.moving import let_follow, record
from duta.delivery.queries import expired_pumps
from duta.delivery.rules import (
    CHANGES_ENTRY,
    AttemptKind,
    AttemptOutcome,
    Course,
    Decision,
    DeliveryAction,
    DeliveryState,
    Timing,
)

S = DeliveryState


class LeaseLost(Exception):  # noqa: N818
    """Another pump took this one for dead: what it had claimed is no longer its own."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One delivery that a pump has taken, as it was; ``fence`` is this claim's own number."""

    delivery_id: UUID
    channel_id: int
    lane: int
    action: DeliveryAction
    state: DeliveryState
    fence: int
    attempt_count: int
    send_count: int
    lookup_count: int
    wanted: bool
    payload_data: dict[str, Any] = field(repr=False)
    payload_digest: str
    receipt_id: int | None
    account: str

    @property
    def kind(self) -> AttemptKind:
        """Whether to send or only to look."""
        return AttemptKind.LOOKUP if self.state is S.UNKNOWN else AttemptKind.SEND


@dataclass(frozen=True, slots=True)
class Errand:
    """A claim whose attempt is written down: once that is committed, the network may be touched."""

    claim: Claim
    channel: OpenedChannel
    handle: str = ""  # of the entry to correct or withdraw


def sign_on(*, name: str, now: datetime, timing: Timing) -> Pump:
    """Start a pump's lease."""
    return Pump.objects.create(
        name=name[:120], started_at=now, beat_at=now, lease_until=now + timedelta(seconds=timing.lease)
    )


def beat(*, pump: Pump, now: datetime, timing: Timing) -> None:
    """Prolong a pump's lease. Raises LeaseLost when it was taken for dead."""
    mine = Pump.objects.filter(pk=pump.pk, stopped_at=None)
    if not mine.update(beat_at=now, lease_until=now + timedelta(seconds=timing.lease)):
        raise LeaseLost(pump.name)


@transaction.atomic
def sign_off(*, pump: Pump, now: datetime, timing: Timing) -> None:
    """End a pump; whatever it still owned is left to the others."""
    Pump.objects.filter(pk=pump.pk).update(stopped_at=now)
    free_deliveries(Delivery.objects.filter(owner=pump), now=now, timing=timing)


@transaction.atomic(savepoint=False)
def claim_deliveries(*, pump: Pump, delivery_ids: Collection[UUID], now: datetime) -> list[Claim]:
    """Take those of some deliveries that are due and free, passing over what another pump is about to take.

    An unknown one is taken to be looked up, and stays unknown.
    """
    return [_claim(*row) for row in statements.fetch(statements.CLAIM, delivery_ids, pump=pump.pk, now=now)]


def _claim(key: Any, channel_id: int, lane: int, action: str, state: str, *rest: Any) -> Claim:
    fence, attempts, sends, lookups, wanted, payload, digest, receipt_id, account = rest
    return Claim(
        delivery_id=statements.key_from(key),
        channel_id=channel_id,
        lane=lane,
        action=DeliveryAction(action),
        state=DeliveryState(state),
        fence=fence,
        attempt_count=attempts,
        send_count=sends,
        lookup_count=lookups,
        wanted=bool(wanted),
        payload_data=json.loads(payload),
        payload_digest=digest,
        receipt_id=receipt_id,
        account=account,
    )


@transaction.atomic(savepoint=False)
def begin_attempts(
    *,
    pump: Pump,
    claims: Sequence[Claim],
    channels: Mapping[int, OpenedChannel | Problem],
    now: datetime,
    timing: Timing,
) -> list[Errand]:
    """Write an attempt down for each claim; once this is committed the network may be touched.

    A claim whose channel cannot send or is another account by now, or whose payload is not the frozen one, is
    settled here and now, without an attempt.
    """
    ready: list[tuple[Claim, OpenedChannel]] = []
    for claim in claims:
        channel = channels[claim.channel_id]
        problem = channel if isinstance(channel, Problem) else _flaw_of(claim, channel)
        if problem is not None:
            _settle_unsent(claim, problem, now, timing)
        elif isinstance(channel, OpenedChannel):
            ready.append((claim, channel))
    _write_attempts(pump, [claim for claim, _ in ready], now)
    handles = _handles_of(claim for claim, _ in ready)
    return [Errand(claim, channel, handles.get(claim.receipt_id, "")) for claim, channel in ready]


def _write_attempts(pump: Pump, claims: Sequence[Claim], now: datetime) -> None:
    if keys := [claim.delivery_id for claim in claims]:
        with unanswered():
            statements.run(statements.BEGIN, keys, pump=pump.pk)
            statements.run(statements.WRITE_ATTEMPTS, keys, pump=pump.pk, name=pump.name, now=now)


def _flaw_of(claim: Claim, channel: OpenedChannel) -> Problem | None:
    if claim.account not in ("", channel.account):  # empty: ordered before this was kept
        return Problem("account_changed", {"account": claim.account, "now": channel.account})
    able = channel.connector.capabilities
    if claim.action in CHANGES_ENTRY and claim.receipt_id is None:
        return Problem("nothing_to_change")
    if claim.action is DeliveryAction.WITHDRAW:
        return None if able.withdraw else Problem("cannot_withdraw", {"platform": channel.connector.name})
    if claim.action is DeliveryAction.EDIT and not able.edit:
        return Problem("cannot_edit", {"platform": channel.connector.name})
    return None if digest_of(claim.payload_data) == claim.payload_digest else Problem("payload_changed")


def _settle_unsent(claim: Claim, problem: Problem, now: datetime, timing: Timing) -> None:
    """Nothing was sent: refused, or, where it may be out already, looked up later."""
    if claim.kind is AttemptKind.LOOKUP:
        course = Course(kind=claim.kind, sends=claim.send_count, lookups=claim.lookup_count + 1)
        decision = rules.decide(Unknown(problem), course, now=now, timing=timing, jitter=0.5)
        write_decision(claim.delivery_id, decision, now, lookup_count=F("lookup_count") + 1)
        return
    write_decision(claim.delivery_id, Decision(S.REFUSED if claim.wanted else S.CANCELLED, problem=problem), now)
    let_follow([claim.delivery_id], now=now)


def _handles_of(claims: Iterable[Claim]) -> dict[int | None, str]:
    changing = (claim for claim in claims if claim.action in CHANGES_ENTRY)
    keys = [claim.receipt_id for claim in changing if claim.receipt_id is not None]
    return dict(Receipt.objects.filter(pk__in=keys).values_list("pk", "handle")) if keys else {}


def write_decision(delivery_id: UUID, decision: Decision, now: datetime, **changes: Any) -> None:
    """Bring one delivery that this transaction holds to where it was decided to go; its owner lets go of it."""
    if decision.wake_at is None:
        changes = {"line": None, **changes}
    problem = decision.problem.as_json() if decision.problem else None
    Delivery.objects.filter(pk=delivery_id).update(
        state=decision.state, state_since=now, wake_at=decision.wake_at, owner=None, problem_data=problem, **changes
    )
    if decision.state in (S.REFUSED, S.HANDED) or (decision.state is S.UNKNOWN and decision.wake_at is None):
        delivery = Delivery.objects.select_related("channel").get(pk=delivery_id)
        code = decision.problem.code if decision.problem else ""
        record(f"delivery.{decision.state.value}", delivery, None, now, code=code)


@transaction.atomic
def take_over(*, now: datetime, timing: Timing) -> int:
    """Free what dead pumps owned; return how many deliveries that were.

    What was being sent may be out: it rests, and is then looked up. The fence moves on, so that a pump that
    was only asleep can no longer settle.
    """
    freed = 0
    for pump in expired_pumps(now=now, timing_skew=timing.skew).select_for_update(skip_locked=True):
        Pump.objects.filter(pk=pump.pk, stopped_at=None).update(stopped_at=now)
        freed += free_deliveries(Delivery.objects.filter(owner=pump), now=now, timing=timing)
    return freed


def free_deliveries(rows: "QuerySet[Delivery]", *, now: datetime, timing: Timing) -> int:
    """Take deliveries from their owner, who is dead or gives them up."""
    owned = list(rows.select_for_update(of=("self",)).select_related("channel"))
    for delivery in owned:
        decision = _after_death(delivery, now, timing)
        write_decision(delivery.pk, decision, now, fence=F("fence") + 1)
        let_follow([delivery.pk], now=now)
    lost = Attempt.objects.filter(delivery__in=owned, ended_at=None)
    lost.update(ended_at=Greatest(F("started_at"), Value(now)), outcome=AttemptOutcome.LOST)
    return len(owned)


def _after_death(delivery: Delivery, now: datetime, timing: Timing) -> Decision:
    match DeliveryState(delivery.state):
        case S.CLAIMED:
            return Decision(S.SCHEDULED, now, delivery.problem) if delivery.wanted else Decision(S.CANCELLED)
        case S.ATTEMPTING:
            course = _course_of(delivery)
            return rules.after_silence(Problem("answer_lost"), course, now=now, timing=timing)
        case S.UNKNOWN:
            return Decision(S.UNKNOWN, now, delivery.problem)
    raise ValueError(f"a {delivery.state} delivery has no owner")


def _course_of(delivery: Delivery) -> Course:
    action = DeliveryAction(delivery.action)
    try:
        connector = delivery.channel.connector
    except UnknownConnector:
        return Course(action=action, wanted=delivery.wanted, can_look_up=False)
    can_look_up = connector.idempotency is not Idempotency.NONE
    return Course(action=action, wanted=delivery.wanted, can_look_up=can_look_up, lookup_delay=connector.lookup_delay)


def sweep_pumps(now: datetime) -> int:
    """Remove pumps that stopped more than a week ago and own nothing; attempts keep their names."""
    old = Pump.objects.filter(stopped_at__lt=now - timedelta(days=7), owned=None)
    return old.delete()[0]
