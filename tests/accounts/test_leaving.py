"""A colleague leaves: nothing of the account works any more, what waited has new owners, what was signed stays."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

import make
from duta.accounts import operations, waiting
from duta.accounts.models import RoleHeld
from duta.accounts.rules import DelegationKind, Role
from duta.core.models import AuditEntry
from duta.newsroom.models import Clearance, Initials, Submission


@pytest.fixture
def administrator(world):
    return world.person(Role.ADMINISTRATOR)


@pytest.fixture
def leaving(world):
    """A signatory of one's own mission, for whom something of every kind waits."""
    person = world.person(Role.SIGNATORY)
    goal = make.objective(make.strategy(world.own), owner=person)
    make.activity(goal, responsible=person)
    make.story(world.own, owner=person, has_unpublished_changes=True)
    submission = submitted(world.own, signatory=person)
    Initials.objects.create(submission=submitted(world.own, signatory=make.user()), person=person)
    cleared = submitted(world.own, signatory=person, state="cleared")
    Clearance.objects.create(
        submission=cleared, digest=cleared.digest, signatory=person, name="Uji", signed_at=make.NOW
    )
    person.waits = submission
    return person


def submitted(where, **fields):
    story = make.story(where)
    return Submission.objects.create(
        story=story, revision=story.latest_revision, locale=story.locale, organisation=where, title=story.title,
        manifest={}, digest="0" * 64, submitted_by=make.user(), submitted_at=make.NOW, **fields,
    )  # fmt: skip


def piles(person, by=None):
    return {pile.kind.key: pile for pile in waiting.piles_of(person, by=by, now=timezone.now())}


def test_what_waits_is_named_by_every_room(leaving):
    assert set(piles(leaving)) == {"signatures", "initials", "drafts", "objectives", "activities"}
    assert [thing.pk for thing in piles(leaving)["signatures"].things] == [leaving.waits.pk]


def test_the_account_ends_at_once_with_every_session_and_what_waited_goes_to_a_colleague(
    enter, world, leaving, administrator
):
    successor = make.person(Role.SIGNATORY, world.own)
    planner = world.person(Role.PLANNER)
    TOTP.activate(leaving, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    theirs, client = enter(leaving), enter(administrator)
    assert theirs.get("/desk/").status_code == 200
    page = client.get(f"/desk/users/{leaving.pk}/end/").content.decode()
    assert leaving.waits.title in page
    found = piles(leaving, administrator)
    chosen = {pile.key: successor.pk for pile in found.values()} | {found["objectives"].key: planner.pk}
    answer = client.post(f"/desk/users/{leaving.pk}/end/", chosen)
    assert answer.status_code == 302, answer.context["form"].errors
    assert theirs.get("/desk/").status_code == 302
    leaving.refresh_from_db()
    assert not leaving.is_active
    assert not leaving.has_usable_password()
    assert not Authenticator.objects.filter(user=leaving).exists()
    assert not RoleHeld.objects.not_over(timezone.now()).filter(user=leaving).exists()
    assert piles(leaving) == {}
    assert Submission.objects.get(pk=leaving.waits.pk).signatory == successor
    assert Clearance.objects.get(signatory=leaving).name == "Uji"
    actions = set(AuditEntry.objects.filter(actor_id=administrator.pk).values_list("action", flat=True))
    assert actions >= {
        "person.ended", "person.handed_over", "submission.signatory_changed", "story.owner_changed",
        "objective.changed", "activity.changed", "submission.initials_handed_over",
    }  # fmt: skip


def test_old_sessions_do_not_come_back_when_the_account_is_opened_again(enter, leaving, administrator):
    theirs = enter(leaving)
    now = timezone.now()
    operations.deactivate_person(person=leaving, by=administrator, now=now)
    operations.reactivate_person(person=leaving, by=administrator, now=now)
    make.role(leaving, Role.SIGNATORY, RoleHeld.objects.filter(user=leaving).first().organisation)
    assert theirs.get("/desk/").status_code == 302
    assert enter(leaving).get("/desk/").status_code == 200


def test_a_last_day_ends_the_roles_then_and_the_worker_does_the_rest(world, leaving, administrator):
    now = timezone.now()
    end = now + timedelta(days=3)
    operations.end_account(person=leaving, successors={}, at=end, by=administrator, now=now)
    leaving.refresh_from_db()
    assert leaving.is_active
    assert set(RoleHeld.objects.filter(user=leaving).values_list("ends_at", flat=True)) == {end}
    assert operations.end_due_accounts(now=now) == 0
    assert operations.end_due_accounts(now=end) == 1
    assert operations.end_due_accounts(now=end) == 0
    leaving.refresh_from_db()
    assert not leaving.is_active
    assert "signatures" in piles(leaving)  # nobody was named: it is still seen, and can be handed over


def test_what_was_left_is_handed_over_later(enter, world, leaving, administrator):
    successor = make.person(Role.SIGNATORY, world.own)
    operations.end_account(
        person=leaving, successors={}, at=make.NOW, by=administrator, now=timezone.now()
    )  # fmt: skip
    client = enter(administrator)
    assert "Hand over 5 things" in client.get(f"/desk/users/{leaving.pk}/").content.decode()
    key = piles(leaving)["signatures"].key
    client.post(f"/desk/users/{leaving.pk}/hand-over/", {key: successor.pk})
    assert "signatures" not in piles(leaving)


def test_who_wrote_a_story_does_not_get_it_to_sign_and_nothing_is_half_done(world, leaving, administrator):
    successor = make.person(Role.SIGNATORY, world.own)
    leaving.waits.revision.user = successor
    leaving.waits.revision.save()
    key = piles(leaving)["signatures"].key
    with pytest.raises(ValidationError, match="edited"):
        operations.end_account(
            person=leaving, successors={key: successor}, at=make.NOW, by=administrator, now=timezone.now()
        )
    leaving.refresh_from_db()
    assert leaving.is_active
    assert Submission.objects.get(pk=leaving.waits.pk).signatory == leaving


def test_a_forged_colleague_is_an_error_of_the_field(enter, world, leaving, administrator):
    key = piles(leaving)["signatures"].key
    for stranger in (make.person(Role.SIGNATORY, world.sibling).pk, 999_999, "x"):
        answer = enter(administrator).post(f"/desk/users/{leaving.pk}/end/", {key: stranger})
        assert answer.status_code == 200
        assert answer.context["form"].errors[key]
    leaving.refresh_from_db()
    assert leaving.is_active


def test_nobody_ends_one_s_own_account_or_one_twice(world, leaving, administrator):
    now = timezone.now()
    with pytest.raises(PermissionDenied):
        operations.end_account(person=administrator, successors={}, at=now, by=administrator, now=now)
    with pytest.raises(PermissionDenied):
        operations.end_account(person=leaving, successors={}, at=now, by=world.person(Role.PLANNER), now=now)
    operations.end_account(person=leaving, successors={}, at=now, by=administrator, now=now)
    with pytest.raises(ValidationError):
        operations.end_account(person=leaving, successors={}, at=now, by=administrator, now=now)


def deputy(world, holder, **fields):
    """Somebody who signs in another's place only."""
    stand_in = make.person(Role.AUTHOR, world.own)
    now = timezone.now()
    order = operations.Order(
        kind=DelegationKind.PLH, delegate=stand_in, holder=holder, organisation=world.own, position="Duta Besar",
        number="SP-12", starts_at=now, ends_at=now + timedelta(days=9), **fields,
    )  # fmt: skip
    operations.give_delegation(order=order, by=None, now=now)
    return stand_in


def test_what_waits_never_goes_to_somebody_whose_order_ends_with_the_leaver(world, leaving, administrator):
    stand_in, now = deputy(world, leaving), timezone.now()
    found = piles(leaving, administrator)
    with pytest.raises(ValidationError) as refused:
        operations.end_account(
            person=leaving, successors={found["signatures"].key: stand_in}, at=now, by=administrator, now=now
        )
    assert set(refused.value.message_dict) == {found["signatures"].key}
    leaving.refresh_from_db()
    assert leaving.is_active
    assert Submission.objects.get(pk=leaving.waits.pk).signatory == leaving


def test_the_form_does_not_offer_somebody_whose_order_ends_with_the_leaver(enter, world, leaving, administrator):
    stand_in = deputy(world, leaving)
    other = make.person(Role.SIGNATORY, world.own)
    page = enter(administrator).get(f"/desk/users/{leaving.pk}/end/").content.decode()
    offered = page.split(f'name="{piles(leaving)["signatures"].key}"')[1].split("</select>")[0]
    assert f'value="{other.pk}"' in offered
    assert f'value="{stand_in.pk}"' not in offered


def test_who_signs_in_anothers_place_but_holds_the_role_too_may_have_it(world, leaving, administrator):
    stand_in, now = deputy(world, leaving), timezone.now()
    make.role(stand_in, Role.SIGNATORY, world.own)
    chosen = {piles(leaving)["signatures"].key: stand_in}
    assert operations.end_account(person=leaving, successors=chosen, at=now, by=administrator, now=now) == 1
    assert Submission.objects.get(pk=leaving.waits.pk).signatory == stand_in
