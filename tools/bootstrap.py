"""Make the virtual environment and install the lock: `python3 tools/bootstrap.py run` (or `dev`).

Only the standard library, so that any Python can run it far enough to say what is wrong. Doing it again with an
unchanged lock takes no time.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
NO_NETWORK = """
The packages could not be installed. If the lines above speak of connections or names that cannot be resolved, this
machine has no way to the Python package index: connect it, or point pip to a mirror (PIP_INDEX_URL), and try again.
Nothing else was changed.
"""


def main() -> int:
    """Install; return the exit code."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"Duta needs Python 3.11, 3.12 or 3.13; {sys.executable} is {found}. Try: make PYTHON=python3.11 run")
        return 1
    lock = ROOT / "requirements" / f"{sys.argv[1]}.txt"
    stamp = VENV / f"installed-{lock.stem}"
    wanted = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return _messages()
    if not (VENV / "bin" / "python").exists():
        print("Making the virtual environment (.venv) ...", flush=True)
        venv.create(VENV, with_pip=True)
    print(f"Installing the {lock.stem} lock ({_count(lock)} packages); this takes a minute or two ...", flush=True)
    if not (_pip("-r", str(lock), "--require-hashes") and _pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))):
        print(NO_NETWORK)
        return 1
    stamp.write_text(wanted)
    return _messages()


def _count(lock: Path) -> int:
    return sum("==" in line and not line.startswith((" ", "#")) for line in lock.read_text().splitlines())


def _pip(*arguments: str) -> bool:
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, check=False, cwd=ROOT, env={**os.environ, "PIP_NO_INPUT": "1"}).returncode == 0


def _messages() -> int:
    """Compile the translations: .mo files are made, never kept in the repository."""
    return subprocess.run(
        [str(VENV / "bin" / "python"), str(ROOT / "tools" / "messages.py"), "compile"], check=False, cwd=ROOT
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
