"""Settings are declared once, documented, and production refuses what is unsafe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from duta.config import environment
from duta.config.databases import WrongDatabaseAddress, database_from
from duta.config.environment import VARIABLES, read
from duta.config.mail import WrongMailAddress, mail_from

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "DJANGO_SETTINGS_MODULE": "duta.config.settings.production",
    "DUTA_SECRET_KEY": "k7" * 40,
    "DUTA_HOSTS": "kemlu.example",
    "DUTA_BASE_URL": "https://kemlu.example",
}


def test_the_settings_page_is_what_the_code_declares():
    sys.path.insert(0, str(ROOT / "tools"))
    import settings_doc  # noqa: PLC0415

    assert settings_doc.DOC.read_text(encoding="utf-8") == settings_doc.text(), "run: python tools/settings_doc.py"


def test_every_variable_that_the_code_reads_is_declared():
    declared = {variable.name for variable in VARIABLES}
    ours = {name for name in dir(settings) if name.startswith("DUTA_")}
    for file in (ROOT / "src").rglob("*.py"):
        for word in file.read_text(encoding="utf-8").replace('"', " ").replace("'", " ").split():
            if word.startswith("DUTA_") and word.isupper() and word.replace("_", "").isalnum() and "read" not in word:
                assert word in declared | ours, f"{file}: {word}"


def test_an_undeclared_variable_cannot_be_read():
    with pytest.raises(KeyError):
        read("DUTA_NO_SUCH_THING")


def start(**changes: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DUTA_")}
    environment |= SAFE | changes
    code = "import django; django.setup()"
    return subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=ROOT, env=environment
    )


def test_production_starts_with_safe_settings(tmp_path):
    done = start(DUTA_VAR=str(tmp_path))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DUTA_SECRET_KEY", "only-for-trying-" + "x" * 60, "for trying Duta out"),
        ("DUTA_SECRET_KEY", "short", "shorter than 50"),
        ("DUTA_HOSTS", "", "DUTA_HOSTS"),
        ("DUTA_HOSTS", "*", "DUTA_HOSTS"),
        ("DUTA_BASE_URL", "http://kemlu.example", "https://"),
    ],
)
def test_production_refuses_what_is_unsafe_and_names_it(name, value, says, tmp_path):
    done = start(DUTA_VAR=str(tmp_path), **{name: value})
    assert done.returncode != 0
    assert says in done.stderr


def test_a_database_address_is_read():
    made = database_from("postgresql://duta:s%40fe@db.example:6432/duta", var=Path("/x"))
    assert (made["USER"], made["PASSWORD"], made["HOST"], made["PORT"], made["NAME"]) == (
        "duta", "s@fe", "db.example", "6432", "duta",
    )  # fmt: skip


@pytest.mark.parametrize("wrong", ["mysql://x/y", "postgresql://host", "nonsense"])
def test_a_wrong_database_address_says_how_it_must_look(wrong):
    with pytest.raises(WrongDatabaseAddress, match="postgresql://user"):
        database_from(wrong, var=Path("/x"))


def test_sqlite_takes_the_write_lock_at_once():
    made = database_from("", var=Path("/x"))
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in made["OPTIONS"]["init_command"]


def test_letters_go_to_files_without_an_address(tmp_path):
    assert mail_from("", var=tmp_path)["EMAIL_FILE_PATH"] == str(tmp_path / "mail")


def test_a_mail_address_is_read_and_encrypted(tmp_path):
    made = mail_from("smtp://duta:pw@mail.example", var=tmp_path)
    assert (made["EMAIL_HOST"], made["EMAIL_PORT"], made["EMAIL_USE_TLS"]) == ("mail.example", 587, True)
    with pytest.raises(WrongMailAddress):
        mail_from("mail.example:25", var=tmp_path)


@pytest.mark.parametrize(
    ("name", "given", "read"),
    [
        ("DUTA_REMIND_AFTER", "one day", environment.read_number),
        ("DUTA_REMIND_AFTER", "-1", environment.read_number),
        ("DUTA_SIGNING_SECOND_FACTOR", "perhaps", environment.read_yes),
        ("DUTA_QUIET_HOURS", "20", environment.read_hours),
        ("DUTA_QUIET_HOURS", "20-24", environment.read_hours),
    ],
)
def test_a_setting_that_cannot_be_read_is_named_with_its_value(monkeypatch, name, given, read):
    monkeypatch.setenv(name, given)
    with pytest.raises(ValueError, match=f"{name} must be .*{given}"):
        read(name)


def test_settings_of_signing_are_read(monkeypatch):
    assert environment.read_hours("DUTA_QUIET_HOURS") == (20, 7)
    assert environment.read_yes("DUTA_SIGNING_SECOND_FACTOR") is False
    monkeypatch.setenv("DUTA_SIGNING_SECOND_FACTOR", "YES")
    assert environment.read_yes("DUTA_SIGNING_SECOND_FACTOR") is True
