"""Write down what a message of the returns mailbox says of a letter; each message once."""

from datetime import datetime

from django.db import transaction

from duta.core.problems import Problem
from duta.mailing import tokens
from duta.mailing.models import Letter, Notice
from duta.mailing.notices import Fate, Returned
from duta.mailing.operations.subscribing import suspend_dead
from duta.mailing.rules import MAY_COME_BACK, LetterState

Verdict = Notice.Verdict
VERDICTS = {Fate.FAILED: Verdict.FAILED, Fate.DELAYED: Verdict.DELAYED, Fate.ARRIVED: Verdict.ARRIVED}


@transaction.atomic
def note_message(*, key: str, returned: Returned | None, now: datetime) -> Notice | None:
    """Note a message; ``returned`` None: it is no delivery status notice. None when another worker noted it.

    A letter is found by the signed address that the notice came back to, else by our message's own name together with
    the address it went to. Any other message is somebody else's and changes nothing.
    """
    letter = _letter_of(returned) if returned else None
    verdict = VERDICTS[returned.fate] if returned and letter else Verdict.FOREIGN
    notice, made = Notice.objects.get_or_create(
        key=key, defaults={"verdict": verdict, "letter": letter, "read_at": now}
    )
    if not made:
        return None
    if returned and letter and returned.fate is Fate.FAILED:
        _came_back(letter, returned, now)
    return notice


def _letter_of(returned: Returned) -> Letter | None:
    numbers = [number for address in returned.to if (number := tokens.letter_of(address)) is not None]
    if numbers:
        return Letter.objects.filter(pk=numbers[0]).first()
    if not (returned.message_id and returned.recipient):
        return None
    letter = Letter.objects.filter(message_id=returned.message_id).first()
    return letter if letter and letter.address and letter.address.lower() == returned.recipient else None


def _came_back(letter: Letter, returned: Returned, now: datetime) -> None:
    """A letter that failed for good is closed; a second notice of it changes nothing."""
    if not returned.hard:
        return
    said = returned.said or returned.status
    problem = Problem("letter_returned", {"status": returned.status or "5"}, said=said).as_json()
    mine = Letter.objects.filter(pk=letter.pk, state__in=MAY_COME_BACK)
    moved = mine.update(
        state=LetterState.BOUNCED, state_since=now, wake_at=None, hard=returned.dead, problem_data=problem
    )
    if moved and returned.dead and letter.contact_id is not None:
        suspend_dead(contact_pk=letter.contact_id, now=now)
