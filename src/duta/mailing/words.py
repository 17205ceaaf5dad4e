"""Sentences for what can go wrong with a letter."""

from django.utils.translation import gettext_lazy as _

from duta.core.problem_words import WORDS, register_words

WORDS_OF_LETTERS = {
    "letter_refused": (
        _("The mail server refuses this letter for good."),
        _("Read its answer: mostly the address is wrong or no longer used."),
    ),
    "letter_later": (
        _("The mail server asks to come back later."),
        _("Nothing to do: Duta tries again by itself for three days."),
    ),
    "letter_given_up": (
        _("After %(attempts)s tries in three days no mail server took this letter."),
        _("Check the address with the recipient."),
    ),
    "letter_unsure": (
        _("The connection ended before the mail server confirmed this letter: it may have been sent."),
        _("Nothing to do: Duta sends it once more under the same name, which many mailboxes show only once."),
    ),
    "letter_unwanted": (_("It was withdrawn or corrected before it was sent."), _("Nothing to do.")),
    "letter_moved": (
        _("The recipient got another address before it was sent, and has not said yes there yet."),
        _("Nothing to do: they are asked at the new address, and get what is sent after they said yes."),
    ),
    "letter_unsubscribed": (_("The recipient unsubscribed before it was sent."), _("Nothing to do.")),
    "letter_returned": (
        _("The recipient's mail server says that it did not arrive (%(status)s)."),
        _("Nothing to do: after several letters that came back Duta suspends the address."),
    ),
    "mail_server_down": (
        _("The mail server does not take letters at the moment."),
        _("The administrator looks at DUTA_EMAIL_URL and at the mail server. Letters wait; none is lost."),
    ),
}


def register() -> None:
    """Make them speakable; once."""
    for code, (what, fix) in WORDS_OF_LETTERS.items():
        if code not in WORDS:
            register_words(code, what=what, fix=fix)
