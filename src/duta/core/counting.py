"""Count in memory, write in batches: for what happens too often to be written each time. No database, no address here."""

from collections import Counter
from collections.abc import Mapping
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")


class CountBuffer(Generic[Key]):
    """Counts of this process that are not yet in the database, safe between threads.

    What it holds is lost when the process is killed.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[Key] = Counter()

    def add(self, key: Key) -> int:
        """Count one more; return how many wait."""
        with self._lock:
            self._counts[key] += 1
            return self._counts.total()

    def take(self) -> dict[Key, int]:
        """Take everything out."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        return dict(taken)

    def put_back(self, counts: Mapping[Key, int]) -> None:
        """Count again what could not be written."""
        with self._lock:
            self._counts.update(counts)
