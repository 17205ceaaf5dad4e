from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailingConfig(AppConfig):
    name = "duta.mailing"
    label = "mailing"
    verbose_name = _("Press lists")

    def ready(self) -> None:
        """Make this room's problems speakable, lend its spool, and tell Wagtail who may do what to contacts."""
        from duta.channels.spools import register_spool  # noqa: PLC0415  (models load after the apps)
        from duta.mailing import policies, spool, words  # noqa: PLC0415

        words.register()
        policies.register()
        register_spool(spool.CONNECTOR, spool.spool_of)
