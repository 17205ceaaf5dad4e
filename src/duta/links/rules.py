"""Codes, where a link may lead, and what it tells the page that it leads to. Pure."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

# Nothing that is read for something else (0 O, 1 l I), and no vowels, so that no code spells a word. One case: codes
# are typed from paper and heard over the telephone.
ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
CODE_LENGTH = 8  # 28 ** 8 is 377,801,998,336: nobody finds one by trying
NO_CODE = "0" * CODE_LENGTH  # as long as a code and never one
LONGEST_TARGET = 2000


def new_code(choose: Callable[[Sequence[str]], str]) -> str:
    """Return a code; ``choose`` picks one of some letters and must not be guessable (``secrets.choice``)."""
    return "".join(choose(ALPHABET) for _ in range(CODE_LENGTH))


def code_from(typed: str) -> str:
    """Return the code that a person meant: upper and lower case are the same."""
    return typed.lower()


def short_path(code: str) -> str:
    """The path of a link. It stands in signed content and on paper: never change it."""
    return f"/s/{code}"


def short_address(base: str, code: str) -> str:
    """The whole address of a link; ``base`` is the portal's address, "https://kemlu.example"."""
    return f"{base.rstrip('/')}{short_path(code)}"


def parameters_for(*, platform: str, medium: str, story: str, activity: int | None = None) -> dict[str, str]:
    """What a page is told of a story's link on a platform: the connector's key and medium, and the story as "number-slug".

    The campaign is the activity that the story serves, by its number alone: its title is the ministry's own matter, and
    these addresses are public. A story without one is its own campaign.
    """
    if activity is None:
        return {"utm_source": platform, "utm_medium": medium, "utm_campaign": story}
    return {"utm_source": platform, "utm_medium": medium, "utm_campaign": f"activity-{activity}", "utm_content": story}


def is_target(address: str) -> bool:
    """Whether a link may lead there: a whole web address, nothing hidden in it (a person, a blank, a backslash)."""
    if not address or len(address) > LONGEST_TARGET or any(c <= " " or c in "\\\x7f" or c.isspace() for c in address):
        return False
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


def with_parameters(address: str, parameters: Mapping[str, str]) -> str:
    """Add parameters to an address: its own query stays as it is and wins, its fragment stays at the end."""
    parts = urlsplit(address)
    known = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    added = urlencode({name: value for name, value in parameters.items() if name not in known})
    query = "&".join(part for part in (parts.query, added) if part)
    return parts._replace(query=query).geturl()
