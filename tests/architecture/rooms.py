"""The rooms' order, read from the one place where it is written: import-linter's contract in pyproject.toml."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "duta"
CONTRACT = "Rooms import downward only"


def heights(pyproject: Path = ROOT / "pyproject.toml") -> dict[str, int]:
    """Map each room to its height; rooms of one line have the same."""
    linter = tomllib.loads(pyproject.read_text())["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in linter["contracts"] if contract["name"] == CONTRACT)
    rows = [re.findall(r"\w+", layer) for layer in reversed(layers)]
    return {room: height for height, rooms in enumerate(rows) for room in rooms}


def is_allowed(room: str, target: str, order: dict[str, int]) -> bool:
    """Whether a room may know another one: itself, or one that lies lower."""
    return room == target or order[target] < order[room]


def python_files() -> list[Path]:
    """Our sources, migrations left out."""
    return sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


def copy_of_the_source(to: Path) -> Path:
    """Copy the package, with what the tools read, to plant something wrong in it."""
    shutil.copytree(SOURCE, to / "src" / "duta", ignore=shutil.ignore_patterns("__pycache__", "static", "locale"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


def run_in(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the virtual environment on a copy of the source."""
    environment = {
        **os.environ, "PYTHONPATH": str(folder / "src"), "DJANGO_SETTINGS_MODULE": "duta.config.settings.test",
    }  # fmt: skip
    program = Path(sys.executable).with_name(command[0])
    return subprocess.run(
        [str(program), *command[1:]], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
