"""The audit trail: for administrators, their own organisations and those below."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

import make
from duta.accounts.rules import Role
from duta.core import audit
from duta.core.models import AuditEntry
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
    old = enter(world.mission, title="An old one")
    AuditEntry.objects.filter(pk=old.pk).update(at=world.now - timedelta(days=9))
    client.force_login(world.person(Role.ADMINISTRATOR, world.ministry))

    def titles(**query):
        shown = trail(client, **query)
        return {title for title in ("A channel", "A clearance", "Of the ministry", "An old one") if title in shown}

    assert titles(area="channel") == {"A channel"}
    assert titles(person=author.first_name) == {"A channel"}
    assert titles(organisation=world.mission.pk) == {"A channel", "A clearance", "An old one"}
    assert titles(until=(world.now - timedelta(days=2)).date().isoformat()) == {"An old one"}
    assert titles(q="clearance") == {"A clearance"}


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
