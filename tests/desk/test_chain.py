"""The chain view: for any link of the chain, the whole way; a sibling's is a 404."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import make
from duta.accounts.rules import Role
from duta.core.problems import Problem
from duta.evaluation.models import Reading
from duta.evaluation.operations import take_readings
from duta.metrics.figures import figure


@pytest.fixture
def plan(world):
    """An objective with an activity, a story that is out on two channels, observations and a reading."""

    class Plan:
        goal = make.objective(make.strategy(world.mission), title="The public understands diplomacy")
        activity = make.activity(goal, title="Workshops")
        story = make.story(world.mission, title="Workshop day 8", activity=activity)
        indicator = make.indicator(goal, title="Views of reports", target=Decimal(6000))
        good, bad = make.channel(world.mission, name="Good one"), make.channel(world.mission, name="Bad one")

    release = make.release(Plan.story, channels=[Plan.good, Plan.bad], released_at=world.now)
    Plan.delivered = make.delivery(release, Plan.good, state="delivered")
    Plan.refused = make.delivery(
        release, Plan.bad, state="refused", problem_data=Problem("alt_missing", {"number": 2}).as_json()
    )
    make.observe(f"newsroom.story:{Plan.story.number}/id", "portal.views@1", 4700, at=timezone.now())
    make.observe(f"delivery.delivery:{Plan.delivered.pk}", "platform.likes@1", 66, at=timezone.now())
    take_readings(now=timezone.now())
    Plan.reading = Reading.objects.get()
    return Plan


def things(plan):
    return {
        "objective": plan.goal.pk, "activity": plan.activity.pk, "story": plan.story.pk,
        "delivery": plan.delivered.pk, "indicator": plan.indicator.pk, "reading": plan.reading.pk,
    }  # fmt: skip


KINDS = ["objective", "activity", "story", "delivery", "indicator", "reading"]


def page(client, kind, pk) -> str:
    answer = client.get(reverse("desk_chain", args=[kind, pk]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_every_link_shows_the_whole_way(client, world, plan, kind):
    client.force_login(world.person(Role.ANALYST))
    shown = page(client, kind, things(plan)[kind])
    for label in (plan.goal.label, plan.activity.label, plan.story.title, plan.good.name, plan.indicator.label):
        assert label in shown
    assert plan.delivered.receipt.address in shown


@pytest.mark.parametrize("kind", KINDS)
def test_a_siblings_chain_is_a_404(client, world, plan, kind):
    client.force_login(world.person(Role.ANALYST, world.sibling))
    assert client.get(reverse("desk_chain", args=[kind, things(plan)[kind]])).status_code == 404


@pytest.mark.parametrize(("kind", "pk"), [("story", "0"), ("story", "x"), ("nothing", "1"), ("delivery", "1")])
def test_what_is_not_there_is_a_404(client, world, kind, pk):
    client.force_login(world.person(Role.ANALYST))
    assert client.get(reverse("desk_chain", args=[kind, pk])).status_code == 404


def test_the_kind_may_name_its_room(client, world, plan):
    client.force_login(world.person(Role.ANALYST))
    assert plan.goal.label in page(client, "strategy.objective", plan.goal.pk)


@pytest.mark.parametrize("kind", ["objective", "activity", "story", "indicator"])
def test_every_node_leads_to_its_own_chain_and_to_its_screen(client, world, plan, kind):
    author = world.person(Role.AUTHOR)
    client.force_login(author)
    shown = page(client, "delivery", plan.delivered.pk)
    assert reverse("desk_chain", args=[kind, things(plan)[kind]]) in shown
    assert reverse("desk_open", args=["story", plan.story.pk]) in shown
    assert reverse("delivery:show", args=[plan.refused.pk]) in shown


@pytest.mark.parametrize(
    ("role", "story", "plan_part"),
    [(Role.AUTHOR, "wagtailadmin_pages:edit", "evaluation:plan"), (Role.PLANNER, "", "strategy_objective:edit"),
     (Role.ANALYST, "", "evaluation:plan")],
)  # fmt: skip
def test_opening_leads_to_a_screen_that_the_role_may_use(client, world, plan, role, story, plan_part):
    client.force_login(world.person(role))
    where = client.get(reverse("desk_open", args=["objective", plan.goal.pk])).url
    assert where.startswith(reverse(plan_part, args=[plan.goal.strategy_id if "plan" in plan_part else plan.goal.pk]))
    where = client.get(reverse("desk_open", args=["story", plan.story.pk])).url
    newest = plan.story.submissions.last()
    expected = reverse(story, args=[plan.story.pk]) if story else reverse("newsroom:submission", args=[newest.pk])
    assert where == expected
    for kind in ("objective", "activity", "indicator"):
        assert client.get(reverse("desk_open", args=[kind, things(plan)[kind]]), follow=True).status_code == 200


def test_a_siblings_thing_is_not_opened(client, world, plan):
    client.force_login(world.person(Role.AUTHOR, world.sibling))
    for kind in ("objective", "activity", "story", "indicator", "nothing"):
        assert client.get(reverse("desk_open", args=[kind, things(plan).get(kind, 1)])).status_code == 404


def test_the_figure_says_how_it_was_made(client, world, plan):
    client.force_login(world.person(Role.ANALYST))
    shown = page(client, "indicator", plan.indicator.pk)
    assert "How this figure is made" in shown
    assert "portal.views@1" in shown
    assert str(plan.indicator.metric.formula) in shown.replace("&#x27;", "'")
    assert str(plan.indicator.metric.caveats) in shown
    assert "read today at" in shown


def test_target_and_gap_are_said_in_words(client, world, plan):
    client.force_login(world.person(Role.ANALYST))
    shown = page(client, "objective", plan.goal.pk)
    assert figure(4700) in shown
    assert "target 6,000\xa0views, 1,300\xa0views to go" in shown


def test_the_totals_of_the_plan_are_those_of_its_children(client, world, plan):
    other = make.story(world.mission, title="Second story", activity=plan.activity)
    make.release(other, released_at=world.now)
    make.observe(f"newsroom.story:{other.number}/id", "portal.views@1", 300, at=timezone.now())
    client.force_login(world.person(Role.ANALYST))
    shown = page(client, "objective", plan.goal.pk)
    for value in (5000, 4700, 300):
        assert f"{figure(value)}\xa0views" in shown


def test_a_refused_version_says_so_and_who_can_act_has_the_button(client, world, plan):
    client.force_login(world.person(Role.CHANNEL_MANAGER))
    shown = page(client, "story", plan.story.pk)
    assert "Refused" in shown
    assert "Picture 2 has no alternative text." in shown
    assert reverse("delivery:show", args=[plan.refused.pk]) in shown
    client.force_login(world.person(Role.ANALYST))
    assert "Nothing in this chain is waiting for you." in page(client, "story", plan.story.pk)


def test_what_waits_elsewhere_is_not_shown_in_this_chain(client, world, plan):
    manager = world.person(Role.CHANNEL_MANAGER)
    world.delivery(make.channel(world.mission), title="Elsewhere")
    client.force_login(manager)
    assert "Elsewhere" not in page(client, "story", plan.story.pk)


def test_an_empty_objective_says_how_the_chain_begins(client, world):
    goal = make.objective(make.strategy(world.mission))
    client.force_login(world.person(Role.PLANNER))
    shown = page(client, "objective", goal.pk)
    assert "No activity yet" in shown
    assert "No indicator yet" in shown
    assert f"{reverse('strategy_activity:add')}?objective={goal.pk}" in shown
    client.force_login(world.person(Role.ANALYST))
    assert reverse("strategy_activity:add") not in page(client, "objective", goal.pk)


def test_a_story_without_an_activity_says_what_ties_it_to_an_objective(client, world):
    story = make.story(world.mission, title="Lonely story")
    client.force_login(world.person(Role.AUTHOR))
    shown = page(client, "story", story.pk)
    assert "This story names no activity yet" in shown
    assert reverse("wagtailadmin_pages:edit", args=[story.pk]) in shown


def test_forty_stories_on_nine_channels_fold(client, world):
    goal = make.objective(make.strategy(world.mission))
    activity = make.activity(goal)
    channels = [make.channel(world.mission) for _number in range(9)]
    for _number in range(40):
        make.release(make.story(world.mission, activity=activity), channels=channels, released_at=world.now)
    client.force_login(world.person(Role.ANALYST))
    shown = page(client, "objective", goal.pk)
    assert "and 36 more" in shown
    assert "and 395 more" in shown
    assert len(shown) < 400_000


def test_the_chain_takes_as_many_queries_for_thirty_stories_as_for_one(client, world, plan):
    everybody = world.person(Role.CHANNEL_MANAGER)
    client.force_login(everybody)
    page(client, "objective", plan.goal.pk)
    with CaptureQueriesContext(connection) as one:
        page(client, "objective", plan.goal.pk)
    for _number in range(29):
        story = make.story(world.mission, activity=plan.activity)
        release = make.release(story, channels=[plan.good], released_at=world.now)
        make.delivery(release, plan.good, state="delivered")
    with CaptureQueriesContext(connection) as thirty:
        page(client, "objective", plan.goal.pk)
    assert len(thirty) == len(one)
