"""Install the real servers that tests talk to: ``python tests/peers/install.py``. Does it once; says why it cannot.

Exit code 0: installed. 3: cannot be installed here (no Node, no network); tests marked ``peer`` are then skipped.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
STAMP = MODULES / ".duta-installed"
NODE = 20  # PDS 0.4 runs on it; 0.5 needs 22
CANNOT = 3
TIMEOUT = 900  # seconds; better-sqlite3 may have to be compiled, which takes about two minutes


def why_missing() -> str:
    """Return why the peers cannot be used, or '' when they can."""
    if shutil.which("node") is None:
        return "node is not installed: the real servers need Node.js 20"
    if not is_installed():
        return "the real servers are not installed: run 'python tests/peers/install.py'"
    return ""


def is_installed() -> bool:
    """Whether what the lock asks for is there."""
    return STAMP.exists() and STAMP.read_text() == _wanted()


def install() -> str:
    """Install into ``node_modules`` beside this file. Return '' when it worked, else the reason."""
    if is_installed():
        return ""
    if problem := _unusable_node():
        return problem
    try:
        done = subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=HERE, capture_output=True, text=True, timeout=TIMEOUT, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"npm did not finish in {TIMEOUT} s"
    if done.returncode:
        return f"npm could not install them (no network?): {_last_lines(done.stderr or done.stdout)}"
    if problem := _unusable_database():
        return problem
    STAMP.write_text(_wanted())
    return ""


def _unusable_node() -> str:
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "node or npm is not installed: the real servers need Node.js 20"
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    major = version.lstrip("v").split(".")[0]
    return "" if major.isdigit() and int(major) >= NODE else f"node {version} is too old: {NODE} is needed"


def _unusable_database() -> str:
    """Whether the one compiled module works; npm calls a failed build a success when scripts are switched off."""
    code = "const D = require('better-sqlite3'); new D(':memory:').prepare('select 1').get()"
    tried = subprocess.run(["node", "-e", code], cwd=HERE, capture_output=True, text=True, check=False)
    if tried.returncode == 0:
        return ""
    rebuilt = subprocess.run(
        ["npm", "rebuild", "better-sqlite3", "--loglevel=error"],
        cwd=HERE, capture_output=True, text=True, check=False, timeout=TIMEOUT,
    )  # fmt: skip
    tried = subprocess.run(["node", "-e", code], cwd=HERE, capture_output=True, text=True, check=False)
    if tried.returncode == 0:
        return ""
    said = _last_lines(rebuilt.stderr or tried.stderr)
    return f"better-sqlite3 could not be built (it needs a C++ compiler and Python): {said}"


def _wanted() -> str:
    return json.dumps(json.loads((HERE / "package.json").read_text())["dependencies"], sort_keys=True)


def _last_lines(text: str) -> str:
    return " / ".join(text.strip().splitlines()[-3:])[:500]


def main() -> int:
    """Install and say what came of it."""
    if problem := install():
        print(f"skipped: {problem}")
        return CANNOT
    print(f"installed: {', '.join(sorted(json.loads(_wanted())))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
