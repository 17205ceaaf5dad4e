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
    Variable(
        "DUTA_LOOK_AT_ADDRESSES",
        "yes",
        "yes: the worker looks whether an address that a person pasted can be reached; no: it asks nobody. `make run` says "
        "no, unless told otherwise: nothing leaves the machine there.",
    ),
    Variable("DUTA_PRACTICE_KEY", "", "Key of the practice platform; `make run` makes one.", secret=True),
    Variable(
        "DUTA_SECOND_FACTOR_ROLES",
        "",
        "Roles that need a second factor, separated by commas; none: nobody. Empty: signatory, administrator and "
        "channel_manager in production, nobody where Duta is tried out.",
    ),
    Variable(
        "DUTA_TRUSTED_PROXIES",
        "0",
        "Proxies of yours before Duta that write X-Forwarded-For, so that sign-in is slowed down by visitor; "
        "0: that header is not believed.",
    ),
    Variable(
        "DUTA_OIDC_ISSUER",
        "",
        "Issuer of the ministry's directory (OpenID Connect), https://...; empty: passwords only.",
    ),
    Variable("DUTA_OIDC_CLIENT_ID", "", "What the directory calls this installation."),
    Variable("DUTA_OIDC_CLIENT_SECRET", "", "Its secret at the directory.", secret=True),
    Variable("DUTA_OIDC_CLIENT_SECRET_FILE", "", "File that holds that secret, in place of the variable."),
    Variable("DUTA_OIDC_NAME", "", "The directory's name on the sign-in page; empty: the ministry's directory."),
    Variable(
        "DUTA_OIDC_MATCH",
        "email",
        "How an account is recognised at the first sign-in: email (it must be verified there), or a claim that is the "
        "username here, for instance preferred_username.",
    ),
    Variable(
        "DUTA_OIDC_ALLOWED_PRIVATE",
        "",
        "host:port pairs on private addresses where the directory may be, separated by commas.",
    ),
    Variable("DUTA_WEB_WORKERS", "1", "Web processes."),
    Variable("DUTA_WEB_THREADS", "4", "Threads of each web process."),
    Variable("DUTA_EMAIL_FROM", "duta@localhost", "Sender of letters such as a password reset."),
    Variable(
        "DUTA_EMAIL_URL",
        "",
        "smtp://user:password@host:port; empty: letters are written into DUTA_VAR/mail.",
        secret=True,
    ),
    Variable(
        "DUTA_CONFIRM_MINUTES",
        "5",
        "Minutes for which a person's confirmation of identity counts when signing; at least 1.",
    ),
    Variable("DUTA_SIGNING_SECOND_FACTOR", "no", "yes: only who has an authenticator app or a passkey can sign."),
    Variable("DUTA_REMIND_AFTER", "24", "Hours after which a signatory is reminded; 0: never."),
    Variable(
        "DUTA_ESCALATE_AFTER",
        "48",
        "Hours after which the next organisation above is told, and may take it over; 0: never.",
    ),
    Variable("DUTA_QUIET_HOURS", "20-7", "Between these hours of a person's own zone nobody is reminded."),
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


def read_number(name: str) -> int:
    """Return a variable that is a whole number, 0 or more. Raises ValueError that names it."""
    text = read(name)
    if not text.isdecimal():
        raise ValueError(f"{name} must be a whole number, for instance {_KNOWN[name].default}; it is “{text}”")
    return int(text)


def read_yes(name: str) -> bool:
    """Return a variable that is yes or no. Raises ValueError that names it."""
    text = read(name).lower()
    if text not in ("yes", "no"):
        raise ValueError(f"{name} must be yes or no; it is “{text}”")
    return text == "yes"


def read_hours(name: str) -> tuple[int, int]:
    """Return a variable of the form 20-7: from which hour until which hour. Raises ValueError that names it."""
    text = read(name)
    first, _, last = text.partition("-")
    if not (first.isdecimal() and last.isdecimal() and int(first) < 24 and int(last) < 24):
        raise ValueError(f"{name} must be two hours of the day, for instance {_KNOWN[name].default}; it is “{text}”")
    return int(first), int(last)


def read_list(name: str) -> list[str]:
    """Return the parts of a variable that commas separate."""
    return [part.strip() for part in read(name).split(",") if part.strip()]


def var() -> Path:
    """Return the folder of everything that changes, absolute."""
    return Path(read("DUTA_VAR")).resolve()
