"""Payloads and pictures to test with: made here, small, always the same."""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from duta.connectors.protocol import Capability, Link, Media, MediaKind, Payload
from duta.core.frozen import digest_of_bytes

MOMENT = datetime(2026, 11, 18, 2, 0, 0, 123000, tzinfo=UTC)
MIMES = {
    MediaKind.IMAGE: "image/png",
    MediaKind.ANIMATION: "image/gif",
    MediaKind.VIDEO: "video/mp4",
    MediaKind.DOCUMENT: "application/pdf",
}


def png(width: int = 64, height: int = 48, colour: tuple[int, int, int] = (163, 22, 31)) -> bytes:
    """Return a valid PNG of one colour."""
    rows = (b"\0" + bytes(colour) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def keep_media(contents: Iterable[bytes]) -> dict[str, bytes]:
    """Return the bytes by their SHA-256: what ``session.media`` reads in a test."""
    return {digest_of_bytes(content): content for content in contents}


@dataclass(frozen=True)
class Samples:
    """Payloads that a platform of these capabilities takes; ``link`` is the story's permanent address."""

    capabilities: Capability
    link: str = "https://portal.example/id/42-lokakarya-hari-kedelapan/"
    picture: bytes = field(default_factory=png)

    def plain(self, text: str = "Selamat pagi, dunia. Diplomasi digital dimulai hari ini.") -> Payload:
        """A text alone."""
        return Payload(text=text, language="id", created_at=MOMENT)

    def full(self) -> Payload:
        """Text, link, tags, and a picture where the platform takes pictures."""
        media = (self.image(),) if MediaKind.IMAGE in self.capabilities.media else ()
        link = Link(self.link, title="Lokakarya hari kedelapan", description="Media sosial dalam diplomasi.")
        return replace(self.plain(), link=link, tags=("DiplomasiDigital", "Kecak"), media=media)

    def image(self, **changes: Any) -> Media:
        """One picture with its alternative text; ``changes`` are fields of Media."""
        sha256 = digest_of_bytes(self.picture)
        media = Media(MediaKind.IMAGE, sha256, "image/png", len(self.picture), "Penari Kecak.", 64, 48)
        return replace(media, **changes)

    def medium(self, kind: MediaKind) -> Media:
        """One file of any kind; only pictures have bytes behind them."""
        return self.image(kind=kind, mime=MIMES[kind])

    def media(self) -> dict[str, bytes]:
        """The bytes behind the pictures."""
        return keep_media([self.picture])
