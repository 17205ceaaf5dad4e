"""What a connector adds whose platform a person serves. No Django here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from duta.connectors.protocol import Payload
from duta.core.problems import Problem


@dataclass(frozen=True)
class Sheet:
    """What a person gets who posts a payload: ``text`` to paste, ``link`` to place elsewhere (empty: it is in the text).

    ``steps`` by language, in their order. ``compose`` opens the platform's own form; ``example``: how an entry's address
    looks.
    """

    text: str
    link: str
    steps: tuple[Mapping[str, str], ...]
    compose: str
    example: str


@runtime_checkable
class ByHand(Protocol):
    """What a connector adds whose platform a person serves: ``capabilities.by_hand``."""

    def sheet(self, payload: Payload) -> Sheet:
        """Say what the person posts, and how. Pure."""

    def problems_of_address(self, address: str, settings: Mapping[str, str]) -> Sequence[Problem]:
        """Say why an address that was pasted back is no entry of this account. Pure; empty: it may be one."""
