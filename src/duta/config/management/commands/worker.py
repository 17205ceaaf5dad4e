"""``duta worker``: sends what is due, and does the regular duties."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from duta.config.production_checks import refuse_demonstration
from duta.config.worker import run_worker


class Command(BaseCommand):
    """Run a worker; any number may run side by side."""

    help = "Send what is due, read counts, check channels, run tasks; until Ctrl-C or SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to leave out."""
        parser.add_argument("--no-tasks", action="store_true", help="leave Django's tasks to another process")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to stop. Raises ImproperlyConfigured where production finds the demonstration."""
        if settings.DUTA_REFUSE_DEMONSTRATION:
            refuse_demonstration()
        run_worker(with_tasks=not options["no_tasks"])
