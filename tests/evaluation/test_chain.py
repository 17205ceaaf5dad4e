"""From any figure back to what was done and why, and forward again."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import translation

import make
from duta.accounts.rules import Role
from duta.core.problems import Problem
from duta.core.subjects import Subject
from duta.delivery.rules import DeliveryState
from duta.evaluation import operations
from duta.evaluation.chain import Column, Tone, chain_of
from duta.evaluation.models import Reading
from duta.metrics.operations import Sample, record_observations
from duta.metrics.rules import Origin
from duta.strategy.rules import Aggregation

LIKES, VIEWS, OUT, SURVEY = (
    "platform.likes@1", "portal.views@1", "delivery.published@1", "survey.understanding@1",
)  # fmt: skip


@pytest.fixture
def viewer(scene):
    return make.person(Role.AUTHOR, scene.mission)


def fresh(person):
    """The person as another request knows him."""
    return type(person).objects.get(pk=person.pk)


def liked(scene, *likes, **fields):
    """A story that went out on as many channels, liked so often there; and read 100 times on the portal."""
    story = scene.story(**fields)
    release = scene.out(story, *scene.channels[: len(likes)])
    for delivery, count in zip(scene.deliveries(release), likes, strict=True):
        make.observe(f"delivery.delivery:{delivery.pk}", LIKES, 1, count)
        make.observe(f"delivery.delivery:{delivery.pk}", OUT, 1)
    make.observe(f"newsroom.story:{story.number}/id", OUT, 1)
    make.observe(f"newsroom.story:{story.number}/id", VIEWS, 60, 100)
    return story


def by_kind(chain, kind):
    return [node for node in chain.nodes if node.kind == kind]


def assert_sums(chain):
    for node in chain.nodes:
        children = chain.children_of(node)
        for figure in node.figures if children else ():
            assert figure.value == sum(child.figure(figure.metric_ref) or 0 for child in children)


# What it shows


def test_the_whole_way_from_the_objective_to_the_indicator(scene, viewer):
    story = liked(scene, 40, 2)
    make.indicator(scene.objective, metric_ref=LIKES)
    operations.take_readings(now=make.NOW)
    chain = chain_of("story", story.pk, viewer)
    counts = {column: len(nodes) for column, nodes in chain.columns()}
    assert counts == {
        Column.OBJECTIVE: 1, Column.ACTIVITY: 1, Column.STORY: 1, Column.VERSION: 3, Column.DELIVERY: 3,
        Column.OBSERVATION: 3, Column.READING: 1, Column.INDICATOR: 1,
    }  # fmt: skip
    assert chain.title == story.title
    assert chain.asked.key == f"story:{story.translation_key}"


def test_a_storys_likes_are_the_sum_of_its_deliveries_newest_counts(scene, viewer):
    chain = chain_of("story", liked(scene, 40, 2).pk, viewer)
    assert chain.asked.figure(LIKES) == 42
    assert chain.asked.figure(VIEWS) == 100
    assert chain.asked.figure(OUT) == 3
    assert sorted(node.figure(LIKES) for node in by_kind(chain, "delivery")) == [2, 40]


def test_an_activity_is_the_sum_of_its_stories_and_an_objective_of_its_activities(scene, viewer):
    other = make.activity(scene.objective)
    liked(scene, 40, 2)
    liked(scene, 5)
    liked(scene, 7, activity=other)
    chain = chain_of("objective", scene.objective.pk, viewer)
    assert chain.asked.figure(LIKES) == 54
    assert {node.pk: node.figure(LIKES) for node in by_kind(chain, "activity")} == {
        str(scene.activity.pk): 47, str(other.pk): 7,
    }  # fmt: skip
    assert_sums(chain)


@pytest.mark.parametrize("kind", ["objective", "activity", "story", "delivery", "indicator", "reading"])
def test_sums_hold_from_wherever_one_looks(scene, viewer, kind):
    stories = [liked(scene, 3 * number, number) for number in range(6)]
    for _ in range(5):
        liked(scene, 1, activity=make.activity(scene.objective))
    indicator = make.indicator(scene.objective, metric_ref=LIKES)
    operations.take_readings(now=make.NOW)
    delivery = scene.deliveries(stories[2].releases.get())[0]
    pks = {
        "objective": scene.objective.pk, "activity": scene.activity.pk, "story": stories[2].pk,
        "delivery": delivery.pk, "indicator": indicator.pk, "reading": Reading.objects.get().pk,
    }  # fmt: skip
    chain = chain_of(kind, pks[kind], viewer)
    assert (chain.asked.kind, chain.asked.pk) == (kind, str(pks[kind]))
    assert_sums(chain)
    (objective,) = by_kind(chain, "objective")
    assert objective.figure(LIKES) == sum(4 * number for number in range(6)) + 5
    assert all(parent in {node.key for node in chain.nodes} for node in chain.nodes for parent in node.parents)


def test_every_link_of_the_chain_leads_to_a_chain_that_is_there(scene, viewer):
    liked(scene, 40, 2)
    make.indicator(scene.objective, metric_ref=LIKES)
    operations.take_readings(now=make.NOW)
    chain = chain_of("objective", scene.objective.pk, viewer)
    links = {node.chain for node in chain.nodes if node.chain}
    assert {kind for kind, _ in links} == {"objective", "activity", "story", "delivery", "indicator", "reading"}
    assert all(chain_of(kind, pk, viewer) for kind, pk in links)


def test_neighbours_on_the_way_are_folded_and_what_lies_below_the_asked_is_not(scene, viewer):
    stories = [liked(scene, number, number) for number in range(1, 7)]
    chain = chain_of("story", stories[0].pk, viewer)
    assert [node.pk for node in by_kind(chain, "story")] == [str(stories[0].pk)]
    (others,) = by_kind(chain, "others")
    assert (others.folded, others.figure(LIKES)) == (5, 2 * sum(range(2, 7)))
    assert others.chain == ("activity", str(scene.activity.pk))
    assert len(by_kind(chain, "delivery")) == 2


def test_pages_in_several_languages_are_one_story(scene, viewer):
    story = liked(scene, 40)
    english = story.copy_for_translation(make.locales()[1])
    english.title = "Report"
    english.save()
    english.save_revision()
    make.observe(f"newsroom.story:{story.number}/en", VIEWS, 11)
    chain = chain_of("story", english.pk, viewer)
    assert chain.title == "Report"
    assert chain.asked.sub == "Indonesian: Released, English: Draft"
    assert chain.asked.figure(VIEWS) == 111
    with translation.override("id"):
        assert chain_of("story", english.pk, viewer).title == story.title


def test_views_by_robots_are_told_but_not_counted(scene, viewer):
    story = liked(scene)
    make.observe(f"newsroom.story:{story.number}/id", "portal.views_by_robots@1", 900)
    chain = chain_of("story", story.pk, viewer)
    (node,) = [one for one in by_kind(chain, "observation") if one.pk == f"newsroom.story:{story.number}/id"]
    assert "robots not counted: 900" in node.sub
    assert chain.asked.figure("portal.views_by_robots@1") is None


def test_a_survey_hangs_on_its_objective_and_is_not_added_up(scene, viewer):
    indicator = make.indicator(scene.objective, metric_ref=SURVEY, aggregation=Aggregation.LATEST, unit="%")
    reading = operations.enter_reading(
        indicator=indicator, value=Decimal(61), evidence="Survei", by=scene.analyst, now=make.NOW
    )
    chain = chain_of("reading", reading.pk, viewer)
    (observation,) = by_kind(chain, "observation")
    assert observation.parents == (f"objective:{scene.objective.pk}",)
    assert (observation.label, observation.sub) == ("61%", "a person, with evidence")
    assert by_kind(chain, "objective")[0].figures == ()
    assert chain.asked.parents == (observation.key,)
    assert (chain.asked.explanation.evidence, chain.asked.explanation.entered_by) == ("Survei", str(scene.analyst))


# States


def version_states(chain):
    return {node.label.split(",")[0]: (node.state, node.tone) for node in chain.nodes if node.column == Column.VERSION}


def test_a_refused_delivery_says_why_on_its_node(scene, viewer):
    story = scene.story()
    release = make.release(story, channels=scene.channels)
    problem = Problem("alt_missing", {"number": 2}).as_json()
    make.delivery(release, scene.channels[0], state=DeliveryState.REFUSED, problem_data=problem)
    make.delivery(release, scene.channels[1])
    chain = chain_of("story", story.pk, viewer)
    assert version_states(chain) == {
        "Portal": ("Released", Tone.GOOD), "Latihan": ("Refused", Tone.BAD), "Bluesky": ("Delivered", Tone.GOOD),
    }  # fmt: skip
    (refused,) = [node for node in by_kind(chain, "delivery") if node.tone is Tone.BAD]
    assert refused.sub == "Picture 2 has no alternative text."


def test_a_receipt_leads_to_where_the_public_sees_it(scene, viewer):
    release = scene.out(scene.story(), scene.channels[0])
    chain = chain_of("story", release.story_id, viewer)
    (delivery,) = scene.deliveries(release)
    assert by_kind(chain, "delivery")[0].address == delivery.receipt.address
    assert by_kind(chain, "release")[0].address == release.address


def test_what_was_withdrawn_is_not_shown_as_out(scene, viewer):
    release = scene.out(scene.story(), scene.channels[0])
    release.state = "withdrawn"
    release.save()
    (delivery,) = scene.deliveries(release)
    delivery.receipt.withdrawn_at = make.NOW
    delivery.receipt.save()
    chain = chain_of("story", release.story_id, viewer)
    assert {state for state, _ in version_states(chain).values()} == {"Withdrawn"}


def test_a_draft_is_in_the_chain_by_the_activity_of_its_newest_revision(scene, viewer):
    story = scene.story(activity=None)
    story.activity = scene.activity
    story.save_revision()
    chain = chain_of("story", story.pk, viewer)
    assert chain.asked.state == "Draft"
    assert chain.asked.parents == (f"activity:{scene.activity.pk}",)


def test_a_story_without_activity_stands_alone(scene, viewer):
    story = liked(scene, 40, activity=None)
    chain = chain_of("story", story.pk, viewer)
    assert by_kind(chain, "objective") == []
    assert chain.asked.figure(LIKES) == 40


# Readings


def test_a_reading_shows_its_arithmetic_and_names_its_observations(scene, viewer):
    indicator = make.indicator(scene.objective, metric_ref=LIKES, unit="likes")
    story = liked(scene, 40, 2)
    operations.take_readings(now=make.NOW)
    chain = chain_of("indicator", indicator.pk, viewer)
    (reading,) = by_kind(chain, "reading")
    assert reading.label == "42\N{NO-BREAK SPACE}likes"
    assert reading.at == make.NOW
    explanation = reading.explanation
    assert sorted(explanation.formula.split(" = ")[0].split(" + ")) == ["2", "40"]
    assert explanation.formula.endswith(" = 42")
    assert (explanation.metric_ref, explanation.rule) == (LIKES, "last value of each thing, then the sum")
    assert {term.label for term in explanation.terms} == {
        f"Latihan, Indonesian: {story.title}", f"Bluesky, Indonesian: {story.title}",
    }  # fmt: skip
    assert set(reading.parents) == {term.node for term in explanation.terms}


def test_what_stood_before_the_window_is_taken_off_in_the_arithmetic(scene, viewer):
    indicator = make.indicator(scene.objective, metric_ref=LIKES, starts_on=make.NOW.date())
    make.observe(f"strategy.activity:{scene.activity.pk}", LIKES, 120, at=make.later(days=-2))
    make.observe(f"strategy.activity:{scene.activity.pk}", LIKES, 150)
    operations.take_readings(now=make.NOW)
    (reading,) = by_kind(chain_of("indicator", indicator.pk, viewer), "reading")
    assert reading.explanation.formula == "(150 − 120) = 30"
    assert reading.explanation.terms[0].before == 120


def test_an_indicators_chain_shows_only_what_it_counts(scene, viewer):
    indicator = make.indicator(scene.objective, metric_ref=VIEWS)
    liked(scene, 40)
    operations.take_readings(now=make.NOW)
    chain = chain_of("indicator", indicator.pk, viewer)
    assert {figure.metric_ref for node in chain.nodes for figure in node.figures} == {VIEWS}
    assert by_kind(chain, "objective")[0].figure(VIEWS) == Reading.objects.get().value == 100


def test_an_indicator_of_one_activity_shows_that_activity_only(scene, viewer):
    liked(scene, 7, activity=make.activity(scene.objective))
    liked(scene, 40)
    indicator = make.indicator(scene.objective, metric_ref=LIKES, scope="activity", activity=scene.activity)
    chain = chain_of("indicator", indicator.pk, viewer)
    assert [node.pk for node in by_kind(chain, "activity")] == [str(scene.activity.pk)]
    assert chain.asked.parents == (f"activity:{scene.activity.pk}",)
    assert chain.asked.state == "no reading yet"


def test_an_old_reading_is_explained_by_what_was_observed_then(scene, viewer):
    indicator = make.indicator(scene.objective, metric_ref=LIKES)
    thing = f"strategy.activity:{scene.activity.pk}"
    for day, likes in enumerate((10, 30)):
        make.observe(thing, LIKES, likes, at=make.later(days=day))
        operations.take_readings(now=make.later(days=day))
    old = Reading.objects.filter(indicator=indicator).order_by("pk").first()
    chain = chain_of("reading", old.pk, viewer)
    assert [(term.seen, term.value) for term in chain.asked.explanation.terms] == [(10, 10)]
    assert chain.asked.label.startswith("10")


# Who may see it


@pytest.fixture
def pks(scene):
    story = liked(scene, 40)
    indicator = make.indicator(scene.objective, metric_ref=LIKES)
    operations.take_readings(now=make.NOW)
    return {
        "objective": scene.objective.pk, "activity": scene.activity.pk, "story": story.pk,
        "delivery": scene.deliveries(story.releases.get())[0].pk, "indicator": indicator.pk,
        "reading": Reading.objects.get().pk,
    }  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_every_role_of_the_organisation_and_above_sees_every_chain(scene, pks, role):
    for organisation in (scene.mission, scene.ministry):
        person = make.person(role, organisation)
        assert all(chain_of(kind, pk, person) for kind, pk in pks.items())


@pytest.mark.parametrize("kind", ["objective", "activity", "story", "delivery", "indicator", "reading"])
def test_a_siblings_chain_is_not_there(scene, pks, kind):
    assert chain_of(kind, pks[kind], make.person(Role.PLANNER, scene.sibling)) is None
    assert chain_of(kind, pks[kind], make.user()) is None


@pytest.mark.parametrize(
    ("kind", "pk"),
    [("objective", 0), ("story", "x"), ("story", ""), ("delivery", "1"), ("delivery", uuid4()), ("nothing", 1)],
)
def test_what_does_not_exist_is_not_there(viewer, kind, pk):
    assert chain_of(kind, pk, viewer) is None


def test_a_missions_person_sees_its_story_under_the_ministrys_plan_and_not_the_siblings(scene, viewer):
    plan = make.objective(make.strategy(scene.ministry))
    activity = make.activity(plan)
    story = liked(scene, 40, activity=activity)
    liked(scene, 7, activity=activity, where=scene.sibling)
    chain = chain_of("story", story.pk, viewer)
    assert [node.pk for node in by_kind(chain, "objective")] == [str(plan.pk)]
    assert (by_kind(chain, "objective")[0].figure(LIKES), chain.hidden) == (40, 1)


def test_a_story_of_a_sibling_is_left_out_of_nodes_and_sums_and_is_counted(scene, viewer):
    liked(scene, 40)
    liked(scene, 7, where=scene.sibling)
    chain = chain_of("objective", scene.objective.pk, viewer)
    assert (len(by_kind(chain, "story")), chain.asked.figure(LIKES), chain.hidden) == (1, 40, 1)
    whole = chain_of("objective", scene.objective.pk, make.person(Role.PLANNER, scene.ministry))
    assert (len(by_kind(whole, "story")), whole.asked.figure(LIKES), whole.hidden) == (2, 47, 0)


def test_what_went_out_on_a_channel_of_the_ministry_belongs_to_the_missions_story(scene, viewer):
    story = scene.story()
    channel = make.channel(scene.ministry)
    (delivery,) = scene.deliveries(scene.out(story, channel))
    assert len(by_kind(chain_of("story", story.pk, viewer), "delivery")) == 1
    assert chain_of("delivery", delivery.pk, viewer).asked.pk == str(delivery.pk)


# Speed


@pytest.mark.parametrize("kind", ["objective", "story", "indicator"])
def test_twenty_stories_cost_as_many_queries_as_one(scene, viewer, django_assert_max_num_queries, kind):
    indicator = make.indicator(scene.objective, metric_ref=LIKES)
    used = []
    for size in (1, 20):
        while len(used) < size:
            used.append(liked(scene, 3, 4))
        operations.take_readings(now=make.later(days=size - 1))
        pk = {"objective": scene.objective.pk, "story": used[0].pk, "indicator": indicator.pk}[kind]
        chain_of(kind, pk, fresh(viewer))  # what Django keeps for the process (content types, sites) is not counted
        with django_assert_max_num_queries(19) as counted:
            assert chain_of(kind, pk, fresh(viewer))
        if size == 1:
            first = len(counted)
    assert len(counted) == first


@pytest.mark.parametrize(
    ("state", "said", "tone"),
    [
        ("refused", "Correction: Refused", Tone.BAD),
        ("delivered", "Corrected", Tone.GOOD),
        ("cancelled", "Delivered", Tone.GOOD),
    ],
)
def test_a_version_says_where_its_correction_stands(scene, viewer, state, said, tone):
    story = scene.story()
    first = scene.out(story, scene.channels[0])
    type(first).objects.filter(pk=first.pk).update(state="superseded")
    later = make.release(story, channels=scene.channels[:1])
    correction = make.delivery(later, scene.channels[0], action="edit", state="scheduled")
    type(correction).objects.filter(pk=correction.pk).update(state=state, wake_at=None, line=None)
    with translation.override("en"):
        chain = chain_of("delivery", str(correction.pk), viewer)
    (version,) = by_kind(chain, "version")
    assert (version.state, version.tone) == (said, tone)
    assert [node.pk for node in chain.nodes if node.is_asked] == [str(correction.pk)]


def test_the_chain_of_a_withdrawal_is_that_of_what_it_takes_back(scene, viewer):
    release = scene.out(scene.story(), scene.channels[0])
    (published,) = scene.deliveries(release)
    withdrawal = make.delivery(release, scene.channels[0], action="withdraw", state="scheduled")
    chain = chain_of("delivery", str(withdrawal.pk), viewer)
    assert [node.pk for node in chain.nodes if node.is_asked] == [str(published.pk)]


def test_an_imported_figure_names_its_file_and_row(scene, viewer):
    release = scene.out(scene.story(), scene.channels[0])
    (delivery,) = scene.deliveries(release)
    thing = Subject("delivery.delivery", str(delivery.pk))
    record_observations(
        [Sample(LIKES, thing, 41, make.NOW, Origin.IMPORT, origin_ref="Konten.csv#7", batch="delivery.tally:1")]
    )
    with translation.override("en"):
        (node,) = by_kind(chain_of("delivery", str(delivery.pk), viewer), "observation")
    assert node.sub == "import: Konten.csv, row 7"
