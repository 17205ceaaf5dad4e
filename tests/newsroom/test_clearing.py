"""Initials, the signature, sending back, taking back."""

import pytest
from django.utils import timezone

import make
from duta.accounts.rules import Role
from duta.core.models import AuditEntry
from duta.newsroom import operations
from duta.newsroom.models import Clearance, Submission
from duta.newsroom.operations import NotPossible
from duta.newsroom.queries import editors_since_clearance, signatories_for
from duta.newsroom.rules import SubmissionState


def refused(call):
    """Run something that must be refused and return the codes of its problems."""
    with pytest.raises(NotPossible) as refusal:
        call()
    return [problem.code for problem in refusal.value.problems]


def test_the_named_signatory_signs_the_hash_that_was_submitted(scene):
    submission = scene.submit()
    clearance = scene.sign(submission)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.CLEARED
    assert (clearance.digest, clearance.signatory) == (submission.digest, scene.signatory)
    assert clearance.name == "Penandatangan Contoh"


def test_the_position_stands_under_the_signature(scene):
    scene.signatory.position = "Duta Besar"
    assert scene.sign(scene.submit(), by=scene.signatory).position == "Duta Besar"


@pytest.mark.parametrize("who", ["author", "planner", "manager", "root"])
def test_nobody_but_the_named_signatory_signs(scene, who):
    submission = scene.submit()
    assert refused(lambda: scene.sign(submission, by=getattr(scene, who))) == ["not_signatory"]
    assert not Clearance.objects.exists()


def test_another_signatory_of_the_same_mission_cannot_sign_instead(scene):
    other = make.person(Role.SIGNATORY, scene.mission)
    submission = scene.submit()
    assert refused(lambda: scene.sign(submission, by=other)) == ["not_signatory"]


def test_a_signatory_whose_role_ended_cannot_sign(scene):
    submission = scene.submit()
    scene.signatory.roles_held.update(ends_at=timezone.now())
    scene.signatory = type(scene.signatory).objects.get(pk=scene.signatory.pk)
    assert refused(lambda: scene.sign(submission, by=scene.signatory)) == ["not_allowed"]


def test_the_ministrys_signatory_may_sign_for_a_mission_and_a_siblings_may_not(scene):
    above, beside = make.person(Role.SIGNATORY, scene.ministry), make.person(Role.SIGNATORY, scene.sibling)
    people = signatories_for(scene.story, now=timezone.now())
    assert above in people
    assert beside not in people
    assert refused(lambda: scene.submit(signatory=beside)) == ["no_signatory"]


def test_whoever_edited_since_the_last_clearance_cannot_be_chosen_to_sign(scene):
    scene.edit(by=scene.signatory, lead="Diubah penandatangan.")
    assert refused(scene.submit) == ["chosen_signatory_edited"]
    assert refused(lambda: scene.submit(by=scene.signatory)) == ["signatory_edited"]
    assert scene.signatory not in signatories_for(scene.story, now=timezone.now())


def test_an_edit_that_others_wrote_over_still_counts(scene):
    scene.edit(by=scene.signatory, lead="Diubah.")
    scene.edit(by=scene.author, lead="Diubah lagi.")
    assert refused(scene.submit) == ["chosen_signatory_edited"]


def test_proposing_versions_counts_as_editing(scene):
    make.channel(scene.mission, connector_key="fake")
    operations.propose_versions(story=scene.story, by=scene.signatory, now=timezone.now())
    assert scene.signatory.pk in editors_since_clearance(scene.story)


def test_after_a_clearance_earlier_edits_no_longer_count(scene):
    other = make.person(Role.SIGNATORY, scene.mission)
    scene.edit(by=scene.signatory, lead="Diubah.")
    scene.sign(scene.submit(signatory=other))
    assert editors_since_clearance(scene.story) == set()
    scene.edit(lead="Ralat.")
    assert scene.sign(scene.submit()).signatory == scene.signatory


def test_a_clearance_is_void_for_what_is_edited_afterwards(scene):
    scene.release()
    scene.edit(by=scene.signatory, lead="Ralat.")
    assert refused(scene.submit) == ["chosen_signatory_edited"]


def test_initials_are_put_in_parallel_before_the_signature(scene):
    second = make.person(Role.PLANNER, scene.mission)
    submission = scene.submit(initials=[scene.planner, second, scene.planner, scene.signatory])
    assert {asked.person for asked in submission.initials.all()} == {scene.planner, second}
    assert refused(lambda: scene.sign(submission)) == ["initials_missing"]
    for person in (second, scene.planner):
        operations.initial_submission(submission=submission, by=person, seen=submission.digest, now=timezone.now())
    assert scene.sign(submission).pk


def test_putting_initials_twice_changes_nothing(scene):
    submission = scene.submit(initials=[scene.planner])
    now = timezone.now()
    first = operations.initial_submission(submission=submission, by=scene.planner, seen=submission.digest, now=now)
    again = operations.initial_submission(
        submission=submission, by=scene.planner, seen=submission.digest, now=timezone.now()
    )
    assert first.put_at == again.put_at
    assert AuditEntry.objects.filter(action="submission.initialled").count() == 1


@pytest.mark.parametrize("who", ["author", "manager", "root", "signatory"])
def test_only_who_was_asked_puts_initials(scene, who):
    submission = scene.submit(initials=[scene.planner])
    person = getattr(scene, who)
    given = {"submission": submission, "by": person, "seen": submission.digest, "now": timezone.now()}
    assert refused(lambda: operations.initial_submission(**given)) == ["not_allowed"]


def test_the_signatory_sends_back_with_a_reason_and_the_author_goes_on_writing(scene):
    submission = scene.submit()
    operations.return_submission(submission=submission, by=scene.signatory, reason=" Angka salah. ", now=timezone.now())
    submission.refresh_from_db()
    assert (submission.state, submission.return_reason) == (SubmissionState.RETURNED, "Angka salah.")
    assert submission.closed_by == scene.signatory
    scene.edit(lead="Diperbaiki.")
    assert scene.submit().pk != submission.pk


def test_who_was_asked_for_initials_may_send_back_too(scene):
    submission = scene.submit(initials=[scene.planner])
    operations.return_submission(submission=submission, by=scene.planner, reason="Keliru.", now=timezone.now())
    assert refused(lambda: scene.sign(submission)) == ["no_longer_open"]


@pytest.mark.parametrize("who", ["author", "planner", "manager", "root"])
def test_others_cannot_send_back(scene, who):
    submission = scene.submit()
    given = {"submission": submission, "by": getattr(scene, who), "reason": "Tidak.", "now": timezone.now()}
    assert refused(lambda: operations.return_submission(**given)) == ["not_signatory"]


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_nothing_is_sent_back_without_a_reason(scene, reason):
    submission = scene.submit()
    with pytest.raises(ValueError, match="reason"):
        operations.return_submission(submission=submission, by=scene.signatory, reason=reason, now=timezone.now())
    assert Submission.objects.get().state == SubmissionState.SUBMITTED


def test_the_author_takes_a_submission_back(scene):
    submission = scene.submit()
    operations.take_back_submission(submission=submission, by=scene.author, now=timezone.now())
    assert scene.edit(lead="Lain.").pk
    assert refused(lambda: scene.sign(submission)) == ["no_longer_open"]


def test_somebody_who_may_not_write_cannot_take_back(scene):
    submission = scene.submit()
    given = {"submission": submission, "by": scene.planner, "now": timezone.now()}
    assert refused(lambda: operations.take_back_submission(**given)) == ["not_allowed"]


def test_a_second_signature_is_never_written(scene):
    submission = scene.submit()
    stale = Submission.objects.get(pk=submission.pk)
    scene.sign(submission)
    assert refused(lambda: scene.sign(stale)) == ["no_longer_open"]
    assert Clearance.objects.count() == 1


def test_a_signature_under_something_else_than_what_was_seen_is_refused(scene):
    submission = scene.submit()
    assert refused(lambda: scene.sign(submission, seen="0" * 64)) == ["changed_meanwhile"]


def test_a_manifest_that_was_changed_in_the_database_cannot_be_signed(scene):
    submission = scene.submit()
    submission.manifest["page"]["title"] = "Diganti"
    Submission.objects.filter(pk=submission.pk).update(manifest=submission.manifest)
    assert refused(lambda: scene.sign(Submission.objects.get())) == ["changed_meanwhile"]


def test_of_a_signature_and_a_sending_back_at_once_one_wins(scene):
    submission = scene.submit()
    opened = Submission.objects.get(pk=submission.pk)
    scene.sign(submission)
    given = {"submission": opened, "by": scene.signatory, "reason": "Terlambat.", "now": timezone.now()}
    assert refused(lambda: operations.return_submission(**given)) == ["no_longer_open"]
    assert Submission.objects.get().state == SubmissionState.CLEARED


def test_of_a_signature_and_a_taking_back_at_once_one_wins(scene):
    submission = scene.submit()
    opened = Submission.objects.get(pk=submission.pk)
    operations.take_back_submission(submission=submission, by=scene.author, now=timezone.now())
    assert refused(lambda: scene.sign(opened)) == ["no_longer_open"]
    assert not Clearance.objects.exists()


def test_a_story_is_submitted_once_at_a_time(scene):
    scene.submit()
    assert refused(scene.submit) == ["already_submitted"]


def test_who_may_not_write_cannot_submit(scene):
    for person in (scene.planner, scene.manager, make.person(Role.AUTHOR, scene.sibling)):
        assert refused(lambda person=person: scene.submit(by=person)) == ["not_allowed"]


def test_what_is_incomplete_is_not_submitted(scene):
    scene.edit(lead="", theme="", picture_alt="")
    assert set(refused(scene.submit)) == {"lead_missing", "theme_missing", "picture_alt_missing"}
    assert not Submission.objects.exists()


def test_every_step_is_on_the_audit_trail(scene):
    submission = scene.submit(initials=[scene.planner])
    operations.initial_submission(submission=submission, by=scene.planner, seen=submission.digest, now=timezone.now())
    scene.sign(submission)
    actions = AuditEntry.objects.filter(action__startswith="submission").order_by("pk")
    assert [(entry.action, entry.actor_id) for entry in actions] == [
        ("submission.submitted", scene.author.pk),
        ("submission.initialled", scene.planner.pk),
        ("submission.cleared", scene.signatory.pk),
    ]


def test_whoever_submits_an_unchanged_draft_again_has_not_edited_it(scene):
    """A head of chancery who submits in the author's absence may still be asked for the signature."""
    submission = scene.submit()
    operations.return_submission(submission=submission, by=scene.signatory, reason="Nanti saja.", now=timezone.now())
    make.role(scene.signatory, Role.AUTHOR, scene.mission)
    again = scene.submit(by=type(scene.signatory).objects.get(pk=scene.signatory.pk))
    assert again.revision.user == scene.author
    scene.sign(again)
