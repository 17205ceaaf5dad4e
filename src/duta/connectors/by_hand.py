"""What a connector adds whose platform a person serves. No Django here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from duta.connectors.protocol import Payload
from duta.core.problems import Problem


@dataclass(frozen=True)
class Sheet:
    """What a person gets who posts a payload: ``parts`` to paste, ``link`` to place elsewhere (empty: it is in the text).

    ``parts``: one text for each entry, in their order; more than one is a thread. ``text``: all of it, as one reads it.
    ``steps`` by language, in their order. ``compose`` opens the platform's own form; ``example``: how an entry's address
    looks.
    """

    text: str
    parts: tuple[str, ...]
    link: str
    steps: tuple[Mapping[str, str], ...]
    compose: str
    example: str


@dataclass(frozen=True)
class ExportFormat:
    """The file that the platform lets an account's owner export: which of its columns says what.

    Columns by the names that stand in the file's first row, lower case, in every language known to us. ``entry`` are columns
    with an entry's address or the platform's own number of it, the best first. ``metrics`` by a name of the metric dictionary.
    ``published`` says when the entry was published: never when it was counted. ``rows_to_skip`` are words in the entry's column
    that mark a row as a sum. ``where``: by language, how a person gets the file.
    """

    entry: tuple[str, ...]
    metrics: Mapping[str, tuple[str, ...]]
    published: tuple[str, ...] = ()
    period: tuple[str, ...] = ()
    rows_to_skip: tuple[str, ...] = ("total", "jumlah")
    where: Mapping[str, str] = field(default_factory=dict)


@runtime_checkable
class ByHand(Protocol):
    """What a connector adds whose platform a person serves: ``capabilities.by_hand``.

    ``counts``: names in the metric dictionary that a person can read off an entry. ``export``: the platform's own export
    file; None where we know of none.
    """

    @property
    def counts(self) -> tuple[str, ...]:
        """What a person can read off an entry."""

    @property
    def export(self) -> ExportFormat | None:
        """The export file."""

    def sheet(self, payload: Payload) -> Sheet:
        """Say what the person posts, and how. Pure."""

    def problems_of_address(self, address: str, settings: Mapping[str, str]) -> Sequence[Problem]:
        """Say why an address that was pasted back is no entry of this account. Pure; empty: it may be one."""

    def entry_of(self, address: str) -> str:
        """Return what names an entry in its address, the same however the address is written; "" when it has no such name."""
