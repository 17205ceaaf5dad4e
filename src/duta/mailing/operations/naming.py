"""Names of messages."""

from django.conf import settings

from duta.mailing import tokens


def message_id(name: str) -> str:
    """Return a message's name: the same for the same letter, whoever sends it and however often.

    Only who got the letter knows it: whoever names it in a notice has read it.
    """
    return f"<{name}.{tokens.name_seal(name)}@{domain()}>"


def domain() -> str:
    """The domain of this installation's letters."""
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].strip("> ") or "localhost"
