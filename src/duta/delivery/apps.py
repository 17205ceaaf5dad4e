from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from duta.delivery import words


class DeliveryConfig(AppConfig):
    name = "duta.delivery"
    label = "delivery"
    verbose_name = _("Delivery")

    def ready(self) -> None:
        """Make this room's problems speakable, and tell Wagtail who may do what to deliveries."""
        from duta.delivery import policies  # noqa: PLC0415  (models load after the apps)

        words.register()
        policies.register()
