"""Whether a pasted address is an entry of this platform and of our account. Pure."""

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from duta.connectors.bundled.handoff.presets import Preset
from duta.core.problems import Problem

_DOORS = re.compile(r"^(?:www|web|m|mobile)\.")


def problems_of(address: str, preset: Preset, *, platform: str, account: str) -> Sequence[Problem]:
    """Say what is wrong with an address: another platform, no entry, another account. Empty: it may be ours.

    Some platforms' addresses do not name the account: there it cannot be told.
    """
    place = _place(address)
    host = place.partition("/")[0]
    words = {"platform": platform, "example": preset.example}
    if not any(_host_fits(host, pattern) for pattern in preset.addresses):
        return [Problem("address_elsewhere", words, field="address")]
    found = [match for pattern in preset.addresses if (match := re.match(pattern, place, re.IGNORECASE))]
    if not found:
        return [Problem("address_no_entry", words, field="address")]
    theirs = found[0].groupdict().get("account")
    if theirs and _bare(theirs) != _bare(account):
        return [Problem("address_other_account", {"account": theirs, "ours": account}, field="address")]
    return []


def entry_of(address: str, preset: Preset) -> str:
    """Return what names the entry in its address; "" when it is no address of an entry, or names none."""
    place = _place(address)
    found = (re.match(pattern, place, re.IGNORECASE) for pattern in preset.addresses)
    return next((match.groupdict().get("entry") or "" for match in found if match), "")


def _place(address: str) -> str:
    """Host without its door, path and query; "" for what is no address at all."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:  # such as "https://[": an unfinished IPv6 address
        return ""
    host = _DOORS.sub("", parts.hostname or "")
    path = unquote(parts.path)
    return f"{host}{path}?{parts.query}" if parts.query else f"{host}{path}"


def _host_fits(host: str, pattern: str) -> bool:
    return re.fullmatch(pattern.partition("/")[0], host, re.IGNORECASE) is not None


def _bare(account: str) -> str:
    return account.strip().removeprefix("@").rstrip("/").rpartition("/")[2].removeprefix("@").casefold()
