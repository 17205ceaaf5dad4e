"""What changes contacts, subscriptions, mailings and letters. One transaction each, audited."""

from duta.mailing.operations.contacts import Person, erase_contact, forget_strangers, import_contacts, save_contact
from duta.mailing.operations.moving import begin_letter, cancel_letter, lose_letters, settle_letter
from duta.mailing.operations.returning import note_message
from duta.mailing.operations.spooling import correct_mailing, spool_mailing, withdraw_mailing
from duta.mailing.operations.subscribing import (
    NotAsked,
    add_to_list,
    confirm_subscription,
    is_own_link,
    sign_up,
    unsubscribe,
)

__all__ = [
    "NotAsked",
    "Person",
    "add_to_list",
    "begin_letter",
    "cancel_letter",
    "confirm_subscription",
    "correct_mailing",
    "erase_contact",
    "forget_strangers",
    "import_contacts",
    "is_own_link",
    "lose_letters",
    "note_message",
    "save_contact",
    "settle_letter",
    "sign_up",
    "spool_mailing",
    "unsubscribe",
    "withdraw_mailing",
]
