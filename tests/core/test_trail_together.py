"""Many transactions write the trail at once, and it still becomes one chain. PostgreSQL: SQLite has one writer."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

import make
from duta.core import audit
from duta.core.models import AuditEntry, TrailHead
from duta.core.seals import seal_entries
from duta.core.verifying import walk_chain

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
WRITERS, EACH = 8, 20


@pytest.fixture(autouse=True)
def _postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("not applicable: SQLite has one writer at a time")


def write(name: str) -> AuditEntry:
    return audit.record(action=name, target=TrailHead(pk=1), by=None, at=make.NOW)


def elsewhere(work, *arguments):
    """Do it in a thread, with a connection of its own."""

    def done():
        try:
            return work(*arguments)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result(timeout=10)


def test_an_entry_that_is_committed_late_is_sealed_after_those_with_higher_numbers():
    with transaction.atomic():
        late = write("late")
        early = elsewhere(write, "early")
        assert late.pk < early.pk
        assert elsewhere(lambda: seal_entries(now=make.NOW)) == 1
    assert seal_entries(now=make.NOW) == 1
    assert list(AuditEntry.objects.order_by("sealed_number").values_list("action", flat=True)) == ["early", "late"]
    assert walk_chain().broken is None
    assert walk_chain().count == 2


def test_whoever_seals_holds_up_neither_a_writer_nor_another_sealer():
    write("zeroth")
    seal_entries(now=make.NOW)
    write("first")
    with transaction.atomic():
        assert seal_entries(now=make.NOW) == 1
        elsewhere(write, "second")  # commits while the head is locked
        assert elsewhere(lambda: seal_entries(now=make.NOW)) == 0
    assert seal_entries(now=make.NOW) == 1
    assert walk_chain().broken is None


def test_many_writers_and_two_sealers_make_one_chain():
    over = threading.Event()

    def writer(number: int) -> None:
        chance = random.Random(number)
        for _ in range(EACH):
            with transaction.atomic():
                write("one")
                time.sleep(chance.uniform(0, 0.01))
                write("two")
                if chance.random() < 0.1:
                    transaction.set_rollback(True)  # its numbers are never used: a gap of ids is no gap of the chain
        connection.close()

    def sealer() -> int:
        total = 0
        while not over.wait(0.005):
            total += seal_entries(now=make.NOW)
        connection.close()
        return total

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        sealers = [pool.submit(sealer) for _ in range(2)]
        for done in [pool.submit(writer, number) for number in range(WRITERS)]:
            done.result(timeout=60)
        over.set()
        total = sum(one.result(timeout=60) for one in sealers) + seal_entries(now=make.NOW)
    assert total == AuditEntry.objects.count()
    walk = walk_chain()
    assert walk.broken is None
    assert walk.count == walk.head.number == total
