"""Where letters go: an SMTP server by address, else files in ``var``."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


class WrongMailAddress(ValueError):  # noqa: N818
    """DUTA_EMAIL_URL is not of the form smtp://user:password@host:port."""


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
