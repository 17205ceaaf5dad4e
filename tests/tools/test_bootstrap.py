"""The first step of `make run`, on a Python that is too old or too new."""

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).resolve().parents[2] / "tools" / "bootstrap.py"


def loaded() -> Any:
    spec = importlib.util.spec_from_file_location("bootstrap", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("version", [(3, 9, 2), (3, 10, 14), (3, 14, 0)])
def test_another_python_is_refused_in_a_sentence(monkeypatch, capsys, version):
    bootstrap = loaded()
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "run"])
    monkeypatch.setattr(bootstrap.venv, "create", lambda *_args, **_named: pytest.fail("it began to install"))
    assert bootstrap.main() == 1
    said = capsys.readouterr().out
    assert ".".join(map(str, version)) in said
    assert "3.11" in said


def test_what_is_installed_already_is_not_installed_again(monkeypatch, tmp_path):
    bootstrap = loaded()
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "dev"])
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "_messages", lambda: 0)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    installed: list[tuple[str, ...]] = []
    monkeypatch.setattr(bootstrap, "_pip", lambda *arguments: installed.append(arguments) or True)
    assert bootstrap.main() == 0
    assert installed
    installed.clear()
    assert bootstrap.main() == 0
    assert installed == []


def test_an_old_python_can_read_the_file_far_enough_to_say_so():
    """No syntax younger than Python 3.6 stands in it."""
    import ast  # noqa: PLC0415

    ast.parse(FILE.read_text(), feature_version=(3, 6))
