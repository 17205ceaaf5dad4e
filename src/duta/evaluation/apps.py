from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    """Readings and the chain."""

    name = "duta.evaluation"
    label = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        """Make the room's problem sentences known."""
        from duta.evaluation import words  # noqa: PLC0415  (apps load before translations are ready)

        words.register()
