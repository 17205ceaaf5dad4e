"""The audit trail: for administrators, their own organisations and those below."""

import csv
import json
import tracemalloc
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

import make
from duta.accounts.rules import Role
from duta.core import audit
from duta.core.cells import FORMULA, as_cell
from duta.core.chain import Content, spell
from duta.core.models import AuditEntry, TrailCheck
from duta.core.seals import seal_entries
from duta.core.verifying import verify_step
from duta.desk import queries, trail_export
from duta.desk.trail_details import details_of
from duta.strategy.models import Objective


def enter(where, action="submission.cleared", title="Reog di Rotterdam", by=None, **fields):
    channel = make.channel(where, name=title)
    return audit.record(action=action, target=channel, by=by, organisation_id=where.pk, **fields)


def trail(client, **query) -> str:
    answer = client.get(reverse("desk_trail"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_administrator_reads_who_did_what_to_which_thing(client, world):
    author = world.person(Role.AUTHOR)
    enter(world.mission, by=author, detail={"digest": "abc"})
    client.force_login(world.person(Role.ADMINISTRATOR))
    shown = trail(client)
    assert str(author) in shown
    assert "cleared it by signature" in shown
    assert "Reog di Rotterdam" in shown
    assert "abc" in shown


def test_the_trail_holds_own_and_below_and_no_sibling(client, world):
    enter(world.mission, title="Ours")
    enter(world.sibling, title="Theirs")
    client.force_login(world.person(Role.ADMINISTRATOR))
    shown = trail(client)
    assert "Ours" in shown
    assert "Theirs" not in shown
    client.force_login(world.person(Role.ADMINISTRATOR, world.ministry))
    assert "Theirs" in trail(client)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_others_do_not_read_the_trail(client, world, role):
    client.force_login(world.person(role))
    for name in ("desk_trail", "desk_trail_results"):
        assert client.get(reverse(name)).status_code == 302


def test_what_the_worker_did_is_told_as_dutas_own(client, world):
    enter(world.mission, action="release.released")
    client.force_login(world.person(Role.ADMINISTRATOR))
    assert "Duta itself" in trail(client)


def test_the_filters_stand_in_the_address(client, world):
    author = world.person(Role.AUTHOR)
    enter(world.mission, action="channel.changed", title="A channel", by=author)
    enter(world.mission, action="submission.cleared", title="A clearance")
    enter(world.ministry, action="submission.cleared", title="Of the ministry")
    enter(world.mission, title="An old one", at=world.now - timedelta(days=9))
    client.force_login(world.person(Role.ADMINISTRATOR, world.ministry))

    def titles(**query):
        shown = trail(client, **query)
        return {title for title in ("A channel", "A clearance", "Of the ministry", "An old one") if title in shown}

    assert titles(area="channel") == {"A channel"}
    assert titles(person=author.first_name) == {"A channel"}
    assert titles(organisation=world.mission.pk) == {"A channel", "A clearance", "An old one"}
    assert titles(until=(world.now - timedelta(days=2)).date().isoformat()) == {"An old one"}
    assert titles(q="clearance") == {"A clearance"}
    assert titles(q="channel.ch") == {"A channel"}
    assert titles(q="by signature") == {"A clearance", "Of the ministry", "An old one"}
    assert titles(action="channel.changed") == {"A channel"}
    assert titles(action=".changed") == set(), "the channel's change has words of its own"


def test_an_action_without_words_of_ours_shows_its_own_name(client, world):
    enter(world.mission, action="gadget.polished")
    client.force_login(world.person(Role.ADMINISTRATOR))
    assert "gadget.polished" in trail(client)


def test_particulars_are_told_in_the_readers_language(world):
    audit.record(
        action="objective.changed", target=Objective(), by=None, organisation_id=world.mission.pk,
        detail={
            "theme": {"from": "economy", "to": "peace"}, "due_at": "2025-11-24T03:00:00+00:00",
            "code": "credential_refused", "active": False, "changed": ["theme"],
        },
    )  # fmt: skip
    with translation.override("id"):
        told = dict(details_of(AuditEntry.objects.latest("pk")))
    assert told["Tema"] == "Kerja sama ekonomi → Perdamaian"
    assert "24 November 2025" in told["Jatuh tempo"]
    assert "kredensial" in told["Masalah"].lower()
    assert told["Dipakai"] == "tidak"
    assert told["Diubah"] == "Tema"


def test_an_entry_about_a_thing_that_the_code_no_longer_knows_is_still_told(world):
    entry = AuditEntry(
        action="old.thing", target="gone.model:1", detail={"some_name": 5, "theme": {"from": None, "to": "x"}}
    )
    assert dict(details_of(entry)) == {"some name": "5", "theme": "– → x"}


# As a file


def export(client, form="csv", **query) -> str:
    answer = client.get(reverse("desk_trail_export", args=[form]), query)
    assert answer.status_code == 200
    assert f".{form}" in answer.headers["Content-Disposition"]
    return b"".join(answer.streaming_content).decode("utf-8")


def exported(client, **query) -> list[dict]:
    return list(csv.DictReader(export(client, **query).removeprefix("\ufeff").splitlines()))


def test_an_export_holds_what_the_person_may_see_and_what_the_address_asks_for(client, world):
    enter(world.mission, title="Ours", action="channel.changed")
    enter(world.mission, title="Ours too")
    enter(world.sibling, title="Theirs")
    client.force_login(world.person(Role.ADMINISTRATOR))
    assert [row["target_name"] for row in exported(client)] == ["Ours too", "Ours"]
    assert [row["target_name"] for row in exported(client, area="channel")] == ["Ours"]


def test_an_export_is_entered_itself(client, world):
    person = world.person(Role.ADMINISTRATOR)
    enter(world.mission, action="channel.changed")
    client.force_login(person)
    export(client, area="channel", q="Reog", page="2")
    entry = AuditEntry.objects.get(action="trail.exported")
    assert (entry.actor_id, entry.organisation_id) == (person.pk, world.mission.pk)
    assert entry.detail == {"format": "csv", "entries": 1, "filters": {"area": "channel", "q": "Reog"}}
    shown = trail(client)
    assert "exported the audit trail" in shown


def test_a_line_of_json_is_enough_to_compute_its_hash(client, world):
    enter(world.mission, detail={"reason": "=1+1", "n": 0.5})
    seal_entries(now=world.now)
    client.force_login(world.person(Role.ADMINISTRATOR))
    (line,) = export(client, form="jsonl").splitlines()
    row = json.loads(line)
    content = Content(**{name: row[name] for name in Content._fields})._replace(at=AuditEntry.objects.earliest("pk").at)
    covered = spell(content, number=row["sealed_number"], previous=row["previous_hash"], spelling=row["spelling"])
    entry = AuditEntry.objects.earliest("pk")
    assert row["hash"] == entry.hash == sha256(covered).hexdigest()


@pytest.mark.parametrize("start", FORMULA)
def test_no_cell_is_a_formula(client, world, start):
    enter(world.mission, title=f"{start}HYPERLINK(1)")
    client.force_login(world.person(Role.ADMINISTRATOR))
    (row,) = csv.DictReader([*export(client).removeprefix("\ufeff").splitlines(keepends=True)])
    assert row["target_name"].startswith("'")
    assert as_cell(-5) == "-5", "a number is no formula"


def test_an_export_ends_at_the_limit_with_the_newest(client, world, monkeypatch):
    monkeypatch.setattr("duta.desk.views.LIMIT", 3)
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(5):
        enter(world.mission, title=f"Number {number}")
    client.force_login(world.person(Role.ADMINISTRATOR))
    assert "At most 3 entries" in trail(client)
    assert [row["target_name"] for row in exported(client)] == ["Number 4", "Number 3", "Number 2"]


def test_an_export_reads_in_pages_and_holds_few_entries_in_memory(world, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 10)
    rows = [AuditEntry(at=world.now, action="x", target="x:1", detail={"text": "x" * 10_000}) for _ in range(300)]
    newest = AuditEntry.objects.bulk_create(rows)[-1].pk
    del rows
    tracemalloc.start()
    with CaptureQueriesContext(connection) as asked:
        length = sum(
            map(len, trail_export.json_lines(queries.newest_entries(AuditEntry.objects.all(), most=300, upto=newest)))
        )
        asked_for = len(asked)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert asked_for == 30
    assert peak < length / 5


def test_a_filter_that_cannot_be_read_exports_nothing(client, world):
    client.force_login(world.person(Role.ADMINISTRATOR))
    answer = client.get(reverse("desk_trail_export", args=["csv"]), {"since": "nonsense"})
    assert answer.headers["Location"] == f"{reverse('desk_trail')}?since=nonsense"
    assert not AuditEntry.objects.filter(action="trail.exported").exists()
    assert client.get(reverse("desk_trail_export", args=["xml"])).status_code == 404
    assert client.head(reverse("desk_trail_export", args=["csv"])).status_code == 405


def test_the_files_carry_the_filters_of_the_list(client, world):
    client.force_login(world.person(Role.ADMINISTRATOR))
    address = reverse("desk_trail_export", args=["csv"])
    assert f'href="{address}?area=channel&amp;q=x"' in trail(client, area="channel", q="x", page="1").replace(
        "q=x&amp;area=channel", "area=channel&amp;q=x"
    )


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_others_do_not_export_the_trail(client, world, role):
    client.force_login(world.person(role))
    assert client.get(reverse("desk_trail_export", args=["csv"])).status_code == 302
    assert not AuditEntry.objects.exists()


# What the chain says


def test_the_page_says_when_the_trail_was_verified(client, world):
    enter(world.mission)
    seal_entries(now=world.now)
    client.force_login(world.person(Role.ADMINISTRATOR))
    assert "not verified yet" in trail(client)
    verify_step(now=world.now)
    shown = trail(client)
    assert "Verified today at" in shown
    assert "1 entry, unchanged" in shown
    assert AuditEntry.objects.get().hash in shown


def test_a_break_stands_on_the_page_and_on_the_home_of_administrators(client, world):
    broken = {"flaw": "changed", "number": 1234, "entry_id": 9, "column": ""}
    TrailCheck.objects.create(pk=1, finished_at=world.now, broken=broken)
    client.force_login(world.person(Role.ADMINISTRATOR))
    assert "Entry 1,234 was changed after it was written." in trail(client)
    assert "The audit trail is broken" in client.get("/desk/").content.decode()
    client.force_login(world.person(Role.AUTHOR))
    assert "The audit trail is broken" not in client.get("/desk/").content.decode()


def test_a_longer_trail_asks_the_database_no_more_often(client, world):
    client.force_login(world.person(Role.ADMINISTRATOR))
    enter(world.mission)
    trail(client)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries_asked:
            trail(client)
        return len(queries_asked)

    few = asked()
    for _ in range(20):
        enter(world.mission)
    assert asked() <= few
