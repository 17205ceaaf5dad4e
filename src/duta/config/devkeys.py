"""Keys that `make run` makes for itself; production refuses them by their prefix."""

import secrets
from pathlib import Path

DEV_PREFIX = "only-for-trying-"


def dev_secret_key(var: Path) -> str:
    """Return this folder's own key, made at the first start, readable by its owner only."""
    file = var / "keys" / "secret-key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(DEV_PREFIX + secrets.token_urlsafe(50))
    return file.read_text().strip()
