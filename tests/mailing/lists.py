"""A small world for tests of letters: a list with contacts, a clock, a sender, a real mail server."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import make
from duta.accounts.models import Organisation, User
from duta.channels.models import Channel
from duta.connectors.protocol import Link, Payload
from duta.mailing import operations
from duta.mailing.models import Contact, Letter, Mailing, Subscription
from duta.mailing.sending import Sender
from peers.smtp import MailServer

LINK = Link("https://kemlu.example/id/42-lokakarya/", title="Lokakarya hari kedelapan")


def press_list(where: Organisation, **fields: Any) -> Channel:
    """A press list of an organisation."""
    settings = {"sender": "KBRI Den Haag", "imprint": "Tobias Asserlaan 8, Den Haag", **fields.pop("settings", {})}
    return make.channel(where, connector_key="press_list", settings=settings, **fields)


@dataclass
class World:
    """One list, its people, and a worker that sends."""

    channel: Channel
    person: User
    server: MailServer
    now: datetime = make.NOW
    sender: Sender = field(init=False)

    def __post_init__(self) -> None:
        self.sender = Sender(clock=lambda: self.now, jitter=lambda: 0.5)

    def contact(
        self, address: str, *, languages: tuple[str, ...] = ("id",), on_list: bool = True, **fields: Any
    ) -> Contact:
        made = Contact.objects.create(
            organisation=self.channel.organisation, address=address, languages=list(languages), created_at=self.now,
            created_by=self.person, **fields,
        )  # fmt: skip
        if on_list:
            operations.add_to_list(
                channel=self.channel, contact=made, words="Ya", by=self.person, now=self.now, evidence="Kartu nama"
            )
        return made

    def payload(self, text: str = "Selamat pagi.", language: str = "id", **fields: Any) -> Payload:
        return Payload(text=text, language=language, created_at=make.NOW, **{"link": LINK, **fields})

    def mailing(self, text: str = "Selamat pagi.", **fields: Any) -> Mailing:
        data = self.payload(text, **fields).as_json()
        return operations.spool_mailing(channel_id=self.channel.pk, key=uuid4(), payload=data, now=self.now)

    def correct(self, mailing: Mailing, text: str) -> Mailing:
        data = self.payload(text).as_json()
        return operations.correct_mailing(
            channel_id=self.channel.pk, handle=str(mailing.pk), key=uuid4(), payload=data, now=self.pass_by(seconds=1)
        )

    def pass_by(self, **delta: float) -> datetime:
        self.now += timedelta(**delta)
        return self.now

    def work(self, **delta: float) -> int:
        if delta:
            self.pass_by(**delta)
        return self.sender.run()

    def states(self, mailing: Mailing | None = None) -> dict[str, str]:
        rows = Letter.objects.filter(mailing=mailing) if mailing else Letter.objects.all()
        return dict(rows.values_list("address", "state"))

    def subscription(self, address: str) -> Subscription:
        return Subscription.objects.get(contact__address=address, channel=self.channel)
