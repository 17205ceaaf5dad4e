"""A spool: where a connector hands something over that goes on to many recipients, one by one. No Django here.

A room above keeps it and registers it with the channels; a session lends it, bound to its channel.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from duta.core.problems import Problem


class SpoolRefused(Exception):  # noqa: N818
    """The spool does not take this: ``problem`` says why. Nothing was kept."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class SpoolBusy(Exception):  # noqa: N818
    """The spool takes nothing at the moment; nothing was kept. ``retry_after`` in seconds, None: it does not say."""

    def __init__(self, said: str = "", retry_after: float | None = None) -> None:
        super().__init__(said)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Spooled:
    """What the spool keeps: ``digest`` is that of the payload that it says now."""

    handle: str
    address: str
    digest: str
    withdrawn: bool = False


class Spool(Protocol):
    """Every call may raise NotSent (nothing was kept), MaybeSent (perhaps it was), SpoolBusy."""

    async def put(self, key: str, payload: Mapping[str, Any]) -> Spooled:
        """Keep a payload (as ``Payload.as_json``) under a key; what lies there already stays, and is returned.

        Raises SpoolRefused.
        """

    async def find(self, key: str) -> Spooled | None:
        """Return what lies under a key, None: nothing."""

    async def correct(self, handle: str, key: str, payload: Mapping[str, Any]) -> Spooled:
        """Have an entry say something else from now on, and tell its recipients; doing it twice does it once.

        Raises SpoolRefused with the code ``gone`` when it was withdrawn or is not there.
        """

    async def withdraw(self, handle: str) -> None:
        """Take an entry back: nobody else gets it. Doing it twice, or to what is not there, harms nothing."""

    async def problems(self) -> Sequence[Problem]:
        """Say what keeps the spool from emptying itself."""
