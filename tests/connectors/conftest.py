"""Running platforms for the connectors' own tests."""

from peers.fixtures import *  # noqa: F403
