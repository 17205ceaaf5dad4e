"""Running platforms for the contract."""

from peers.fixtures import *  # noqa: F403
