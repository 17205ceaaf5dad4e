"""The audit trail: append-only by the database, sealed into one chain, and what was done to it is found."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

import make
from duta.core import audit, seals, verifying
from duta.core.chain import Break, Flaw, Head
from duta.core.guards import missing_guards
from duta.core.models import AuditEntry, TrailCheck, TrailHead
from duta.core.seals import seal_entries
from duta.core.verifying import last_verified, verify_step, walk_chain
from unguarded import trail_unguarded

pytestmark = pytest.mark.django_db
# ruff: noqa: S608  # the statements that somebody with the database's password might give
SAYS = "append-only"
# What somebody with the database's password might put into each column of the third entry.
TAMPERED = {
    "id": "1003", "at": "'2001-01-01 00:00:00+00'", "actor_id": "99", "actor_name": "'Somebody else'", "action": "'x'",
    "target": "'x:1'", "target_name": "'Another'", "organisation_id": "NULL", "detail": """'{"reason": "b"}'""",
    "sealed_number": "1003", "spelling": "2", "previous_hash": "'00'", "hash": "'11'",
}  # fmt: skip


@pytest.fixture
def entries():
    """Five sealed entries."""
    return sealed(5)


def write(count: int = 1) -> list[AuditEntry]:
    target, person = TrailHead(pk=1), make.user()
    return [
        audit.record(action="head.changed", target=target, by=person, at=make.NOW + timedelta(minutes=number),
                     organisation_id=4, detail={"reason": "a", "n": [number, 0.5, None]})
        for number in range(count)
    ]  # fmt: skip


def sealed(count: int) -> list[AuditEntry]:
    made = write(count)
    assert seal_entries(now=make.NOW) == count
    return list(AuditEntry.objects.filter(pk__in=[row.pk for row in made]).order_by("pk"))


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def tamper(statement: str) -> None:
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE")
    with trail_unguarded():
        sql(statement)


def verify(*arguments: str) -> str:
    """What the command finds; "" for nothing."""
    try:
        call_command("audit", "verify", *arguments)
    except CommandError as found:
        return str(found) if found.returncode == 1 else "another exit code"
    return ""


# Sealing


def test_entries_are_sealed_into_one_chain(entries):
    assert [row.sealed_number for row in entries] == [1, 2, 3, 4, 5]
    assert [row.previous_hash for row in entries] == ["", *(row.hash for row in entries[:-1])]
    assert seals.head_now() == Head(5, entries[-1].hash)
    assert walk_chain().broken is None
    assert seal_entries(now=make.NOW) == 0


def test_many_are_sealed_in_several_transactions(monkeypatch):
    monkeypatch.setattr(seals, "BATCH", 3)
    assert [row.sealed_number for row in sealed(8)] == list(range(1, 9))
    assert walk_chain().count == 8


def test_nothing_to_seal_writes_nothing(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert seal_entries(now=make.NOW) == 0


def test_a_row_that_was_sealed_meanwhile_is_not_sealed_again(entries):
    with pytest.raises(seals.NotSealed):
        seals._fill(entries[0].pk, seals.Seal(9, 1, "a", "b"))


# The triggers


def refused(statement: str) -> bool:
    with pytest.raises(IntegrityError, match=SAYS), transaction.atomic():
        sql(statement)
    return True


@pytest.mark.parametrize("column", TAMPERED)
def test_no_column_of_a_sealed_entry_can_be_changed(entries, column):
    assert refused(f"UPDATE core_auditentry SET {column} = {TAMPERED[column]} WHERE sealed_number = 3")


@pytest.mark.parametrize("column", TAMPERED)
def test_nor_can_an_unsealed_one_even_while_it_is_sealed(column):
    (row,) = write()
    assert refused(f"UPDATE core_auditentry SET {column} = {TAMPERED[column]} WHERE id = {row.pk}")
    seal = {"sealed_number": "1", "spelling": "1", "previous_hash": "''", "hash": f"'{'0' * 64}'"}
    if column not in seal:
        both = ", ".join(f"{name} = {value}" for name, value in {**seal, column: TAMPERED[column]}.items())
        assert refused(f"UPDATE core_auditentry SET {both} WHERE id = {row.pk}")


def test_a_seal_cannot_be_taken_off(entries):
    assert refused("UPDATE core_auditentry SET hash = '', previous_hash = '', sealed_number = NULL, spelling = NULL")


def test_no_entry_can_be_removed(entries):
    write()
    assert refused("DELETE FROM core_auditentry WHERE sealed_number = 3")
    assert refused("DELETE FROM core_auditentry WHERE hash = ''")
    with pytest.raises(IntegrityError, match=SAYS), transaction.atomic():
        AuditEntry.objects.all().delete()
    assert AuditEntry.objects.count() == 6


def test_the_table_cannot_be_emptied_at_a_stroke(entries):
    if connection.vendor != "postgresql":
        pytest.skip("not applicable: SQLite has no TRUNCATE")
    assert refused("TRUNCATE core_auditentry")


def test_sqlites_replacing_is_refused_too(entries):
    if connection.vendor != "sqlite":
        pytest.skip("not applicable: only SQLite replaces rows")
    columns = "id, at, action, target, actor_name, target_name, detail, previous_hash, hash, sealed_number"
    tail = "'2001-01-01', 'x', 'x:1', '', '', '{}', '', ''"
    assert refused(f"INSERT OR REPLACE INTO core_auditentry ({columns}) VALUES ({entries[2].pk}, {tail}, NULL)")
    assert refused(f"INSERT OR REPLACE INTO core_auditentry ({columns}) VALUES (NULL, {tail}, 3)")
    (row,) = write()
    seal = f"sealed_number = 3, spelling = 1, hash = '{'0' * 64}'"
    assert refused(f"UPDATE OR REPLACE core_auditentry SET {seal} WHERE id = {row.pk}")


def test_the_triggers_are_there_after_every_migration_and_missing_ones_are_found(entries):
    assert missing_guards() == []
    with trail_unguarded():
        assert len(missing_guards()) == 3
        assert "audit_no_removal" in verify()
    assert missing_guards() == []


# What was done to the trail is found


@pytest.mark.parametrize("column", TAMPERED)
def test_a_changed_column_is_found(entries, column):
    tamper(f"UPDATE core_auditentry SET {column} = {TAMPERED[column]} WHERE sealed_number = 3")
    broken = walk_chain().broken
    if column == "sealed_number":
        assert broken == Break(Flaw.MISSING, 3)
    else:
        pk = 1003 if column == "id" else entries[2].pk
        told = column if column in ("spelling", "previous_hash", "hash") else ""
        assert broken == Break(Flaw.CHANGED, 3, pk, told)
    assert "Entry 3" in verify()


@pytest.mark.parametrize("number", [1, 3])
def test_a_removed_entry_is_found(entries, number):
    tamper(f"DELETE FROM core_auditentry WHERE sealed_number = {number}")
    assert walk_chain().broken == Break(Flaw.MISSING, number)
    assert f"Entry {number} of the chain is missing" in verify()


def test_entries_that_are_missing_at_the_end_are_found_by_the_head(entries):
    tamper("DELETE FROM core_auditentry WHERE sealed_number >= 4")
    assert walk_chain().broken == Break(Flaw.CUT, 4)
    assert "every one after it" in verify()


def test_even_when_the_kept_head_was_changed_a_noted_hash_finds_it(entries):
    tamper("DELETE FROM core_auditentry WHERE sealed_number = 5")
    TrailHead.objects.update(number=4, hash=entries[3].hash)
    assert verify() == ""
    assert "not in the chain" in verify("--head", entries[4].hash)


def test_a_trail_written_anew_is_found_by_a_noted_hash(entries, capsys):
    noted = entries[4].hash
    assert verify("--head", noted.upper()) == ""
    assert "is that of entry 5; 0 came after it" in capsys.readouterr().out
    forged = "sealed_number = NULL, spelling = NULL, previous_hash = '', hash = '', actor_name = 'Somebody else'"
    tamper(f"UPDATE core_auditentry SET {forged}")
    TrailHead.objects.all().delete()
    seal_entries(now=make.NOW)
    assert verify() == ""
    assert "written anew" in verify("--head", noted)


def test_two_that_changed_places_are_found(entries):
    tamper("UPDATE core_auditentry SET sealed_number = -sealed_number WHERE sealed_number IN (2, 3)")
    tamper("UPDATE core_auditentry SET sealed_number = 5 + sealed_number WHERE sealed_number < 0")
    assert walk_chain().broken == Break(Flaw.ORDER, 2, entries[2].pk)
    assert "does not follow" in verify()


def test_an_entry_that_was_put_behind_the_head_is_found(entries):
    write()
    head = seals.head_now()
    seal_entries(now=make.NOW)
    TrailHead.objects.update(number=head.number, hash=head.hash)
    assert walk_chain().broken == Break(Flaw.ADDED, 6)


def test_an_empty_trail_is_whole(capsys):
    assert verify() == ""
    assert "No sealed entry" in capsys.readouterr().out


def test_verifying_says_how_many_from_when_to_when_and_the_last_hash(entries, capsys):
    assert verify() == ""
    said = capsys.readouterr().out
    assert "5 entries, from 2026-11-24 10:00:00+07:00 to 2026-11-24 10:04:00+07:00" in said
    assert entries[4].hash in said


def test_entries_that_stay_unsealed_are_a_finding(entries, monkeypatch):
    write()
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.NOW + timedelta(seconds=59))
    assert verify() == ""
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.NOW + timedelta(seconds=61))
    assert "1 entries have not been sealed since 2026-11-24 10:00:00+07:00" in verify()


def test_verifying_reads_page_after_page(entries, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(verifying, "PAGE", 2)
    with django_assert_num_queries(4):
        assert walk_chain().count == 5


# The worker's rounds


def test_the_worker_verifies_in_steps_and_keeps_what_it_found(entries, monkeypatch):
    monkeypatch.setattr(verifying, "STEP", 2)
    assert last_verified().at is None
    assert [verify_step(now=make.NOW) for _ in range(2)] == [2, 2]
    assert last_verified().at is None
    assert verify_step(now=make.NOW) == 1
    assert last_verified() == verifying.Verified(make.NOW, Head(5, entries[4].hash), None)
    assert verify_step(now=make.NOW + timedelta(hours=23)) == 0
    assert verify_step(now=make.NOW + timedelta(hours=24)) == 2


def test_a_round_that_ends_with_a_full_step_ends(monkeypatch):
    monkeypatch.setattr(verifying, "STEP", 2)
    sealed(4)
    assert [verify_step(now=make.NOW) for _ in range(3)] == [2, 2, 0]
    assert last_verified().head.number == 4


def test_a_break_is_kept_until_a_round_finds_none(entries, client):
    tamper("UPDATE core_auditentry SET target_name = 'Another' WHERE sealed_number = 3")
    verify_step(now=make.NOW)
    assert last_verified().broken == Break(Flaw.CHANGED, 3, entries[2].pk)
    part = client.get("/healthz").json()["audit_trail"]
    assert part["ok"] is False
    assert part["broken"]["number"] == 3
    tamper(f"UPDATE core_auditentry SET target_name = '{entries[2].target_name}' WHERE sealed_number = 3")
    assert verify_step(now=make.NOW + timedelta(minutes=9)) == 0
    assert verify_step(now=make.NOW + timedelta(minutes=10)) == 5
    assert last_verified().broken is None


def test_of_two_workers_the_one_behind_writes_nothing_down(entries, monkeypatch):
    monkeypatch.setattr(verifying, "STEP", 2)
    verify_step(now=make.NOW)
    behind = TrailCheck.objects.get()
    verify_step(now=make.NOW)
    verifying._keep(behind, reached_number=2)
    assert TrailCheck.objects.get().reached_number == 4


def test_healthz_tells_of_the_trail(entries, client):
    verify_step(now=make.NOW)
    assert client.get("/healthz").json()["audit_trail"] == {
        "ok": True, "verified_at": make.NOW.isoformat(), "broken": None, "missing_triggers": [], "unsealed": 0,
    }  # fmt: skip
