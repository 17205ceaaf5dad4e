"""Plh. and Plt.: who delegates what to whom, for how long, and what ends with what."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

import make
from duta.accounts import operations, queries
from duta.accounts.forms import _midnight
from duta.accounts.models import Delegation, RoleHeld
from duta.accounts.operations import Order
from duta.accounts.rules import Action, DelegationKind, Role
from duta.core.models import AuditEntry

NOW = make.NOW


@pytest.fixture
def holder(world):
    return world.person(Role.SIGNATORY)


def order(world, away, **changes):
    given = {
        "kind": DelegationKind.PLH, "delegate": None, "holder": away, "organisation": world.own,
        "position": "Duta Besar", "number": "0123/PLH/XI/2026", "starts_at": NOW, "ends_at": NOW + timedelta(days=9),
        **changes,
    }  # fmt: skip
    given["delegate"] = given["delegate"] or make.user()
    return Order(**given)


def give(order, *, by, now=NOW):
    return operations.give_delegation(order=order, by=by, now=now)


def fresh(person):
    return type(person).objects.get(pk=person.pk)


def test_the_holder_delegates_and_the_delegate_signs_there_and_below(world, holder):
    given = give(order(world, holder), by=holder)
    for place, signs in ((world.own, True), (world.below, True), (world.sibling, False), (world.above, False)):
        assert queries.may(given.delegate, Action.SIGN, place, now=NOW) is signs
    assert AuditEntry.objects.filter(action="delegation.given", actor_id=holder.pk).count() == 1


def test_an_administrator_fills_a_vacant_position(world):
    chief = world.person(Role.ADMINISTRATOR)
    given = give(order(world, None, kind=DelegationKind.PLT), by=chief)
    assert queries.may(given.delegate, Action.SIGN, world.own, now=NOW)
    assert given.capacity == "Plt. Duta Besar"


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.PLANNER, Role.CHANNEL_MANAGER, Role.ANALYST])
def test_nobody_else_delegates(world, holder, role):
    with pytest.raises(PermissionDenied):
        give(order(world, holder), by=world.person(role))
    assert not Delegation.objects.exists()


def test_a_signatory_delegates_the_own_place_only(world, holder):
    other = make.person(Role.SIGNATORY, world.own)
    with pytest.raises(PermissionDenied):
        give(order(world, other), by=holder)
    with pytest.raises(PermissionDenied):
        give(order(world, holder, kind=DelegationKind.PLT), by=holder)


def test_a_delegate_delegates_no_further(world, holder):
    delegate = give(order(world, holder), by=holder).delegate
    with pytest.raises(PermissionDenied, match="delegates no further"):
        give(order(world, delegate), by=delegate)


def test_an_administrator_does_not_delegate_to_himself(world, holder):
    chief = world.person(Role.ADMINISTRATOR)
    with pytest.raises(PermissionDenied):
        give(order(world, holder, delegate=chief), by=chief)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "  "}, "order_number"),
        ({"position": ""}, "position"),
        ({"ends_at": None}, "ends_at"),
        ({"ends_at": NOW - timedelta(days=1)}, "ends_at"),
        ({"starts_at": NOW - timedelta(days=9), "ends_at": NOW}, "ends_at"),
    ],
)
def test_an_order_that_does_not_fit_is_refused_beside_its_field(world, holder, changes, field):
    with pytest.raises(ValidationError) as refusal:
        give(order(world, holder, **changes), by=holder)
    assert list(refusal.value.message_dict) == [field]
    assert not RoleHeld.objects.filter(delegation__isnull=False).exists()


def test_nobody_stands_in_for_themselves_or_for_somebody_who_does_not_sign_there(world, holder):
    chief = world.person(Role.ADMINISTRATOR)
    for changes, field in (
        ({"delegate": holder}, "delegate"),
        ({"holder": None}, "holder"),
        ({"holder": world.person(Role.AUTHOR)}, "holder"),
        ({"holder": holder, "organisation": world.own, "starts_at": NOW - timedelta(days=9999)}, "holder"),
    ):
        with pytest.raises(ValidationError) as refusal:
            give(order(world, holder, **changes), by=chief)
        assert list(refusal.value.message_dict) == [field]


def test_a_delegation_never_outlasts_the_role_of_the_one_who_is_away(world, holder):
    holder.roles_held.update(ends_at=NOW + timedelta(days=3))
    with pytest.raises(ValidationError, match="whole period"):
        give(order(world, holder), by=holder)


def test_the_same_delegation_is_not_given_twice_in_one_time(world, holder):
    first = give(order(world, holder), by=holder)
    with pytest.raises(ValidationError, match="already"):
        give(order(world, holder, delegate=first.delegate, starts_at=NOW + timedelta(days=5)), by=holder)
    give(order(world, holder, delegate=first.delegate, starts_at=NOW + timedelta(days=9),
               ends_at=NOW + timedelta(days=12)), by=holder)  # fmt: skip


def test_it_ends_by_itself_and_by_being_revoked(world, holder):
    given = give(order(world, holder), by=holder)
    assert not queries.may(fresh(given.delegate), Action.SIGN, world.own, now=NOW + timedelta(days=9))
    operations.revoke_delegation(delegation=given, by=holder, now=NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=2)
    assert not queries.may(fresh(given.delegate), Action.SIGN, world.own, now=later)
    assert not Delegation.objects.in_force(later).exists()
    with pytest.raises(ValidationError, match="over already"):
        operations.revoke_delegation(delegation=given, by=holder, now=later)


def test_one_that_has_not_begun_is_revoked_and_stays_on_record(world, holder):
    given = give(order(world, holder, starts_at=NOW + timedelta(days=2)), by=holder)
    operations.revoke_delegation(delegation=given, by=given.delegate, now=NOW)
    given.refresh_from_db()
    assert (given.held, given.revoked_by) == (None, given.delegate)
    assert not RoleHeld.objects.filter(user=given.delegate).exists()


def test_who_has_no_say_in_it_does_not_revoke_it(world, holder):
    given = give(order(world, holder), by=holder)
    for person in (world.person(Role.AUTHOR), make.person(Role.SIGNATORY, world.own)):
        with pytest.raises(PermissionDenied):
            operations.revoke_delegation(delegation=given, by=person, now=NOW)


def test_it_ends_with_the_role_that_it_gave_and_with_the_holders_own(world, holder):
    chief, later = world.person(Role.ADMINISTRATOR), NOW + timedelta(hours=1)
    first = give(order(world, holder), by=holder)
    operations.end_role(held=first.held, by=chief, now=later)
    second = give(order(world, holder), by=holder, now=later)
    operations.end_role(held=holder.roles_held.get(), by=chief, now=later + timedelta(hours=1))
    assert set(Delegation.objects.filter(revoked_at__isnull=False)) == {first, second}
    assert not queries.may(fresh(second.delegate), Action.SIGN, world.own, now=later + timedelta(hours=2))


def test_it_ends_with_the_delegates_account(world, holder):
    given = give(order(world, holder), by=holder)
    operations.deactivate_person(person=given.delegate, by=None, now=NOW + timedelta(hours=1))
    assert not Delegation.objects.in_force(NOW + timedelta(hours=2)).exists()


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Europe/Amsterdam", date(2026, 10, 24), date(2026, 10, 25)),  # a day of 25 hours
        ("Europe/Amsterdam", date(2026, 3, 28), date(2026, 3, 29)),  # a day of 23
        ("Australia/Sydney", date(2026, 10, 3), date(2026, 10, 4)),
        ("Africa/Cairo", date(2026, 4, 23), date(2026, 4, 24)),  # the clocks jump over midnight itself
        ("Africa/Cairo", date(2026, 10, 29), date(2026, 10, 30)),
    ],
)
def test_its_days_are_whole_days_of_the_organisations_calendar_at_clock_changes(world, holder, zone, first, last):
    world.own.time_zone = zone
    world.own.save()
    holder.roles_held.update(starts_at=datetime(2020, 1, 1, tzinfo=UTC))
    starts, ends = _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
    given = give(order(world, holder, starts_at=starts, ends_at=ends), by=None, now=starts.astimezone(UTC))
    given.refresh_from_db()
    assert (given.first_day, given.last_day) == (first, last)
    before, after = given.ends_at - timedelta(seconds=1), given.ends_at
    assert before.astimezone(ZoneInfo(zone)).date() == last
    assert Delegation.objects.in_force(before).exists()
    assert not Delegation.objects.in_force(after).exists()


def test_the_line_stands_in_the_readers_language(world, holder):
    given = give(order(world, holder), by=holder)
    assert given.line.startswith("Plh. Duta Besar, order no. 0123/PLH/XI/2026, valid ")
    with translation.override("id"):
        assert given.line.startswith("Plh. Duta Besar, surat perintah no. 0123/PLH/XI/2026, berlaku ")


# Screens


def data(world, away, delegate, **changes):
    today = timezone.localdate()
    return {
        "kind": "plh", "holder": away.pk, "delegate": delegate.pk, "position": "", "organisation": world.own.pk,
        "order_number": "9/PLH/2026", "starts_on": today, "ends_on": today + timedelta(days=4), **changes,
    }  # fmt: skip


def test_the_holder_gives_it_on_the_desk_and_the_own_position_is_represented(world, holder, enter):
    type(holder).objects.filter(pk=holder.pk).update(position="Kuasa Usaha")
    delegate, client = world.person(Role.AUTHOR), enter(holder)
    assert client.get(reverse("delegations:add")).status_code == 200
    answer = client.post(reverse("delegations:add"), data(world, holder, delegate))
    assert answer.url == reverse("delegations:index")
    given = Delegation.objects.get()
    assert (given.capacity, given.given_by, given.delegate) == ("Plh. Kuasa Usaha", holder, delegate)
    page = client.get(reverse("delegations:index")).content.decode()
    assert "9/PLH/2026" in page
    assert "in force" in page


def test_what_does_not_fit_is_said_beside_its_field(world, holder, enter):
    answer = enter(holder).post(
        reverse("delegations:add"),
        data(world, holder, world.person(Role.AUTHOR), position="Konsul", ends_on=date(2000, 1, 1)),
    )
    assert answer.status_code == 200
    assert "The end must come after the beginning." in answer.content.decode()


def test_a_forged_holder_or_place_is_an_error_of_the_field(world, holder, enter):
    other = make.person(Role.SIGNATORY, world.sibling)
    for changes in ({"holder": other.pk}, {"organisation": world.sibling.pk}, {"kind": "plt"}):
        given = data(world, holder, world.person(Role.AUTHOR), **changes)
        assert enter(holder).post(reverse("delegations:add"), given).status_code == 200
    assert not Delegation.objects.exists()


def test_a_delegate_is_told_that_he_delegates_no_further(world, holder, enter):
    delegate = make.delegation(world.own, holder=holder).delegate
    answer = enter(delegate).get(reverse("delegations:add"), follow=True)
    assert "delegates no further" in answer.content.decode()


def test_the_delegate_and_the_holder_see_and_revoke_it_and_others_do_not(world, holder, enter):
    given = make.delegation(world.own, holder=holder)
    address = reverse("delegations:revoke", args=[given.pk])
    assert enter(make.person(Role.SIGNATORY, world.own)).post(address).status_code == 404
    assert given.order_number in enter(given.delegate).get(address).content.decode()
    enter(holder).post(address)
    given.refresh_from_db()
    assert given.revoked_by == holder


def test_the_lists_queries_do_not_grow(world, holder, enter):
    client = enter(world.person(Role.ADMINISTRATOR))
    make.delegation(world.own, holder=holder)
    client.get(reverse("delegations:index"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("delegations:index"))
    for _ in range(6):
        make.delegation(world.own, holder=holder)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("delegations:index"))
    assert len(many) == len(one)


def test_an_account_that_ended_on_a_day_leaves_nobody_signing_in_its_place(world, holder):
    chief = world.person(Role.ADMINISTRATOR)
    away = give(order(world, holder, ends_at=NOW + timedelta(days=30)), by=holder)
    operations.end_account(person=holder, at=NOW + timedelta(days=2), successors={}, by=chief, now=NOW)
    operations.end_due_accounts(now=NOW + timedelta(days=2, minutes=1))
    away.refresh_from_db()
    assert away.revoked_at
    assert not queries.may(fresh(away.delegate), Action.SIGN, world.own, now=NOW + timedelta(days=3))


def test_a_delegate_whose_account_was_opened_again_signs_for_nobody(world, holder):
    chief = world.person(Role.ADMINISTRATOR)
    given = give(order(world, holder, ends_at=NOW + timedelta(days=30)), by=holder)
    operations.end_account(person=given.delegate, at=NOW + timedelta(days=2), successors={}, by=None, now=NOW)
    later = NOW + timedelta(days=3)
    operations.end_due_accounts(now=later)
    operations.reactivate_person(person=fresh(given.delegate), by=None, now=later)
    assert not queries.delegations_of(fresh(given.delegate), now=later)
    assert chief
