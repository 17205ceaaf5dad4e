"""Drawings that stand in for pictures: each drawn once for each process, then kept."""

import gzip
from functools import lru_cache
from hashlib import blake2s
from typing import NamedTuple

from duta.portal import motifs
from duta.portal.rules import DRAWN, SHAPES, VARIANTS


class NoSuchArt(LookupError):  # noqa: N818
    """The portal has no such drawing."""


class Art(NamedTuple):
    """An SVG document as bytes, plain and gzipped, with its validator."""

    svg: bytes
    zipped: bytes
    etag: str


@lru_cache(maxsize=256)
def art(motif: str, variant: int, shape: str) -> Art:
    """A motif in one of its variants and shapes. Raises NoSuchArt."""
    if motif not in DRAWN or variant >= VARIANTS or shape not in SHAPES:
        raise NoSuchArt(f"{motif}-{variant}-{shape}")
    width, height = SHAPES[shape]
    svg = motifs.draw(motif, key=str(variant), width=width, height=height).encode()
    return Art(svg, gzip.compress(svg, mtime=0), f'"{blake2s(svg, digest_size=12).hexdigest()}"')
