"""The practice platform's answers as outcomes."""

from duta.connectors.answers import retry_after, said
from duta.connectors.protocol import Deferred, Outcome, Refused, Session, Unknown
from duta.core.http import Answer
from duta.core.problems import Problem


def before_publishing(answer: Answer, session: Session) -> Refused | Deferred:
    """Say what an error means while nothing can be out yet: signing in, uploading, withdrawing."""
    if answer.status >= 500 or answer.status < 300:  # a "200" that cannot be read is not the platform's
        return Deferred(Problem("platform_down", said=said(answer)))
    return _refusal(answer, session)


def after_publishing(answer: Answer, session: Session) -> Outcome:
    """Say what an error means for the call that publishes."""
    if answer.status >= 500 or answer.status < 300:  # a "200" that cannot be read says nothing
        return Unknown(Problem("answer_lost", said=said(answer)))
    return _refusal(answer, session)


def _refusal(answer: Answer, session: Session) -> Refused | Deferred:
    match answer.status:
        case 401:
            return Refused(Problem("credential_refused", said=said(answer)))
        case 403:
            return Refused(Problem("platform_forbids", said=said(answer)))
        case 409:
            return Refused(Problem("content_differs", said=said(answer)))
        case 410:
            return Refused(Problem("gone", said=said(answer)))
        case 429:
            return Deferred(Problem("platform_busy", said=said(answer)), retry_after(answer, session.clock()))
        case _:
            return Refused(Problem("platform_refused", said=said(answer)))
