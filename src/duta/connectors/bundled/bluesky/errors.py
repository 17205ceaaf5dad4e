"""Their answers to our four outcomes."""

from duta.connectors.answers import json_of, retry_after, said
from duta.connectors.protocol import Deferred, Outcome, Refused, Session, Unknown
from duta.core.http import Answer
from duta.core.problems import Problem

TOKEN_ERRORS = frozenset({"ExpiredToken", "InvalidToken"})
CLOSED_ERRORS = frozenset(
    {"AccountTakedown", "AccountDeactivated", "AccountSuspended", "RepoTakendown", "RepoDeactivated", "RepoSuspended"}
)
PLATFORM = "Bluesky"


def error_of(answer: Answer) -> str:
    """Return the protocol's name of an error, or ''."""
    return str(json_of(answer).get("error", ""))


def before_publishing(answer: Answer, session: Session) -> Refused | Deferred:
    """Say what an error means while nothing can be out: signing in, uploading, looking names up, withdrawing."""
    if answer.status >= 500 or answer.status < 300:  # a "200" that cannot be read is not the platform's
        return Deferred(Problem("platform_down", said=said(answer)))
    if answer.status in (301, 302, 303, 307, 308, 404, 405) and not error_of(answer):
        return Refused(Problem("answer_unreadable", {"platform": PLATFORM}, said=said(answer)))
    return _refusal(answer, session)


def after_publishing(answer: Answer, session: Session) -> Outcome:
    """Say what an error means for the call that publishes. InvalidSwap is not for here: it is read back."""
    if answer.status >= 500 or answer.status < 300:  # a "200" that cannot be read says nothing
        return Unknown(Problem("answer_lost", said=said(answer)))
    return _refusal(answer, session)


def _refusal(answer: Answer, session: Session) -> Refused | Deferred:
    match answer.status, error_of(answer):
        case _, error if error in CLOSED_ERRORS:
            return Refused(Problem("platform_forbids", said=said(answer)))
        case 401, _:
            return Refused(Problem("credential_refused", said=said(answer)))
        case _, error if error in TOKEN_ERRORS:
            return Refused(Problem("credential_refused", said=said(answer)))
        case 403, _:
            return Refused(Problem("credential_refused", said=said(answer)))
        case 429, _:
            return Deferred(Problem("platform_busy", said=said(answer)), retry_after(answer, session.clock()))
        case _:
            return Refused(Problem("platform_refused", said=said(answer)))
