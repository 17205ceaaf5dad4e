"""The same with real processes, a real SIGKILL and a real database on the disk."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from peers.smtp import mail_server

ROOT = Path(__file__).resolve().parents[2]
SET_UP = """
import django; django.setup()
from django.utils import timezone
from uuid import uuid4
import make
from duta.connectors.protocol import Payload
from duta.mailing.models import Contact
from duta.mailing import operations
now = timezone.now()
where = make.organisation("KBRI")
channel = make.channel(where, connector_key="press_list", settings={"sender": "KBRI"})
for n in range(4):
    contact = make.contact(where, address=f"p{n}@example.org")
    operations.add_to_list(channel=channel, contact=contact, words="", by=None, now=now, evidence="Kartu")
payload = Payload(text="Halo", language="id", created_at=now)
operations.spool_mailing(channel_id=channel.pk, key=uuid4(), payload=payload.as_json(), now=now)
"""
LATER = """
import django; django.setup()
from datetime import timedelta
from django.db.models import F
from duta.mailing.models import Letter
Letter.objects.filter(state="attempting").update(lease_until=F("lease_until") - timedelta(hours=1))
print(",".join(sorted(Letter.objects.values_list("state", flat=True))), sum(Letter.objects.values_list("repeats", flat=True)))
"""


def test_processes_that_are_killed_at_every_step_lose_no_letter(tmp_path: Path):
    with mail_server() as server:
        environment = {
            **os.environ, "DUTA_VAR": str(tmp_path), "DUTA_EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
            "DJANGO_SETTINGS_MODULE": "duta.config.settings.dev", "PYTHONPATH": str(ROOT / "tests"),
        }  # fmt: skip

        def run(*command: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [sys.executable, *command], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
            )

        migrated = run("-m", "django", "migrate", "--verbosity", "0")
        if migrated.returncode:
            pytest.fail(migrated.stderr)
        assert run("-c", SET_UP).returncode == 0
        for step in ("begun", "answered", "settled"):
            assert run("-m", "mailing.dying", step, "1").returncode == -signal.SIGKILL
            run("-c", LATER)
        last = run("-m", "mailing.dying", "never", "1")
        assert last.returncode == 0, last.stderr
        states, repeats = run("-c", LATER).stdout.split()
        assert states == "sent,sent,sent,sent"
        assert sorted({one.to[0] for one in server.arrived}) == [f"p{n}@example.org" for n in range(4)]
        doubled = len(server.arrived) - len({one.message["Message-ID"] for one in server.arrived})
        assert doubled <= int(repeats)
        assert len({one.message["Message-ID"] for one in server.arrived}) == 4
