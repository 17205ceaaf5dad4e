"""Rows in bulk arrive as they would one by one."""

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection, transaction

import make
from duta.core.bulk import insert_rows, unanswered
from duta.core.subjects import Subject
from duta.metrics.models import Observation
from duta.metrics.operations import FIRST, record_firsts
from duta.metrics.rules import Origin, UnknownMetric

pytestmark = pytest.mark.django_db
THING = Subject("test.thing", "a")
ODD = ["", "'; DROP TABLE metrics_observation; --", "Ibu “Sri” \\ naik\n🇮🇩 مرحبا %s {0}", "x" * 300]


@pytest.mark.parametrize("where", ODD)
def test_a_text_comes_back_as_it_went_in(where):
    record_firsts("delivery.published@1", [(THING, where)], value=1, at=make.NOW, origin=Origin.RECEIPT)
    row = Observation.objects.get()
    assert (row.origin_ref, row.value, row.observed_at, row.seen_until) == (where, 1, make.NOW, make.NOW)
    assert (row.evidence, row.entered_by_id, row.batch, row.withdrawn_at) == ("", None, None, None)


def test_a_thousand_rows_are_one_statement(django_assert_num_queries):
    things = [(Subject("test.thing", str(number)), "") for number in range(1000)]
    with django_assert_num_queries(1):
        record_firsts("delivery.published@1", things, value=1, at=make.NOW, origin=Origin.RECEIPT)
    assert Observation.objects.count() == 1000


def test_no_rows_are_no_fault():
    insert_rows(Observation, FIRST, [])
    assert not Observation.objects.exists()


def test_a_metric_that_nobody_defined_is_refused():
    with pytest.raises(UnknownMetric):
        record_firsts("delivery.dreams@1", [(THING, "")], value=1, at=make.NOW, origin=Origin.RECEIPT)


def test_the_database_still_says_no():
    moment = make.NOW.isoformat()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Observation, FIRST, [(None, "a", "1", moment, moment, "receipt", "", "")])


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="not applicable: SQLite knows no lengths")
def test_nothing_is_cut_in_silence():
    moment = make.NOW.isoformat()
    with pytest.raises(DataError), transaction.atomic():
        insert_rows(Observation, FIRST, [("likes@1", "t", "1", moment, moment, "receipt", "x" * 301, "")])


def write_what_is_refused() -> None:
    moment = make.NOW.isoformat()
    with transaction.atomic(), unanswered():
        insert_rows(Observation, FIRST, [(None, "a", "1", moment, moment, "receipt", "", "")])
        record_firsts("delivery.published@1", [(THING, "")], value=1, at=make.NOW, origin=Origin.RECEIPT)


def write_to_a_server_that_goes() -> None:
    with transaction.atomic(), unanswered():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        record_firsts("delivery.published@1", [(THING, "")], value=1, at=make.NOW, origin=Origin.RECEIPT)


def test_a_fault_among_the_unanswered_is_djangos_at_the_end():
    with pytest.raises(IntegrityError):
        write_what_is_refused()
    assert not Observation.objects.exists()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="not applicable: SQLite has no server to lose")
@pytest.mark.django_db(transaction=True)
def test_a_server_lost_among_the_unanswered_is_djangos_too():
    with pytest.raises(OperationalError):
        write_to_a_server_that_goes()
    connection.close()
    assert not Observation.objects.exists()
