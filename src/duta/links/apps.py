from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LinksConfig(AppConfig):
    name = "duta.links"
    label = "links"
    verbose_name = _("Tracked links")

    def ready(self) -> None:
        """Tell Wagtail who may look at links."""
        from duta.links import policies  # noqa: PLC0415  (models load after the apps)

        policies.register()
