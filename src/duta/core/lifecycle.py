"""Lifecycles: which state may follow which, checked when the module is imported."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

State = TypeVar("State", bound=Enum)


class ForbiddenTransition(Exception):  # noqa: N818  (a fact of the domain, not a fault of the program)
    """A state was asked to change into one that the lifecycle does not allow after it."""


@dataclass(frozen=True)
class Lifecycle(Generic[State]):
    """The states of one kind of thing.

    Every state must be reachable from ``initial``, and only states in ``final`` may lead nowhere;
    a table that breaks this promise raises ``ValueError`` at import.
    """

    initial: State
    final: frozenset[State]
    moves: Mapping[State, frozenset[State]]

    def __post_init__(self) -> None:
        everything = set(type(self.initial))
        reached, frontier = {self.initial}, [self.initial]
        while frontier:
            new = set(self.moves.get(frontier.pop(), frozenset())) - reached
            reached |= new
            frontier += new
        if lost := everything - reached:
            raise ValueError(f"unreachable: {sorted(state.value for state in lost)}")
        stuck = {state for state in everything - self.final if not self.moves.get(state)}
        if stuck:
            raise ValueError(f"leads nowhere: {sorted(state.value for state in stuck)}")

    def allows(self, old: State, new: State) -> bool:
        """Whether ``new`` may follow ``old``."""
        return new in self.moves.get(old, frozenset())

    def check(self, old: State, new: State) -> None:
        """Raise ForbiddenTransition unless ``new`` may follow ``old``."""
        if not self.allows(old, new):
            raise ForbiddenTransition(f"{old.value} cannot become {new.value}")

    def sources_of(self, new: State) -> frozenset[State]:
        """The states that may become ``new``: the ``WHERE`` of a compare-and-swap."""
        return frozenset(old for old, following in self.moves.items() if new in following)
