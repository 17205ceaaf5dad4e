"""Names of messages."""

from django.conf import settings


def message_id(name: str) -> str:
    """Return a message's name: the same for the same letter, whoever sends it and however often."""
    return f"<{name}@{domain()}>"


def domain() -> str:
    """The domain of this installation's letters."""
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].strip("> ") or "localhost"
