"""The web entry point."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duta.config.settings.production")
application = get_wsgi_application()

if settings.DUTA_REFUSE_DEMONSTRATION:
    from duta.config.production_checks import refuse_demonstration

    refuse_demonstration()
