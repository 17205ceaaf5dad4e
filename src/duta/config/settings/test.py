"""Tests: in memory or a throw-away database, nothing leaves the machine, nothing is kept."""

import tempfile
from pathlib import Path

from duta.config import environment
from duta.config.settings.base import *  # noqa: F403

VAR = DUTA_VAR = Path(tempfile.gettempdir()) / "duta-tests"
SECRET_KEY = "tests-" + "k" * 60
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "frozen": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "exports": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = VAR / "media"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DUTA_REQUIRE_HTTPS = False
DUTA_SECOND_FACTOR_ROLES = frozenset()
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
DUTA_FLUSH_VIEWS = False
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]  # allauth takes False for none
WAGTAILADMIN_BASE_URL = BASE_URL = "http://testserver"
if not environment.read("DUTA_DATABASE_URL"):
    DATABASES["default"]["TEST"] = {"NAME": None}  # noqa: F405
