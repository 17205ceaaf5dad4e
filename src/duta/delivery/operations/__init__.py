"""What changes the outbox. People's operations first; ``claiming`` and ``settling`` are the pump's own."""

from duta.delivery.operations.by_hand import (
    WrongAddress,
    settle_as_absent,
    settle_as_done,
    settle_as_not_done,
    settle_as_published,
)
from duta.delivery.operations.claiming import sweep_pumps
from duta.delivery.operations.holding import hold_deliveries, lift_hold
from duta.delivery.operations.moving import OtherState
from duta.delivery.operations.reminding import remind_again, remind_before, remind_late
from duta.delivery.operations.scheduling import (
    OtherPayload,
    cancel_deliveries,
    cancel_delivery,
    retry_refused,
    retry_refused_of_channel,
    schedule_correction,
    schedule_delivery,
    schedule_withdrawal,
    withdraw_delivery,
)
from duta.delivery.operations.tallies import (
    AlreadyTaken,
    CountsRefused,
    choose_columns,
    discard_draft,
    draft_import,
    enter_counts,
    sweep_drafts,
    take_back,
    take_in,
)

__all__ = [
    "AlreadyTaken",
    "CountsRefused",
    "OtherPayload",
    "OtherState",
    "WrongAddress",
    "cancel_deliveries",
    "cancel_delivery",
    "choose_columns",
    "discard_draft",
    "draft_import",
    "enter_counts",
    "hold_deliveries",
    "lift_hold",
    "remind_again",
    "remind_before",
    "remind_late",
    "retry_refused",
    "retry_refused_of_channel",
    "schedule_correction",
    "schedule_delivery",
    "schedule_withdrawal",
    "settle_as_absent",
    "settle_as_done",
    "settle_as_not_done",
    "settle_as_published",
    "sweep_drafts",
    "sweep_pumps",
    "take_back",
    "take_in",
    "withdraw_delivery",
]
