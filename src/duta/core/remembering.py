"""Keep what was just read for a moment, within one process. No database here."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class ShortMemory(Generic[Key, Value]):
    """Answers of this process, each kept for ``seconds`` from just before it was asked for; safe between threads.

    What changes behind it therefore shows within ``seconds``. It never holds more than ``most`` answers: when it is
    full it forgets all of them. None is not kept, so that nobody fills it by asking for what is not there.
    """

    def __init__(self, *, seconds: float, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._most, self.clock = seconds, most, clock
        self._lock = Lock()
        self._kept: dict[Key, tuple[float, Value]] = {}

    def get(self, key: Key, ask: Callable[[Key], Value | None]) -> Value | None:
        """Return what is kept of a key, or ask; other threads do not wait meanwhile."""
        now = self.clock()
        kept = self._kept.get(key)
        if kept is not None and now < kept[0]:
            return kept[1]
        value = ask(key)
        if value is not None:
            self._keep(key, now + self._seconds, value)
        return value

    def _keep(self, key: Key, until: float, value: Value) -> None:
        with self._lock:
            if len(self._kept) >= self._most and key not in self._kept:
                self._kept.clear()
            if key not in self._kept or self._kept[key][0] < until:  # a slower thread may have asked earlier
                self._kept[key] = until, value

    def forget(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
