"""Figures that a person reads off a platform: kept with who and where, questioned when lower, taken back alone."""

from datetime import timedelta

import pytest

from delivery.corrections import again
from duta.delivery.operations import CountsRefused, enter_counts, settle_as_published, take_back
from duta.metrics.models import Observation
from duta.metrics.queries import latest_of

ADDRESS = "https://x.com/kbri_denhaag/status/1860000000000000000"


@pytest.fixture
def posted(world):
    """An entry on X that a person published."""
    channel = world.channel(
        connector="x_by_hand", sealed=False, settings={"account": "kbri_denhaag"}, handle="@kbri_denhaag"
    )
    delivery = world.schedule(channel)
    world.work()
    settle_as_published(delivery=again(delivery), address=ADDRESS, by=world.person, now=world.clock())
    return again(delivery)


def enter(world, delivery, *, minutes=1, lower=False, evidence="Layar ponsel", counted_at=None, **counts):
    now = world.clock.pass_by(minutes=minutes)
    counts = {f"platform.{name}": value for name, value in counts.items()}
    said = {"counts": counts, "evidence": evidence, "counted_at": counted_at or now, "lower_is_right": lower}
    return enter_counts(delivery=delivery, **said, by=world.person, now=now)


def known(delivery, metric="likes"):
    pair = (f"delivery.delivery:{delivery.pk}", f"platform.{metric}@1")
    found = latest_of([pair]).get(pair)
    return found and int(found.value)


def test_figures_become_observations_with_person_and_evidence(world, posted):
    enter(world, posted, likes=12, views=3400)
    row = Observation.objects.get(metric_ref="platform.views@1")
    assert (row.value, row.origin, row.evidence, row.entered_by_id) == (3400, "person", "Layar ponsel", world.person.pk)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"likes": 3, "evidence": " "}, "counts_evidence_missing"),
        ({}, "counts_missing"),
        ({"likes": -1}, "count_too_large"),
        ({"likes": 10**15}, "count_too_large"),
    ],
)
def test_what_cannot_be_kept_says_why(world, posted, said, code):
    with pytest.raises(CountsRefused) as refused:
        enter(world, posted, **said)
    assert [problem.code for problem in refused.value.problems] == [code]
    assert known(posted) is None


def test_figures_of_the_future_and_older_ones_are_refused(world, posted):
    with pytest.raises(CountsRefused, match="counted_in_future"):
        enter(world, posted, likes=3, counted_at=world.clock() + timedelta(days=1))
    enter(world, posted, likes=3)
    with pytest.raises(CountsRefused, match="count_older"):
        enter(world, posted, likes=2, counted_at=world.clock() - timedelta(hours=1))


def test_nothing_is_counted_of_what_is_not_out(world):
    delivery = world.schedule(world.channel(connector="x_by_hand", sealed=False))
    with pytest.raises(CountsRefused, match="counts_of_nothing_out"):
        enter(world, delivery, likes=3)


def test_a_lower_total_is_questioned_and_taken_when_confirmed(world, posted):
    enter(world, posted, likes=12)
    with pytest.raises(CountsRefused) as refused:
        enter(world, posted, likes=9)
    (problem,) = refused.value.problems
    assert (problem.code, problem.field, problem.params["known"], problem.params["now"]) == (
        "count_lower",
        "platform.likes",
        12,
        9,
    )
    enter(world, posted, likes=9, lower=True)
    assert known(posted) == 9


def test_taken_back_figures_count_nowhere_and_the_earlier_ones_count_again(world, posted):
    enter(world, posted, likes=12)
    typo = enter(world, posted, likes=1200)
    assert take_back(tally=typo, by=world.person, now=world.clock()) == 1
    assert known(posted) == 12
    assert take_back(tally=typo, by=world.person, now=world.clock()) == 0
    assert Observation.objects.filter(value=1200).exists(), "readings that used it can still be explained"


def test_the_same_figure_entered_twice_stands_twice_so_that_either_can_be_taken_back(world, posted):
    first = enter(world, posted, likes=12)
    enter(world, posted, likes=12)
    take_back(tally=first, by=world.person, now=world.clock())
    assert known(posted) == 12
