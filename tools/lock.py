"""Write the locks: hashes for every package, no index named."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"run": ("build", "postgresql"), "dev": ("build", "postgresql", "dev")}


def main() -> int:
    """Compile each lock; return the first exit code that is not zero."""
    for name, extras in LOCKS.items():
        command = ["uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11"]
        command += ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header", "-q"]
        command += [part for extra in extras for part in ("--extra", extra)]
        code = subprocess.run(
            [str(ROOT / ".venv/bin" / command[0]), *command[1:], "-o", f"requirements/{name}.txt"],
            check=False,
            cwd=ROOT,
        )
        if code.returncode:
            return code.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
