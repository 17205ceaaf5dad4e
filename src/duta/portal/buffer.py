"""Page views of this process that are not yet in the database. No database here, no address, no cookie."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from threading import Lock
from typing import NamedTuple


class Read(NamedTuple):
    """What is counted: a story in a language on a day, read by people or by robots."""

    number: int
    language: str
    day: date
    robot: bool


class ViewBuffer:
    """Counts in memory, safe between threads. What it holds is lost when the process is killed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[Read] = Counter()

    def add(self, read: Read) -> int:
        """Count one more; return how many wait."""
        with self._lock:
            self._counts[read] += 1
            return self._counts.total()

    def take(self) -> dict[Read, int]:
        """Take everything out."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        return dict(taken)

    def put_back(self, counts: Mapping[Read, int]) -> None:
        """Count again what could not be written."""
        with self._lock:
            self._counts.update(counts)


VIEWS = ViewBuffer()
