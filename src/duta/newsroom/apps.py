from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    """Stories, clearance, release."""

    name = "duta.newsroom"
    label = "newsroom"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        """Make the room's problem sentences and what can wait here known, and give stories their editor.

        The editor stands above the models, and Wagtail asks the model for it: so the two meet here.
        """
        from duta.newsroom import editor, models, waiting, words  # noqa: PLC0415  (apps load before models are ready)

        words.register()
        waiting.register()
        models.Story.edit_handler = editor.story_interface()
