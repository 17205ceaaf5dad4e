"""The worker's child for finite tasks: Django's tasks from the database, one at a time. Ends when its worker does.

python -m duta.config.tasks_child WORKER        its process number
"""

import os
import signal
import sys
import threading
import time

from django.core.management import execute_from_command_line

LOOK = 1.0  # seconds


def end_with(parent: int) -> None:
    """End this process when its parent is gone: a worker that was killed must not leave children behind."""
    while os.getppid() == parent:
        time.sleep(LOOK)
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Run the tasks of every queue."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duta.config.settings.dev")
    threading.Thread(target=end_with, args=[int(sys.argv[1])], daemon=True).start()
    execute_from_command_line([sys.argv[0], "db_worker", "--queue-name", "*", "--no-reload", "--verbosity", "0"])


if __name__ == "__main__":
    main()
