"""Frozen things: one canonical spelling of JSON, and hashes over it.

A signature is over ``digest_of``; so its spelling may never change. No Django here.
"""

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """Spell JSON the one way that hashes are taken over: sorted keys, no spaces, UTF-8. Raises TypeError, ValueError."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest_of(value: Any) -> str:
    """Return the SHA-256 of the canonical spelling, 64 hexadecimal characters."""
    return hashlib.sha256(canonical(value)).hexdigest()


def digest_of_bytes(content: bytes) -> str:
    """Return the SHA-256 of bytes, 64 hexadecimal characters."""
    return hashlib.sha256(content).hexdigest()
