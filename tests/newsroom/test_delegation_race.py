"""A revocation comes before a signature or after it, never between: two connections at once, on PostgreSQL."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

import make
from duta.accounts.operations import revoke_delegation
from duta.newsroom.models import Clearance, Submission
from duta.newsroom.operations import NotPossible
from duta.newsroom.rules import SubmissionState

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="not applicable: SQLite lets one transaction write at a time"
    ),
]
A_MOMENT = 0.7  # seconds: long enough for the other one to reach the lock


class Meanwhile(threading.Thread):
    """Does something in a connection of its own, and keeps what came of it."""

    def __init__(self, call: Any) -> None:
        super().__init__(daemon=True)
        self.call, self.result = call, None
        self.start()
        self.join(A_MOMENT)

    def run(self) -> None:
        """Do it."""
        try:
            self.result = self.call()
        except NotPossible as refusal:
            self.result = [problem.code for problem in refusal.problems]
        finally:
            connection.close()

    def wait(self) -> Any:
        """Return what came of it."""
        self.join(20)
        assert not self.is_alive()
        return self.result


def test_a_signature_waits_for_a_revocation_and_is_then_refused(scene):
    order = make.delegation(scene.mission, holder=scene.signatory)
    submission = scene.submit()
    with transaction.atomic():
        revoke_delegation(delegation=order, by=scene.signatory, now=timezone.now())
        signing = Meanwhile(lambda: scene.sign(submission, by=order.delegate))
        assert signing.is_alive(), "it waits"
    assert signing.wait() == ["delegation_revoked"]
    assert not Clearance.objects.exists()
    assert Submission.objects.get().state == SubmissionState.SUBMITTED


def test_a_revocation_waits_for_a_signature_that_stands(scene):
    order = make.delegation(scene.mission, holder=scene.signatory)
    submission = scene.submit()
    with transaction.atomic():
        scene.sign(submission, by=order.delegate)
        revoking = Meanwhile(lambda: revoke_delegation(delegation=order, by=scene.signatory, now=timezone.now()))
        assert revoking.is_alive(), "it waits"
    revoking.wait()
    order.refresh_from_db()
    assert Clearance.objects.get().signed_at < order.revoked_at
