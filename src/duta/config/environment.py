"""What an installation sets from outside: every variable, its default and its meaning.

``docs/operators/settings.md`` lists the same; a test holds the two together.
"""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Variable:
    """One environment variable; ``secret`` values are never shown."""

    name: str
    default: str
    meaning: str
    secret: bool = False


VARIABLES: tuple[Variable, ...] = (
    Variable("DUTA_PORT", "8000", "Port of the portal and the desk; the practice platform takes the next one."),
    Variable("DUTA_VAR", "var", "Folder of everything that changes: database, media, keys, logs."),
    Variable(
        "DUTA_DATABASE_URL", "", "postgresql://user:password@host:port/name; empty: SQLite in DUTA_VAR.", secret=True
    ),
    Variable(
        "DUTA_SECRET_KEY", "", "Django's secret key; production needs one of at least 50 characters.", secret=True
    ),
    Variable("DUTA_HOSTS", "", "Names this installation answers to, separated by commas; production needs them."),
    Variable("DUTA_BASE_URL", "", "The portal's address as the public sees it, for instance https://kemlu.example."),
    Variable(
        "DUTA_CHANNEL_PUBLIC_KEY", "", "Public key that seals credentials; also read from DUTA_VAR/keys/channels.pub."
    ),
    Variable(
        "DUTA_CHANNEL_PRIVATE_KEYS",
        "",
        "Private keys that open credentials, newest first, separated by commas; only the worker needs them.",
        secret=True,
    ),
    Variable(
        "DUTA_ALLOWED_PRIVATE", "", "host:port pairs on private addresses that channels may reach, separated by commas."
    ),
    Variable("DUTA_PRACTICE_KEY", "", "Key of the practice platform; `make run` makes one.", secret=True),
    Variable("DUTA_WEB_WORKERS", "1", "Web processes."),
    Variable("DUTA_WEB_THREADS", "4", "Threads of each web process."),
    Variable("DUTA_EMAIL_FROM", "duta@localhost", "Sender of letters such as a password reset."),
    Variable(
        "DUTA_EMAIL_URL",
        "",
        "smtp://user:password@host:port; empty: letters are written into DUTA_VAR/mail.",
        secret=True,
    ),
    Variable("DUTA_MAIL_RATE", "300", "Letters of press lists a minute, of all workers together."),
    Variable(
        "DUTA_MAIL_RETURN_PATH",
        "",
        "Address that letters come back to, for instance returns@kemlu.example; its mailbox must take "
        "returns+anything@ too. Empty: DUTA_EMAIL_FROM.",
    ),
    Variable(
        "DUTA_MAIL_RETURNS",
        "",
        "Mailbox of what came back: maildir:/folder or imaps://user:password@host/INBOX; empty: nobody reads it.",
        secret=True,
    ),
)
_KNOWN = {variable.name: variable for variable in VARIABLES}


def read(name: str) -> str:
    """Return a variable's value or its default. Raises KeyError for one that is not declared above."""
    return os.environ.get(name) or _KNOWN[name].default


def read_list(name: str) -> list[str]:
    """Return the parts of a variable that commas separate."""
    return [part.strip() for part in read(name).split(",") if part.strip()]


def var() -> Path:
    """Return the folder of everything that changes, absolute."""
    return Path(read("DUTA_VAR")).resolve()
