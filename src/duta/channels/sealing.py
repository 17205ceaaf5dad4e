"""Credentials under seal: anybody with the public key can seal, only a holder of a private key can open.

The web seals and never reads a private key; only the worker and ``duta keys`` call ``private_keys``.
A sealed credential names its channel inside the seal, so that it cannot be moved to another one.
"""

import base64
import binascii
import hashlib
import json
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from duta.connectors.protocol import Locked
from duta.core.problems import Problem


class UnusableKey(Exception):  # noqa: N818
    """A key is not 32 bytes in base64, or its file can be read by others. The message says which and what to do."""


class NoPublicKey(Exception):  # noqa: N818
    """This installation has no public key: nothing can be sealed until the administrator makes the keys."""


@dataclass(frozen=True)
class Sealed:
    """Bytes that only a private key opens, and the fingerprint of the key that they were sealed for."""

    content: bytes
    fingerprint: str


@dataclass(frozen=True)
class KeyPair:
    """One pair of keys; never shown whole: ``repr`` has the fingerprint only."""

    private: PrivateKey = field(repr=False)
    fingerprint: str

    @property
    def public(self) -> PublicKey:
        """The half that seals."""
        return self.private.public_key


def new_pair() -> KeyPair:
    """Make a pair of keys from the machine's randomness."""
    return _pair(PrivateKey.generate())


def fingerprint_of(key: PublicKey) -> str:
    """Return 16 hexadecimal characters that tell keys apart and give nothing away."""
    return hashlib.sha256(bytes(key)).hexdigest()[:16]


def spell(key: PrivateKey | PublicKey) -> str:
    """Return a key as one line of base64: what files and variables hold."""
    return base64.b64encode(bytes(key)).decode()


def public_key_file() -> Path:
    """Where the public key is kept."""
    return Path(settings.DUTA_VAR) / "keys" / "channels.pub"


def private_keys_file() -> Path:
    """Where the private keys are kept, one a line, the newest first; mode 0600."""
    return Path(settings.DUTA_VAR) / "keys" / "channels.key"


def public_key() -> PublicKey:
    """Return the key that seals. Raises NoPublicKey, UnusableKey."""
    file = public_key_file()
    text = settings.DUTA_CHANNEL_PUBLIC_KEY or (file.read_text() if file.is_file() else "")
    if not text.strip():
        raise NoPublicKey("no public key: run “duta keys new”")
    return PublicKey(_bytes_of(text, "public key"))


def has_public_key() -> bool:
    """Whether credentials can be sealed. Raises UnusableKey."""
    try:
        public_key()
    except NoPublicKey:
        return False
    return True


def private_keys() -> tuple[KeyPair, ...]:
    """Return the keys that open, the newest first; () when there are none. Worker only. Raises UnusableKey."""
    lines: Iterable[str] = settings.DUTA_CHANNEL_PRIVATE_KEYS or _lines_of(private_keys_file())
    return tuple(_pair(PrivateKey(_bytes_of(line, "private key"))) for line in lines)


def seal(secrets: Mapping[str, str], *, channel_id: int) -> Sealed:
    """Put a channel's secrets under seal. Raises NoPublicKey, UnusableKey."""
    return seal_for(public_key(), secrets, channel_id=channel_id)


def seal_for(key: PublicKey, secrets: Mapping[str, str], *, channel_id: int) -> Sealed:
    """Put a channel's secrets under seal for one key."""
    content = json.dumps({"channel": channel_id, "secrets": dict(secrets)}).encode()
    return Sealed(SealedBox(key).encrypt(content), fingerprint_of(key))


def open_sealed(sealed: Sealed, keys: Sequence[KeyPair], *, channel_id: int) -> dict[str, str]:
    """Return a channel's secrets. Raises Locked: no key at all, or none that fits, or another channel's."""
    if not keys:
        raise Locked(Problem("channels_locked"))
    for pair in sorted(keys, key=lambda pair: pair.fingerprint != sealed.fingerprint):
        try:
            content = json.loads(SealedBox(pair.private).decrypt(sealed.content))
        except CryptoError:
            continue
        if content["channel"] == channel_id:
            return dict(content["secrets"])
    raise Locked(Problem("credential_unreadable"))


def write_keys(pairs: Sequence[KeyPair]) -> None:
    """Write the private keys (newest first, readable by the owner only), then the public half of the newest."""
    _write(private_keys_file(), "".join(f"{spell(pair.private)}\n" for pair in pairs), mode=0o600)
    _write(public_key_file(), f"{spell(pairs[0].public)}\n", mode=0o644)


def _write(file: Path, text: str, *, mode: int) -> None:
    """Replace a file as a whole; its content is never readable with wider rights than ``mode``."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = file.with_name(f"{file.name}.new")
    half.unlink(missing_ok=True)
    half.touch(mode=mode)
    half.write_text(text)
    half.replace(file)


def _pair(private: PrivateKey) -> KeyPair:
    return KeyPair(private, fingerprint_of(private.public_key))


def _lines_of(file: Path) -> list[str]:
    if not file.is_file():
        return []
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UnusableKey(f"{file} can be read by others: run “chmod 600 {file}”")
    return [line for line in file.read_text().splitlines() if line.strip()]


def _bytes_of(text: str, what: str) -> bytes:
    try:
        content = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        content = b""
    if len(content) != PrivateKey.SIZE:
        raise UnusableKey(f"a {what} for channels is not 32 bytes in base64: “duta keys new” makes one")
    return content
