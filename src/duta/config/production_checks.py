"""What production refuses to start with."""

from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured

from duta.config.devkeys import DEV_PREFIX


def refuse_unsafe(*, secret_key: str, hosts: Sequence[str], base_url: str) -> None:
    """Raise ImproperlyConfigured, naming the variable to set, when a setting is unsafe or missing."""
    if secret_key.startswith(DEV_PREFIX) or "insecure" in secret_key:
        raise ImproperlyConfigured("DUTA_SECRET_KEY is a key for trying Duta out. Make a new one: python -m secrets")
    if len(secret_key) < 50:
        raise ImproperlyConfigured("DUTA_SECRET_KEY is missing or shorter than 50 characters.")
    if not hosts or "*" in hosts:
        raise ImproperlyConfigured("DUTA_HOSTS must name the hosts that this installation answers to.")
    if not base_url.startswith("https://"):
        raise ImproperlyConfigured("DUTA_BASE_URL must be the portal's public address and start with https://")


def refuse_demonstration() -> None:
    """Raise ImproperlyConfigured when an active account of the demonstration is in the database: its password is public.

    Called by the web and the worker when they start with production settings.
    """
    accounts = get_user_model().objects.filter(demonstration=True, is_active=True)
    if names := sorted(accounts.values_list("username", flat=True)[:5]):
        raise ImproperlyConfigured(
            f"This database holds accounts of the demonstration ({', '.join(names)}, ...), whose password is public. "
            "Begin with an empty one: duta migrate, then duta init."
        )
