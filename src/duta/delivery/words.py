"""This room's own problems in words."""

from django.utils.translation import gettext_lazy as _

from duta.core.problem_words import WORDS, Words, register_words

OURS: dict[str, Words] = {
    "payload_changed": (
        _("What would go out is not what was frozen for this delivery. Nothing was sent."),
        _("Submit the version again. Tell the engineers: somebody or something changed the database."),
    ),
    "account_changed": (
        _("This was cleared for the account %(account)s; the channel now is %(now)s."),
        _("The channel manager sets the channel back to that account; else the story is submitted again."),
    ),
    "worker_late": (
        _("Duta was busy for too long and stopped before sending. Nothing was sent."),
        _("Nothing to do: Duta tries again by itself within seconds."),
    ),
    "to_post": (
        _("A person publishes this on the platform."),
        _("Publish it there, then paste its address here."),
    ),
    "to_correct": (
        _("A person corrects this on the platform."),
        _("Change the entry there so that it says what stands here, then say that it is done."),
    ),
    "to_take_back": (
        _("A person takes this off the platform."),
        _("Delete the entry there, then say that it is done."),
    ),
    "not_to_post": (
        _("It was withdrawn: do not publish it any more."),
        _("If it is there already, paste its address and it is taken back; else say that it was not done."),
    ),
    "nothing_to_change": (
        _("Nothing of this is out that could be changed."),
        _("Nothing to do."),
    ),
    "not_done": (
        _("It was not done on the platform."),
        _("Read why, mend it and send it again, or give it up."),
    ),
    "media_missing": (
        _("A frozen picture of this delivery cannot be read. Nothing was sent."),
        _("The administrator restores the folder of frozen files from the backup; then send again."),
    ),
}


def register() -> None:
    """Add them to the dictionary of problems, once."""
    for code, (what, fix) in OURS.items():
        if code not in WORDS:
            register_words(code, what=what, fix=fix)
