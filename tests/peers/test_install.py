"""The lock of the real servers names exact versions and no place; the installer says why it cannot."""

import json
import re
import shutil

import pytest

from peers import install

LOCK = json.loads((install.HERE / "package-lock.json").read_text())


def test_the_versions_are_exact_and_the_ones_that_were_measured():
    wanted = json.loads((install.HERE / "package.json").read_text())["dependencies"]
    assert wanted == {
        "@atproto/pds": "0.4.217", "@did-plc/lib": "0.0.4", "@did-plc/server": "0.0.1", "axe-core": "4.14.1",
    }  # fmt: skip
    locked = {name: LOCK["packages"][f"node_modules/{name}"]["version"] for name in wanted}
    assert locked == wanted


def test_the_lock_has_a_hash_for_everything_and_names_no_registry():
    text = (install.HERE / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert not re.search(r"https?://", text)
    assert all(entry.get("integrity") for name, entry in LOCK["packages"].items() if name)


def test_without_node_it_says_so(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(install, "is_installed", lambda: False)
    assert "node" in install.install()
    assert "node" in install.why_missing()


def test_without_network_it_says_so_and_what_was_not_installed_is_not_taken_for_installed(monkeypatch, tmp_path):
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(install.HERE / name, tmp_path / name)
    monkeypatch.setattr(install, "HERE", tmp_path)
    monkeypatch.setattr(install, "STAMP", tmp_path / "node_modules" / ".duta-installed")
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    assert "npm could not install them" in install.install()
    assert not install.is_installed()
    assert "install.py" in install.why_missing()
