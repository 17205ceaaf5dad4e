"""The home of each role: what waits, since when, and the one button that deals with it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import make
from duta.accounts.rules import Role
from duta.channels.models import Credential
from duta.core.problems import Problem
from duta.newsroom.models import Release

HOME = "/desk/"


def home_of(client, person) -> str:
    client.force_login(person)
    answer = client.get(HOME)
    assert answer.status_code == 200
    return answer.content.decode()


def credential(channel, **fields):
    return Credential.objects.create(
        channel=channel, sealed=b"x", key_fingerprint="f", changed_at=make.NOW, **fields
    )  # fmt: skip


def test_a_signatory_sees_what_awaits_the_signature_and_the_way_to_it(client, world):
    signatory, author = world.person(Role.SIGNATORY), world.person(Role.AUTHOR)
    mine = world.submission(signatory=signatory, by=author)
    other = world.submission(signatory=world.person(Role.SIGNATORY), by=author)
    shown = home_of(client, signatory)
    assert "Awaiting my signature" in shown
    assert mine.title in shown
    assert f"Submitted by {author}" in shown
    assert "Waiting since" in shown
    assert reverse("newsroom:submission", args=[mine.pk]) in shown
    assert other.title not in shown


def test_a_planner_sees_whose_initials_are_awaited(client, world):
    planner = world.person(Role.PLANNER)
    asked = world.initials(planner, signatory=world.person(Role.SIGNATORY), by=world.person(Role.AUTHOR))
    shown = home_of(client, planner)
    assert "Awaiting my initials" in shown
    assert asked.title in shown
    assert "Read and initial" in shown


def test_an_author_sees_what_came_back_with_the_reason_and_edits_it(client, world):
    author, signatory = world.person(Role.AUTHOR), world.person(Role.SIGNATORY)
    back = world.returned(by=author, signatory=signatory)
    shown = home_of(client, author)
    assert "Returned to me" in shown
    assert "Check the name of the dancer." in shown
    assert reverse("wagtailadmin_pages:edit", args=[back.story_id]) in shown


def test_what_was_submitted_again_is_not_returned_any_more(client, world):
    author, signatory = world.person(Role.AUTHOR), world.person(Role.SIGNATORY)
    back = world.returned(by=author, signatory=signatory, ago=timedelta(hours=9))
    world.submission(signatory=signatory, by=author, story=back.story)
    assert "Check the name of the dancer." not in home_of(client, author)


def test_an_author_sees_that_what_he_submitted_was_refused_somewhere(client, world):
    author = world.person(Role.AUTHOR)
    channel = make.channel(world.ministry, name="Bluesky of the ministry")
    delivery = world.delivery(channel)
    release_pk = delivery.subject.partition(":")[2].partition("/")[0]
    submission = Release.objects.get(pk=release_pk).submission
    submission.submitted_by = author
    submission.save()
    shown = home_of(client, author)
    assert "What I submitted did not arrive everywhere" in shown
    assert "Picture 2 has no alternative text." in shown
    assert "Picture 2" not in home_of(client, world.person(Role.AUTHOR))


def test_a_channel_manager_sees_refused_and_unknown_with_the_reason_in_words(client, world):
    manager = world.person(Role.CHANNEL_MANAGER)
    ours, theirs = make.channel(world.mission), make.channel(world.sibling)
    refused = world.delivery(ours, title="Refused story")
    world.delivery(ours, "unknown", Problem("answer_lost"), title="Lost story")
    world.delivery(theirs, title="Their story")
    shown = home_of(client, manager)
    assert "Refused or unknown on my channels" in shown
    assert "Picture 2 has no alternative text." in shown
    assert "Say what is there" in shown
    assert reverse("delivery:show", args=[refused.pk]) in shown
    assert "Their story" not in shown


def test_what_duta_looks_up_by_itself_waits_for_nobody(client, world):
    channel = make.channel(world.mission)
    world.delivery(
        channel, "unknown", Problem("answer_lost"), title="Being looked up", wake_at=world.now, line=channel.pk
    )
    assert "Being looked up" not in home_of(client, world.person(Role.CHANNEL_MANAGER))


def test_a_channel_manager_sees_channels_that_end_fail_or_have_no_credential(client, world):
    manager = world.person(Role.CHANNEL_MANAGER)
    ends, later, failing = (
        make.channel(world.mission, name=name) for name in ("Ends soon", "Ends later", "Failing one")
    )
    credential(ends, expires_at=world.now + timedelta(days=13))
    credential(later, expires_at=world.now + timedelta(days=15))
    credential(failing)
    failing.problem_data = Problem("platform_forbids").as_json()
    failing.save()
    make.channel(world.mission, name="Bare one")
    off = make.channel(world.mission, name="Off one", active=False)
    shown = home_of(client, manager)
    assert "Its credential ends" in shown
    assert "does not allow this account" in shown
    assert "It has no credential" in shown
    assert reverse("channels:edit", args=[ends.pk]) in shown
    assert later.name not in shown
    assert off.name not in shown


def test_without_keys_the_locked_channels_are_one_entry(client, world, settings, tmp_path):
    settings.DUTA_VAR = tmp_path / "nothing"
    for _number in range(3):
        make.channel(world.mission)
    shown = home_of(client, world.person(Role.CHANNEL_MANAGER))
    assert "3 channels are locked" in shown
    assert shown.count("This installation has no keys") == 1


def test_who_releases_sees_the_releases_that_failed_and_why(client, world):
    author = world.person(Role.AUTHOR)
    failed = world.release(due=-timedelta(hours=2), state="failed", problems_data=[Problem("hash_differs").as_json()])
    world.release(due=-timedelta(hours=2), state="failed", where=world.sibling)
    shown = home_of(client, author)
    assert "Releases that failed" in shown
    assert failed.submission.title in shown
    assert "not what was signed" in shown
    assert shown.count("Was due") == 1


ASKED = {"metric_ref": "event.attendance@1", "read_every_days": 7}


def test_an_analyst_sees_the_readings_that_are_overdue(client, world):
    analyst = world.person(Role.ANALYST)
    own = make.indicator(make.objective(make.strategy(world.mission)), title="Overdue one", **ASKED)
    make.indicator(make.objective(make.strategy(world.sibling)), title="Theirs", **ASKED)
    make.indicator(make.objective(make.strategy(world.mission)), title="Counted by Duta")
    shown = home_of(client, analyst)
    assert "Readings overdue" in shown
    assert own.label in shown
    assert "due every 7 days" in shown
    assert "Enter the reading" in shown
    assert "Theirs" not in shown
    assert "Counted by Duta" not in shown


def test_an_administrator_starts_with_people_and_sees_no_signature(client, world):
    shown = home_of(client, world.person(Role.ADMINISTRATOR))
    assert "Add a person" in shown
    assert "Awaiting my signature" not in shown


def test_everybody_sees_what_goes_out_within_a_day_in_both_zones(client, world):
    soon = world.release(due=timedelta(hours=20))
    later = world.release(due=timedelta(hours=30))
    theirs = world.release(due=timedelta(hours=20), where=world.sibling)
    shown = home_of(client, world.person(Role.ANALYST))
    assert soon.submission.title in shown
    assert "CET" in shown
    assert "WIB" in shown
    assert later.submission.title not in shown
    assert theirs.submission.title not in shown


@pytest.mark.parametrize(
    ("role", "next_words"),
    [
        (Role.SIGNATORY, "to be read and signed"),
        (Role.AUTHOR, "write the next story"),
        (Role.CHANNEL_MANAGER, "work by themselves"),
        (Role.PLANNER, "how the objectives stand"),
        (Role.ANALYST, "enter evidence"),
        (Role.ADMINISTRATOR, "People and roles"),
    ],
)
def test_when_nothing_waits_the_home_is_calm_and_says_what_the_role_does_next(client, world, role, next_words):
    person = world.person(role)
    shown = home_of(client, person)
    assert "Nothing is waiting for you." in shown
    assert next_words in shown
    assert person.first_name in shown
    assert str(world.mission) in shown


def test_a_group_that_the_role_owns_says_so_when_it_is_empty(client, world):
    signatory = world.person(Role.SIGNATORY)
    world.returned(by=signatory, signatory=world.person(Role.SIGNATORY))
    shown = home_of(client, signatory)
    assert "Returned to me" in shown
    assert "No signature is awaited from you." in shown
    assert "Every channel is ready." not in shown


def test_who_writes_starts_a_story_of_the_own_organisation_in_the_own_language(client, world):
    author = world.person(Role.AUTHOR)
    english = world.mission.home.get_translations(inclusive=True).get(locale__language_code="en")
    shown = home_of(client, author)
    assert reverse("wagtailadmin_pages:add", args=["newsroom", "story", english.pk]) in shown
    assert "Write a story" not in home_of(client, world.person(Role.ANALYST))


def test_a_long_group_is_cut_and_says_how_many_there_are(client, world):
    signatory, author = world.person(Role.SIGNATORY), world.person(Role.AUTHOR)
    for number in range(11):
        world.submission(signatory=signatory, by=author, story=make.story(world.mission), ago=timedelta(hours=number))
    shown = home_of(client, signatory)
    assert shown.count("Read and sign<") == 8
    assert "All 11" in shown


def fill(world, everybody, times: int) -> None:
    """One more of everything that the home can show to somebody with every role."""
    other = world.person(Role.SIGNATORY)
    for _number in range(times):
        channel = make.channel(world.mission)
        world.submission(signatory=everybody, by=other)
        world.initials(everybody, signatory=other, by=other)
        world.returned(by=everybody, signatory=other)
        world.delivery(channel)
        world.release(due=-timedelta(hours=1), state="failed")
        world.release(due=timedelta(hours=3))
        make.indicator(make.objective(make.strategy(world.mission)), **ASKED)


def test_the_home_takes_as_many_queries_for_thirty_of_everything_as_for_one(client, world):
    everybody = world.person(Role.SIGNATORY)
    for role in set(Role) - {Role.SIGNATORY}:
        make.role(everybody, role, world.mission)
    fill(world, everybody, 1)
    home_of(client, everybody)
    with CaptureQueriesContext(connection) as one:
        shown = client.get(HOME).content.decode()
    for heading in ("signature", "initials", "Returned", "Refused", "failed", "Channels that", "overdue", "24 hours"):
        assert heading in shown
    fill(world, everybody, 29)
    with CaptureQueriesContext(connection) as thirty:
        client.get(HOME)
    assert len(thirty) == len(one)


def test_wagtails_own_panels_are_gone(client, world):
    shown = home_of(client, world.person(Role.AUTHOR))
    assert "Search all pages" not in shown
    assert "site-summary" not in shown


def test_an_author_finds_drafts_again_and_the_way_to_all_their_versions(client, world):
    author = world.person(Role.AUTHOR)
    story = make.story(world.mission, title="Malam Kecak")
    story.save_revision(user=author)
    shown = home_of(client, author)
    assert "Drafts of mine" in shown
    assert reverse("newsroom:compose", args=[story.pk]) in shown
    assert "Drafts of mine" not in home_of(client, world.person(Role.AUTHOR))
