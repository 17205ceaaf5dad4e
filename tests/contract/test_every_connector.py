"""No connector without its contract: a registered one that lacks a class here fails."""

import importlib.util
from pathlib import Path

import pytest

from duta.connectors.protocol import Connector
from duta.connectors.registry import UnknownConnector, all_connectors, connector_for
from duta.connectors.testing import FakeConnector, contract_classes, installed

_KEPT: list[object] = []  # a class is known only while somebody holds it


def _import_all_contracts() -> None:
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        spec = importlib.util.spec_from_file_location(f"contracts_{file.stem}", file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        _KEPT.append(module)


def lacking() -> set[str]:
    """Return the keys of registered connectors that no contract class names."""
    return set(all_connectors()) - set(contract_classes())


def test_every_registered_connector_keeps_the_contract():
    _import_all_contracts()
    assert lacking() == set(), "write tests/contract/test_<key>.py with a subclass of ConnectorContract"


def test_a_connector_without_a_contract_is_noticed():
    class Unproven(FakeConnector):
        key = "unproven"

    with installed(Unproven()):
        assert "unproven" in lacking()
    assert "unproven" not in all_connectors()


def test_the_registry_names_what_there_is():
    assert {"bluesky", "practice"} <= set(all_connectors())
    assert isinstance(connector_for("practice"), Connector)
    with pytest.raises(UnknownConnector, match="bluesky"):
        connector_for("friendster")
