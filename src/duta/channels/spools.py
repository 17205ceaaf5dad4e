"""Spools that rooms above keep: what a connector's session is lent to reach many recipients.

A room registers its own when it is ready::

    register_spool("press_list", spool_of)
"""

from collections.abc import Callable

from duta.connectors.spool import Spool

Maker = Callable[[int], Spool]
_MAKERS: dict[str, Maker] = {}


def register_spool(connector_key: str, maker: Maker) -> None:
    """Lend channels of this connector what ``maker`` returns for a channel's key."""
    _MAKERS[connector_key] = maker


def spool_for(connector_key: str, channel_id: int) -> Spool | None:
    """Return a channel's spool; None where its connector has none."""
    maker = _MAKERS.get(connector_key)
    return maker(channel_id) if maker else None
