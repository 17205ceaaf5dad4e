"""Frozen bytes on disk, named by their own hash."""

from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from duta.core.frozen import digest_of_bytes
from duta.core.models import FrozenBlob


class BlobDamaged(Exception):  # noqa: N818
    """The stored bytes no longer have the hash that they were stored under."""


def keep_blob(content: bytes, *, mime: str, now: datetime) -> FrozenBlob:
    """Store bytes once; the same bytes again return the same row."""
    sha256 = digest_of_bytes(content)
    storage, name = storages["frozen"], _name_of(sha256)
    if not storage.exists(name):
        storage.save(name, ContentFile(content))
    blob, _ = FrozenBlob.objects.get_or_create(
        sha256=sha256, defaults={"mime": mime, "size": len(content), "stored_at": now}
    )
    return blob


def read_blob(sha256: str) -> bytes:
    """Return the bytes kept under a hash. Raises FileNotFoundError, and BlobDamaged when they changed on disk."""
    with storages["frozen"].open(_name_of(sha256)) as file:
        content: bytes = file.read()
    if digest_of_bytes(content) != sha256:
        raise BlobDamaged(sha256)
    return content


def _name_of(sha256: str) -> str:
    return str(Path(sha256[:2]) / sha256)
