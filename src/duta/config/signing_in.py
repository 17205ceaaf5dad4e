"""What the variables about signing in mean."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

ROLES = frozenset({"planner", "author", "signatory", "channel_manager", "analyst", "administrator"})
IN_PRODUCTION = ("signatory", "administrator", "channel_manager")
MOST_PROXIES = 9


def second_factor_roles(value: str, *, default: Collection[str]) -> frozenset[str]:
    """Return the roles that need a second factor; ``default`` for an empty value, none for "none".

    Raises ImproperlyConfigured for a role that there is not.
    """
    if not value.strip():
        return frozenset(default)
    if value.strip() == "none":
        return frozenset()
    named = frozenset(part.strip() for part in value.split(",") if part.strip())
    if unknown := sorted(named - ROLES):
        raise ImproperlyConfigured(
            f"DUTA_SECOND_FACTOR_ROLES names {', '.join(unknown)}, which is no role. "
            f"There are: {', '.join(sorted(ROLES))}; or none."
        )
    return named


def trusted_proxies(value: str) -> int:
    """Return how many proxies are believed. Raises ImproperlyConfigured for what is no small number."""
    if not value.isdecimal() or int(value) > MOST_PROXIES:
        raise ImproperlyConfigured(f"DUTA_TRUSTED_PROXIES must be a number from 0 to {MOST_PROXIES}, not {value!r}.")
    return int(value)


def directory_from(read: Callable[[str], str]) -> dict[str, str]:
    """Return how the ministry's directory is reached, by the variables that ``read`` returns; empty where none is set up.

    Raises ImproperlyConfigured, naming the variable, when half of it is set.
    """
    issuer = read("DUTA_OIDC_ISSUER").strip()  # as the directory says it: a stroke at its end is part of its name
    if not issuer:
        return {}
    client_id, secret = read("DUTA_OIDC_CLIENT_ID"), _secret(read)
    if not client_id or not secret:
        raise ImproperlyConfigured(
            "DUTA_OIDC_ISSUER is set, so DUTA_OIDC_CLIENT_ID and DUTA_OIDC_CLIENT_SECRET (or its _FILE) must be too."
        )
    name, match = read("DUTA_OIDC_NAME"), read("DUTA_OIDC_MATCH")
    return {"issuer": issuer, "client_id": client_id, "secret": secret, "name": name, "match": match}


def _secret(read: Callable[[str], str]) -> str:
    file = read("DUTA_OIDC_CLIENT_SECRET_FILE")
    if not file:
        return read("DUTA_OIDC_CLIENT_SECRET")
    try:
        return Path(file).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"DUTA_OIDC_CLIENT_SECRET_FILE cannot be read: {error.strerror}") from error


def directory_app(directory: dict[str, str]) -> dict[str, Any]:
    """Say it as allauth's setting of providers; nothing for no directory."""
    if not directory:
        return {}
    app = {
        "provider_id": "directory", "name": directory["name"], "client_id": directory["client_id"],
        "secret": directory["secret"], "settings": {"server_url": directory["issuer"].rstrip("/"), "fetch_userinfo": False},
    }  # fmt: skip
    return {"directory": {"APPS": [app]}}
