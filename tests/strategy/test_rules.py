"""What makes a plan SMART."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from duta.core.problem_words import sentence_of
from duta.core.problems import Severity
from duta.metrics.rules import DICTIONARY
from duta.strategy import places, rules
from duta.strategy.rules import Aggregation, Goal, Measuring, Period

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def goal(**changes):
    fields = {"title": "Publik memahami diplomasi", "unit": "%", "baseline": Decimal(52), "target": Decimal(70)}
    return Goal(**{**fields, "deadline": date(2026, 12, 31), **changes})


def measuring(**changes):
    fields = {"metric_ref": "portal.views@1", "stage": "output", "aggregation": "sum_of_last", "scope": "objective"}
    return Measuring(**{**fields, "window": YEAR, "has_activity": False, "read_every_days": 7, **changes})


def codes(problems, severity=None):
    return [problem.code for problem in problems if severity in (None, problem.severity)]


def objective(*, indicators=1, **changes):
    return codes(rules.problems_of_objective(goal(**changes), period=YEAR, indicators=indicators))


def indicator(*, objective_deadline=date(2026, 12, 31), how=None, **changes):
    return rules.problems_of_indicator(
        goal(**changes), how or measuring(), period=YEAR, objective_deadline=objective_deadline
    )


def test_a_smart_objective_has_no_problem():
    assert objective() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"deadline": date(2027, 1, 1)}, "deadline_outside"),
        ({"deadline": date(2025, 12, 31)}, "deadline_outside"),
        ({"target": Decimal("52.00")}, "target_is_baseline"),
        ({"unit": "  "}, "unit_missing"),
        ({"title": "Nilai setara iklan naik"}, "ave_refused"),
        ({"unit": "AVE (IDR)"}, "ave_refused"),
        ({"indicators": 0}, "no_indicator"),
    ],
)
def test_an_objective_that_is_not_smart_is_told_why(changes, code):
    assert objective(**changes) == [code]


def test_an_objective_without_indicator_is_a_warning_only():
    problems = rules.problems_of_objective(goal(), period=YEAR, indicators=0)
    assert codes(problems, Severity.WARNING) == ["no_indicator"]


def test_a_target_below_the_baseline_is_a_target_too():
    assert objective(target=Decimal(10)) == []


@pytest.mark.parametrize(
    "name",
    [
        "AVE", "Total AVE 2026", "AVEs earned", "Advertising Value Equivalence", "advertising value equivalency",
        "ad value equivalent", "Nilai setara iklan", "nilai ekuivalen iklan", "Ekuivalensi nilai iklan",
    ],
)  # fmt: skip
def test_advertising_value_equivalence_is_recognised_by_every_name(name):
    assert rules.is_ave(name)


@pytest.mark.parametrize("name", ["Ave Maria", "average views", "have", "Kunjungan", "nilai iklan layanan"])
def test_other_words_are_not_taken_for_it(name):
    assert not rules.is_ave(name)


def test_the_refusal_says_why_in_the_readers_language():
    (problem,) = [one for one in indicator(title="AVE") if one.code == "ave_refused"]
    assert "Barcelona Principles 3.0" in sentence_of(problem).what


def test_the_dictionary_holds_no_advertising_value_equivalence():
    assert not [metric.ref for metric in DICTIONARY if rules.is_ave(f"{metric.name} {metric.formula}")]


def test_an_ordinary_indicator_has_no_problem():
    assert indicator() == []


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"metric_ref": "portal.views@9"}, "metric_unknown"),
        ({"window": Period(date(2026, 3, 2), date(2026, 3, 1))}, "ends_before_start"),
        ({"scope": "activity"}, "scope_needs_activity"),
        ({"has_activity": True}, "scope_without_activity"),
        ({"read_every_days": 0}, "never_read"),
        ({"metric_ref": "survey.understanding@1"}, "shares_do_not_add"),
    ],
)
def test_an_indicator_that_cannot_be_read_is_an_error(how, code):
    assert codes(indicator(how=measuring(**how)), Severity.ERROR) == [code]


def test_measuring_beyond_the_strategy_is_a_warning():
    how = measuring(window=Period(date(2026, 1, 1), date(2027, 2, 1)))
    assert codes(indicator(how=how), Severity.WARNING) == ["window_outside"]


def test_a_deadline_that_nobody_measures_is_a_warning():
    how = measuring(window=Period(date(2026, 1, 1), date(2026, 6, 30)))
    assert codes(indicator(how=how), Severity.WARNING) == ["deadline_not_measured"]


def test_an_indicator_due_after_its_objective_is_a_warning():
    assert codes(indicator(objective_deadline=date(2026, 6, 30)), Severity.WARNING) == ["later_than_objective"]


def activity(first, last, **changes):
    fields = {"period": YEAR, "milestones": (), "budget": None, "currency": "", **changes}
    return rules.problems_of_activity(Period(first, last), **fields)


def test_an_activity_inside_the_strategy_has_no_problem():
    assert activity(date(2026, 1, 1), date(2026, 12, 31), milestones=[date(2026, 5, 1)]) == []


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(date(2025, 12, 31), date(2026, 2, 1), "starts_on"), (date(2026, 12, 1), date(2027, 1, 1), "ends_on")],
)
def test_an_activity_beyond_the_strategy_is_an_error_at_the_day_that_is_wrong(first, last, field):
    (problem,) = activity(first, last)
    assert (problem.code, problem.field) == ("outside_period", field)


def test_an_activity_that_ends_before_it_starts_is_told_only_that():
    assert codes(activity(date(2026, 2, 1), date(2026, 1, 1))) == ["ends_before_start"]


def test_a_milestone_outside_its_activity_is_a_warning():
    problems = activity(date(2026, 2, 1), date(2026, 3, 1), milestones=[date(2026, 3, 2)])
    assert codes(problems, Severity.WARNING) == ["milestone_outside"]


@pytest.mark.parametrize("currency", ["", "Rp", "RUP", "idr"])
def test_a_budget_names_a_currency_that_is_in_use(currency):
    found = activity(date(2026, 2, 1), date(2026, 3, 1), budget=Decimal(5), currency=currency)
    assert codes(found) == ["budget_without_currency"]
    assert codes(activity(date(2026, 2, 1), date(2026, 3, 1), budget=Decimal(5), currency="EUR")) == []


def test_a_strategy_cannot_be_made_too_short_for_what_it_holds():
    day = date(2026, 12, 31)
    (problem,) = rules.problems_of_strategy(Period(date(2026, 1, 1), date(2026, 6, 30)), inner=[Period(day, day)])
    assert "31 December 2026" in sentence_of(problem).what
    with translation.override("id"):
        (problem,) = rules.problems_of_strategy(Period(date(2026, 1, 1), date(2026, 6, 30)), inner=[Period(day, day)])
        assert problem.params["last"] == "31 Desember 2026"


def test_an_audiences_size_needs_its_source():
    assert codes(rules.problems_of_audience(size=5, size_source=" ", territories=["ID"])) == ["size_without_source"]
    assert rules.problems_of_audience(size=None, size_source="", territories=["ID"]) == []


@pytest.mark.parametrize(
    ("today", "share"),
    [(date(2025, 1, 1), 0), (date(2026, 12, 31), 1), (date(2030, 1, 1), 1), (date(2026, 7, 2), 183 / 365)],
)
def test_the_share_of_a_period_that_has_passed(today, share):
    assert YEAR.share_passed(today) == pytest.approx(share)


def test_a_metric_proposes_its_stage_and_how_it_is_read():
    assert rules.proposed_stage("survey.understanding@1") == "outcome"
    assert rules.proposed_aggregation("survey.understanding@1") is Aggregation.LATEST
    assert rules.proposed_aggregation("portal.views@1") is Aggregation.SUM_OF_LAST


@pytest.mark.parametrize("metric", DICTIONARY, ids=lambda metric: metric.ref)
def test_what_a_metric_proposes_is_never_refused(metric):
    how = measuring(metric_ref=metric.ref, aggregation=rules.proposed_aggregation(metric.ref))
    assert indicator(how=how) == []


# Countries and languages.


def test_there_are_the_249_countries_of_iso_3166():
    assert len(places.TERRITORIES) == 249


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ID, NL", ["ID", "NL"]), ("id,nl", ["ID", "NL"]), ("Indonesia, Belanda", ["ID", "NL"]),
        ("netherlands ,ID, nl", ["NL", "ID"]), ("", []), (" , ", []),
    ],
)  # fmt: skip
def test_countries_are_read_from_codes_and_from_names_in_both_languages(text, codes):
    assert places.territory_codes(text) == codes


def test_words_that_are_no_country_are_named():
    with pytest.raises(places.UnknownPlaces) as refused:
        places.territory_codes("ID, Wakanda, ZZ, EU")
    assert refused.value.words == ("Wakanda", "ZZ", "EU")


def test_names_follow_the_reader():
    assert places.territory_names(["NL"]) == ["Netherlands"]
    with translation.override("id"):
        assert places.territory_names(["NL"]) == ["Belanda"]
        assert ("nl", "Belanda") in places.language_choices()


def test_every_language_has_a_name_in_both_languages():
    for language in ("en", "id"):
        with translation.override(language):
            assert not [code for code, name in places.language_choices() if code.casefold() == name.casefold()]


def test_a_budget_is_not_below_zero():
    assert codes(activity(date(2026, 2, 1), date(2026, 3, 1), budget=Decimal(-5), currency="IDR")) == [
        "budget_negative"
    ]


IMPOSSIBLE = [date(9999, 12, 31), date(1, 1, 1)]


@pytest.mark.parametrize("day", IMPOSSIBLE)
def test_a_day_that_nobody_means_is_refused_wherever_it_stands(day):
    period = Period(min(day, YEAR.first), max(day, YEAR.last))
    assert codes(rules.problems_of_strategy(period)) == ["day_implausible"]
    assert "day_implausible" in codes(indicator(how=measuring(window=period)), Severity.ERROR)
    found = rules.problems_of_activity(YEAR, period=YEAR, milestones=[day], budget=None, currency="")
    assert codes(found, Severity.ERROR) == ["day_implausible"]


@pytest.mark.parametrize("figure", [Decimal("9999999999999999.99"), Decimal("-1e13")])
def test_a_figure_that_no_database_keeps_exactly_is_refused(figure):
    assert objective(target=figure) == ["figure_too_large"]
    assert "figure_too_large" in codes(indicator(baseline=figure))
