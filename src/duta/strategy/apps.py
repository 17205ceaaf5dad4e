from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StrategyConfig(AppConfig):
    """Strategies, objectives, audiences, activities, indicators."""

    name = "duta.strategy"
    label = "strategy"
    verbose_name = _("Strategy")

    def ready(self) -> None:
        """Make the room's problem sentences known, and tell Wagtail who may do what to its models."""
        from duta.strategy import policies, waiting, words  # noqa: PLC0415  (models load after the apps)

        words.register()
        waiting.register()
        policies.register()
