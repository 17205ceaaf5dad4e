"""Find connectors by the entry point group ``duta.connectors``. No Django here."""

from functools import cache
from importlib.metadata import entry_points

from duta.connectors.protocol import Connector

GROUP = "duta.connectors"


class UnknownConnector(LookupError):  # noqa: N818
    """No installed connector has this key."""


@cache
def all_connectors() -> dict[str, Connector]:
    """Return an instance of each installed connector by key. Raises ValueError when two claim one key."""
    found: dict[str, Connector] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        connector: Connector = point.load()()
        if connector.key in found:
            raise ValueError(f"two connectors claim the key {connector.key!r}")
        found[connector.key] = connector
    return found


def connector_for(key: str) -> Connector:
    """Return the connector with this key. Raises UnknownConnector, naming the keys there are."""
    connectors = all_connectors()
    if key not in connectors:
        raise UnknownConnector(f"no connector {key!r}; installed: {', '.join(connectors)}")
    return connectors[key]
