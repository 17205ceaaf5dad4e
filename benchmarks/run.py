"""Run every benchmark, one after the other: ``make bench``, or ``python benchmarks/run.py [NAME ...]``.

Each module of ``MODULES`` writes ``benchmarks/results/NAME.json``. The machine should have nothing else to do.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ("pump", "links", "composer")  # a new benchmark: a module here with a main(), and its name in this list


def main() -> int:
    """Run them; return how many failed."""
    names = sys.argv[1:] or MODULES
    if unknown := [name for name in names if not (ROOT / "benchmarks" / f"{name}.py").is_file()]:
        print(f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(MODULES)}")
        return 1
    busy = os.getloadavg()[0]
    if busy > 1:
        print(f"This machine is busy (load {busy:.1f}): trust the ratios, not the figures, and run this again later.")
    return sum(_run(name) for name in names)


def _run(name: str) -> int:
    print(f"\n== {name}", flush=True)
    return int(subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT, check=False).returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
