"""What the databases do differently, on PostgreSQL: its tests once more, in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from delivery.lives import POSTGRESQL, ROOT, why_no_postgresql

HERE = Path(__file__).parent
FILES = ["test_bulk.py", "test_trail.py", "test_trail_together.py"]


@pytest.mark.postgresql
def test_the_trail_keeps_its_promises_on_postgresql_too():
    if connection.vendor == "postgresql":
        pytest.skip("not applicable: this is PostgreSQL")
    if reason := why_no_postgresql():
        pytest.skip(reason)
    files = [str(HERE / name) for name in FILES]
    environment = {**os.environ, "DUTA_DATABASE_URL": f"{POSTGRESQL}duta_trail_{os.getpid()}"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--create-db", "-n0", *files]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
