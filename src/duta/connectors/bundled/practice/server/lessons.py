"""What a trainer can make the platform do wrong, for so many requests."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Lesson(StrEnum):
    """One way to misbehave; ``words`` names it, ``docs`` and the trainer's room explain it."""

    REFUSE = "refuse"  # 400 with a reason
    CREDENTIAL = "credential"  # 401
    FORBID = "forbid"  # 403
    BUSY = "busy"  # 429 with Retry-After
    FAIL_BEFORE = "fail_before"  # 500, nothing stored
    FAIL_AFTER = "fail_after"  # stored, then 500
    DROP_AFTER = "drop_after"  # stored, then the connection is reset
    SLOW = "slow"  # correct, but late


STATUS = {
    Lesson.REFUSE: 400,
    Lesson.CREDENTIAL: 401,
    Lesson.FORBID: 403,
    Lesson.BUSY: 429,
    Lesson.FAIL_BEFORE: 500,
    Lesson.FAIL_AFTER: 500,
}
STORES = frozenset({Lesson.FAIL_AFTER, Lesson.DROP_AFTER, Lesson.SLOW})


class UnclearLessonError(ValueError):
    """The request does not describe a lesson."""


@dataclass(frozen=True)
class Plan:
    """A lesson under way: ``times`` requests are left (0: until it is switched off)."""

    lesson: Lesson
    times: int = 1
    seconds: float = 30.0
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what the API tells of it."""
        return {"lesson": self.lesson, "times": self.times, "seconds": self.seconds, "reason": self.reason}


def plan_from(data: Mapping[str, Any]) -> Plan:
    """Read a plan from a form or from JSON. Raises UnclearLessonError with a sentence."""
    try:
        lesson = Lesson(str(data.get("lesson", "")))
        times, seconds = int(data.get("times", 1) or 0), float(data.get("seconds", 30) or 0)
    except ValueError as error:
        raise UnclearLessonError(f"lesson is one of {', '.join(Lesson)}; times and seconds are numbers") from error
    if not (0 <= times <= 1000 and 0 <= seconds <= 3600):
        raise UnclearLessonError("times is 0 to 1000, seconds 0 to 3600")
    return Plan(lesson, times, seconds, str(data.get("reason", ""))[:300])


class Classroom:
    """Keeps the lesson that is under way. In memory: a restart is a fresh start."""

    def __init__(self) -> None:
        self._plan: Plan | None = None
        self._lock = threading.Lock()

    @property
    def plan(self) -> Plan | None:
        """The lesson under way, if any."""
        return self._plan

    def begin(self, plan: Plan) -> None:
        """Start a lesson; it replaces the one under way."""
        self._plan = plan

    def end(self) -> None:
        """Switch it off."""
        self._plan = None

    def take(self) -> Plan | None:
        """Return the lesson for one request, and count it."""
        with self._lock:
            plan = self._plan
            if plan is not None and plan.times == 1:
                self._plan = None
            elif plan is not None and plan.times > 1:
                self._plan = Plan(plan.lesson, plan.times - 1, plan.seconds, plan.reason)
            return plan
