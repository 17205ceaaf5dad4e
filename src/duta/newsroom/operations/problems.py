"""How an operation says no."""

from collections.abc import Sequence

from duta.core.problem_words import sentence_of
from duta.core.problems import Problem


class NotPossible(Exception):  # noqa: N818
    """The operation was refused; nothing was changed. ``problems`` say why and what to do."""

    def __init__(self, *problems: Problem) -> None:
        self.problems: Sequence[Problem] = problems
        super().__init__("; ".join(str(sentence_of(problem).what) for problem in problems))
