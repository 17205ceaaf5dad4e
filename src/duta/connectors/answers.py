"""What most platforms' answers have in common. Pure; no Django here."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from duta.core.http import Answer

LONGEST = 24 * 3600.0  # seconds: whoever asks for more is asked again tomorrow
SAID = 500


def json_of(answer: Answer) -> dict[str, Any]:
    """Return the answer's JSON object, or an empty one: an error page is no reason to fail."""
    try:
        data = answer.json()
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def is_object(answer: Answer) -> bool:
    """Whether the answer is a JSON object: a "200" from something else on the way is none."""
    try:
        return isinstance(answer.json(), dict)
    except ValueError:
        return False


def said(answer: Answer) -> str:
    """Return the platform's own words, at most 500 characters."""
    data = json_of(answer)
    for key in ("message", "error_description", "description", "error", "detail"):
        if isinstance(data.get(key), str) and data[key].strip():
            return str(data[key])[:SAID]
    return " ".join(answer.text.split())[:SAID] or f"HTTP {answer.status}"


def retry_after(answer: Answer, now: datetime) -> float | None:
    """Return the seconds that the platform asks us to wait, or None.

    Read from ``Retry-After`` (seconds or a date), else ``RateLimit-Reset`` (seconds since 1970, or seconds).
    """
    if (wanted := _seconds(answer.headers.get("retry-after", ""), now)) is not None:
        return min(max(wanted, 0.0), LONGEST)
    reset = _number(answer.headers.get("ratelimit-reset", ""))
    if reset is None:
        return None
    if reset > 1_000_000_000:  # a time, not a span
        reset -= now.timestamp()
    return min(max(reset, 0.0), LONGEST)


def _seconds(value: str, now: datetime) -> float | None:
    if not value.strip():
        return None
    if (number := _number(value)) is not None:
        return number
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - now).total_seconds()


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if number == number and abs(number) != float("inf") else None
