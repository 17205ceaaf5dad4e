"""``duta run``: everything on this machine; what `make run` calls."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from duta.config.supervisor import CannotStart, run_everything


class Command(BaseCommand):
    """Start portal, desk, worker and practice platform; Ctrl-C stops them all."""

    help = "Migrate, load the demonstration on the first start, then start everything; Ctrl-C stops it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until Ctrl-C or until one of the parts dies."""
        try:
            run_everything(say=self.stdout.write)
        except CannotStart as reason:
            raise CommandError(str(reason)) from reason
