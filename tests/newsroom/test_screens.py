"""The newsroom's own pages: who opens what, what one press does, and how a refusal is said."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

import make
from duta.accounts.rules import Role
from duta.delivery.models import Delivery, Receipt
from duta.newsroom import operations
from duta.newsroom.models import Clearance, Release, Story, Submission
from duta.newsroom.rules import ReleaseMode, ReleaseState, SubmissionState
from newsroom.conftest import reads_english
from signing import confirm

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def signed_in(client):
    """Sign somebody in."""

    def sign_in(person):
        client.force_login(person, backend=BACKEND)
        return confirm(client, person)

    return sign_in


def words(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def text_of(response):
    return response.content.decode()


def submit_data(scene, **changes):
    return {
        "signatory": scene.signatory.pk, "mode": ReleaseMode.AT_CLEARANCE, "note": "", "release_0": "", "release_1": "",
        "release_2": "Europe/Amsterdam", "embargo_0": "", "embargo_1": "", "embargo_2": "Europe/Amsterdam", **changes,
    }  # fmt: skip


# Submitting


def test_the_submit_page_shows_everything_that_will_be_frozen(scene, signed_in):
    page = text_of(signed_in(scene.author).get(reverse("newsroom:submit", args=[scene.story.pk])))
    for shown in (
        "Malam Kecak",
        "Isi.",
        "Penari Kecak melingkar.",
        "Kecak malam ini.",
        "Menonton Kecak.",
        str(scene.signatory),
    ):
        assert shown in page


def test_the_author_submits(scene, signed_in):
    response = signed_in(scene.author).post(
        reverse("newsroom:submit", args=[scene.story.pk]),
        submit_data(scene, initials=[scene.planner.pk], note="Mohon segera."),
    )
    submission = Submission.objects.get()
    assert response.url == reverse("newsroom:submission", args=[submission.pk])
    assert (submission.submitted_by, submission.signatory, submission.note) == (
        scene.author,
        scene.signatory,
        "Mohon segera.",
    )
    assert submission.initials.get().person == scene.planner


def test_a_set_time_is_taken_in_the_chosen_zone(scene, signed_in):
    day = (timezone.now() + timedelta(days=30)).date()
    given = {
        "mode": ReleaseMode.AT_TIME,
        "release_0": day.isoformat(),
        "release_1": "09:00",
        "release_2": "Asia/Jakarta",
    }
    signed_in(scene.author).post(reverse("newsroom:submit", args=[scene.story.pk]), submit_data(scene, **given))
    submission = Submission.objects.get()
    assert submission.release_wall == f"{day.isoformat()}T09:00"
    assert (submission.release_zone, submission.release_instant.hour) == ("Asia/Jakarta", 2)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"mode": "at_time"}, "Choose the day and the time"),
        ({"mode": "at_time", "release_0": "2030-01-01"}, "both the day and the time"),
        ({"mode": "at_time", "release_0": "2001-01-01", "release_1": "09:00"}, "lies in the past"),
        (
            {"mode": "at_time", "release_0": "2027-03-28", "release_1": "02:30"},
            "jump forward, and 02:30 does not exist",
        ),
        ({"embargo_0": "2030-01-01", "embargo_1": "09:00", "embargo_2": "Mars/Olympus"}, "valid choice"),
        ({"signatory": ""}, "required"),
        ({"signatory": "999"}, "valid choice"),
    ],
)
def test_what_does_not_make_sense_is_said_beside_the_field(scene, signed_in, given, said):
    response = signed_in(scene.author).post(
        reverse("newsroom:submit", args=[scene.story.pk]), submit_data(scene, **given)
    )
    assert response.status_code == 200
    assert said in text_of(response)
    assert not Submission.objects.exists()


def test_a_doubtful_time_is_asked_about_and_the_one_that_is_meant_is_kept(scene, signed_in):
    address, client = reverse("newsroom:submit", args=[scene.story.pk]), signed_in(scene.author)
    night = {"release_0": "2030-10-27", "release_1": "02:30", "release_2": scene.mission.time_zone}
    given = submit_data(scene, mode="at_time", **night)
    page = client.post(address, given).content.decode()
    assert "comes twice" in page
    first, second = re.findall(r'name="release_3" value="([^"]+)"', page)
    assert client.post(address, given | {"release_3": second}).status_code == 302
    submission = Submission.objects.get()
    assert f"{submission.release_instant:%Y-%m-%dT%H:%MZ}" == second > first
    assert submission.release_wall == "2030-10-27T02:30"


def test_what_is_missing_is_named_with_a_way_to_mend_it(scene, signed_in):
    scene.edit(lead="", picture_alt="")
    address = reverse("newsroom:submit", args=[scene.story.pk])
    page = text_of(signed_in(scene.author).get(address))
    assert "The lead is empty." in page
    assert f"{reverse('wagtailadmin_pages:edit', args=[scene.story.pk])}#tab-content" in page
    response = signed_in(scene.author).post(address, submit_data(scene))
    assert "The lead is empty." in text_of(response)
    assert not Submission.objects.exists()


def test_a_frozen_story_leads_to_its_submission(scene, signed_in):
    submission = scene.submit()
    response = signed_in(scene.author).get(reverse("newsroom:submit", args=[scene.story.pk]))
    assert response.url == reverse("newsroom:submission", args=[submission.pk])


def test_without_any_signatory_the_page_says_what_to_do(scene, signed_in):
    scene.signatory.roles_held.all().delete()
    page = text_of(signed_in(scene.author).get(reverse("newsroom:submit", args=[scene.story.pk])))
    assert "Nobody else may sign for this organisation." in page


# Signing, initials, sending back, taking back


def press(client, name, row, **data):
    return client.post(reverse(f"newsroom:{name}", args=[row.pk]), data)


def test_the_signatory_reads_what_was_frozen_and_signs_it(scene, signed_in):
    submission, client = scene.submit(note="Mohon segera."), signed_in(scene.signatory)
    page = text_of(client.get(reverse("newsroom:submission", args=[submission.pk])))
    for shown in (
        "Malam Kecak",
        "Isi.",
        "Kecak malam ini.",
        "Mohon segera.",
        submission.digest,
        "You are asked to sign this.",
    ):
        assert shown in page
    press(client, "sign", submission, seen=submission.digest)
    assert Clearance.objects.get().digest == submission.digest


def test_what_goes_out_at_once_is_out_when_the_page_comes_back(scene, signed_in):
    submission = scene.submit()
    response = press(signed_in(scene.signatory), "sign", submission, seen=submission.digest)
    assert "It is out on the portal" in words(response)
    assert Story.objects.get(pk=scene.story.pk).live
    assert Delivery.objects.count() == 2


def test_a_signature_stands_even_if_the_release_fails(scene, signed_in):
    submission = scene.submit()
    scene.picture.file.storage.delete(scene.picture.file.name)
    response = press(signed_in(scene.signatory), "sign", submission, seen=submission.digest)
    assert "could not go out" in words(response)
    assert Release.objects.get().state == ReleaseState.FAILED
    page = text_of(signed_in(scene.author).get(reverse("newsroom:submission", args=[submission.pk])))
    assert "missing or damaged" in page
    assert "Try again" in page


def test_a_second_press_is_answered_with_words(scene, signed_in):
    submission, client = scene.submit(), signed_in(scene.signatory)
    press(client, "sign", submission, seen=submission.digest)
    response = press(client, "sign", submission, seen=submission.digest)
    assert "no longer open" in words(response)
    assert Clearance.objects.count() == 1


def test_a_hash_that_was_not_on_the_page_is_not_signed(scene, signed_in):
    submission = scene.submit()
    response = press(signed_in(scene.signatory), "sign", submission, seen="0" * 64)
    assert "Read it again" in words(response)
    assert not Clearance.objects.exists()


@pytest.mark.parametrize("who", ["author", "planner", "manager", "root"])
def test_nobody_else_finds_a_button_or_a_way_to_sign(scene, signed_in, who):
    submission, client = scene.submit(), signed_in(getattr(scene, who))
    page = text_of(client.get(reverse("newsroom:submission", args=[submission.pk])))
    assert reverse("newsroom:sign", args=[submission.pk]) not in page
    press(client, "sign", submission, seen=submission.digest)
    assert not Clearance.objects.exists()


def test_the_signatory_waits_for_initials_and_is_told_whose(scene, signed_in):
    submission = scene.submit(initials=[scene.planner])
    page = text_of(signed_in(scene.signatory).get(reverse("newsroom:submission", args=[submission.pk])))
    assert f"Initials are still missing: {scene.planner}." in page
    assert reverse("newsroom:sign", args=[submission.pk]) not in page
    press(signed_in(scene.planner), "initial", submission, seen=submission.digest)
    page = text_of(signed_in(scene.signatory).get(reverse("newsroom:submission", args=[submission.pk])))
    assert reverse("newsroom:sign", args=[submission.pk]) in page


def test_sending_back_needs_its_reason(scene, signed_in):
    submission, client = scene.submit(), signed_in(scene.signatory)
    assert "needs the reason" in words(press(client, "return", submission, reason="  "))
    assert Submission.objects.get().state == SubmissionState.SUBMITTED
    press(client, "return", submission, reason="Angkanya salah.")
    page = text_of(signed_in(scene.author).get(reverse("newsroom:submission", args=[submission.pk])))
    assert "Angkanya salah." in page
    assert "Change it" in page


def test_the_author_takes_it_back_and_is_led_to_the_editor(scene, signed_in):
    submission = scene.submit()
    response = press(signed_in(scene.author), "take_back", submission)
    assert response.url == reverse("wagtailadmin_pages:edit", args=[scene.story.pk])
    assert Submission.objects.get().state == SubmissionState.TAKEN_BACK


def test_a_correction_shows_what_changed_since_the_last_clearance(scene, signed_in):
    scene.release()
    scene.edit(lead="Ringkasan yang diralat.")
    submission = scene.submit()
    page = text_of(signed_in(scene.signatory).get(reverse("newsroom:submission", args=[submission.pk])))
    assert "1 part changed since the last clearance" in page
    assert '<span class="addition">' in page


# Frozen pictures and pages


def media(submission):
    return next(
        version["payload"]["media"][0]["sha256"]
        for version in submission.manifest["versions"]
        if version["payload"]["media"]
    )


def test_frozen_pictures_are_shown_from_what_was_frozen(scene, signed_in):
    submission = scene.submit()
    address = reverse("newsroom:frozen_media", args=[submission.pk, media(submission)])
    for who in (scene.signatory, scene.planner, scene.root):
        response = signed_in(who).get(address)
        assert response.status_code == 200
        assert response["Content-Type"] == "image/jpeg"
        assert "sandbox" in response["Content-Security-Policy"]


def test_only_pictures_that_the_submission_names_are_shown(scene, signed_in):
    submission = scene.submit()
    original = submission.manifest["pictures"][0]["sha256"]
    for sha256 in (original, "0" * 64, "..%2f..%2fsecret"):
        assert (
            signed_in(scene.signatory).get(f"/desk/newsroom/submissions/{submission.pk}/media/{sha256}/").status_code
            == 404
        )


def test_the_frozen_page_is_drawn_by_the_portal(scene, signed_in):
    submission = scene.submit()
    scene_page = signed_in(scene.planner).get(reverse("newsroom:frozen_page", args=[submission.pk]))
    assert scene_page.status_code == 200
    assert "Malam Kecak" in text_of(scene_page)


# Releases


@pytest.fixture
def waiting(scene):
    """A release that waits for a hand."""
    return scene.clear(timing=operations.Timing(mode=ReleaseMode.BY_HAND))


def test_who_may_release_presses_the_button(scene, signed_in, waiting):
    page = text_of(signed_in(scene.manager).get(reverse("newsroom:submission", args=[waiting.submission_id])))
    assert "Release now" in page
    press(signed_in(scene.manager), "release_now", waiting)
    assert Release.objects.get().released_by == scene.manager


def test_a_release_can_be_given_up(scene, signed_in, waiting):
    press(signed_in(scene.author), "cancel_release", waiting)
    assert Release.objects.get().state == ReleaseState.CANCELLED
    assert "no longer waiting" in words(press(signed_in(scene.author), "release_now", waiting))


def test_who_may_only_look_cannot_release(scene, signed_in, waiting):
    client = signed_in(scene.planner)
    assert "Release now" not in text_of(client.get(reverse("newsroom:submission", args=[waiting.submission_id])))
    press(client, "release_now", waiting)
    assert Release.objects.get().state == ReleaseState.PLANNED


# Withdrawal


def test_the_withdrawal_page_says_beforehand_what_happens_where(scene, signed_in):
    scene.release()
    first = Delivery.objects.get(channel=scene.first)
    Delivery.objects.filter(pk=first.pk).update(state="delivered", wake_at=None, line=None)
    Receipt.objects.create(delivery=first, handle="h", accepted_at=timezone.now())
    page = text_of(signed_in(scene.signatory).get(reverse("newsroom:withdraw", args=[scene.story.pk])))
    for said in ("It goes off the portal at once.", "Nothing of it stays visible", "It was not sent and is given up."):
        assert said in page


def test_the_signatory_withdraws_with_a_reason(scene, signed_in):
    scene.release()
    client, address = signed_in(scene.signatory), reverse("newsroom:withdraw", args=[scene.story.pk])
    assert "required" in text_of(client.post(address, {"reason": " "}))
    client.post(address, {"reason": "Angkanya keliru."})
    assert Release.objects.get().state == ReleaseState.WITHDRAWN
    assert not Story.objects.get(pk=scene.story.pk).live


def test_what_is_not_out_cannot_be_withdrawn(scene, signed_in):
    response = signed_in(scene.signatory).get(reverse("newsroom:withdraw", args=[scene.story.pk]))
    assert "not out" in words(response)


@pytest.mark.parametrize("who", ["author", "planner", "manager"])
def test_who_may_not_withdraw_is_refused(scene, signed_in, who):
    scene.release()
    response = signed_in(getattr(scene, who)).post(reverse("newsroom:withdraw", args=[scene.story.pk]), {"reason": "x"})
    assert response.status_code == 302
    assert Story.objects.get(pk=scene.story.pk).live


# The list


def listed(client, **query):
    return text_of(client.get(reverse("newsroom:submissions"), query))


def test_the_list_opens_with_what_waits_for_me(scene, signed_in):
    submission = scene.submit(initials=[scene.planner])
    for who in (scene.signatory, scene.planner):
        page = listed(signed_in(who))
        assert reverse("newsroom:submission", args=[submission.pk]) in page
        assert "Awaiting me (1)" in page
    assert "Nothing is waiting for you." in listed(signed_in(scene.manager), tab="mine")


def test_what_was_sent_back_is_in_its_own_tab(scene, signed_in):
    submission = scene.submit()
    operations.return_submission(submission=submission, by=scene.signatory, reason="Salah.", now=timezone.now())
    assert "Malam Kecak" in listed(signed_in(scene.author), tab="returned")
    assert "Malam Kecak" not in listed(signed_in(scene.signatory), tab="returned")


def test_the_list_can_be_searched_and_narrowed(scene, signed_in):
    scene.submit()
    client = signed_in(scene.author)
    assert "Malam Kecak" in listed(client, tab="all", q="kecak", state="submitted", organisation=scene.mission.pk)
    assert "No submission matches." in listed(client, tab="all", q="kecak", state="cleared")


def test_a_sibling_sees_nothing_and_the_ministry_everything(scene, signed_in):
    submission = scene.submit()
    sibling = reads_english(make.person(Role.SIGNATORY, scene.sibling))
    above = reads_english(make.person(Role.ANALYST, scene.ministry))
    address = reverse("newsroom:submission", args=[submission.pk])
    assert "Malam Kecak" not in listed(signed_in(sibling), tab="all")
    assert signed_in(sibling).get(address).status_code == 404
    assert signed_in(above).get(address).status_code == 200
    assert "Malam Kecak" in listed(signed_in(above), tab="all")


SIBLINGS = {
    "submission": ("get", "submission"), "sign": ("post", "submission"), "initial": ("post", "submission"),
    "return": ("post", "submission"), "take_back": ("post", "submission"), "frozen_page": ("get", "submission"),
    "release_now": ("post", "release"), "cancel_release": ("post", "release"), "submit": ("get", "story"),
    "withdraw": ("get", "story"), "in_step": ("post", "story"),
}  # fmt: skip


@pytest.mark.parametrize("name", SIBLINGS)
def test_a_siblings_thing_is_not_there(scene, signed_in, waiting, name):
    method, kind = SIBLINGS[name]
    row = {"submission": waiting.submission, "release": waiting, "story": scene.story}[kind]
    client = signed_in(make.person(Role.SIGNATORY, scene.sibling))
    assert getattr(client, method)(reverse(f"newsroom:{name}", args=[row.pk])).status_code == 404


def test_the_list_costs_the_same_for_one_and_for_many(scene, signed_in, django_assert_max_num_queries):
    client = signed_in(scene.author)
    address = reverse("newsroom:submissions") + "?tab=all"
    scene.submit()
    client.get(address)
    with django_assert_max_num_queries(60) as one:
        client.get(address)
    for number in range(8):
        story = make.story(scene.mission, title=f"Kabar {number}")
        given = {"story": story, "by": scene.author, "signatory": scene.signatory, "now": timezone.now()}
        operations.submit_story(**given)
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(address)


# Reading a version back out of a revision asks for its channel and its story: modelcluster's own two queries.
EACH = {"submit": 4, "editor": 4, "submission": 2}


@pytest.mark.parametrize("page", EACH)
def test_each_further_version_costs_a_page_a_few_queries_at_most(scene, signed_in, page, django_assert_max_num_queries):
    client, few = signed_in(scene.author), 0
    for more in (0, 5):
        for _ in range(more):
            make.channel(scene.mission, connector_key="fake")
        operations.propose_versions(story=scene.story, by=scene.author, now=timezone.now())
        submission = scene.submit() if page == "submission" else None
        address = {
            "submit": reverse("newsroom:submit", args=[scene.story.pk]),
            "editor": reverse("wagtailadmin_pages:edit", args=[scene.story.pk]),
            "submission": reverse("newsroom:submission", args=[submission.pk if submission else 0]),
        }[page]
        client.get(address)
        with django_assert_max_num_queries(few + more * EACH[page] if few else 120) as counted:
            client.get(address)
        few = len(counted.captured_queries)
        if submission:
            operations.take_back_submission(submission=submission, by=scene.author, now=timezone.now())
