"""`make run`: one machine, loopback, a key made at the first start."""

from duta.config.devkeys import dev_secret_key
from duta.config.settings.base import *  # noqa: F403
from duta.config.settings.base import DUTA_MAIL_SERVER, VAR

SECRET_KEY = dev_secret_key(VAR)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
DUTA_REQUIRE_HTTPS = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys on http://localhost
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# Letters of press lists never leave the machine here, whatever the environment says: to a server on loopback, or a folder.
if DUTA_MAIL_SERVER.get("host") not in ("localhost", "127.0.0.1", "::1"):
    DUTA_MAIL_SERVER = {}
