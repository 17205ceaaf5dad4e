"""Send what is due, one letter after the other: at least once. The only place here that waits for the mail server.

For each letter: write down that it is being sent, commit, hand it over, write down what came of it. Whoever dies in
between leaves a letter that is being sent by nobody; after its lease it counts as perhaps sent, and goes out once more
under the same Message-ID. No transaction is open while the mail server is spoken to.
"""

import logging
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError

from django.conf import settings
from django.utils import timezone

from duta.channels.operations import remember_problem, remember_success
from duta.core.blobs import BlobDamaged, read_blob
from duta.core.problems import Problem
from duta.delivery.queries import held_channels
from duta.mailing import composing, operations, queries, rules
from duta.mailing.carriers import Carrier, ServerDown, conversation
from duta.mailing.houses import house_of, language_of, links_of, returns_to
from duta.mailing.models import Letter
from duta.mailing.rules import Later, LetterKind, Never, Taken

log = logging.getLogger(__name__)
MINUTE = 60
AT_ONCE = 200  # letters in one conversation


class Unwritable(Exception):  # noqa: N818
    """A letter cannot be written: a picture is missing, or an address is none."""


UNWRITABLE = (Unwritable, ValueError, LookupError, MessageError)  # Python's headers raise many on a wrong address


@dataclass
class Sender:
    """Sends the due letters of one run. Tests hand in a clock, a carrier, and a place to die."""

    clock: Callable[[], datetime] = timezone.now
    open: Callable[[], AbstractContextManager[Carrier]] = conversation
    jitter: Callable[[], float] = random.random
    pictures: dict[str, bytes] = field(default_factory=dict)

    def run(self) -> int:
        """Send what the rate allows; return how many the mail server took."""
        now = self.clock()
        if not queries.is_anything_due(now):
            return 0
        operations.lose_letters(now=now)
        room = settings.DUTA_MAIL_RATE - queries.attempts_within(seconds=MINUTE, now=now)
        if room <= 0:
            return 0
        letters = queries.due_letters(now=now, held=held_channels(), limit=min(room, AT_ONCE))
        if not letters:
            return 0
        try:
            with self.open() as carrier:
                return self._send(letters, carrier)
        except ServerDown as down:
            self._remember(letters, str(down))
            return 0

    def _send(self, letters: list[Letter], carrier: Carrier) -> int:
        sent, lists = 0, set()
        for letter in letters:
            if not operations.begin_letter(letter=letter, now=self.clock()):
                continue
            self.step("begun", letter)
            answer = self._hand_over(letter, carrier)
            self.step("answered", letter)
            self._settle(letter, answer)
            self.step("settled", letter)
            if isinstance(answer, Taken):
                sent += 1
                lists.add(_channel_of(letter))
            if isinstance(answer, Later) and answer.whole:
                self._remember([letter], answer.said)
                break
        remember_success(channel_ids=lists, now=self.clock())
        return sent

    def step(self, name: str, letter: Letter) -> None:
        """Nothing; a place for tests that kill the process here."""

    def _hand_over(self, letter: Letter, carrier: Carrier) -> rules.Answer:
        if letter.subscription is None or letter.contact is None:
            return Never("its recipient is gone")
        try:
            content = self.written(letter)
        except UNWRITABLE as error:  # a setting or a folder, which somebody can mend
            return Later(str(error) or type(error).__name__)
        return carrier.carry(sender=returns_to(letter), to=letter.address, name=letter.message_id, content=content)

    def _settle(self, letter: Letter, answer: rules.Answer) -> None:
        now = self.clock()
        decision = rules.decide(
            answer, tries=letter.attempts, since=letter.created_at, now=now, jitter=self.jitter(),
            wanted=queries.is_wanted(letter),
        )  # fmt: skip
        operations.settle_letter(letter=letter, decision=decision, now=now)

    def written(self, letter: Letter) -> bytes:
        """Return a letter as it goes over the wire. Raises what UNWRITABLE names."""
        channel = letter.subscription.channel if letter.subscription else None
        if channel is None or letter.contact is None:
            raise Unwritable("its recipient is gone")
        house, links = house_of(channel), links_of(letter)
        # The date is the letter's own, not the attempt's: a repeated one is the same message.
        outside = composing.Outside(letter.address, letter.contact.name, letter.message_id, letter.created_at)
        if letter.mailing is None or letter.kind == LetterKind.CONFIRMATION:
            message = composing.confirmation(house=house, outside=outside, links=links, language=language_of(letter))
        else:
            payload = letter.mailing.payload
            message = composing.statement(
                payload, house=house, outside=outside, links=links, correction=letter.mailing.corrects_id is not None,
                pictures={item.sha256: self._picture(item.sha256) for item in payload.media},
            )  # fmt: skip
        return message.as_bytes()

    def _picture(self, sha256: str) -> bytes:
        if sha256 not in self.pictures:
            try:
                self.pictures[sha256] = read_blob(sha256)
            except (FileNotFoundError, BlobDamaged) as error:
                raise Unwritable(f"a picture cannot be read: {error}") from error
        return self.pictures[sha256]

    def _remember(self, letters: list[Letter], said: str) -> None:
        """Say on the lists' pages why letters wait; logged once for each run."""
        log.warning("the mail server takes nothing: %s", said)
        for channel_id in {_channel_of(letter) for letter in letters}:
            remember_problem(channel_id=channel_id, problem=Problem("mail_server_down", said=said), now=self.clock())


def _channel_of(letter: Letter) -> int:
    if letter.subscription is not None:
        return letter.subscription.channel_id
    return letter.mailing.channel_id if letter.mailing else 0


def send_due(now: datetime) -> int:
    """Send what is due; return how many letters the mail server took. Two workers never send one letter at once."""
    return Sender().run()
