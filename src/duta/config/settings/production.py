"""Production: refuses to start with a demonstration's password or key, or with an address missing."""

from duta.config import environment
from duta.config.production_checks import refuse_unsafe
from duta.config.settings.base import *  # noqa: F403
from duta.config.settings.base import ALLOWED_HOSTS, BASE_URL, SECRET_KEY
from duta.config.signing_in import IN_PRODUCTION, second_factor_roles

refuse_unsafe(secret_key=SECRET_KEY, hosts=ALLOWED_HOSTS, base_url=environment.read("DUTA_BASE_URL"))

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [BASE_URL]
DUTA_REFUSE_DEMONSTRATION = True
DUTA_SECOND_FACTOR_ROLES = second_factor_roles(environment.read("DUTA_SECOND_FACTOR_ROLES"), default=IN_PRODUCTION)
CACHES = {
    # Every web process counts failed sign-ins, and codes that were used, in the same place: the database.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_sharedcache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"},
}
