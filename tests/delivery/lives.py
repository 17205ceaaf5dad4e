"""Installations whose workers are killed, for tests: SQLite and PostgreSQL."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[2]
POSTGRESQL = os.environ.get("DUTA_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/")


def why_no_postgresql() -> str:
    """Return why there is no PostgreSQL server to test with, or ''."""
    try:
        import psycopg  # noqa: PLC0415  # an optional dependency
    except ImportError:
        return "no PostgreSQL driver: pip install duta[postgresql]"
    try:
        psycopg.connect(POSTGRESQL + "postgres", connect_timeout=3).close()
    except psycopg.OperationalError as error:
        return f"no PostgreSQL server at 127.0.0.1:5432: {str(error).splitlines()[0]}"
    return ""


@dataclass
class Lives:
    """The process that forks and kills workers, and the way to talk to it."""

    process: subprocess.Popen[str]

    def do(self, what: str, **order: Any) -> Any:
        self.process.stdin.write(json.dumps({"do": what, **order}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the process that forks workers died"
        return json.loads(answer)


@dataclass
class Installation:
    """A migrated, empty installation that can be copied."""

    engine: str
    folder: Path
    template: str = ""

    @contextlib.contextmanager
    def lives(self, folder: Path, *, allowed: str) -> Iterator[Lives]:
        """Copy it and start the process that forks workers in the copy."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        with self._database() as url:
            environment = _environment(folder, url, DUTA_ALLOWED_PRIVATE=allowed)
            command = [sys.executable, "-m", "delivery.crashing"]
            process = subprocess.Popen(
                command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            try:
                assert process.stdout.readline().strip() == "READY"
                yield Lives(process)
            finally:
                process.stdin.close()
                process.terminate()
                process.wait(10)
                process.stdout.close()

    @contextlib.contextmanager
    def _database(self) -> Iterator[str]:
        if self.engine == "sqlite":
            yield ""
            return
        name = f"duta_lives_{uuid4().hex[:8]}"
        administer(f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"')
        try:
            yield POSTGRESQL + name
        finally:
            administer(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def installed_once(engine: str, folder: Path) -> Iterator[Installation]:
    """Migrate an empty installation with a pair of keys."""
    template = "" if engine == "sqlite" else f"duta_template_{uuid4().hex[:8]}"
    if template:
        administer(f'CREATE DATABASE "{template}"')
    try:
        environment = _environment(folder, POSTGRESQL + template if template else "")
        for command in (["migrate", "--verbosity", "0"], ["keys", "new"]):
            arguments = [sys.executable, "-m", "duta.config.cli", *command]
            subprocess.run(arguments, env=environment, check=True, stdout=subprocess.DEVNULL)
        yield Installation(engine, folder, template)
    finally:
        if template:
            administer(f'DROP DATABASE "{template}" WITH (FORCE)')


def administer(statement: str) -> None:
    import psycopg  # noqa: PLC0415  # an optional dependency

    with psycopg.connect(POSTGRESQL + "postgres", autocommit=True) as connection:
        connection.execute(statement)


def _environment(folder: Path, url: str, **more: str) -> dict[str, str]:
    return {
        **os.environ, "DJANGO_SETTINGS_MODULE": os.environ.get("DUTA_LIVES_SETTINGS", "duta.config.settings.dev"),
        "DUTA_VAR": str(folder), "DUTA_DATABASE_URL": url,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")]), **more,
    }  # fmt: skip
