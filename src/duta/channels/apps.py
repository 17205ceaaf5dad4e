from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from duta.channels import words


class ChannelsConfig(AppConfig):
    name = "duta.channels"
    label = "channels"
    verbose_name = _("Channels")

    def ready(self) -> None:
        """Make this room's problems speakable, and tell Wagtail who may do what to channels."""
        from duta.channels import policies  # noqa: PLC0415  (models load after the apps)

        words.register()
        policies.register()
