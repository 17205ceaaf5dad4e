"""What every installation shares."""

from pathlib import Path
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from duta.config import environment
from duta.config.databases import database_from
from duta.config.mail import mail_from, mail_server_from, rate_from
from duta.config.signing_in import directory_app, directory_from, second_factor_roles, trusted_proxies

SRC = Path(__file__).resolve().parents[2]
VAR = environment.var()

SECRET_KEY = environment.read("DUTA_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = environment.read_list("DUTA_HOSTS")
BASE_URL = environment.read("DUTA_BASE_URL") or f"http://localhost:{environment.read('DUTA_PORT')}"
WAGTAILADMIN_BASE_URL = BASE_URL

INSTALLED_APPS = [
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.redirects",
    "wagtail.locales",
    "duta.accounts.apps.PeopleConfig",
    "wagtail.images",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "duta.core.apps.CoreConfig",
    "duta.accounts.apps.AccountsConfig",
    "duta.metrics.apps.MetricsConfig",
    "duta.channels.apps.ChannelsConfig",
    "duta.links.apps.LinksConfig",
    "duta.delivery.apps.DeliveryConfig",
    "duta.mailing.apps.MailingConfig",
    "duta.strategy.apps.StrategyConfig",
    "duta.newsroom.apps.NewsroomConfig",
    "duta.evaluation.apps.EvaluationConfig",
    "duta.portal.apps.PortalConfig",
    "duta.desk.apps.DeskConfig",
    "duta.demonstration.apps.DemonstrationConfig",
    "duta.config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "duta.config.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "duta.accounts.desk_language.DeskLanguageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "duta.config.csp.ContentSecurityPolicyMiddleware",
    "duta.accounts.scope.DeskScopeMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "duta.config.absurd_numbers.AbsurdNumbers",
]

ROOT_URLCONF = "duta.config.urls"
WSGI_APPLICATION = "duta.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Templates of ours that replace a library's; each room keeps its own in overrides/.
        "DIRS": [SRC / "desk" / "overrides", SRC / "accounts" / "overrides"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": database_from(environment.read("DUTA_DATABASE_URL"), var=VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "duta.accounts.backends.RolesBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
ACCOUNT_ADAPTER = "duta.accounts.adapter.DeskAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letters to strangers whose address somebody typed
ACCOUNT_FORMS = {"login": "duta.accounts.sign_in_forms.SignInForm"}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * max(1, environment.read_number("DUTA_CONFIRM_MINUTES"))
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a letter when a password or a second factor changed
ALLAUTH_TRUSTED_PROXY_COUNT = trusted_proxies(environment.read("DUTA_TRUSTED_PROXIES"))
SOCIALACCOUNT_ADAPTER = "duta.accounts.directory_adapter.DirectorySocialAdapter"
DUTA_OIDC = directory_from(environment.read)
DUTA_OIDC_ALLOWED_PRIVATE = frozenset(environment.read_list("DUTA_OIDC_ALLOWED_PRIVATE"))
SOCIALACCOUNT_PROVIDERS = directory_app(DUTA_OIDC)
MFA_ADAPTER = "duta.accounts.factors.DeskFactorAdapter"
MFA_FORMS = {
    "activate_totp": "duta.accounts.sign_in_forms.FirstCodeForm",
    "authenticate": "duta.accounts.sign_in_forms.CodeForm",
    "reauthenticate": "duta.accounts.sign_in_forms.CodeAgainForm",
    "login_webauthn": "duta.accounts.sign_in_forms.PasskeySignInForm",
    "authenticate_webauthn": "duta.accounts.sign_in_forms.PasskeyAfterForm",
    "reauthenticate_webauthn": "duta.accounts.sign_in_forms.PasskeyAgainForm",
    "add_webauthn": "duta.accounts.sign_in_forms.PasskeyForm",
    "edit_webauthn": "duta.accounts.sign_in_forms.PasskeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Duta"
MFA_TOTP_TOLERANCE = 1  # a code of 30 seconds ago or ahead fits too: clocks of phones differ
MFA_ALLOW_UNVERIFIED_EMAIL = True  # administrators make the accounts: nobody can take another person's address

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [SRC / "config" / "locale"]
FORMAT_MODULE_PATH = ["duta.config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
# What people and organisations choose from: places. The machine's list holds "localtime" too, which no browser knows.
_REGIONS = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
WAGTAIL_USER_TIME_ZONES = [*sorted(z for z in available_timezones() if z.partition("/")[0] in _REGIONS), "UTC"]
USE_THOUSAND_SEPARATOR = True

WAGTAIL_SITE_NAME = "Duta"
WAGTAIL_I18N_ENABLED = True
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_ENABLED = False  # clearance is ours: docs/decisions/0003-clearance-without-workflow.md
WAGTAIL_MODERATION_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = ""  # it would name the drafts behind other organisations' addresses
WAGTAILIMAGES_IMAGE_MODEL = "newsroom.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "duta.newsroom.forms.pictures.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 10
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # one story with many channel versions posts thousands of fields

globals().update(mail_from(environment.read("DUTA_EMAIL_URL"), var=VAR))
DUTA_MAIL_SERVER = mail_server_from(environment.read("DUTA_EMAIL_URL"))
DUTA_MAIL_RATE = rate_from(environment.read("DUTA_MAIL_RATE"))
DUTA_MAIL_RETURN_PATH = environment.read("DUTA_MAIL_RETURN_PATH")
DUTA_MAIL_RETURNS = environment.read("DUTA_MAIL_RETURNS")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.read("DUTA_EMAIL_FROM")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "wagtail"]}}

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "frozen": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "frozen"}},
    "exports": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "exports"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor's preview is a frame of ours
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60

DUTA_VAR = VAR
DUTA_ALLOWED_PRIVATE = frozenset(environment.read_list("DUTA_ALLOWED_PRIVATE"))
DUTA_REQUIRE_HTTPS = True
DUTA_LOOK_AT_ADDRESSES = environment.read_yes("DUTA_LOOK_AT_ADDRESSES")
DUTA_SECOND_FACTOR_ROLES = second_factor_roles(environment.read("DUTA_SECOND_FACTOR_ROLES"), default=())
DUTA_REFUSE_DEMONSTRATION = False  # production turns it on
DUTA_SIGNING_SECOND_FACTOR = environment.read_yes("DUTA_SIGNING_SECOND_FACTOR")
DUTA_REMIND_AFTER = environment.read_number("DUTA_REMIND_AFTER")  # hours; 0: never
DUTA_ESCALATE_AFTER = environment.read_number("DUTA_ESCALATE_AFTER")
DUTA_QUIET_HOURS = environment.read_hours("DUTA_QUIET_HOURS")  # from, until: hours of a person's own day
DUTA_REMIND_BY_MAIL = bool(environment.read("DUTA_EMAIL_URL"))  # without a server nothing is written outside the desk
DUTA_FLUSH_VIEWS = True  # web processes write counted page views and clicks every few seconds (core.flushing)
DUTA_CHANNEL_PUBLIC_KEY = environment.read("DUTA_CHANNEL_PUBLIC_KEY")
DUTA_CHANNEL_PRIVATE_KEYS = environment.read_list("DUTA_CHANNEL_PRIVATE_KEYS")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"duta": {"level": "INFO"}},
}
