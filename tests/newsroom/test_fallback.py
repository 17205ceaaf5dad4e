"""Where nobody of a mission may sign, the organisations above do, up to headquarters; and who may take over what waits."""

import pytest
from django.urls import reverse
from django.utils import timezone

import make
from duta.accounts.operations import deactivate_person, end_role
from duta.accounts.rules import Role
from duta.core.models import AuditEntry
from duta.newsroom import operations
from duta.newsroom.models import Reminder, Submission
from duta.newsroom.operations import NotPossible
from duta.newsroom.queries import awaiting_signature, editors_since_clearance, signatories_for
from duta.newsroom.rules import ReminderStep
from duta.newsroom.signatories import may_take_over, next_above, route_for, up_for_taking
from newsroom.conftest import reads_english
from signing import confirm

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def head(scene):
    return reads_english(make.person(Role.SIGNATORY, scene.ministry, "kepala"))


def route(scene):
    return route_for(scene.mission, editors_since_clearance(scene.story), now=timezone.now())


def refused(call):
    with pytest.raises(NotPossible) as refusal:
        call()
    return [problem.code for problem in refusal.value.problems]


def submit_page(scene, client):
    client.force_login(scene.author, backend=BACKEND)
    return client.get(reverse("newsroom:submit", args=[scene.story.pk])).content.decode()


def test_a_mission_with_its_own_signatory_needs_nobody_above(scene, head):
    found = route(scene)
    assert (found.organisation, found.people, found.falls_back) == (scene.mission, (scene.signatory,), False)


def test_a_mission_of_two_whose_signatory_edited_it_falls_back_to_headquarters(scene, head):
    scene.edit(by=scene.signatory, lead="Diubah.")
    found = route(scene)
    assert (found.organisation, found.people, found.barred) == (scene.ministry, (head,), (scene.signatory,))
    assert found.falls_back


def test_a_mission_without_a_signatory_falls_back_past_a_level_that_has_none(scene, head):
    middle = make.organisation("KBRI Tengah", parent=scene.ministry)
    lowest = make.organisation("KJRI Bawah", parent=middle)
    story = make.story(lowest)
    found = route_for(lowest, editors_since_clearance(story), now=timezone.now())
    assert (found.organisation, found.people) == (scene.ministry, (head,))


def test_a_siblings_signatory_is_never_asked(scene):
    make.person(Role.SIGNATORY, scene.sibling)
    scene.edit(by=scene.signatory, lead="Diubah.")
    assert route(scene).organisation is None
    assert signatories_for(scene.story, now=timezone.now()) == []


def test_the_author_is_told_beforehand_who_will_clear_it(scene, head, client):
    assert "It will be cleared by" not in submit_page(scene, client)
    scene.edit(by=scene.signatory, lead="Diubah.")
    page = submit_page(scene, client)
    assert "Nobody at KBRI Den Haag may sign this." in page
    assert f"Its own signatories edited it: {scene.signatory}." in page
    assert f"It will be cleared by {head}, Kementerian." in page


def test_the_submission_then_waits_in_the_queue_of_headquarters(scene, head):
    scene.edit(by=scene.signatory, lead="Diubah.")
    submission = scene.submit(signatory=head)
    assert list(awaiting_signature(head, now=timezone.now())) == [submission]
    assert scene.sign(submission).signatory == head


def test_the_nearest_are_offered_first_and_who_is_away_says_who_signs(scene, head, client):
    order = make.delegation(scene.mission, holder=scene.signatory)
    assert signatories_for(scene.story, now=timezone.now())[-1] == head
    page = submit_page(scene, client)
    assert f"away, {order.delegate} signs as Plh. Duta Besar" in page
    assert f"{order.delegate}, Plh. Duta Besar" in page
    assert f"{head} (Kementerian)" in page


def test_levels_are_read_in_one_query_however_many_signatories_there_are(scene, django_assert_num_queries):
    for _ in range(5):
        make.person(Role.SIGNATORY, scene.mission)
    with django_assert_num_queries(1):
        route_for(scene.mission, set(), now=timezone.now())


# Taking over


def test_nobody_takes_over_while_the_named_one_can_sign(scene, head):
    submission = scene.submit()
    assert not up_for_taking(head, now=timezone.now()).exists()
    take = {"submission": submission, "by": head, "now": timezone.now()}
    assert refused(lambda: operations.take_over_submission(**take)) == ["not_signatory"]


@pytest.mark.parametrize("how", ["role ended", "account off"])
def test_what_nobody_can_sign_any_more_is_taken_over_from_above(scene, head, how):
    submission = scene.submit()
    if how == "role ended":
        end_role(held=scene.signatory.roles_held.get(), by=None, now=timezone.now())
    else:
        deactivate_person(person=scene.signatory, by=None, now=timezone.now())
    now = timezone.now()
    assert list(up_for_taking(head, now=now)) == [submission]
    operations.take_over_submission(submission=submission, by=head, now=now)
    assert not up_for_taking(head, now=now).exists()
    entry = AuditEntry.objects.get(action="submission.taken_over")
    assert entry.detail["signatory"] == {"from": str(scene.signatory), "to": str(head)}
    assert scene.sign(Submission.objects.get()).signatory == head


def test_what_waited_too_long_is_taken_over_by_whom_it_was_brought_before(scene, head):
    submission, now = scene.submit(), timezone.now()
    other = make.person(Role.SIGNATORY, scene.ministry)
    Reminder.objects.create(submission=submission, person=head, step=ReminderStep.ESCALATE, written_at=now)
    assert may_take_over(head, submission, set(), now=now)
    assert not may_take_over(other, submission, set(), now=now)
    operations.take_over_submission(submission=submission, by=head, now=now)
    assert refused(lambda: scene.sign(submission, by=scene.signatory)) == ["not_signatory"]


def test_an_editor_and_a_sibling_take_nothing_over(scene, head):
    scene.edit(by=head, lead="Diubah.")
    submission, now = scene.submit(), timezone.now()
    end_role(held=scene.signatory.roles_held.get(), by=None, now=now)
    beside = make.person(Role.SIGNATORY, scene.sibling)
    later = timezone.now()
    for person, code in ((head, "signatory_edited"), (beside, "not_signatory"), (scene.author, "signatory_edited")):
        take = {"submission": submission, "by": person, "now": later}
        assert refused(lambda take=take: operations.take_over_submission(**take)) == [code]


def test_what_was_closed_meanwhile_is_not_taken_over(scene, head):
    submission = scene.submit()
    scene.sign(submission)
    take = {"submission": submission, "by": head, "now": timezone.now()}
    assert refused(lambda: operations.take_over_submission(**take)) == ["no_longer_open"]


def test_the_phone_offers_to_take_it_over_and_then_to_sign(scene, head, client):
    submission = scene.submit()
    end_role(held=scene.signatory.roles_held.get(), by=None, now=timezone.now())
    client.force_login(head, backend=BACKEND)
    confirm(client, head)
    queue = client.get(reverse("newsroom:phone_queue")).content.decode()
    assert "You may take these over" in queue
    page = client.get(reverse("newsroom:phone", args=[submission.pk])).content.decode()
    assert reverse("newsroom:take_over", args=[submission.pk]) in page
    client.post(reverse("newsroom:take_over", args=[submission.pk]), {"from": "phone"})
    page = client.get(reverse("newsroom:phone", args=[submission.pk])).content.decode()
    assert reverse("newsroom:sign", args=[submission.pk]) in page


def test_it_is_brought_before_the_next_level_above_and_at_the_top_before_a_colleague(scene, head):
    submission = scene.submit()
    assert next_above(submission, set(), now=timezone.now()) == [head]
    colleague = make.person(Role.SIGNATORY, scene.ministry)
    submission.signatory = head
    assert next_above(submission, set(), now=timezone.now()) == [colleague]
