"""Problems in words: whatever a problem carries is said as a person says it."""

import pytest
from django.utils import translation

from duta.core.problem_words import sentence_of
from duta.core.problems import Problem


@pytest.mark.parametrize(("language", "said"), [("en", "24 November 2026"), ("id", "24 November 2026")])
def test_a_day_is_said_and_not_spelt(language, said):
    with translation.override(language):
        what = sentence_of(Problem("credential_expired", {"date": "2026-11-24"})).what
    assert said in what
    assert "2026-11" not in what


def test_a_time_of_day_is_said_too():
    problem = Problem("embargo_in_force", {"time": "2026-12-05T09:30", "zone": "Asia/Jakarta"})
    with translation.override("id"):
        assert "5 Desember 2026, 09.30 (Asia/Jakarta)" in sentence_of(problem).what


@pytest.mark.parametrize("value", ["2026-13-45", "9999", "kbri 2026-11-24", "2026-11-24T09:30:00+07:00"])
def test_what_only_looks_like_a_day_stays_as_it_is(value):
    assert value in sentence_of(Problem("tag_unusable", {"tag": value})).what
