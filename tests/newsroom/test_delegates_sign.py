"""Signing in another's place: by an order in force at the moment of the signature, and with it under the name."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone, translation

import make
from duta.accounts.models import Delegation
from duta.accounts.operations import end_role, revoke_delegation
from duta.accounts.rules import Role
from duta.core.models import AuditEntry
from duta.core.problem_words import sentence_of
from duta.newsroom import operations
from duta.newsroom.models import Clearance, Release, Submission
from duta.newsroom.operations import NotPossible
from duta.newsroom.queries import awaiting, awaiting_signature, signatories_for
from duta.newsroom.rules import SubmissionState
from newsroom.conftest import reads_english
from signing import confirm

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def order(scene):
    """The signatory is away; somebody signs in that place."""
    given = make.delegation(scene.mission, holder=scene.signatory)
    reads_english(given.delegate)
    return given


def refused(call):
    with pytest.raises(NotPossible) as refusal:
        call()
    return [problem.code for problem in refusal.value.problems]


def nothing_happened(submission):
    submission.refresh_from_db()
    return submission.state == SubmissionState.SUBMITTED and not (
        Clearance.objects.exists() or Release.objects.exists()
    )


def test_the_delegate_signs_what_waits_for_the_one_who_is_away(scene, order):
    submission = scene.submit()
    clearance = scene.sign(submission, by=order.delegate)
    assert (clearance.signatory, clearance.delegation) == (order.delegate, order)
    assert (clearance.capacity, clearance.order_number) == ("Plh. Duta Besar", "0123/PLH/XI/2026")
    assert (clearance.valid_from, clearance.valid_until) == (order.first_day, order.last_day)
    assert "Plh. Duta Besar, order no. 0123/PLH/XI/2026, valid " in clearance.signed_as
    entry = AuditEntry.objects.get(action="submission.cleared")
    assert "0123/PLH/XI/2026" in entry.detail["signed_as"]


def test_the_delegate_may_be_named_and_a_plt_signs_for_a_vacant_position(scene):
    acting = make.delegation(scene.mission)
    assert acting.delegate in signatories_for(scene.story, now=timezone.now())
    clearance = scene.sign(scene.submit(signatory=acting.delegate))
    assert clearance.signed_as.startswith(f"{acting.delegate}, Plt. Duta Besar, order no. ")


def test_who_signs_by_a_role_of_their_own_names_no_order(scene, order):
    make.delegation(scene.mission, delegate=scene.signatory)
    clearance = scene.sign(scene.submit())
    assert (clearance.delegation, clearance.capacity) == (None, "")


def test_the_frozen_line_stays_when_the_delegation_changes_later(scene, order):
    clearance = scene.sign(scene.submit(), by=order.delegate)
    Delegation.objects.update(position="Lain", order_number="Lain")
    clearance = Clearance.objects.get(pk=clearance.pk)
    assert "Plh. Duta Besar, order no. 0123/PLH/XI/2026" in clearance.line


def test_a_delegation_that_ended_between_opening_and_signing_refuses(scene, order):
    submission = scene.submit()
    late = order.ends_at
    with pytest.raises(NotPossible) as refusal:
        scene.sign(submission, by=order.delegate, now=late)
    (problem,) = refusal.value.problems
    said = sentence_of(problem)
    assert problem.code == "delegation_ended"
    assert "Plh. Duta Besar" in said.what
    assert "Nothing was signed" in said.what
    assert "Europe/Amsterdam" in said.what
    with translation.override("id"):
        assert "berakhir" in sentence_of(problem).what
    assert nothing_happened(submission)


def test_one_second_before_its_end_it_still_signs(scene, order):
    submission = scene.submit()
    scene.sign(submission, by=order.delegate, now=order.ends_at - timedelta(seconds=1))


def test_a_delegation_that_was_revoked_meanwhile_refuses(scene, order):
    submission = scene.submit()
    revoke_delegation(delegation=order, by=scene.signatory, now=timezone.now())
    assert refused(lambda: scene.sign(submission, by=order.delegate)) == ["delegation_revoked"]
    reason = {"reason": "Terlambat.", "by": order.delegate, "now": timezone.now()}
    assert refused(lambda: operations.return_submission(submission=submission, **reason)) == ["delegation_revoked"]
    assert nothing_happened(submission)


def test_a_delegation_that_ends_with_the_holders_role_refuses(scene, order):
    submission = scene.submit()
    end_role(held=scene.signatory.roles_held.get(), by=None, now=timezone.now())
    assert refused(lambda: scene.sign(submission, by=order.delegate)) == ["delegation_revoked"]


def test_one_that_has_not_begun_does_not_sign(scene):
    now = timezone.now()
    order = make.delegation(scene.mission, holder=scene.signatory, starts_at=now + timedelta(days=1))
    submission = scene.submit()
    assert refused(lambda: scene.sign(submission, by=order.delegate)) == ["not_signatory"]


def test_it_reaches_no_further_than_its_organisation(scene):
    above = make.person(Role.SIGNATORY, scene.ministry)
    below_only = make.delegation(scene.sibling, holder=above)
    submission = scene.submit(signatory=above)
    assert refused(lambda: scene.sign(submission, by=below_only.delegate)) == ["not_signatory"]


def test_a_delegate_who_edited_it_cannot_sign(scene, order):
    scene.edit(by=order.delegate, lead="Diubah.")
    submission = scene.submit()
    assert refused(lambda: scene.sign(submission, by=order.delegate)) == ["signatory_edited"]


def test_the_delegate_sends_back(scene, order):
    submission = scene.submit()
    operations.return_submission(submission=submission, by=order.delegate, reason="Angkanya.", now=timezone.now())
    assert submission.state == SubmissionState.RETURNED


def test_what_waits_for_the_one_who_is_away_waits_for_the_delegate_too(scene, order):
    submission, now = scene.submit(), timezone.now()
    for person in (scene.signatory, order.delegate):
        assert list(awaiting_signature(person, now=now)) == [submission]
        assert list(awaiting(person, now=now)) == [submission]
    over = order.ends_at
    delegate = type(order.delegate).objects.get(pk=order.delegate.pk)
    assert not awaiting_signature(delegate, now=over).exists()


# The way over the screen


@pytest.fixture
def enter(client):
    def sign_in(person, *, confirmed=True):
        client.force_login(person, backend=BACKEND)
        return confirm(client, person) if confirmed else client

    return sign_in


def words(answer):
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_the_phone_page_shows_what_goes_out_and_by_what_one_signs(scene, order, enter):
    submission = scene.submit(note="Mohon segera.")
    page = enter(order.delegate).get(reverse("newsroom:phone", args=[submission.pk])).content.decode()
    for shown in ("Malam Kecak", "Isi.", "Penari Kecak melingkar.", "Kecak malam ini.", "Menonton Kecak.",
                  "Mohon segera.", "Plh. Duta Besar, order no. 0123/PLH/XI/2026", submission.digest):  # fmt: skip
        assert shown in page
    assert "<script" not in page


def test_the_phone_page_shows_every_language_that_waits_each_with_its_own_signature(scene, enter):
    first = scene.submit()
    english = make.story(scene.mission, language="en", title="Kecak night", translation_key=scene.story.translation_key)
    english.save_revision(user=scene.author)
    second = scene.submit(story=english)
    page = enter(scene.signatory).get(reverse("newsroom:phone", args=[first.pk])).content.decode()
    for submission in (first, second):
        assert reverse("newsroom:sign", args=[submission.pk]) in page
        assert submission.digest in page


def test_the_phone_page_shows_what_changed_since_the_last_clearance(scene, enter):
    scene.release()
    scene.edit(lead="Ringkasan yang diralat.")
    submission = scene.submit()
    page = enter(scene.signatory).get(reverse("newsroom:phone", args=[submission.pk])).content.decode()
    assert "1 part changed since the last clearance" in page
    assert '<span class="addition">' in page


def test_the_phones_queue_lists_what_waits(scene, order, enter):
    submission = scene.submit()
    page = enter(order.delegate).get(reverse("newsroom:phone_queue")).content.decode()
    assert reverse("newsroom:phone", args=[submission.pk]) in page
    assert "<script" not in page


def sign(client, submission, **more):
    address = reverse("newsroom:sign", args=[submission.pk])
    return client.post(address, {"seen": submission.digest, "from": "phone", **more})


def test_signing_on_the_phone_leads_back_there(scene, order, enter):
    submission = scene.submit()
    answer = sign(enter(order.delegate), submission)
    assert answer.url == reverse("newsroom:phone", args=[submission.pk])
    assert Clearance.objects.get().delegation == order
    page = enter(order.delegate).get(answer.url).content.decode()
    assert "Plh. Duta Besar, order no. 0123/PLH/XI/2026" in page


def test_without_a_recent_confirmation_nothing_is_signed_until_the_password_is_given(scene, order, enter):
    submission, client = scene.submit(), enter(order.delegate, confirmed=False)
    answer = sign(client, submission)
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert nothing_happened(submission)
    wrong = client.post(answer.url, {"password": "not this one"})
    assert wrong.status_code == 200
    assert nothing_happened(submission)
    where = reverse("newsroom:sign", args=[submission.pk])
    done = client.post(answer.url, {"password": "correct horse battery", "next": where})
    assert done.url == reverse("newsroom:phone", args=[submission.pk])
    assert Clearance.objects.get().digest == submission.digest


def test_a_confirmation_counts_for_some_minutes_only(scene, enter, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    submission, client = scene.submit(), enter(scene.signatory, confirmed=False)
    confirm(client, scene.signatory, seconds_ago=301)
    assert sign(client, submission).url.startswith(reverse("account_reauthenticate"))
    confirm(client, scene.signatory, seconds_ago=290)
    sign(client, submission)
    assert Clearance.objects.exists()


def test_a_delegation_that_ends_while_one_confirms_refuses_in_words(scene, order, enter):
    submission, client = scene.submit(), enter(order.delegate, confirmed=False)
    asked = sign(client, submission)
    revoke_delegation(delegation=order, by=scene.signatory, now=timezone.now())
    # The role is gone, so the desk's gate or the submission's own page refuses; nothing is half done.
    where = reverse("newsroom:sign", args=[submission.pk])
    answer = client.post(asked.url, {"password": "correct horse battery", "next": where})
    assert answer.status_code < 500
    assert nothing_happened(submission)


def test_a_delegate_with_another_role_is_told_that_the_delegation_was_revoked(scene, order, enter):
    make.role(order.delegate, Role.AUTHOR, scene.mission)
    submission, client = scene.submit(), enter(order.delegate)
    client.get(reverse("newsroom:phone", args=[submission.pk]))
    revoke_delegation(delegation=order, by=scene.signatory, now=timezone.now())
    answer = sign(client, submission)
    assert "was revoked on" in words(answer)
    assert nothing_happened(submission)


def test_a_ministry_that_demands_a_second_factor_says_so(scene, enter, settings):
    settings.DUTA_SIGNING_SECOND_FACTOR = True
    submission, client = scene.submit(), enter(scene.signatory)
    answer = sign(client, submission)
    assert "second factor" in words(answer)
    assert nothing_happened(submission)
    sign(confirm(client, scene.signatory, method="mfa", type="totp"), submission)
    assert Clearance.objects.exists()


def test_who_has_a_second_factor_confirms_by_that_and_not_by_password(scene, enter, monkeypatch):
    monkeypatch.setattr("duta.accounts.confirming.has_second_factor", lambda person: True)
    methods = [{"id": "reauthenticate", "url": "/password/"}, {"id": "mfa_reauthenticate:webauthn", "url": "/passkey/"}]
    monkeypatch.setattr(
        "duta.accounts.adapter.DeskAccountAdapter.get_reauthentication_methods", lambda self, user: methods
    )
    submission, client = scene.submit(), enter(scene.signatory)
    assert sign(client, submission).url.startswith("/passkey/?next=")
    assert nothing_happened(submission)
    sign(confirm(client, scene.signatory, method="mfa", type="webauthn"), submission)
    assert Clearance.objects.exists()


def test_somebody_elses_confirmation_in_the_same_browser_does_not_count(scene, enter):
    enter(scene.author)
    client = enter(scene.signatory, confirmed=False)
    assert sign(client, scene.submit()).url.startswith(reverse("account_reauthenticate"))


def test_pictures_on_the_phone_page_are_small_and_the_frozen_ones(scene, enter):
    submission, client = scene.submit(), enter(scene.signatory)
    page = client.get(reverse("newsroom:phone", args=[submission.pk])).content.decode()
    sha256 = next(v["payload"]["media"][0]["sha256"] for v in submission.manifest["versions"] if v["payload"]["media"])
    address = f"{reverse('newsroom:frozen_media', args=[submission.pk, sha256])}?small=1"
    assert address in page
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")


def test_who_may_not_sign_is_not_asked_to_confirm(scene, enter):
    submission, client = scene.submit(), enter(scene.planner, confirmed=False)
    assert "waits for the signature of" in words(sign(client, submission))


def test_the_signature_with_its_order_shows_on_the_record(scene, order, enter):
    submission = scene.submit()
    scene.sign(submission, by=order.delegate)
    page = enter(scene.author).get(reverse("newsroom:submission", args=[submission.pk])).content.decode()
    assert "Plh. Duta Besar, order no. 0123/PLH/XI/2026" in page


def test_a_sibling_finds_no_phone_page(scene, enter):
    submission = scene.submit()
    stranger = make.person(Role.SIGNATORY, scene.sibling)
    assert enter(stranger).get(reverse("newsroom:phone", args=[submission.pk])).status_code == 404


def test_sending_back_on_the_phone_needs_its_reason(scene, order, enter):
    submission, client = scene.submit(), enter(order.delegate)
    address = reverse("newsroom:return", args=[submission.pk])
    assert "needs the reason" in words(client.post(address, {"reason": " ", "from": "phone"}))
    client.post(address, {"reason": "Angkanya.", "from": "phone"})
    assert Submission.objects.get(pk=submission.pk).closed_by == order.delegate
