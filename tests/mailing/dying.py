"""A worker in a process of its own that is killed at a step: ``python -m mailing.dying STEP NTH`` with DUTA_VAR, DUTA_EMAIL_URL."""

import os
import signal
import sys

import django


def main(step: str, nth: int) -> None:
    """Send what is due; die by SIGKILL at the ``nth`` passing of a step, or end when all is sent."""
    django.setup()
    from duta.mailing.sending import Sender  # noqa: PLC0415  (models load after the apps)

    passed = 0

    class Dying(Sender):
        def step(self, name: str, letter: object) -> None:
            nonlocal passed
            passed += name == step
            if name == step and passed == nth:
                os.kill(os.getpid(), signal.SIGKILL)

    Dying().run()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
