"""This room's own problems in words."""

from django.utils.translation import gettext_lazy as _

from duta.core.problem_words import WORDS, Words, register_words

OURS: dict[str, Words] = {
    "channel_off": (
        _("The channel is switched off."),
        _("The channel manager switches it on, then sends again."),
    ),
    "connector_missing": (
        _("This installation has no connector “%(connector)s”."),
        _("The administrator installs it and starts the worker again; then send again."),
    ),
}


def register() -> None:
    """Add them to the dictionary of problems, once."""
    for code, (what, fix) in OURS.items():
        if code not in WORDS:
            register_words(code, what=what, fix=fix)
