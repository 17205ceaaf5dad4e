"""The field for a chosen time: empty, complete, half, doubtful."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.utils import translation

from duta.newsroom.forms.times import ChosenTimeField

ZONES = [("Europe/Amsterdam", "CET (Amsterdam)"), ("Asia/Jakarta", "WIB (Jakarta)")]


def form_with(required=False, **data):
    class Form(forms.Form):
        at = ChosenTimeField(required=required)

    form = Form({f"at_{number}": value for number, value in zip("0123", data["parts"], strict=False)})
    form.fields["at"].set_zones(ZONES)
    return form


def errors_of(form):
    assert not form.is_valid()
    return " ".join(form.errors["at"])


def test_day_time_and_zone_make_an_instant():
    form = form_with(parts=("2026-12-01", "09:00", "Asia/Jakarta"))
    assert form.is_valid(), form.errors
    chosen = form.cleaned_data["at"]
    assert chosen.instant == datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
    assert chosen.zone == "Asia/Jakarta"


def test_empty_day_and_time_mean_none():
    form = form_with(parts=("", "", "Asia/Jakarta"))
    assert form.is_valid()
    assert form.cleaned_data["at"] is None


def test_a_required_time_is_asked_for():
    assert "required" in errors_of(form_with(required=True, parts=("", "", "Asia/Jakarta")))


@pytest.mark.parametrize("parts", [("2026-12-01", "", "Asia/Jakarta"), ("", "09:00", "Asia/Jakarta")])
def test_half_a_time_is_none(parts):
    assert "both the day and the time" in errors_of(form_with(parts=parts))


TWICE = ("2026-10-25", "02:30", "Europe/Amsterdam")
NEVER = ("2027-03-28", "02:30", "Europe/Amsterdam")


@pytest.mark.parametrize(
    ("parts", "language", "says"),
    [
        (TWICE, "en", "the clocks in Amsterdam go back, and 02:30 comes twice. Choose which"),
        (NEVER, "en", "the clocks in Amsterdam jump forward, and 02:30 does not exist. Choose which"),
        (TWICE, "id", "02.30 terjadi dua kali. Pilih"),
        (NEVER, "id", "02.30 tidak ada. Pilih"),
    ],
)
def test_a_time_that_the_clocks_make_doubtful_is_asked_about(parts, language, says):
    with translation.override(language):
        form = form_with(parts=parts)
        assert says in errors_of(form)
        assert str(form["at"]).count('type="radio"') == 2


@pytest.mark.parametrize(
    ("parts", "answer", "wall"),
    [
        (TWICE, "2026-10-25T00:30Z", "02:30"),
        (TWICE, "2026-10-25T01:30Z", "02:30"),
        (NEVER, "2027-03-28T00:30Z", "01:30"),
        (NEVER, "2027-03-28T01:30Z", "03:30"),
    ],
)
def test_the_answer_is_taken(parts, answer, wall):
    form = form_with(parts=(*parts, answer))
    assert form.is_valid(), form.errors
    chosen = form.cleaned_data["at"]
    assert chosen.instant == datetime.fromisoformat(answer)
    assert f"{chosen.wall:%H:%M}" == wall
    assert f'value="{answer}"' in str(form["at"])
    assert str(form["at"]).count("checked") == 1


@pytest.mark.parametrize("answer", ["0", "2025-10-26T00:30Z", "2027-03-28T00:30Z", "x" * 5000, "\x00"])
def test_an_answer_to_another_question_is_none(answer):
    assert errors_of(form_with(parts=(*TWICE, answer)))


def test_nothing_is_asked_about_any_other_time():
    form = form_with(parts=("2026-10-25", "04:30", "Europe/Amsterdam", "2026-10-25T00:30Z"))
    assert form.is_valid()
    assert form.cleaned_data["at"].instant == datetime(2026, 10, 25, 3, 30, tzinfo=UTC)
    assert "radio" not in str(form["at"])


@pytest.mark.parametrize("parts", [("31-31-31", "09:00", "Asia/Jakarta"), ("2026-12-01", "25:99", "Asia/Jakarta")])
def test_nonsense_is_refused(parts):
    assert "valid" in errors_of(form_with(parts=parts))


def test_a_zone_that_was_not_offered_is_refused():
    assert "valid choice" in errors_of(form_with(parts=("2026-12-01", "09:00", "America/New_York")))


def test_the_first_zone_is_chosen_to_begin_with():
    class Form(forms.Form):
        at = ChosenTimeField(required=False)

    form = Form()
    form.fields["at"].set_zones(ZONES)
    assert '<option value="Europe/Amsterdam" selected>' in str(form["at"])


def test_its_three_inputs_are_named_in_the_language_of_whoever_reads_it_and_not_of_whoever_made_it():
    with translation.override("en"):
        form = form_with(parts=("", "", "Asia/Jakarta"))
    with translation.override("id"):
        shown = str(form["at"])
    assert all(f'aria-label="{name}"' in shown for name in ("Hari", "Jam", "Zona waktu"))
