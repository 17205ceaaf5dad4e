"""What every handler of the practice platform shares."""

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from duta.connectors.bundled.practice.server.lessons import Classroom
from duta.connectors.bundled.practice.server.store import Store


@dataclass
class Platform:
    """The store, the installation's key, the lesson under way, and the clock (seconds since 1970)."""

    store: Store
    key: str
    address: str = ""  # public start of addresses; empty: as the request was made
    classroom: Classroom = field(default_factory=Classroom)
    clock: Callable[[], float] = time.time

    def token_of(self, handle: str) -> str:
        """Return an account's token: derived from the key, so that it survives a restart and ends with the key."""
        return self.signature("account", handle, secret=self.key.encode())

    def signature(self, *parts: str, secret: bytes | None = None) -> str:
        """Sign something with the store's secret, or with another."""
        message = "\0".join(parts).encode()
        return hmac.new(secret or self.store.secret, message, hashlib.sha256).hexdigest()

    def is_key(self, candidate: str) -> bool:
        """Whether somebody knows the installation's key."""
        return bool(self.key) and hmac.compare_digest(candidate.encode(), self.key.encode())

    def address_of(self, request: web.Request, path: str) -> str:
        """Return the full address of a page."""
        return (self.address or f"{request.scheme}://{request.host}").rstrip("/") + path


PLATFORM = web.AppKey("platform", Platform)
