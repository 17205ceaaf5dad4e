"""The whole plan on one screen, readings, and entering what only people can know."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import etree

import make
from duta.accounts.rules import Role
from duta.evaluation import operations
from duta.evaluation.models import Reading
from duta.strategy.models import Milestone
from duta.strategy.rules import Aggregation

LIKES, SURVEY, SEATS = "platform.likes@1", "survey.understanding@1", "event.attendance@1"


@pytest.fixture(autouse=True)
def _english_browser(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def today(scene):
    """The plan lies around the day on which the tests run."""
    day = timezone.localdate()
    strategy = scene.objective.strategy
    strategy.starts_on, strategy.ends_on = date(day.year, 1, 1), date(day.year, 12, 31)
    strategy.save()
    scene.objective.deadline = strategy.ends_on
    scene.objective.save()
    return day


@pytest.fixture
def survey(scene, today):
    return make.indicator(
        scene.objective, metric_ref=SURVEY, aggregation=Aggregation.LATEST, unit="%", title="Yang menjawab benar",
        starts_on=date(today.year, 1, 1), ends_on=date(today.year, 12, 31), deadline=date(today.year, 12, 31),
        baseline=52, target=70, stage="outcome",
    )  # fmt: skip


def get(client, person, name, *arguments, **query):
    client.force_login(person)
    return client.get(reverse(f"evaluation:{name}", args=arguments), query)


def plan_page(client, person, scene):
    return get(client, person, "plan", scene.objective.strategy_id)


def enter(indicator, by, value=61):
    return operations.enter_reading(
        indicator=indicator, value=Decimal(value), evidence="Survei, 400 responden", by=by, now=timezone.now()
    )


# Who sees what


@pytest.mark.parametrize("role", list(Role))
def test_every_role_sees_plan_and_readings_and_only_some_the_form(client, scene, survey, role):
    person = make.person(role, scene.mission)
    assert plan_page(client, person, scene).status_code == 200
    assert get(client, person, "index").status_code == 200
    assert get(client, person, "readings", survey.pk).status_code == 200
    expected = 200 if role in (Role.PLANNER, Role.ANALYST) else 302
    assert get(client, person, "enter", survey.pk).status_code == expected


@pytest.mark.parametrize("name", ["plan", "readings", "enter"])
def test_a_siblings_screens_are_not_there_and_those_below_are(client, scene, survey, name):
    pk = scene.objective.strategy_id if name == "plan" else survey.pk
    assert get(client, make.person(Role.ANALYST, scene.sibling), name, pk).status_code == 404
    assert get(client, make.person(Role.ANALYST, scene.ministry), name, pk).status_code == 200
    assert get(client, scene.planner, name, 999_999).status_code == 404


def test_the_ministrys_plan_may_be_read_below_but_not_changed_or_measured(client, scene):
    above = make.indicator(make.objective(make.strategy(scene.ministry)), metric_ref=SURVEY)
    page = get(client, scene.planner, "plan", above.objective.strategy_id)
    assert (page.status_code, page.context["may_plan"], page.context["may_measure"]) == (200, False, False)
    assert get(client, scene.planner, "readings", above.pk).status_code == 200
    assert get(client, scene.planner, "enter", above.pk).status_code == 302


def test_a_siblings_indicator_is_not_in_the_list(client, scene, survey):
    page = get(client, make.person(Role.ANALYST, scene.sibling), "index").content.decode()
    assert survey.title not in page
    assert "No indicators yet" in page


def test_only_planners_are_offered_to_change_the_plan(client, scene, survey):
    add = reverse("strategy_indicator:add")
    assert add in plan_page(client, scene.planner, scene).content.decode()
    assert add not in plan_page(client, scene.analyst, scene).content.decode()


# The plan


def test_an_objective_shows_actual_and_target_its_state_and_the_rule(client, scene, survey):
    enter(survey, scene.analyst, 70)
    page = plan_page(client, scene.planner, scene).content.decode()
    assert "<strong>70%</strong>" in page
    assert "from 52 to 70%" in page
    assert "reached" in page
    assert "How the states are decided" in page
    assert "Measured by “Yang menjawab benar”." in page


def test_an_objective_without_indicator_says_what_to_do(client, scene, today):
    page = plan_page(client, scene.planner, scene).content.decode()
    assert "No indicator measures this objective yet." in page
    assert "not measured" in page


def test_activities_lie_on_a_timeline_with_their_milestones_and_today(client, scene, today):
    scene.activity.starts_on, scene.activity.ends_on = date(today.year, 1, 1), date(today.year, 12, 31)
    scene.activity.save()
    for title, due, done in (
        ("Selesai", date(today.year, 1, 1), date(today.year, 1, 1)), ("Akhir", date(today.year, 12, 31), None),
    ):  # fmt: skip
        Milestone.objects.create(activity=scene.activity, title=title, due_on=due, done_on=done)
    page = plan_page(client, scene.planner, scene)
    (span,) = page.context["timeline"].spans
    assert (span.start, span.width) == ("0.00%", "100.00%")
    assert next(mark.state for mark in span.marks) == "done"
    assert page.context["timeline"].today
    assert f"Selesai, 1 January {today.year}: done" in page.content.decode()


def test_numbers_in_drawings_never_follow_the_readers_language(client, scene, survey):
    enter(survey, scene.analyst)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "id"
    for page in (plan_page(client, scene.planner, scene), get(client, scene.planner, "readings", survey.pk)):
        tree = etree.HTML(page.content.decode())
        for shape in tree.iter("rect", "line", "circle", "text", "polyline"):
            for name in ("x", "x1", "x2", "y1", "y2", "cx", "width", "points"):
                assert not (shape.get(name) or "").rstrip("%").replace(" ", "").count(",") or name == "points"


def test_every_drawing_has_words(client, scene, survey):
    for _ in range(2):
        enter(survey, scene.analyst)
    for page in (plan_page(client, scene.planner, scene), get(client, scene.planner, "readings", survey.pk)):
        drawings = etree.HTML(page.content.decode()).xpath("//main//svg[@role='img']")
        assert drawings
        assert all(drawing.get("aria-label") for drawing in drawings)


def test_an_empty_plan_says_what_comes_first(client, scene):
    empty = make.strategy(scene.mission, title="Kosong")
    page = get(client, scene.planner, "plan", empty.pk).content.decode()
    assert "No objectives yet" in page
    assert f"{reverse('strategy_objective:add')}?strategy={empty.pk}" in page


def test_a_plan_costs_as_many_queries_with_many_parts_as_with_one(client, scene, today, django_assert_max_num_queries):
    client.force_login(scene.planner)
    address = reverse("evaluation:plan", args=[scene.objective.strategy_id])
    make.indicator(scene.objective)
    used = []
    for size in (1, 8):
        while scene.objective.strategy.objectives.count() < size:
            goal = make.objective(scene.objective.strategy)
            goal.audiences.add(make.audience(scene.mission))
            Milestone.objects.create(activity=make.activity(goal), title="Tonggak", due_on=today)
            make.indicator(goal)
        client.get(address)
        with django_assert_max_num_queries(30) as counted:
            assert client.get(address).status_code == 200
        used.append(len(counted))
    assert used[1] <= used[0] + 2  # audiences and milestones are there only now


# Readings


def test_the_list_shows_value_target_and_state_and_what_is_overdue(client, scene, survey):
    page = get(client, scene.analyst, "index").content.decode()
    assert "none yet" in page
    assert "reading overdue" in page
    enter(survey, scene.analyst)
    page = get(client, scene.analyst, "index").content.decode()
    assert "<strong>61%</strong>" in page
    assert "reading overdue" not in page


def test_only_those_that_wait_for_me_can_be_asked_for(client, scene, survey):
    other = make.indicator(
        scene.objective, title="Segar", metric_ref=SEATS, starts_on=survey.starts_on, ends_on=survey.ends_on
    )
    enter(other, scene.analyst)
    page = get(client, scene.analyst, "index", overdue=1)
    assert [line.indicator.pk for line, _ in page.context["rows"]] == [survey.pk]


def test_the_list_costs_as_many_queries_for_many_as_for_one(client, scene, survey, django_assert_max_num_queries):
    client.force_login(scene.analyst)
    used = []
    for size in (1, 15):
        while scene.objective.indicators.count() < size:
            make.indicator(scene.objective)
        client.get(reverse("evaluation:index"))
        with django_assert_max_num_queries(30) as counted:
            client.get(reverse("evaluation:index"))
        used.append(len(counted))
    assert used[0] == used[1]


def test_the_readings_of_an_indicator_are_drawn_and_listed_with_their_evidence(client, scene, survey):
    for value in (54, 61):
        enter(survey, scene.analyst, value)
    page = get(client, scene.analyst, "readings", survey.pk)
    text = page.content.decode()
    assert "Survei, 400 responden" in text
    assert f"entered by {scene.analyst}" in text
    assert "survey.understanding@1" in text
    assert "Self-selected respondents know more than the public." in text
    assert page.context["chart"] is None  # two readings of one day are one point


def test_readings_of_several_days_are_drawn_as_a_line(client, scene, survey):
    for day in (3, 2, 1):
        reading = enter(survey, scene.analyst, 60 + day)
        Reading.objects.filter(pk=reading.pk).update(read_at=timezone.now() - timezone.timedelta(days=day))
    chart = get(client, scene.analyst, "readings", survey.pk).context["chart"]
    assert len(chart.line.split()) == 3
    assert chart.words == "3 readings, from 63% to 61%; the target is 70%."


def test_without_readings_the_page_says_what_comes(client, scene, survey):
    assert "No readings yet" in get(client, scene.analyst, "readings", survey.pk).content.decode()


# Entering


def post(client, person, indicator, **changes):
    client.force_login(person)
    data = {
        "value": "61", "measured_on": timezone.localdate().isoformat(), "evidence": "Survei, 400 responden", **changes,
    }  # fmt: skip
    return client.post(reverse("evaluation:enter", args=[indicator.pk]), data)


def test_an_entered_reading_shows_at_once(client, scene, survey):
    answer = post(client, scene.analyst, survey)
    assert answer.url == reverse("evaluation:readings", args=[survey.pk])
    assert "The reading of “Yang menjawab benar” is now 61%." in client.get(answer.url).content.decode()
    assert Reading.objects.get().entered_by == scene.analyst


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"evidence": ""}, "evidence"), ({"value": ""}, "value"), ({"value": "banyak"}, "value"),
        ({"measured_on": "2001-01-01"}, "measured_on"), ({"measured_on": "2999-01-01"}, "measured_on"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_written(client, scene, survey, changes, field):
    page = post(client, scene.analyst, survey, **changes)
    assert set(page.context["form"].errors) == {field}
    assert not Reading.objects.exists()


def test_a_sum_over_activities_asks_for_which_one_and_shows_what_is_known(client, scene, today):
    seats = make.indicator(
        scene.objective, metric_ref=SEATS, starts_on=date(today.year, 1, 1), ends_on=date(today.year, 12, 31)
    )
    page = get(client, scene.analyst, "enter", seats.pk)
    assert [*page.context["form"].fields["activity"].queryset] == [scene.activity]
    post(client, scene.analyst, seats, value="120", activity=scene.activity.pk)
    known = get(client, scene.analyst, "enter", seats.pk).context["known"]
    assert [(row, int(observation.value)) for row, observation in known] == [(scene.activity, 120)]


def test_a_newest_value_asks_for_no_activity(client, scene, survey):
    assert "activity" not in get(client, scene.analyst, "enter", survey.pk).context["form"].fields


def test_an_author_cannot_enter_by_posting(client, scene, survey):
    assert post(client, make.person(Role.AUTHOR, scene.mission), survey).status_code == 302
    assert not Reading.objects.exists()
