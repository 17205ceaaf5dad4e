"""The dictionary: published definitions never change, and the docs say what the code says."""

import hashlib
import re
from pathlib import Path

import pytest
from django.utils import translation

from duta.metrics import rules

DOCS = Path(__file__).parents[2] / "docs" / "developers" / "metrics.md"

# What each published definition counts. A changed meaning is a new version beside the old one, never another digest.
PUBLISHED = {
    "portal.views@1": "88399cf8b15e",
    "portal.views_by_robots@1": "194bd3fe15b4",
    "delivery.published@1": "b39bbd9d2b37",
    "platform.likes@1": "2208d6b9a1c3",
    "platform.reposts@1": "d0cf5c167197",
    "platform.replies@1": "183a2ed684ab",
    "platform.quotes@1": "b7fd2eb907a4",
    "event.attendance@1": "71f347c7516d",
    "survey.understanding@1": "431d1d30e7f6",
    "link.clicks@1": "b44bdaeff85f",
    "link.clicks_by_robots@1": "5458447bc359",
    "platform.views@1": "8c8670c66917",
    "platform.reach@1": "2fd9cc73e2e0",
    "platform.saves@1": "23aa690cba6a",
}


def meaning_of(metric):
    with translation.override("en"):
        said = "|".join(map(str, (metric.formula, metric.denominator, metric.unit, metric.shape.value)))
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def sections():
    """The docs' sections about metrics: ref -> text."""
    parts = re.split(r"^### `([^`]+)`.*$", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_a_published_definition_never_changes():
    assert {metric.ref: meaning_of(metric) for metric in rules.DICTIONARY} == PUBLISHED


def test_the_docs_list_every_metric_and_no_other():
    assert list(sections()) == [metric.ref for metric in rules.DICTIONARY]


@pytest.mark.parametrize("metric", rules.DICTIONARY, ids=lambda metric: metric.ref)
@pytest.mark.parametrize("part", ["name", "unit", "formula", "denominator", "source", "method", "caveats"])
def test_the_docs_say_what_the_dictionary_says(metric, part):
    with translation.override("en"):
        assert str(getattr(metric, part)) in sections()[metric.ref].replace("\n", " ")


@pytest.mark.parametrize("metric", rules.DICTIONARY, ids=lambda metric: metric.ref)
def test_the_docs_name_the_stage_and_the_shape(metric):
    with translation.override("en"):
        assert f"| Stage | {metric.stage.label} |" in sections()[metric.ref]
    assert f"| Shape | {metric.shape.value} |" in sections()[metric.ref]


def test_a_definition_is_found_by_its_version():
    assert rules.metric_for("portal.views@1").key == "portal.views"
    assert rules.current_ref("portal.views") == "portal.views@1"


@pytest.mark.parametrize("ref", ["portal.views", "portal.views@99", ""])
def test_an_unknown_version_is_refused_with_what_there_is(ref):
    with pytest.raises(rules.UnknownMetric, match=r"portal\.views@1"):
        rules.metric_for(ref)


def test_every_stage_says_what_it_does_not_say():
    assert set(rules.STAGE_NOTES) == set(rules.Stage)
