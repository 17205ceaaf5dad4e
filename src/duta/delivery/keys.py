"""Keys and names of deliveries. Keys are made in order, so that a line keeps the order of scheduling where the times are equal."""

import secrets
import threading
import time
from uuid import UUID

from duta.core.subjects import Subject

_ONE_AT_A_TIME = threading.Lock()
_last = 0


def new_key() -> UUID:
    """Return a UUID of version 7 (RFC 9562): 60 bits of time, then chance. Keys of one process only grow."""
    global _last  # the promise is about this process
    with _ONE_AT_A_TIME:
        milliseconds, rest = divmod(time.time_ns(), 1_000_000)
        _last = max(milliseconds << 12 | rest * 4096 // 1_000_000, _last + 1)
        moment = _last
    return UUID(int=(moment >> 12) << 80 | 7 << 76 | (moment & 0xFFF) << 64 | 2 << 62 | secrets.randbits(62))


def thing_of(delivery_id: UUID) -> Subject:
    """Name an entry as observations know it."""
    return Subject("delivery.delivery", str(delivery_id))
