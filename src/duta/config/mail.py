"""Where letters go: an SMTP server by address, else files in ``var``."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


class WrongMailAddress(ValueError):  # noqa: N818
    """DUTA_EMAIL_URL is not of the form smtp://user:password@host:port."""


class WrongRate(ValueError):  # noqa: N818
    """DUTA_MAIL_RATE is not a number of letters from 1 on."""


def rate_from(text: str) -> int:
    """Return letters a minute. Raises WrongRate."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise WrongRate("DUTA_MAIL_RATE must be a number from 1 on, for instance 300")
    return int(text)


def mail_server_from(url: str) -> dict[str, Any]:
    """Return the mail server of an address as press lists speak to it; {} when there is none: letters stay here.

    Raises WrongMailAddress.
    """
    if not url:
        return {}
    told = mail_from(url, var=Path())
    return {
        "host": told["EMAIL_HOST"], "port": told["EMAIL_PORT"], "user": told["EMAIL_HOST_USER"],
        "password": told["EMAIL_HOST_PASSWORD"], "ssl": told["EMAIL_USE_SSL"], "starttls": told["EMAIL_USE_TLS"],
    }  # fmt: skip


def mail_from(url: str, *, var: Path) -> dict[str, Any]:
    """Return Django's settings for an address; ``smtps://`` speaks TLS at once, ``smtp://`` by STARTTLS unless local."""
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(var / "mail"),
        }
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise WrongMailAddress("DUTA_EMAIL_URL must look like smtp://user:password@host:port")
    secure = parts.scheme == "smtps"
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": not secure and not local,
        "EMAIL_TIMEOUT": 20,
    }
