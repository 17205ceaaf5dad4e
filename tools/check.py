"""Every check that needs no running system, each with its name; the exit code is 1 when any failed."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("style", ("ruff", "check", ".")),
    ("format", ("ruff", "format", "--check", ".")),
    ("import order of the rooms", ("lint-imports", "--no-cache")),
    ("templates", ("djlint", "--lint", "--quiet", "src")),
    ("types", ("mypy",)),
    ("missing migrations", ("python", "-m", "django", "makemigrations", "--check", "--dry-run")),
    ("system checks", ("python", "-m", "django", "check", "--fail-level", "WARNING")),
    ("translations", ("python", "tools/messages.py", "check")),
    ("database relations in the rooms' order", ("python", "-m", "pytest", "-q", "-p", "no:cacheprovider",
                                                "tests/architecture/test_relations.py")),
)  # fmt: skip


def main() -> int:
    """Run them all, show the output of those that fail, return 1 when any did."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "duta.config.settings.test"}
    failed = []
    for name, command in CHECKS:
        start = time.monotonic()
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            cwd=ROOT,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )
        print(
            f"{'ok    ' if done.returncode == 0 else 'FAILED'}  {name}  ({time.monotonic() - start:.1f} s)", flush=True
        )
        if done.returncode:
            failed.append(name)
            print(done.stdout[-6000:], done.stderr[-3000:], sep="\n")
    print(
        f"{len(CHECKS) - len(failed)} checks passed, {len(failed)} failed"
        + (f": {', '.join(failed)}" if failed else "")
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
