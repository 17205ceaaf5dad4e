"""Plans are changed by planners only, stay SMART, and leave a trail."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

import make
from duta.accounts.rules import OrganisationKind, Role
from duta.core.models import AuditEntry
from duta.strategy import operations
from duta.strategy.models import Activity, Indicator, Objective, Strategy
from duta.strategy.operations import MilestonePlan, PlanRefused
from duta.strategy.rules import Theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def ministry():
    return make.organisation("Kementerian", kind=OrganisationKind.MINISTRY)


@pytest.fixture
def mission(ministry):
    return make.organisation("KBRI Den Haag", parent=ministry)


@pytest.fixture
def planner(mission):
    return make.person(Role.PLANNER, mission, "rani")


def new_strategy(organisation, by, **changes):
    fields = {
        "organisation": organisation, "title": "Strategi 2026", "narrative": "Mengapa sekarang.",
        "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), **changes,
    }  # fmt: skip
    return operations.create_strategy(by=by, now=make.NOW, **fields)


def new_objective(strategy, by, **changes):
    fields = {
        "strategy": strategy, "title": "Publik memahami", "theme": Theme.PERFORMANCE, "unit": "%", "owner": by,
        "baseline": Decimal(52), "target": Decimal(70), "deadline": date(2026, 12, 31), **changes,
    }  # fmt: skip
    return operations.create_objective(by=by, now=make.NOW, **fields)


def new_activity(objective, by, **changes):
    fields = {
        "objective": objective, "title": "Lokakarya", "starts_on": date(2026, 5, 1), "ends_on": date(2026, 6, 1),
        "responsible": by, **changes,
    }  # fmt: skip
    return operations.create_activity(by=by, now=make.NOW, **fields)


def new_indicator(objective, by, **changes):
    fields = {
        "objective": objective, "title": "Kunjungan", "metric_ref": "portal.views@1", "stage": "output",
        "scope": "objective", "aggregation": "sum_of_last", "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31), "unit": "views", "baseline": Decimal(0), "target": Decimal(6000),
        "deadline": date(2026, 12, 31), **changes,
    }  # fmt: skip
    return operations.create_indicator(by=by, now=make.NOW, **fields)


def refused_codes(call, *arguments, **fields):
    with pytest.raises(PlanRefused) as refused:
        call(*arguments, **fields)
    return [problem.code for problem in refused.value.problems]


def test_a_planner_writes_a_whole_plan(mission, planner):
    strategy = new_strategy(mission, planner)
    audience = operations.create_audience(
        by=planner, now=make.NOW, organisation=mission, title="Mahasiswa", whereabouts="domestic",
        territories=["ID"], languages=["id"], size=9_000_000, size_source="BPS, 2025",
    )  # fmt: skip
    objective = new_objective(strategy, planner, audiences=[audience])
    activity = new_activity(objective, planner, milestones=[MilestonePlan("Hari ke-1", date(2026, 5, 2))])
    indicator = new_indicator(objective, planner, scope="activity", activity=activity)
    assert [*objective.audiences.all()] == [audience]
    assert [milestone.title for milestone in activity.milestones.all()] == ["Hari ke-1"]
    assert indicator.organisation == mission


def test_every_change_is_in_the_audit_trail_with_what_changed(mission, planner):
    strategy = new_strategy(mission, planner)
    operations.change_strategy(strategy=strategy, by=planner, now=make.NOW, title="Strategi baru")
    created, changed = AuditEntry.objects.order_by("pk")
    assert (created.action, changed.action) == ("strategy.created", "strategy.changed")
    assert changed.detail == {"title": {"from": "Strategi 2026", "to": "Strategi baru"}}
    assert (changed.actor_id, changed.organisation_id, changed.at) == (planner.pk, mission.pk, make.NOW)


def test_a_change_is_compared_with_what_is_saved_even_when_a_form_wrote_on_the_row_before(mission, planner):
    strategy = new_strategy(mission, planner)
    strategy.title = "Strategi baru"
    changed = operations.change_strategy(strategy=strategy, by=planner, now=make.NOW, title="Strategi baru")
    assert changed.title == "Strategi baru"
    assert AuditEntry.objects.get(action="strategy.changed").detail["title"]["from"] == "Strategi 2026"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PLANNER])
def test_other_roles_may_not_plan(mission, role):
    person = make.person(role, mission)
    assert refused_codes(new_strategy, mission, person) == ["plan_not_allowed"]


def test_a_planner_plans_for_what_lies_below_but_not_for_a_sibling(ministry, mission):
    sibling = make.organisation("KBRI Paris", parent=ministry)
    above, beside = make.person(Role.PLANNER, ministry), make.person(Role.PLANNER, sibling)
    assert new_strategy(mission, above).pk
    assert refused_codes(new_strategy, mission, beside) == ["plan_not_allowed"]


def test_a_strategy_cannot_be_moved_to_an_organisation_where_one_may_not_plan(ministry, mission, planner):
    sibling = make.organisation("KBRI Paris", parent=ministry)
    strategy = new_strategy(mission, planner)
    codes = refused_codes(operations.change_strategy, strategy=strategy, by=planner, now=make.NOW, organisation=sibling)
    assert codes == ["plan_not_allowed"]
    assert Strategy.objects.get().organisation == mission


def test_what_is_not_smart_is_refused_and_nothing_is_written(mission, planner):
    strategy = new_strategy(mission, planner)
    codes = refused_codes(new_objective, strategy, planner, target=Decimal(52), deadline=date(2027, 1, 1))
    assert codes == ["target_is_baseline", "deadline_outside"]
    assert not Objective.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="objective").exists()


def test_an_objective_without_indicator_may_be_saved(mission, planner):
    assert new_objective(new_strategy(mission, planner), planner).pk


def test_a_missing_field_is_named(mission, planner):
    with pytest.raises(ValidationError, match="title"):
        new_strategy(mission, planner, title="")


def test_a_strategy_cannot_be_shortened_below_its_objectives(mission, planner):
    strategy = new_strategy(mission, planner)
    new_objective(strategy, planner)
    codes = refused_codes(
        operations.change_strategy, strategy=strategy, by=planner, now=make.NOW, ends_on=date(2026, 6, 30)
    )
    assert codes == ["strategy_too_short"]


def test_an_owner_holds_a_role_in_the_organisation_above_or_below(ministry, mission, planner):
    strategy = new_strategy(mission, planner)
    sibling = make.organisation("KBRI Paris", parent=ministry)
    stranger, director = make.person(Role.ANALYST, sibling), make.person(Role.SIGNATORY, ministry)
    assert refused_codes(new_objective, strategy, planner, owner=stranger) == ["person_elsewhere"]
    assert new_objective(strategy, planner, owner=director).owner == director


def test_an_owner_who_left_does_not_keep_the_objective_from_being_saved(mission, planner):
    colleague = make.person(Role.ANALYST, mission)
    objective = new_objective(new_strategy(mission, planner), planner, owner=colleague)
    colleague.roles_held.all().delete()
    changed = operations.change_objective(
        objective=objective, by=planner, now=make.NOW, owner=colleague, title="Publik lebih memahami"
    )
    assert changed.title == "Publik lebih memahami"


def test_a_siblings_audience_is_refused(ministry, mission, planner):
    audience = make.audience(make.organisation("KBRI Paris", parent=ministry))
    codes = refused_codes(new_objective, new_strategy(mission, planner), planner, audiences=[audience])
    assert codes == ["audience_elsewhere"]


def test_an_indicator_counts_an_activity_of_its_own_objective_only(mission, planner):
    strategy = new_strategy(mission, planner)
    one, other = new_objective(strategy, planner), new_objective(strategy, planner)
    activity = new_activity(other, planner)
    assert refused_codes(new_indicator, one, planner, scope="activity", activity=activity) == ["activity_elsewhere"]


def test_milestones_are_replaced_and_those_that_stay_keep_their_numbers(mission, planner):
    plans = [MilestonePlan("Satu", date(2026, 5, 2)), MilestonePlan("Dua", date(2026, 5, 3))]
    activity = new_activity(new_objective(new_strategy(mission, planner), planner), planner, milestones=plans)
    first, _ = activity.milestones.all()
    kept = MilestonePlan("Satu", first.due_on, done_on=date(2026, 5, 2), pk=first.pk)
    operations.change_activity(
        activity=activity, by=planner, now=make.NOW, milestones=[kept, MilestonePlan("Tiga", date(2026, 5, 9))]
    )
    rows = [(row.pk == first.pk, row.title, row.done_on) for row in Activity.objects.get().milestones.all()]
    assert rows == [(True, "Satu", date(2026, 5, 2)), (False, "Tiga", None)]


def test_a_milestone_of_another_activity_cannot_be_taken_over(mission, planner):
    objective = new_objective(new_strategy(mission, planner), planner)
    theirs = new_activity(objective, planner, milestones=[MilestonePlan("Milik lain", date(2026, 5, 2))])
    foreign = MilestonePlan("Direbut", date(2026, 5, 3), pk=theirs.milestones.get().pk)
    new_activity(objective, planner, milestones=[foreign])
    assert theirs.milestones.get().title == "Milik lain"


def test_what_nothing_hangs_on_can_be_removed(mission, planner):
    indicator = new_indicator(new_objective(new_strategy(mission, planner), planner), planner)
    operations.remove_from_plan(row=indicator, by=planner, now=make.NOW)
    assert not Indicator.objects.exists()
    assert AuditEntry.objects.filter(action="indicator.removed").exists()


def test_what_something_hangs_on_stays_and_the_refusal_counts_it(mission, planner):
    strategy = new_strategy(mission, planner)
    new_objective(strategy, planner)
    with pytest.raises(PlanRefused, match="1 objectives") as refused:
        operations.remove_from_plan(row=strategy, by=planner, now=make.NOW)
    assert [problem.code for problem in refused.value.problems] == ["still_used"]
    assert not AuditEntry.objects.filter(action="strategy.removed").exists()


def test_an_activity_that_only_a_draft_names_stays(mission, planner):
    activity = new_activity(new_objective(new_strategy(mission, planner), planner), planner)
    story = make.story(mission)
    story.activity = activity
    story.save_revision()
    assert refused_codes(operations.remove_from_plan, row=activity, by=planner, now=make.NOW) == ["still_used"]


def test_an_audience_that_an_objective_names_stays(mission, planner):
    audience = make.audience(mission)
    new_objective(new_strategy(mission, planner), planner, audiences=[audience])
    assert refused_codes(operations.remove_from_plan, row=audience, by=planner, now=make.NOW) == ["still_used"]


def test_a_stranger_cannot_remove(ministry, mission, planner):
    strategy = new_strategy(mission, planner)
    beside = make.person(Role.PLANNER, make.organisation("KBRI Paris", parent=ministry))
    assert refused_codes(operations.remove_from_plan, row=strategy, by=beside, now=make.NOW) == ["plan_not_allowed"]


@pytest.mark.parametrize(
    "change", [{"metric_ref": "platform.likes@1"}, {"unit": "suka"}, {"aggregation": "maximum"}, {"scope": "activity"}]
)
def test_what_an_indicator_measures_stays_once_it_has_readings(mission, planner, change):
    objective = new_objective(new_strategy(mission, planner), planner)
    activity = new_activity(objective, planner)
    indicator = new_indicator(objective, planner)
    indicator.readings.create(value=1, read_at=make.NOW, metric_ref=indicator.metric_ref, rule=indicator.aggregation)
    if "scope" in change:
        change = {**change, "activity": activity}
    given = {"indicator": indicator, "by": planner, "now": make.NOW}
    assert refused_codes(operations.change_indicator, **given, **change) == ["already_measured"]
    assert operations.change_indicator(**given, title="Nama lain", target=Decimal(999)).title == "Nama lain"


def test_an_activity_whose_figures_were_read_stays_with_its_objective(mission, planner):
    strategy = new_strategy(mission, planner)
    objective, other = new_objective(strategy, planner), new_objective(strategy, planner)
    activity = new_activity(objective, planner)
    indicator = new_indicator(objective, planner)
    given = {"activity": activity, "by": planner, "now": make.NOW, "objective": other}
    indicator.readings.create(value=1, read_at=make.NOW, metric_ref=indicator.metric_ref, rule=indicator.aggregation)
    assert refused_codes(operations.change_activity, **given) == ["already_counted"]
    indicator.readings.all().delete()
    assert operations.change_activity(**given).objective == other


def moved(activity, by, first, last, seen=None):
    seen = seen or (activity.starts_on, activity.ends_on)
    return operations.move_activity(activity=activity, starts_on=first, ends_on=last, seen=seen, by=by, now=make.NOW)


def test_an_activity_is_moved_by_a_planner_and_the_trail_tells(mission, planner):
    activity = new_activity(new_objective(new_strategy(mission, planner), planner), planner)
    moved(activity, planner, date(2026, 7, 1), date(2026, 8, 1))
    saved = Activity.objects.get(pk=activity.pk)
    assert (saved.starts_on, saved.ends_on) == (date(2026, 7, 1), date(2026, 8, 1))
    assert AuditEntry.objects.filter(action="activity.changed").get().detail["starts_on"]["to"] == "2026-07-01"


def test_an_activity_is_not_moved_out_of_its_strategy_nor_by_strangers_nor_twice_at_once(mission, planner):
    activity = new_activity(new_objective(new_strategy(mission, planner), planner), planner)
    author = make.person(Role.AUTHOR, mission)
    seen = (activity.starts_on, activity.ends_on)
    cases = {
        "outside_period": lambda: moved(activity, planner, date(2026, 12, 20), date(2027, 1, 20)),
        "plan_not_allowed": lambda: moved(activity, author, date(2026, 7, 1), date(2026, 8, 1)),
    }
    for code, call in cases.items():
        with pytest.raises(PlanRefused) as refusal:
            call()
        assert [problem.code for problem in refusal.value.problems] == [code]
    moved(activity, planner, date(2026, 7, 1), date(2026, 8, 1), seen=seen)
    with pytest.raises(PlanRefused) as refusal:
        moved(activity, planner, date(2026, 9, 1), date(2026, 10, 1), seen=seen)
    assert [problem.code for problem in refusal.value.problems] == ["activity_moved_meanwhile"]
