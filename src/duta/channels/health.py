"""What one worker noted of its channels' health, so that it writes it down when it changes and not at every success."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from duta.channels import operations, rules
from duta.core.problems import Problem


@dataclass
class HealthNotes:
    """Kept by one thread, which passes on what its attempts came to."""

    _well: dict[int, datetime] = field(default_factory=dict)

    def note(self, *, good: Collection[int], bad: Mapping[int, Problem], now: datetime) -> None:
        """Write down which channels did what we asked, and what is wrong with others."""
        news = {key for key in good if self._is_news(key, now)}
        if news:
            operations.remember_success(channel_ids=news, now=now)
            self._well.update(dict.fromkeys(news, now))
        for key, problem in bad.items():
            if rules.is_of_channel(problem):
                self._well.pop(key, None)
                operations.remember_problem(channel_id=key, problem=problem, now=now)

    def _is_news(self, channel_id: int, now: datetime) -> bool:
        return channel_id not in self._well or now - self._well[channel_id] >= rules.SUCCESS_STEP
