"""What an indicator counts, and how its readings come to be."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import make
from duta.accounts.rules import Role
from duta.core.models import AuditEntry
from duta.evaluation import operations, queries
from duta.evaluation.models import Reading
from duta.evaluation.operations import ReadingRefused
from duta.evaluation.rules import Observed, aggregate
from duta.evaluation.works import thing_of_plan, works_of_activities
from duta.metrics.models import Observation
from duta.metrics.operations import Sample, record_observations, withdraw_observations
from duta.metrics.rules import Origin, Shape, metric_for
from duta.strategy.rules import Aggregation

LIKES, VIEWS, OUT = "platform.likes@1", "portal.views@1", "delivery.published@1"
SURVEY, SEATS = "survey.understanding@1", "event.attendance@1"


def indicator(scene, metric=LIKES, **fields):
    return make.indicator(scene.objective, **{"metric_ref": metric, **fields})


def take(**later):
    return operations.take_readings(now=make.later(**later))


def newest(of):
    return Reading.objects.filter(indicator=of).latest()


def enter(of, by, value=61, **fields):
    fields = {"evidence": "Survei, 400 responden, 10-20 November", "now": make.NOW, **fields}
    return operations.enter_reading(indicator=of, value=Decimal(value), by=by, **fields)


def refused_codes(*arguments, **fields):
    with pytest.raises(ReadingRefused) as refused:
        enter(*arguments, **fields)
    return [problem.code for problem in refused.value.problems]


# What is counted


def test_an_indicator_counts_pages_releases_and_entries_of_its_stories_and_what_people_entered(scene):
    story = scene.story()
    release = scene.out(story, *scene.channels)
    assert set(queries.things_of(indicator(scene))) == {
        f"newsroom.story:{story.number}/id",
        *(f"delivery.delivery:{delivery.pk}" for delivery in scene.deliveries(release)),
        f"strategy.activity:{scene.activity.pk}",
        f"strategy.objective:{scene.objective.pk}",
    }


def test_every_language_of_a_story_is_counted_whichever_page_names_the_activity(scene):
    story = scene.story()
    english = story.copy_for_translation(make.locales()[1])
    english.activity = None
    english.save()
    things = queries.things_of(indicator(scene))
    assert {f"newsroom.story:{story.number}/{code}" for code in ("id", "en")} <= set(things)


def test_a_story_whose_languages_name_two_activities_is_counted_once(scene):
    other = make.activity(scene.objective)
    story = scene.story()
    english = story.copy_for_translation(make.locales()[1])
    english.activity = other
    english.save()
    counts = [len(works_of_activities([activity.pk])) for activity in (scene.activity, other)]
    assert counts == [1, 0]


def test_an_indicator_of_one_activity_leaves_the_others_and_the_objective_out(scene):
    make.story(scene.mission, activity=make.activity(scene.objective))
    mine = indicator(scene, scope="activity", activity=scene.activity)
    assert queries.things_of(mine) == (f"strategy.activity:{scene.activity.pk}",)


def test_another_objectives_stories_are_not_counted(scene):
    other = make.activity(make.objective(scene.objective.strategy))
    make.story(scene.mission, activity=other)
    assert not [thing for thing in queries.things_of(indicator(scene)) if thing.startswith("newsroom.story")]


def test_entries_of_every_release_of_a_story_are_counted(scene):
    story = scene.story()
    first = scene.out(story, scene.channels[0])
    first.state = "superseded"
    first.save()
    second = scene.out(story, scene.channels[1])
    (work,) = works_of_activities([scene.activity.pk])
    assert [release.pk for release in work.releases] == [first.pk, second.pk]
    assert {delivery.channel for delivery in work.deliveries} == set(scene.channels)


def test_the_things_of_many_stories_cost_as_many_queries_as_those_of_one(scene, django_assert_num_queries):
    mine = indicator(scene)
    for size in (1, 20):
        while works_of_activities([scene.activity.pk]).__len__() < size:
            scene.out(scene.story(), *scene.channels)
        with django_assert_num_queries(6):  # activities, pages, releases, what they froze, deliveries, links
            assert len(queries.things_of(mine)) == 2 + size * 3


# The value


def test_polling_one_post_five_times_does_not_make_the_reading_grow(scene):
    mine = indicator(scene)
    (delivery,) = scene.deliveries(scene.out(scene.story(), scene.channels[0]))
    for minute in range(5):
        make.observe(f"delivery.delivery:{delivery.pk}", LIKES, 40, at=make.later(minutes=minute))
        take(minutes=minute)
    assert [reading.value for reading in Reading.objects.filter(indicator=mine)] == [40]


def test_likes_of_all_entries_are_added_up_and_the_reading_names_its_observations(scene):
    mine = indicator(scene)
    deliveries = scene.deliveries(scene.out(scene.story(), *scene.channels))
    for delivery, likes in zip(deliveries, (40, 2), strict=True):
        make.observe(f"delivery.delivery:{delivery.pk}", LIKES, 1, likes)
    assert take() == 1
    reading = newest(mine)
    assert (reading.value, reading.things, reading.observations) == (42, 2, 2)
    assert {row.value for row in queries.observations_of(reading)} == {40, 2}
    assert (reading.metric_ref, reading.rule, reading.read_at) == (LIKES, "sum_of_last", make.NOW)


def test_a_story_that_was_out_before_the_window_is_no_publication_of_the_window(scene):
    mine = indicator(scene, OUT, starts_on=date(2026, 11, 20))
    page = f"newsroom.story:{scene.story().number}/id"
    make.observe(page, OUT, 1, at=make.later(days=-10))
    make.observe(page, OUT, 1)
    take()
    assert newest(mine).value == 0


def test_a_draft_in_one_language_moves_no_figure_of_what_is_out_in_another(scene):
    other = make.activity(scene.objective)
    draft = scene.story(activity=other)
    out = scene.story(activity=scene.activity, language="en", translation_key=draft.translation_key)
    type(out).objects.filter(pk=out.pk).update(first_published_at=make.NOW, live=True)
    (work,) = works_of_activities([scene.activity.pk])
    assert out.pk in {page.pk for page in work.pages}
    assert works_of_activities([other.pk]) == []


@pytest.mark.parametrize("days", [("9999-12-30", "9999-12-31"), ("0001-01-01", "2026-12-31")])
def test_an_indicator_with_impossible_days_holds_up_no_other(scene, days):
    broken, mine = indicator(scene, VIEWS), indicator(scene, VIEWS)
    first, last = (date.fromisoformat(day) for day in days)
    type(broken).objects.filter(pk=broken.pk).update(starts_on=first, ends_on=last)
    make.observe(f"newsroom.story:{scene.story().number}/id", VIEWS, 10)
    take()
    assert newest(mine).value == 10


def test_an_indicator_that_cannot_be_read_holds_up_no_other(scene, monkeypatch):
    broken, mine = indicator(scene, VIEWS), indicator(scene, VIEWS)
    real = queries.value_of

    def value_of(one, **fields):
        if one.pk == broken.pk:
            raise ArithmeticError("too large")
        return real(one, **fields)

    monkeypatch.setattr(queries, "value_of", value_of)
    make.observe(f"newsroom.story:{scene.story().number}/id", VIEWS, 10)
    assert take() == 1
    assert newest(mine).value == 10


def test_views_from_before_the_window_are_taken_off(scene):
    mine = indicator(scene, VIEWS, starts_on=date(2026, 11, 20))
    page = f"newsroom.story:{scene.story().number}/id"
    make.observe(page, VIEWS, 900, at=make.later(days=-10))
    make.observe(page, VIEWS, 1000)
    take()
    assert newest(mine).value == 100


def test_a_day_begins_in_the_organisations_zone(scene):
    scene.mission.time_zone = "Europe/Amsterdam"
    scene.mission.save()
    window = queries.window_of(indicator(scene, starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 24)))
    assert [moment.isoformat() for moment in (window.start, window.end)] == [
        "2026-11-24T00:00:00+01:00", "2026-11-25T00:00:00+01:00",
    ]  # fmt: skip


histories = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(-40, 40), st.integers(0, 50)), min_size=1, max_size=12
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=histories, aggregation=st.sampled_from(list(Aggregation)), metric=st.sampled_from([LIKES, SEATS]))
def test_what_is_read_from_the_database_is_enough_for_the_rule(scene, rows, aggregation, metric):
    Observation.objects.all().delete()
    Reading.objects.all().delete()
    scene.objective.indicators.all().delete()
    mine = indicator(scene, metric, aggregation=aggregation, starts_on=date(2026, 11, 14), ends_on=date(2026, 12, 4))
    things = {"a": f"strategy.activity:{scene.activity.pk}", "b": f"strategy.objective:{scene.objective.pk}"}
    for thing, day, value in sorted(rows, key=lambda row: row[1]):
        make.observe(things.get(thing, "strategy.activity:0"), metric, value, at=make.later(days=day))
    counted = Observation.objects.filter(thing__in=things.values())
    everything = [Observed(row.pk, row.thing, row.value, row.observed_at) for row in counted]
    window = queries.window_of(mine)
    whole = aggregate(everything, aggregation=aggregation, window=window, shape=metric_for(metric).shape)
    assert queries.value_of(mine) == whole


# Taking readings


def test_without_an_observation_there_is_no_reading(scene):
    indicator(scene)
    assert take() == 0


def test_a_reading_is_taken_when_the_value_changed_and_once_a_day(scene):
    mine = indicator(scene)
    activity = f"strategy.activity:{scene.activity.pk}"
    make.observe(activity, LIKES, 4)
    assert [take(), take(hours=1)] == [1, 0]
    make.observe(activity, LIKES, 5, at=make.later(hours=2))
    assert [take(hours=2), take(hours=3)] == [1, 0]
    assert [take(days=1), take(days=1, hours=2)] == [1, 0]
    assert [int(reading.value) for reading in Reading.objects.filter(indicator=mine).order_by("pk")] == [4, 5, 5]


def test_a_survey_is_read_once_and_not_every_day(scene):
    indicator(scene, SURVEY, aggregation=Aggregation.LATEST)
    make.observe(f"strategy.objective:{scene.objective.pk}", SURVEY, 61)
    assert metric_for(SURVEY).shape is Shape.VALUE
    assert [take(), take(days=1), take(days=2)] == [1, 0, 0]


def test_only_indicators_whose_window_covers_now_are_read(scene):
    activity = f"strategy.activity:{scene.activity.pk}"
    make.observe(activity, LIKES, 4, at=make.later(days=-30))
    indicator(scene, starts_on=date(2026, 10, 1), ends_on=date(2026, 11, 20))
    indicator(scene, starts_on=date(2026, 12, 1))
    assert take() == 0


def test_the_last_hours_of_a_window_are_read_the_day_after(scene):
    mine = indicator(scene, ends_on=date(2026, 11, 23))
    make.observe(f"strategy.activity:{scene.activity.pk}", LIKES, 4, at=make.later(hours=-11))
    make.observe(f"strategy.activity:{scene.activity.pk}", LIKES, 9, at=make.later(hours=-1))
    take()
    assert newest(mine).value == 4


def imported(thing, value, at, batch="delivery.tally:7"):
    record_observations([Sample(LIKES, thing, Decimal(value), at, Origin.CHANNEL, batch=batch)])


def test_figures_taken_back_after_the_window_leave_the_closing_reading(scene):
    mine = indicator(scene, ends_on=date(2026, 11, 24))
    thing = thing_of_plan(scene.activity)
    imported(thing, 4, make.later(hours=-2), batch="delivery.tally:6")
    imported(thing, 900, make.NOW)
    take()
    assert newest(mine).value == 900
    withdraw_observations(batch="delivery.tally:7", now=make.later(days=40))
    assert take(days=40, minutes=1) == 1
    assert newest(mine).value == 4
    assert [take(days=40, hours=1), take(days=41), take(days=42)] == [0, 0, 0]


def test_a_closing_reading_of_which_all_was_taken_back_is_zero_and_rests(scene):
    mine = indicator(scene, ends_on=date(2026, 11, 24))
    imported(thing_of_plan(scene.activity), 900, make.NOW)
    take()
    withdraw_observations(batch="delivery.tally:7", now=make.later(days=40))
    assert [take(days=40, minutes=1), take(days=41), take(days=42)] == [1, 0, 0]
    assert newest(mine).value == 0


def test_a_closed_indicator_that_another_batch_was_taken_back_from_is_not_read_again(scene):
    indicator(scene, ends_on=date(2026, 11, 24))
    imported(thing_of_plan(scene.activity), 4, make.NOW)
    imported(thing_of_plan(make.activity(make.objective(scene.objective.strategy))), 9, make.NOW, "delivery.tally:8")
    take()
    withdraw_observations(batch="delivery.tally:8", now=make.later(days=40))
    assert take(days=40, minutes=1) == 0


def test_looking_for_what_was_taken_back_costs_the_same_for_many_closed_indicators(scene, django_assert_num_queries):
    imported(thing_of_plan(scene.activity), 4, make.NOW)
    imported(thing_of_plan(scene.activity), 9, make.NOW, "delivery.tally:8")
    for size in (1, 20):
        while scene.objective.indicators.count() < size:
            indicator(scene, ends_on=date(2026, 11, 24))
        take()
        with django_assert_num_queries(2):  # open ones, and whether anything was ever taken back
            queries.open_indicators(now=make.later(days=39))
    withdraw_observations(batch="delivery.tally:8", now=make.later(days=40))
    with django_assert_num_queries(5):
        assert len(queries.open_indicators(now=make.later(days=41))) == 20


def test_queries_for_an_indicator_do_not_grow_with_its_stories(scene, django_assert_num_queries):
    indicator(scene)
    for size in (1, 20):
        while len(works_of_activities([scene.activity.pk])) < size:
            (delivery,) = scene.deliveries(scene.out(scene.story(), scene.channels[0]))
            make.observe(f"delivery.delivery:{delivery.pk}", LIKES, 1)
        with django_assert_num_queries(15):  # one locks the indicator, one asks whether anything was ever taken back
            assert take(days=size) == 1


# Entering readings


def test_an_analyst_enters_a_survey_with_its_evidence(scene):
    mine = indicator(scene, SURVEY, aggregation=Aggregation.LATEST)
    reading = enter(mine, scene.analyst)
    assert (reading.value, reading.entered_by, reading.evidence) == (
        61, scene.analyst, "Survei, 400 responden, 10-20 November",
    )  # fmt: skip
    (observation,) = queries.observations_of(reading)
    assert (observation.thing, observation.origin) == (f"strategy.objective:{scene.objective.pk}", "person")
    assert (observation.evidence, observation.entered_by_id) == (reading.evidence, scene.analyst.pk)
    assert AuditEntry.objects.get(action="reading.entered").organisation_id == scene.mission.pk


def test_an_entered_figure_is_attached_to_the_activity_it_was_measured_for(scene):
    mine = indicator(scene, SEATS, scope="activity", activity=scene.activity)
    enter(mine, scene.analyst, 120)
    assert Observation.objects.get().thing == f"strategy.activity:{scene.activity.pk}"


def test_figures_entered_for_several_activities_are_added_up(scene):
    other = make.activity(scene.objective)
    mine = indicator(scene, SEATS)
    enter(mine, scene.analyst, 120, activity=scene.activity)
    assert enter(mine, scene.analyst, 80, activity=other).value == 200


def test_a_figure_entered_again_replaces_the_one_before(scene):
    mine = indicator(scene, SEATS)
    enter(mine, scene.analyst, 120)
    assert enter(mine, scene.analyst, 150, now=make.later(hours=1)).value == 150


def test_a_figure_measured_last_week_is_observed_last_week_and_read_now(scene):
    mine = indicator(scene, SURVEY, aggregation=Aggregation.LATEST)
    reading = enter(mine, scene.analyst, measured_at=make.later(days=-7))
    assert reading.read_at == make.NOW
    assert Observation.objects.get().observed_at == make.later(days=-7)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"value": -5}, "reading_negative"),
        ({"evidence": "x" * 4001}, "evidence_too_long"),
        ({"evidence": "  "}, "evidence_missing"),
        ({"measured_at": make.later(days=1)}, "measured_in_future"),
        ({"measured_at": make.later(days=-400)}, "measured_outside"),
    ],
)
def test_a_figure_that_cannot_be_counted_is_refused_and_nothing_is_written(scene, fields, code):
    assert refused_codes(indicator(scene, SURVEY), scene.analyst, **fields) == [code]
    assert not Observation.objects.exists()
    assert not Reading.objects.exists()


def test_a_total_older_than_the_newest_known_is_refused(scene):
    mine = indicator(scene)
    enter(mine, scene.analyst, 40)
    assert refused_codes(mine, scene.analyst, 30, measured_at=make.later(days=-1)) == ["newer_figure_known"]


def test_an_activity_of_another_objective_is_refused(scene):
    other = make.activity(make.objective(scene.objective.strategy))
    assert refused_codes(indicator(scene, SEATS), scene.analyst, activity=other) == ["activity_elsewhere"]


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.SIGNATORY, Role.CHANNEL_MANAGER, Role.ADMINISTRATOR])
def test_roles_that_do_not_measure_are_refused(scene, role):
    person = make.person(role, scene.mission)
    assert refused_codes(indicator(scene, SURVEY), person) == ["measure_not_allowed"]


def test_a_siblings_analyst_is_refused_and_the_ministrys_is_not(scene):
    mine = indicator(scene, SURVEY, aggregation=Aggregation.LATEST)
    beside, above = make.person(Role.ANALYST, scene.sibling), make.person(Role.ANALYST, scene.ministry)
    assert refused_codes(mine, beside) == ["measure_not_allowed"]
    assert enter(mine, above).pk


# What is overdue


def overdue(user, **later):
    return [one.pk for one in queries.overdue_readings(user, now=make.later(**later))]


def test_a_reading_is_overdue_when_the_newest_is_older_than_its_rhythm(scene):
    mine = indicator(scene, SURVEY, aggregation=Aggregation.LATEST, read_every_days=7)
    enter(mine, scene.analyst)
    assert overdue(scene.analyst, days=6) == []
    assert overdue(scene.analyst, days=8) == [mine.pk]


def test_without_a_reading_the_window_s_opening_counts(scene):
    late = indicator(scene, starts_on=date(2026, 11, 10))
    indicator(scene, starts_on=date(2026, 11, 20))
    assert overdue(scene.analyst) == [late.pk]


def test_the_longest_waiting_comes_first(scene):
    second = indicator(scene, starts_on=date(2026, 11, 10))
    first = indicator(scene, starts_on=date(2026, 10, 10))
    assert overdue(scene.analyst) == [first.pk, second.pk]


def test_what_is_not_measured_any_more_is_not_overdue(scene):
    indicator(scene, ends_on=date(2026, 11, 1))
    assert overdue(scene.analyst) == []


def test_overdue_readings_are_asked_of_those_who_may_enter_them(scene):
    mine = indicator(scene)
    people = {
        role: make.person(role, where) for role, where in ((Role.PLANNER, scene.ministry), (Role.AUTHOR, scene.mission))
    }
    assert overdue(people[Role.PLANNER]) == [mine.pk]
    assert overdue(people[Role.AUTHOR]) == []
    assert overdue(make.person(Role.ANALYST, scene.sibling)) == []


def test_overdue_readings_cost_the_same_for_one_and_for_many(scene, django_assert_num_queries):
    for size in (1, 20):
        while scene.objective.indicators.count() < size:
            indicator(scene)
        analyst = type(scene.analyst).objects.get(pk=scene.analyst.pk)
        with django_assert_num_queries(3):  # roles, indicators, newest readings
            assert len(queries.overdue_readings(analyst, now=make.NOW)) == size


# Standing


def test_an_objective_is_judged_by_its_furthest_indicator_in_the_same_unit(scene):
    indicator(scene, VIEWS, unit="views", stage="impact")
    indicator(scene, SURVEY, unit=" % ", stage="out_take", title="Ingatan")
    leading = indicator(scene, SURVEY, unit="%", stage="outcome", baseline=52, target=70, aggregation="latest")
    enter(leading, scene.analyst, 70)
    rows = list(scene.objective.indicators.select_related("objective__strategy__organisation"))
    newest_of = queries.newest_readings(row.pk for row in rows)
    stands = [queries.stand_of(row, newest_of.get(row.pk), now=make.NOW) for row in rows]
    stand = queries.stand_of_objective(scene.objective, stands, today=make.NOW.date())
    assert stand.leading.indicator == leading
    assert stand.judgement.standing == "reached"


def test_an_objective_that_no_indicator_speaks_for_has_no_reading(scene):
    stand = queries.stand_of_objective(scene.objective, [], today=make.NOW.date())
    assert (stand.leading, stand.judgement.standing) == (None, "unread")


def test_the_newest_reading_of_each_indicator_takes_one_query(scene, django_assert_num_queries):
    mine = indicator(scene, SURVEY, aggregation=Aggregation.LATEST)
    enter(mine, scene.analyst, 60)
    enter(mine, scene.analyst, 61, now=make.NOW + timedelta(hours=1))
    with django_assert_num_queries(1):
        assert queries.newest_readings([mine.pk])[mine.pk].value == 61


def test_what_duta_counts_itself_nobody_enters(scene):
    assert refused_codes(indicator(scene, VIEWS), scene.analyst) == ["counted_by_duta"]
    assert refused_codes(indicator(scene, OUT), scene.analyst) == ["counted_by_duta"]
    enter(indicator(scene, LIKES), scene.analyst)


def test_a_new_indicator_is_not_overdue_at_once(scene):
    survey = indicator(scene, SURVEY, unit="%", aggregation="latest", created_at=make.NOW, read_every_days=7)
    assert not queries.is_overdue(survey, None, now=make.later(days=6))
    assert queries.is_overdue(survey, None, now=make.later(days=8))
    assert not queries.is_overdue(indicator(scene, VIEWS), None, now=make.NOW)


@pytest.mark.parametrize(
    "value", ["9999999999999999.9999", "10000000000000000", "99999999999.9999", "1e300", "NaN", "-0"]
)
def test_a_figure_of_any_size_is_entered_or_refused_and_no_failure(scene, client, value):
    client.force_login(scene.analyst)
    mine = indicator(scene, SEATS, unit="orang")
    url = f"/desk/readings/{mine.pk}/enter/"
    given = {"value": value, "measured_on": "2026-11-20", "evidence": "Daftar hadir"}
    assert client.post(url, given, follow=True).status_code == 200
    for screen in (f"/desk/readings/{mine.pk}/", f"/desk/chain/indicator/{mine.pk}/", "/desk/"):
        assert client.get(screen).status_code == 200


def test_a_sum_that_no_database_keeps_is_not_written_and_stops_no_other(scene):
    mine, other = indicator(scene, LIKES), indicator(scene, VIEWS)
    for delivery in scene.deliveries(scene.out(scene.story(), *scene.channels)):
        make.observe(f"delivery.delivery:{delivery.pk}", LIKES, 9 * 10**10)
    make.observe(f"newsroom.story:{scene.story().number}/id", VIEWS, 10)
    take()
    assert not Reading.objects.filter(indicator=mine).exists()
    assert newest(other).value == 10


def test_an_indicator_that_is_deleted_meanwhile_stops_no_other(scene, monkeypatch):
    first, second = indicator(scene), indicator(scene)
    make.observe(thing_of_plan(scene.objective), LIKES, 3)
    known = queries.open_indicators(now=make.NOW)
    first.delete()
    monkeypatch.setattr(queries, "open_indicators", lambda **_given: known)
    take()
    assert newest(second).value == 3
