"""What the pages of sign-in need to show."""

from django import template
from django.conf import settings
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def in_fours(secret: str) -> str:
    """A secret in groups of four, as one reads and types it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@register.simple_tag
def directory() -> str:
    """What the ministry's directory is called on the sign-in page; empty where none is set up."""
    return str(settings.DUTA_OIDC.get("name") or _("the ministry’s directory")) if settings.DUTA_OIDC else ""
