"""A platform that a person serves, and short ways to correct what is out."""

from duta.connectors.protocol import Capability, Handed, Payload
from duta.connectors.testing import FakeConnector
from duta.core.subjects import Subject
from duta.delivery.models import Delivery
from duta.delivery.operations import schedule_correction

ADDRESS = "https://example.org/p/1"


class ByHand(FakeConnector):
    """A platform on which a person does everything."""

    key = "byhand"
    capabilities = Capability(edit=True, withdraw=True, by_hand=True)
    fields = ()

    async def submit(self, payload, *, delivery_id, session):
        return Handed()

    async def edit(self, handle, payload, *, delivery_id, session):
        return Handed()

    async def withdraw(self, handle, *, delivery_id, session):
        return Handed()


def again(delivery):
    return Delivery.objects.select_related("channel").get(pk=delivery.pk)


def correct(world, delivery, text="Selamat sore", key="2"):
    payload = Payload(text=text, language="id", created_at=world.clock())
    said = {"subject": Subject("test.correction", key), "payload": payload}
    return schedule_correction(delivery=delivery, by=world.person, now=world.clock(), **said)


def texts(world):
    return [entry.payload.text for entry in world.platform.visible()]
