"""The pump's own: write down what attempts came to, many at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from duta.channels.health import HealthNotes
from duta.connectors.protocol import Accepted, Handed, Idempotency, Outcome, Proof
from duta.core.bulk import insert_rows, unanswered
from duta.core.problems import Problem
from duta.delivery import rules, statements
from duta.delivery.models import Pump, Receipt
from duta.delivery.operations.changing import note_change
from duta.delivery.operations.claiming import Claim, Errand, write_decision
from duta.delivery.operations.moving import let_follow
from duta.delivery.operations.observing import observe_published
from duta.delivery.rules import (
    CHANGES_ENTRY,
    LIFECYCLE,
    AttemptKind,
    Course,
    DeliveryAction,
    DeliveryState,
    Timing,
    attempt_outcome,
)

S = DeliveryState
RECEIPT = ("delivery", "handle", "address", "detail", "accepted_at", "measure_at")


@dataclass(frozen=True, slots=True)
class Ended:
    """An errand and what the platform said."""

    errand: Errand
    outcome: Outcome


@transaction.atomic(savepoint=False)
def settle_attempts(
    *, pump: Pump, ended: Sequence[Ended], health: HealthNotes, now: datetime, timing: Timing, jitter: float
) -> list[Ended]:
    """Write down what attempts came to: states, attempts, receipts, observations, the channels' health.

    Returns the lost ones: another pump, or a person, took the delivery over meanwhile; of these nothing is
    written, because the new owner asks the platform and knows better.
    """
    accepted = [one for one in ended if isinstance(one.outcome, Accepted)]
    others = [one for one in ended if not isinstance(one.outcome, Accepted)]
    out = _settle_accepted(pump, accepted, now) if accepted else []
    settled = [*out, *(_settle_others(pump, others, now, timing, jitter) if others else [])]
    let_follow([key_of(one) for one in settled], now=now)
    _note(settled, health, now)
    kept = {_claim_of(one) for one in settled}
    return [one for one in ended if _claim_of(one) not in kept]


def key_of(ended: Ended) -> UUID:
    """The delivery that an errand was for."""
    return ended.errand.claim.delivery_id


def _claim_of(ended: Ended) -> tuple[UUID, int]:
    """Delivery and fence: the same delivery may have ended twice in a tick, of which one claim is the valid one."""
    return key_of(ended), ended.errand.claim.fence


def _settle_accepted(pump: Pump, accepted: Sequence[Ended], now: datetime) -> list[Ended]:
    """Compare-and-swap all at once: accepted means delivered, whatever else is known."""
    rows = statements.fetch_fenced(statements.DELIVERED, [_claim_of(one) for one in accepted], pump=pump.pk, now=now)
    mine = {(statements.key_from(key), fence) for key, fence in rows}
    out = [one for one in accepted if _claim_of(one) in mine]
    if out:
        with unanswered():
            _close_attempts(out, now)
            _write_receipts([one for one in out if one.errand.claim.action is DeliveryAction.PUBLISH], now)
        _note_changes([one.errand.claim for one in out], now)
    return out


def _settle_others(pump: Pump, others: Sequence[Ended], now: datetime, timing: Timing, jitter: float) -> list[Ended]:
    """Lock those that are still under our fences, decide, write each."""
    rows = statements.fetch(statements.LOCK, {key_of(one) for one in others}, pump=pump.pk)
    found = {
        statements.key_from(key): (fence, DeliveryState(state), bool(wanted)) for key, fence, state, wanted in rows
    }
    mine = [one for one in others if key_of(one) in found and found[key_of(one)][0] == one.errand.claim.fence]
    for one in mine:
        _, state, wanted = found[key_of(one)]
        decision = rules.decide(one.outcome, _course(one.errand, wanted), now=now, timing=timing, jitter=jitter)
        LIFECYCLE.check(state, decision.state)
        write_decision(key_of(one), decision, now)
        _close_attempts([one], now)
    return mine


def _course(errand: Errand, wanted: bool) -> Course:
    claim, connector = errand.claim, errand.channel.connector
    looked = claim.kind is AttemptKind.LOOKUP
    return Course(
        action=claim.action,
        kind=claim.kind,
        sends=claim.send_count + (not looked),
        lookups=claim.lookup_count + looked,
        wanted=wanted,
        can_look_up=connector.idempotency is not Idempotency.NONE,
        lookup_delay=connector.lookup_delay,
    )


def _write_receipts(published: Sequence[Ended], now: datetime) -> None:
    if published:
        insert_rows(Receipt, RECEIPT, [_receipt(one, now) for one in published])
        observe_published([(key_of(one), _where(one)) for one in published], now=now)


def _receipt(ended: Ended, now: datetime) -> tuple[Any, ...]:
    """The values of RECEIPT."""
    proof, connector = _proof(ended), ended.errand.channel.connector
    measure_at = rules.next_measurement(now, now=now) if connector.capabilities.measure else None
    return (
        statements.key_value(key_of(ended)),
        proof.handle,
        proof.address,
        json.dumps(dict(proof.detail)),
        statements.time_value(now),
        statements.time_value(measure_at),
    )


def _where(ended: Ended) -> str:
    proof = _proof(ended)
    return proof.address or proof.handle


def _proof(ended: Ended) -> Proof:
    if not isinstance(ended.outcome, Accepted):
        raise TypeError("only what was accepted has a proof")
    return ended.outcome.proof


def _note_changes(claims: Sequence[Claim], now: datetime) -> None:
    """Note on the receipts of what was corrected or withdrawn that it was."""
    for action in CHANGES_ENTRY:
        keys = [claim.receipt_id for claim in claims if claim.action is action and claim.receipt_id]
        note_change(action, keys, now=now)


def _close_attempts(ended: Sequence[Ended], now: datetime) -> None:
    """Close attempts that came to the same."""
    outcome, problem = attempt_outcome(ended[0].outcome), _problem_of(ended[0].outcome)
    statements.run(
        statements.CLOSE_ATTEMPTS,
        [key_of(one) for one in ended],
        column="delivery_id",
        now=now,
        outcome=outcome.value,
        problem=json.dumps(problem.as_json()) if problem else None,
    )


def _problem_of(outcome: Outcome) -> Problem | None:
    return None if isinstance(outcome, Accepted | Handed) else outcome.problem


def _note(settled: Sequence[Ended], health: HealthNotes, now: datetime) -> None:
    """Let the channels know how it went; what a person has to do says nothing of the channel yet."""
    tried = [one for one in settled if not isinstance(one.outcome, Handed)]
    outcomes = [(one.errand.claim.channel_id, _problem_of(one.outcome)) for one in tried]
    good = {channel_id for channel_id, problem in outcomes if problem is None}
    bad = {channel_id: problem for channel_id, problem in outcomes if problem is not None and channel_id not in good}
    health.note(good=good, bad=bad, now=now)
