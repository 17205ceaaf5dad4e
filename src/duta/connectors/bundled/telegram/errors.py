"""Their answers to our four outcomes. Telegram says what is wrong in words; the status alone tells too little."""

from duta.connectors.answers import LONGEST, json_of, retry_after, said
from duta.connectors.protocol import Deferred, Outcome, Refused, Session, Unknown
from duta.core.http import Answer
from duta.core.problems import Problem

PLATFORM = "Telegram"
OK = 200
GONE = ("message to edit not found", "message to delete not found", "message_id_invalid")
SAME = "message is not modified"
TOO_OLD = "message can't be deleted"
RIGHTS = ("not enough rights", "need administrator rights", "have no rights", "chat_admin_required", "not a member")


def words_of(answer: Answer) -> str:
    """Return the platform's description of an error, in lower case, or ''."""
    return str(json_of(answer).get("description") or "").lower()


def is_gone(answer: Answer) -> bool:
    """Whether Telegram says that it has no such message."""
    return answer.status == 400 and any(words in words_of(answer) for words in GONE)


def refusal(answer: Answer, session: Session) -> Outcome:
    """Say what an answer means where nothing is out by it: looking around, changing, taking back."""
    if answer.status >= 500 or answer.status < 300:
        return Deferred(Problem("platform_down", said=said(answer)))
    return _refusal(answer, session)


def after_publishing(answer: Answer, session: Session) -> Outcome:
    """Say what an answer means for the call that publishes; a message that could be read is not for here."""
    if answer.status >= 500 or answer.status < 300:
        return Unknown(Problem("answer_lost", said=said(answer)))
    return _refusal(answer, session)


def _refusal(answer: Answer, session: Session) -> Refused | Deferred:
    match answer.status:
        case 401:
            return Refused(Problem("credential_refused", said=said(answer)))
        case 403:
            return Refused(Problem("platform_forbids", said=said(answer)))
        case 400 if any(words in words_of(answer) for words in RIGHTS):
            return Refused(Problem("platform_forbids", said=said(answer)))
        case 429:
            return Deferred(Problem("platform_busy", said=said(answer)), _wait(answer, session))
        case status if status < 400 or not words_of(answer):
            return Refused(Problem("answer_unreadable", {"platform": PLATFORM}, said=said(answer)))
        case 404:  # the address of a method has the token in it: a token that never was is "Not Found"
            return Refused(Problem("credential_refused", said=said(answer)))
        case _:
            return Refused(Problem("platform_refused", said=said(answer)))


def _wait(answer: Answer, session: Session) -> float | None:
    """Return the seconds to wait: ``parameters.retry_after``, else the header."""
    parameters = json_of(answer).get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if isinstance(seconds, int | float) and not isinstance(seconds, bool):
        return min(max(float(seconds), 0.0), LONGEST)
    return retry_after(answer, session.clock())
