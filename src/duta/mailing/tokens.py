"""Signed names: of a letter in its return address, of a subscription in its links. Nobody else can make them.

Their spelling stands in letters that are out: never change it.
"""

import re

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from duta.mailing import rules

LEAVE, JOIN = signing.Signer(salt="duta.mailing.leave"), signing.TimestampSigner(salt="duta.mailing.join")
NAME_SALT, ADDRESS_SALT = "duta.mailing.name", "duta.mailing.address"
RETURN_SALT, RETURN_LENGTH = "duta.mailing.return", 20  # hexadecimal digits: 80 bits
_RETURNED = re.compile(rf"\+([0-9]{{1,18}})-([0-9a-f]{{{RETURN_LENGTH}}})@", re.IGNORECASE)


class WrongToken(ValueError):  # noqa: N818
    """Not one of ours, or changed on its way."""


class TokenEnded(WrongToken):
    """One of ours, and its time is over."""


def leave_token(subscription_pk: int) -> str:
    """Return what unsubscribes; it never ends: an old letter's link is as good a wish as a new one's."""
    return str(LEAVE.sign(str(subscription_pk)))


def left_by(token: str) -> int:
    """Return the subscription that a token unsubscribes. Raises WrongToken."""
    return _number(LEAVE, token)


def join_token(subscription_pk: int, address: str) -> str:
    """Return what confirms a subscription within a week, for the address that it is mailed to and no other."""
    return str(JOIN.sign(f"{subscription_pk}-{address_seal(address)}"))


def joined_by(token: str) -> tuple[int, str]:
    """Return the subscription that a token confirms, and the seal of the address that it was mailed to.

    The seal is empty in tokens from before they held one. Raises WrongToken, TokenEnded.
    """
    try:
        number, _dash, seal = JOIN.unsign(token, max_age=rules.CONFIRM_WITHIN).partition("-")
        return int(number), seal
    except signing.SignatureExpired as ended:
        raise TokenEnded(token) from ended
    except (signing.BadSignature, ValueError) as wrong:
        raise WrongToken(token) from wrong


def address_seal(address: str) -> str:
    """Return what tells one address from another and says neither."""
    return salted_hmac(ADDRESS_SALT, address, algorithm="sha256").hexdigest()[:RETURN_LENGTH]


def _number(signer: signing.Signer, token: str) -> int:
    try:
        return int(signer.unsign(token))
    except (signing.BadSignature, ValueError) as wrong:
        raise WrongToken(token) from wrong


def return_address(letter_pk: int, *, base: str) -> str:
    """Return the envelope sender of one letter: what comes back to it names the letter (VERP)."""
    local, _at, domain = base.rpartition("@")
    return f"{local}+{letter_pk}-{_seal(letter_pk)}@{domain}"


def letter_of(address: str) -> int | None:
    """Return the letter that a return address names; None when it names none or nobody of us signed it."""
    found = _RETURNED.search(address)
    if found is None:
        return None
    number = int(found[1])
    return number if constant_time_compare(found[2].lower(), _seal(number)) else None


def name_seal(name: str) -> str:
    """Return what makes a message's name one that nobody can guess; the same for the same name."""
    return salted_hmac(NAME_SALT, name, algorithm="sha256").hexdigest()[:RETURN_LENGTH]


def _seal(letter_pk: int) -> str:
    return salted_hmac(RETURN_SALT, str(letter_pk), algorithm="sha256").hexdigest()[:RETURN_LENGTH]
