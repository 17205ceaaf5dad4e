"""Keys of an installation, for tests of channels."""

from pathlib import Path
from typing import Any

import pytest

from duta.channels.sealing import KeyPair, new_pair, write_keys


@pytest.fixture
def no_keys(settings: Any, tmp_path: Path) -> Path:
    """Give an installation without keys; returns its folder of changing things."""
    settings.DUTA_VAR = tmp_path
    settings.DUTA_CHANNEL_PUBLIC_KEY = ""
    settings.DUTA_CHANNEL_PRIVATE_KEYS = []
    return tmp_path


@pytest.fixture
def keys(no_keys: Path) -> KeyPair:
    """Give the installation a pair of keys in its folder."""
    pair = new_pair()
    write_keys([pair])
    return pair
