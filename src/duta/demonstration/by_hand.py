"""What a person already published by hand: the Indonesian version on Instagram, with its address and invented figures."""

from datetime import datetime, timedelta

from duta.accounts.models import User
from duta.delivery.models import Delivery
from duta.delivery.operations import enter_counts, settle_as_published
from duta.delivery.rules import DeliveryState

ADDRESS = "https://www.instagram.com/p/DContohKairo/"
COUNTS = {
    "platform.likes": 412,
    "platform.replies": 27,
    "platform.reposts": 18,
    "platform.views": 5830,
    "platform.reach": 3964,
}
EVIDENCE = "Dibaca pada layar Insight akun (angka contoh)"


def publish_by_hand(*, by: User, now: datetime) -> None:
    """Settle the one Indonesian delivery; the English one stays on its sheet until somebody publishes it.

    No worker runs while the demonstration is loaded, so the delivery is put into its person's hands here.
    """
    rows = Delivery.objects.filter(channel__connector_key="instagram_by_hand").select_related("channel__organisation")
    for delivery in rows:
        if delivery.payload.language != "id":
            continue
        handed = {"state": DeliveryState.HANDED, "wake_at": None, "line": None}
        Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SCHEDULED).update(**handed)
        settle_as_published(delivery=delivery, address=ADDRESS, by=by, now=delivery.created_at + timedelta(minutes=12))
        enter_counts(
            delivery=delivery, counts=COUNTS, evidence=EVIDENCE, counted_at=now - timedelta(hours=2),
            lower_is_right=False, by=by, now=now,
        )  # fmt: skip
