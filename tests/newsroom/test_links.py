"""Each version's short address: signed, kept through corrections, and followed up to the indicator."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

import make
from duta.accounts.models import User
from duta.accounts.rules import Role
from duta.evaluation.chain import Column, chain_of
from duta.evaluation.models import Reading
from duta.evaluation.operations import take_readings
from duta.links.buffer import CLICKS
from duta.links.models import TrackedLink
from duta.links.operations import expire_link, flush_clicks, record_clicks, reopen_link
from duta.links.queries import unwritten_address
from duta.metrics.models import Observation
from duta.newsroom.addresses import draft_link, links_of_story
from duta.newsroom.operations.problems import NotPossible
from duta.newsroom.queries import versions_of

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _empty():
    CLICKS.take()
    yield
    CLICKS.take()


def urls(submission):
    return {version["channel"]: version["payload"]["link"]["url"] for version in submission.manifest["versions"]}


def links(scene):
    return links_of_story(scene.draft(), [scene.first.pk, scene.second.pk])


def test_what_is_signed_leads_by_a_short_address_to_the_page(scene):
    submission = scene.submit()
    found = links(scene)
    assert urls(submission) == {channel: link.address for channel, link in found.items()}
    assert len(set(urls(submission).values())) == 2
    number = scene.draft().number
    assert found[scene.first.pk].destination == (
        f"{submission.manifest['address']}?utm_source=fake&utm_medium=social&utm_campaign={number}-malam-kecak"
    )
    assert found[scene.first.pk].organisation == scene.mission


def test_a_link_says_the_medium_of_its_platform(scene, fake_platform, monkeypatch):
    able = replace(fake_platform.capabilities, medium="email")
    monkeypatch.setattr(type(fake_platform), "capabilities", able)
    scene.submit()
    assert "utm_source=fake&utm_medium=email&" in links(scene)[scene.first.pk].destination


def test_a_version_keeps_its_link_through_corrections(scene):
    before = urls(scene.release().submission)
    scene.edit(title="Malam Kecak di Den Haag")
    assert urls(scene.submit()) == before
    assert TrackedLink.objects.count() == 2


def test_a_version_that_does_not_lead_to_the_page_gets_no_link(scene):
    draft = scene.draft()
    versions = list(draft.channel_versions.all())
    for version in versions:
        version.with_link = version.channel_id != scene.first.pk
    draft.channel_versions = versions
    draft.save_revision(user=scene.author, log_action=True, clean=False)
    scene.submit()
    assert set(links(scene)) == {scene.second.pk}


def test_before_there_is_a_link_one_as_long_is_checked(scene):
    assert {draft_link(version) for version in versions_of(scene.draft())} == {unwritten_address()}
    signed = set(urls(scene.submit()).values())
    assert {len(address) for address in signed} == {len(unwritten_address())}
    assert {draft_link(version) for version in versions_of(scene.draft())} == signed


def followed(scene, *, people, robots=0):
    """Release the story, and have people and robots follow its first link; return it."""
    scene.release()
    link = links(scene)[scene.first.pk]
    for agent in ["Mozilla/5.0 Firefox/140.0"] * people + ["Twitterbot/1.0"] * robots:
        assert Client(headers={"user-agent": agent}).get(f"/s/{link.code}").status_code == 302
    flush_clicks(timezone.now())
    record_clicks(timezone.now())
    return link


def planned(scene):
    """An activity that the story serves, and an indicator of clicks."""
    goal = make.objective(make.strategy(scene.mission))
    scene.edit(activity=make.activity(goal))
    days = {
        "starts_on": timezone.localdate() - timedelta(days=30),
        "ends_on": timezone.localdate() + timedelta(days=30),
    }
    return make.indicator(goal, metric_ref="link.clicks@1", stage="out_take", unit="clicks", **days)


def test_a_click_moves_the_indicator(scene):
    indicator = planned(scene)
    link = followed(scene, people=3, robots=2)
    take_readings(now=timezone.now())
    reading = Reading.objects.filter(indicator=indicator).latest()
    assert reading.value == 3
    (used,) = Observation.objects.filter(pk__in=reading.used)
    assert (used.thing, used.origin) == (f"links.link:{link.pk}", "click")


def test_the_chain_leads_from_the_version_over_its_link_to_the_clicks(scene):
    indicator = planned(scene)
    link = followed(scene, people=3, robots=2)
    take_readings(now=timezone.now())
    viewer = make.person(Role.ANALYST, scene.mission)
    with translation.override("en"):  # the requests above were in the visitors' language
        chain = chain_of("indicator", indicator.pk, User.objects.get(pk=viewer.pk))
    node = chain.node(f"link:{link.pk}")
    assert chain.node(node.parents[0]).column is Column.VERSION
    (clicks,) = chain.children_of(node)
    assert clicks.label.replace("\N{NO-BREAK SPACE}", " ") == "3 clicks"
    assert clicks.sub == f"testserver/s/{link.code}, click"
    assert clicks.figure("link.clicks@1") == chain.node(node.parents[0]).figure("link.clicks@1") == 3


def test_the_record_shows_the_short_address_its_clicks_and_its_codes(scene, client):
    link = followed(scene, people=3, robots=2)
    client.force_login(scene.signatory, backend=BACKEND)
    submission = scene.story.submissions.get()
    said = client.get(reverse("newsroom:submission", args=[submission.pk])).content.decode()
    for words in (link.address, "3 clicks", "robots not counted: 2", f"/desk/links/{link.pk}/qr.svg"):
        assert words in said


def test_a_version_whose_link_has_ended_is_not_submitted_until_it_leads_there_again(scene):
    scene.release()
    link = links(scene)[scene.first.pk]
    expire_link(link=link, by=None, now=timezone.now() - timedelta(minutes=1))
    scene.edit(title="Malam Kecak di Den Haag")
    with pytest.raises(NotPossible) as refused:
        scene.submit()
    assert [problem.code for problem in refused.value.problems] == ["link_ended"]
    reopen_link(link=link, by=None, now=timezone.now())
    assert scene.submit()
