"""The screens of plans: who sees what, what the forms save, and what they say when something is wrong."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

import make
from duta.accounts.rules import OrganisationKind, Role
from duta.core.models import AuditEntry
from duta.strategy.models import Activity, Audience, Indicator, Milestone, Objective, Strategy

pytestmark = pytest.mark.django_db
KINDS = ["strategy", "objective", "audience", "activity", "indicator"]


@pytest.fixture
def ministry():
    return make.organisation("Kementerian", kind=OrganisationKind.MINISTRY)


@pytest.fixture
def mission(ministry):
    return make.organisation("KBRI Den Haag", parent=ministry)


@pytest.fixture
def sibling(ministry):
    return make.organisation("KBRI Paris", parent=ministry)


def plan(organisation, owner=None):
    """One of each kind, for an organisation."""
    strategy = make.strategy(organisation, title=f"Rencana {organisation.name}")
    objective = make.objective(strategy, owner=owner)
    return {
        "strategy": strategy, "objective": objective, "audience": make.audience(organisation),
        "activity": make.activity(objective), "indicator": make.indicator(objective),
    }  # fmt: skip


@pytest.fixture
def rows(mission):
    return plan(mission)


@pytest.fixture
def planner(mission):
    return make.person(Role.PLANNER, mission, "rani")


@pytest.fixture(autouse=True)
def _english_browser(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def desk(client, planner):
    client.force_login(planner)
    return client


def url(kind, view, *arguments):
    return reverse(f"strategy_{kind}:{view}", args=arguments)


def get(client, person, address):
    client.force_login(person)
    return client.get(address)


def milestones(*rows):
    """An inline form's fields."""
    data = {"milestones-TOTAL_FORMS": len(rows), "milestones-INITIAL_FORMS": sum("id" in row for row in rows)}
    data |= {"milestones-MIN_NUM_FORMS": 0, "milestones-MAX_NUM_FORMS": 1000}
    for number, row in enumerate(rows):
        row = {"title_en": "", "done_on": "", "id": "", **row}
        data |= {f"milestones-{number}-{name}": value for name, value in row.items()}
    return data


def objective_data(strategy, owner, **changes):
    return {
        "strategy": strategy.pk, "title": "Publik memahami", "title_en": "", "theme": "peace", "unit": "%",
        "baseline": "52", "target": "70", "deadline": "2026-12-31", "owner": owner.pk, **changes,
    }  # fmt: skip


def indicator_data(objective, **changes):
    return {
        "objective": objective.pk, "title": "Kunjungan", "title_en": "", "metric_ref": "portal.views@1", "stage": "",
        "aggregation": "", "scope": "objective", "activity": "", "unit": "views", "baseline": "0", "target": "6000",
        "starts_on": "2026-01-01", "ends_on": "2026-12-31", "deadline": "2026-12-31", "read_every_days": "7", **changes,
    }  # fmt: skip


def activity_data(objective, person, *rows, **changes):
    return {
        "objective": objective.pk, "title": "Lokakarya", "title_en": "", "description": "", "starts_on": "2026-05-01",
        "ends_on": "2026-06-01", "responsible": person.pk, "budget": "", "currency": "IDR", **milestones(*rows),
        **changes,
    }  # fmt: skip


# Who sees what


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("kind", KINDS)
def test_every_role_sees_the_lists_and_only_planners_the_forms(client, mission, rows, kind, role):
    person = make.person(role, mission)
    assert get(client, person, url(kind, "index")).status_code == 200
    expected = 200 if role is Role.PLANNER else 302
    for address in (url(kind, "add"), url(kind, "edit", rows[kind].pk), url(kind, "delete", rows[kind].pk)):
        assert client.get(address).status_code == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("view", ["edit", "delete", "history", "usage", "inspect"])
def test_what_lies_below_is_there_and_a_siblings_is_not(client, ministry, sibling, rows, kind, view):
    address = url(kind, view, rows[kind].pk)
    assert get(client, make.person(Role.PLANNER, ministry), address).status_code in (200, 302)
    assert get(client, make.person(Role.PLANNER, sibling), address).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_the_plan_of_the_organisation_above_may_be_read_but_not_changed(client, ministry, mission, kind):
    above = plan(ministry)[kind]
    person = make.person(Role.PLANNER, mission)
    assert get(client, person, url(kind, "inspect", above.pk)).status_code in (200, 302)
    page = client.get(url(kind, "index"))
    assert above in page.context["object_list"]
    assert url(kind, "edit", above.pk) not in page.content.decode()
    for view in ("edit", "delete"):
        assert client.post(url(kind, view, above.pk)).status_code in (302, 404)
    assert type(above).objects.filter(pk=above.pk).exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_siblings_row_is_not_in_the_list_nor_in_its_filters(client, mission, sibling, rows, kind):
    plan(sibling)
    page = get(client, make.person(Role.PLANNER, mission), url(kind, "index"))
    assert [row.pk for row in page.context["object_list"]] == [rows[kind].pk]
    assert "Paris" not in page.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_somebody_who_may_only_look_is_led_to_a_page_to_look_at(client, mission, rows, kind):
    page = get(client, make.person(Role.AUTHOR, mission), url(kind, "index")).content.decode()
    target = (
        reverse("evaluation:plan", args=[rows[kind].pk]) if kind == "strategy" else url(kind, "inspect", rows[kind].pk)
    )
    assert target in page
    assert url(kind, "edit", rows[kind].pk) not in page
    assert client.get(url(kind, "inspect", rows[kind].pk), follow=True).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_costs_as_many_queries_for_many_rows_as_for_two(
    client, mission, rows, kind, django_assert_max_num_queries
):
    client.force_login(make.person(Role.PLANNER, mission))
    used = []
    plan(mission)
    for size in (2, 12):
        while type(rows[kind]).objects.count() < size:
            plan(mission)
        client.get(url(kind, "index"))
        with django_assert_max_num_queries(40) as counted:
            client.get(url(kind, "index"))
        used.append(len(counted))
    assert used[0] == used[1]


def test_lists_are_searched_by_title_in_both_languages(desk, mission):
    make.strategy(mission, title="Budaya", title_en="Culture")
    make.strategy(mission, title="Dagang", title_en="Trade")
    page = desk.get(url("strategy", "index"), {"q": "cult"})
    assert [row.title for row in page.context["object_list"]] == ["Budaya"]


# Saving


def test_a_planner_begins_a_strategy_and_stands_before_the_whole_plan(desk, mission, planner):
    answer = desk.post(
        url("strategy", "add"),
        {
            "organisation": mission.pk, "title": "Strategi 2027", "title_en": "", "starts_on": "2027-01-01",
            "ends_on": "2027-12-31", "narrative": "Mengapa sekarang.",
        },
    )  # fmt: skip
    strategy = Strategy.objects.get(title="Strategi 2027")
    assert answer.url == f"{reverse('evaluation:plan', args=[strategy.pk])}#strategy-{strategy.pk}"
    entry = AuditEntry.objects.get(action="strategy.created")
    assert (entry.actor_id, entry.organisation_id) == (planner.pk, mission.pk)


def test_a_new_objective_starts_from_its_strategy(desk, rows, planner):
    page = desk.get(url("objective", "add"), {"strategy": rows["strategy"].pk})
    initial = page.context["form"].initial
    assert initial == {"strategy": rows["strategy"].pk, "deadline": date(2026, 12, 31), "owner": planner.pk}


def test_a_new_indicator_starts_from_its_objective(desk, rows):
    page = desk.get(url("indicator", "add"), {"objective": rows["objective"].pk})
    initial = page.context["form"].initial
    assert (initial["unit"], initial["baseline"], initial["target"]) == ("%", 52, 70)
    assert (initial["deadline"], initial["ends_on"]) == (date(2026, 12, 31), date(2026, 12, 31))


def test_a_new_activity_starts_from_its_objective(desk, rows, planner):
    page = desk.get(url("activity", "add"), {"objective": rows["objective"].pk})
    initial = page.context["form"].initial
    assert (initial["objective"], initial["responsible"]) == (rows["objective"].pk, planner.pk)
    assert initial["starts_on"] <= initial["ends_on"] == date(2026, 12, 31)


@pytest.mark.parametrize("start", ["", "x", "999999", "-1"])
def test_a_start_that_does_not_exist_is_left_out(desk, start):
    page = desk.get(url("objective", "add"), {"strategy": start})
    assert (page.status_code, page.context["form"].initial) == (200, {})


def test_a_siblings_strategy_is_no_start(desk, sibling):
    theirs = plan(sibling)
    for kind, name in (("objective", "strategy"), ("activity", "objective"), ("indicator", "objective")):
        page = desk.get(url(kind, "add"), {name: theirs[name].pk})
        assert page.context["form"].initial.get(name) is None
        assert "Paris" not in page.content.decode()


def test_a_forged_siblings_strategy_is_refused(desk, sibling, planner):
    theirs = plan(sibling)
    page = desk.post(url("objective", "add"), objective_data(theirs["strategy"], planner))
    assert "strategy" in page.context["form"].errors
    assert Objective.objects.count() == 1


def test_an_objective_is_saved_with_its_audiences_and_the_missing_indicator_is_told(desk, rows, planner):
    answer = desk.post(
        url("objective", "add"),
        objective_data(rows["strategy"], planner, audiences=[rows["audience"].pk]),
        follow=True,
    )
    made = Objective.objects.get(title="Publik memahami")
    assert [*made.audiences.all()] == [rows["audience"]]
    assert "No indicator measures this objective yet." in answer.content.decode()


def test_what_is_not_smart_is_told_at_its_field_and_not_saved(desk, rows, planner):
    data = objective_data(rows["strategy"], planner, target="52", deadline="2027-06-01", title="Total AVE")
    errors = desk.post(url("objective", "add"), data).context["form"].errors
    assert set(errors) == {"target", "deadline", "title"}
    assert "Barcelona Principles 3.0" in errors["title"][0]
    assert "31 December 2026" in errors["deadline"][0]
    assert Objective.objects.count() == 1


def test_an_objective_is_changed_and_the_trail_says_what(desk, rows, planner):
    objective = rows["objective"]
    data = objective_data(objective.strategy, planner, title=objective.title, theme=objective.theme, target="75")
    assert desk.post(url("objective", "edit", objective.pk), data).status_code == 302
    entry = AuditEntry.objects.get(action="objective.changed")
    assert entry.detail["target"] == {"from": "70.00", "to": "75"}
    assert desk.get(url("objective", "history", objective.pk)).status_code == 200


def test_numbers_stand_in_forms_without_zeros_at_the_end(desk, rows):
    form = desk.get(url("objective", "edit", rows["objective"].pk)).context["form"]
    assert (str(form["baseline"].value()), str(form["target"].value())) == ("52", "70")


def test_an_activity_is_saved_with_its_milestones(desk, rows, planner):
    data = activity_data(
        rows["objective"], planner, {"title": "Hari ke-1", "due_on": "2026-05-02", "done_on": "2026-05-02"},
        {"title": "Hari ke-2", "due_on": "2026-05-09"},
    )  # fmt: skip
    assert desk.post(url("activity", "add"), data).status_code == 302
    made = Activity.objects.get(title="Lokakarya")
    assert [(row.title, row.done_on) for row in made.milestones.all()] == [
        ("Hari ke-1", date(2026, 5, 2)), ("Hari ke-2", None),
    ]  # fmt: skip


def test_milestones_are_changed_added_and_removed_in_the_activitys_form(desk, rows, planner):
    activity = rows["activity"]
    first, second = (
        Milestone.objects.create(activity=activity, title=name, due_on=date(2026, 5, 2)) for name in ("Satu", "Dua")
    )
    data = activity_data(
        rows["objective"], planner,
        {"id": first.pk, "title": "Satu", "due_on": "2026-05-02", "done_on": "2026-05-02"},
        {"id": second.pk, "title": "Dua", "due_on": "2026-05-02", "DELETE": "on"},
        {"title": "Tiga", "due_on": "2026-05-20"},
    )  # fmt: skip
    desk.post(url("activity", "edit", activity.pk), data)
    assert [(row.title, row.done_on) for row in Milestone.objects.filter(activity=activity).order_by("pk")] == [
        ("Satu", date(2026, 5, 2)), ("Tiga", None),
    ]  # fmt: skip


def test_a_milestone_outside_its_activity_is_saved_with_a_warning(desk, rows, planner):
    data = activity_data(rows["objective"], planner, {"title": "Nanti", "due_on": "2026-09-01"})
    answer = desk.post(url("activity", "add"), data, follow=True)
    assert "A milestone lies outside the activity" in answer.content.decode()
    assert Activity.objects.filter(title="Lokakarya").exists()


def test_an_activity_beyond_the_strategy_is_refused_at_the_day(desk, rows, planner):
    data = activity_data(rows["objective"], planner, ends_on="2027-02-01")
    assert set(desk.post(url("activity", "add"), data).context["form"].errors) == {"ends_on"}


def test_only_partners_can_take_part(desk, mission, rows, planner):
    radio = make.organisation("Radio", parent=mission, kind=OrganisationKind.PARTNER)
    field = desk.get(url("activity", "add")).context["form"].fields["partners"]
    assert [*field.queryset] == [radio]


def test_stage_and_aggregation_come_from_the_metric_when_left_empty(desk, rows):
    data = indicator_data(rows["objective"], metric_ref="survey.understanding@1", title="Survei")
    assert desk.post(url("indicator", "add"), data).status_code == 302
    made = Indicator.objects.get(title="Survei")
    assert (made.stage, made.aggregation) == ("outcome", "latest")


def test_a_stage_that_a_person_chose_stays(desk, rows):
    desk.post(url("indicator", "add"), indicator_data(rows["objective"], title="Lain", stage="out_take"))
    assert Indicator.objects.get(title="Lain").stage == "out_take"


def test_the_indicators_form_carries_what_each_metric_proposes_and_means(desk):
    page = desk.get(url("indicator", "add")).content.decode()
    assert '"survey.understanding@1": {"stage": "outcome", "aggregation": "latest", "unit": "%"}' in page
    assert "One person who reads twice counts twice." in page


def test_an_activity_means_nothing_where_all_of_them_count(desk, rows):
    data = indicator_data(rows["objective"], title="Semua", activity=rows["activity"].pk)
    assert desk.post(url("indicator", "add"), data).status_code == 302
    assert Indicator.objects.get(title="Semua").activity is None


def test_one_activity_has_to_be_named(desk, rows):
    data = indicator_data(rows["objective"], scope="activity")
    assert set(desk.post(url("indicator", "add"), data).context["form"].errors) == {"activity"}


def test_an_audience_is_described_by_names_and_boxes(desk, mission):
    data = {
        "organisation": mission.pk, "title": "Warga Belanda", "title_en": "", "whereabouts": "foreign",
        "territories": "belanda, BE", "languages": ["nl", "en"], "size": "1200000", "size_source": "Panel 2026",
    }  # fmt: skip
    assert desk.post(url("audience", "add"), data).status_code == 302
    made = Audience.objects.get(title="Warga Belanda")
    assert (made.territories, made.languages, made.size) == (["NL", "BE"], ["nl", "en"], 1_200_000)
    page = desk.get(url("audience", "edit", made.pk)).content.decode()
    assert 'value="NL, BE"' in page
    assert "Now: Netherlands, Belgium." in page


def test_a_country_that_is_none_is_named(desk, mission):
    data = {"organisation": mission.pk, "title": "X", "whereabouts": "foreign", "territories": "Wakanda, NL"}
    errors = desk.post(url("audience", "add"), {**data, "languages": ["en"]}).context["form"].errors
    assert errors["territories"][0].startswith("Not found: Wakanda.")


# Removing


def test_what_nothing_hangs_on_is_removed(desk, rows):
    answer = desk.post(url("indicator", "delete", rows["indicator"].pk))
    assert answer.url == reverse("evaluation:plan", args=[rows["strategy"].pk])
    assert not Indicator.objects.exists()


def test_what_something_hangs_on_stays_and_the_reason_is_told(desk, rows):
    answer = desk.post(url("objective", "delete", rows["objective"].pk), follow=True)
    assert "is still used, so it stays: 1 activities, 1 indicators." in answer.content.decode()
    assert Objective.objects.exists()


def test_decimals_never_reach_a_page_with_zeros_at_the_end(desk, rows):
    page = desk.get(url("objective", "inspect", rows["objective"].pk)).content.decode()
    assert "52%" in page
    assert str(Decimal("52.00")) not in page
