"""What was just read is kept for a moment, in bounds, between threads."""

from concurrent.futures import ThreadPoolExecutor

from duta.core.remembering import ShortMemory


class World:
    """A clock, and an answer that changes."""

    def __init__(self, **given):
        self.now, self.answer, self.asked = 100.0, "a", 0
        self.memory = ShortMemory(**{"seconds": 1.0, "most": 3, "clock": lambda: self.now, **given})

    def ask(self, _key):
        self.asked += 1
        return self.answer

    def get(self, key="k"):
        return self.memory.get(key, self.ask)


def test_an_answer_is_kept_for_a_second_and_not_longer():
    world = World()
    assert world.get() == "a"
    world.answer = "b"
    world.now += 0.999
    assert (world.get(), world.asked) == ("a", 1)
    world.now += 0.001
    assert (world.get(), world.asked) == ("b", 2)


def test_the_second_begins_before_the_answer_is_asked_for():
    world = World()

    def slow(_key):
        world.now += 0.8
        return "old"

    assert world.memory.get("k", slow) == "old"
    world.now += 0.3
    assert world.get() == "a"


def test_an_older_answer_that_comes_later_replaces_no_newer_one():
    world = World()

    def slow(_key):
        world.now += 0.5
        assert world.get() == "a"
        return "old"

    world.memory.get("k", slow)
    assert world.get() == "a"


def test_nothing_is_kept_of_what_is_not_there():
    world = World()
    world.answer = None
    assert world.get() is world.get() is None
    assert world.asked == 2


def test_it_never_holds_more_than_it_may():
    world = World()
    for number in range(50):
        world.get(number)
        assert len(world.memory._kept) <= 3
    world.get(49)
    assert world.asked == 50
    world.memory.forget()
    world.get(49)
    assert world.asked == 51


def test_many_threads_get_what_they_asked_for():
    memory = ShortMemory(seconds=0.0001, most=5)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda n: memory.get(n % 9, lambda key: key * 2), range(20_000)))
    assert found == [n % 9 * 2 for n in range(20_000)]
