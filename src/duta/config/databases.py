"""Where the rows are: SQLite in ``var`` by default, PostgreSQL by address."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

SQLITE_OPTIONS = {
    # Immediate: a transaction takes the write lock at its start; deferred ones met "database is locked" in a third.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;"
        "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
    ),
}


class WrongDatabaseAddress(ValueError):  # noqa: N818
    """DUTA_DATABASE_URL is not of the form postgresql://user:password@host:port/name."""


def database_from(url: str, *, var: Path) -> dict[str, Any]:
    """Return Django's settings for an address; an empty one means SQLite. Raises WrongDatabaseAddress."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(var / "duta.sqlite3"),
            "OPTIONS": dict(SQLITE_OPTIONS),
            "CONN_MAX_AGE": 600,
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise WrongDatabaseAddress("DUTA_DATABASE_URL must look like postgresql://user:password@host:port/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
    }
