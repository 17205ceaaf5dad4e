"""Install what the tests need where that is possible, run them all, and account for every skip.

Arguments are handed to pytest. With DUTA_NO_UNLISTED_SKIPS=1 (continuous integration) a skip whose reason is not in
tests/allowed_skips.txt fails the run.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = ROOT / "tests" / "allowed_skips.txt"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Prepare, run, account; return the exit code."""
    _install_chromium()
    _install_peers()
    arguments = sys.argv[1:] or ["-n", "2", "--dist", "loadgroup"]
    command = [sys.executable, "-m", "pytest", "-q", "-rs", *arguments]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "duta.config.settings.test"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as run:
        output = ""
        for line in run.stdout or ():
            print(line, end="", flush=True)
            output += line
    unlisted = _unlisted(output)
    if unlisted:
        print("Skipped for a reason that tests/allowed_skips.txt does not list:", *unlisted, sep="\n  ")
    strict = os.environ.get("DUTA_NO_UNLISTED_SKIPS") == "1"
    return run.returncode or int(bool(unlisted) and strict)


def _unlisted(output: str) -> list[str]:
    allowed = [line.strip() for line in ALLOWED.read_text().splitlines() if line.strip() and not line.startswith("#")]
    skips = re.findall(r"^SKIPPED \[\d+\] \S+ (.*)$", output, flags=re.MULTILINE)
    return [skip for skip in skips if not any(reason in skip for reason in allowed)]


def _install_chromium() -> None:
    if any(shutil.which(name) for name in BROWSERS):
        return
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        print("No Chromium here, and no right to install it: the browser tests are skipped.")
        return
    print("Installing Debian's Chromium for the browser tests ...", flush=True)
    for command in (("apt-get", "update", "-qq"), ("apt-get", "install", "-y", "-qq", "chromium")):
        quiet = subprocess.run(command, check=False, capture_output=True, text=True)
        if quiet.returncode:
            print(f"{' '.join(command)} failed: the browser tests are skipped.\n{quiet.stderr[-500:]}")
            return


def _install_peers() -> None:
    """The real servers of platforms, from Node's packages; the helper says itself what it cannot do."""
    subprocess.run([sys.executable, "tests/peers/install.py"], cwd=ROOT, check=False)


if __name__ == "__main__":
    sys.exit(main())
