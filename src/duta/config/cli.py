"""The ``duta`` command: Django's commands and ours."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run a command with the settings of trying-out, unless DJANGO_SETTINGS_MODULE names others."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duta.config.settings.dev")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
