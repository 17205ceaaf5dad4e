"""A worker may be killed between any two steps: no letter is lost, doubles carry the same name and are counted."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duta.mailing.models import Letter
from duta.mailing.rules import LIFECYCLE, LetterState
from mailing.lists import World
from peers.smtp import Whim

STEPS = ("begun", "answered", "settled")


class Killed(BaseException):
    """As a SIGKILL: nothing between catches it."""


def kill_at(world: World, step: str, nth: int) -> None:
    """Let a worker die at the ``nth`` passing of a step."""
    passed = []

    def dying(name, letter):
        if name == step:
            passed.append(letter.pk)
            if len(passed) == nth:
                raise Killed

    world.sender.step = dying
    with pytest.raises(Killed):
        world.work()
    world.sender.step = lambda name, letter: None


@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("step", STEPS)
def test_a_killed_worker_loses_no_letter(world: World, step: str, nth: int):
    for n in range(3):
        world.contact(f"p{n}@example.org")
    world.mailing()

    kill_at(world, step, nth)
    world.work()
    world.work(minutes=6)

    assert set(world.states().values()) == {"sent"}
    reached = {one.to[0] for one in world.server.arrived}
    assert reached == {f"p{n}@example.org" for n in range(3)}
    doubled = len(world.server.arrived) - 3
    assert doubled == (step == "answered")
    repeats = sum(Letter.objects.values_list("repeats", flat=True))
    assert repeats == (step in ("begun", "answered"))  # every double is counted, and every one that may be one
    assert len({one.message["Message-ID"] for one in world.server.arrived}) == 3


def test_a_worker_that_was_taken_for_dead_writes_nothing(world: World):
    world.contact("ana@example.org")
    world.mailing()
    other = World(world.channel, world.person, world.server, now=world.now)

    def overtaken(name, letter):
        if name == "answered":
            world.sender.step = lambda name, letter: None
            other.work(minutes=10)

    world.sender.step = overtaken
    world.work()
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts, letter.repeats) == ("sent", 2, 1)


def test_two_workers_never_send_one_letter_at_once(world: World):
    world.contact("ana@example.org")
    world.mailing()
    other = World(world.channel, world.person, world.server, now=world.now)
    world.sender.step = lambda name, letter: other.work() if name == "begun" else None
    assert world.work() == 1
    assert len(world.server.arrived) == 1


@given(
    whims=st.lists(st.sampled_from([None, *Whim]), max_size=12),
    dies=st.lists(st.sampled_from([None, *STEPS]), max_size=12),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_each_letter_ends_and_every_double_is_counted(world: World, monkeypatch, whims, dies):
    monkeypatch.setattr("duta.mailing.carriers.TIMEOUT", 0.7)
    whims = [whim for whim in whims if whim is not Whim.HANG_AFTER]
    Letter.objects.all().delete()
    world.server.arrived.clear()
    world.server.whims.clear()
    if not world.channel.subscriptions.exists():
        for n in range(2):
            world.contact(f"p{n}@example.org")
    world.mailing()
    for whim, step in zip(whims, [*dies, *[None] * 12], strict=False):
        if whim is not None:
            world.server.next(whim)
        world.sender.step = lambda name, letter, step=step: (_ for _ in ()).throw(Killed) if name == step else None
        with suppress(Killed):
            world.work(minutes=7)
    world.server.whims.clear()
    world.sender.step = lambda name, letter: None
    for _ in range(4):
        world.work(hours=5)
    for letter in Letter.objects.all():
        assert letter.state in ("sent", "refused")
        copies = [one for one in world.server.arrived if one.message["Message-ID"] == letter.message_id]
        assert len(copies) >= (letter.state == "sent")
        assert len(copies) - 1 <= letter.repeats


def test_the_states_are_a_lifecycle():
    assert LIFECYCLE.allows(LetterState.SENT, LetterState.BOUNCED)
    assert not LIFECYCLE.allows(LetterState.SENT, LetterState.ATTEMPTING)
