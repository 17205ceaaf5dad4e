"""What changes things in the newsroom: submit, initial, sign, send back, take back, release, move, withdraw, propose."""

from duta.newsroom.operations.announcing import remind_of_releases
from duta.newsroom.operations.clearing import (
    initial_submission,
    return_submission,
    sign_submission,
    take_back_submission,
    take_over_submission,
)
from duta.newsroom.operations.composing import compose_story
from duta.newsroom.operations.drafting import mark_in_step, propose_versions, translate_story
from duta.newsroom.operations.problems import NotPossible
from duta.newsroom.operations.releasing import (
    cancel_release,
    carry_out,
    plan_release_now,
    release_due,
    release_story,
)
from duta.newsroom.operations.reminding import remind_waiting
from duta.newsroom.operations.rescheduling import reschedule_release
from duta.newsroom.operations.submitting import Timing, submit_story
from duta.newsroom.operations.withdrawing import withdraw_story

__all__ = [
    "NotPossible",
    "Timing",
    "cancel_release",
    "carry_out",
    "compose_story",
    "initial_submission",
    "mark_in_step",
    "plan_release_now",
    "propose_versions",
    "release_due",
    "release_story",
    "remind_of_releases",
    "remind_waiting",
    "reschedule_release",
    "return_submission",
    "sign_submission",
    "submit_story",
    "take_back_submission",
    "take_over_submission",
    "translate_story",
    "withdraw_story",
]
