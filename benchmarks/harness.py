"""What benchmarks share: a throw-away installation, the machine they ran on, where results go."""

import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
POSTGRESQL = os.environ.get("DUTA_BENCH_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/duta_bench")


def machine() -> dict[str, Any]:
    """Return what a reader needs to judge figures by: they are worth only as ratios from one run."""
    return {
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(),
    }


def write_results(name: str, figures: dict[str, Any], *, before: dict[str, Any]) -> Path:
    """Write ``benchmarks/results/NAME.json`` and print it. ``before``: ``machine()`` taken before the run."""
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{name}.json"
    content = {
        "benchmark": name,
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "machine": before,
        **figures,
    }
    text = json.dumps(content, indent=2, ensure_ascii=False)
    file.write_text(text + "\n")
    print(text)
    return file


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return statistics.median(values)


@contextmanager
def installation(engine: str) -> Iterator[dict[str, str]]:
    """Make a migrated, empty installation; yields the environment that leads to it, and removes it afterwards."""
    with TemporaryDirectory(prefix="duta-bench-") as var:
        environment = {**os.environ, "DUTA_VAR": var, "DJANGO_SETTINGS_MODULE": "duta.config.settings.dev"}
        environment["DUTA_DATABASE_URL"] = POSTGRESQL if engine == "postgresql" else ""
        if engine == "postgresql":
            _recreate_database()
        run_in(environment, "-m", "duta.config.cli", "migrate", "--verbosity", "0")
        yield environment


def run_in(environment: dict[str, str], *arguments: str) -> str:
    """Run Python with arguments and return what it printed. Raises CalledProcessError."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def postgresql_version() -> str:
    """Return the server's version, or '' when no server answers."""
    try:
        import psycopg  # noqa: PLC0415  # an optional dependency

        with psycopg.connect(_maintenance_address(), connect_timeout=2) as connection:
            return str(connection.execute("SHOW server_version").fetchone()[0])
    except (ImportError, OSError, psycopg.OperationalError):
        return ""


def _maintenance_address() -> str:
    return POSTGRESQL.rpartition("/")[0] + "/postgres"


def _recreate_database() -> None:
    import psycopg  # noqa: PLC0415  # an optional dependency

    name = POSTGRESQL.rpartition("/")[2]
    with psycopg.connect(_maintenance_address(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
