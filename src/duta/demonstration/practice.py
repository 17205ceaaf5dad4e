"""The key of the practice platform on this machine."""

import secrets
from pathlib import Path


def ensure_practice_key(var: Path) -> str:
    """Return the practice platform's key, made at the first start, readable by its owner only."""
    file = var / "keys" / "practice"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(24))
    return file.read_text().strip()
