"""Their answers to our four outcomes."""

from datetime import datetime

from duta.connectors.answers import json_of, retry_after, said
from duta.connectors.protocol import Deferred, Outcome, Refused, Session, Unknown
from duta.core.http import Answer
from duta.core.problems import Problem

PLATFORM = "Mastodon"
OK, ACCEPTED, PARTIAL = 200, 202, 206
MISSING = frozenset({404, 410})


class Stopped(Exception):  # noqa: N818
    """It ended before anything could be out; ``outcome`` says how."""

    def __init__(self, outcome: Refused | Deferred) -> None:
        super().__init__(outcome.problem.code)
        self.outcome = outcome


def is_gone(answer: Answer) -> bool:
    """Whether the server itself says that it has no such status; an error page of something else does not."""
    return answer.status in MISSING and bool(json_of(answer).get("error"))


def before_publishing(answer: Answer, session: Session) -> Refused | Deferred:
    """Say what an answer means while nothing can be out: signing in, uploading, changing, withdrawing."""
    if answer.status >= 500:
        return Deferred(Problem("platform_down", said=said(answer)))
    if answer.status < 400 or (answer.status in (404, 405) and not json_of(answer).get("error")):
        return Refused(Problem("answer_unreadable", {"platform": PLATFORM}, said=said(answer)))
    return _refusal(answer, session)


def after_publishing(answer: Answer, session: Session) -> Outcome:
    """Say what an answer means for the call that publishes; a status that could be read is not for here."""
    if answer.status >= 500 or answer.status < 300:
        return Unknown(Problem("answer_lost", said=said(answer)))
    return before_publishing(answer, session)


def _refusal(answer: Answer, session: Session) -> Refused | Deferred:
    match answer.status:
        case 401:
            return Refused(Problem("credential_refused", said=said(answer)))
        case 403:
            return Refused(Problem("platform_forbids", said=said(answer)))
        case 429:
            return Deferred(Problem("platform_busy", said=said(answer)), _wait(answer, session))
        case _:
            return Refused(Problem("platform_refused", said=said(answer)))


def _wait(answer: Answer, session: Session) -> float | None:
    """Return the seconds to wait: ``Retry-After``, else Mastodon's own ``X-RateLimit-Reset``, a time in ISO 8601."""
    if (seconds := retry_after(answer, session.clock())) is not None:
        return seconds
    try:
        moment = datetime.fromisoformat(answer.headers.get("x-ratelimit-reset", ""))
    except ValueError:
        return None
    return max((moment - session.clock()).total_seconds(), 0.0) if moment.tzinfo else None
