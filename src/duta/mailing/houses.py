"""Who a list's letters are from, and the addresses that stand in them."""

from django.conf import settings

from duta.channels.models import Channel
from duta.mailing import rules, tokens
from duta.mailing.composing import House, Links
from duta.mailing.models import Letter
from duta.mailing.operations.naming import domain


def house_of(channel: Channel) -> House:
    """Return who writes to a list."""
    told = {key: str(value).strip() for key, value in channel.settings.items()}
    return House(
        list_name=channel.name,
        list_id=f"list-{channel.pk}.{domain()}",
        sender_name=told.get("sender") or channel.organisation.name,
        sender=sender(),
        reply_to=told.get("reply_to", ""),
        imprint=told.get("imprint", ""),
    )


def sender() -> str:
    """The address that every letter is from."""
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("<")[2].strip("<> ")


def returns_to(letter: Letter) -> str:
    """The envelope's sender of one letter: where the notice comes back to if it does not arrive."""
    return tokens.return_address(letter.pk, base=settings.DUTA_MAIL_RETURN_PATH or sender())


def links_of(letter: Letter) -> Links:
    """Return the addresses of one letter: to leave, to confirm, to read it on the web."""
    if letter.subscription_id is None:
        raise ValueError("a letter without a subscription has no links")
    archive = letter.mailing.address if letter.mailing else ""
    language = letter.mailing.language if letter.mailing else language_of(letter)
    return Links(
        leave=leave_address(letter.subscription_id, language),
        join=_address(language, "join", tokens.join_token(letter.subscription_id, letter.address)),
        archive=archive,
    )


def language_of(letter: Letter) -> str:
    """The language to ask somebody in: the first that they read."""
    languages = letter.contact.languages if letter.contact else []
    return languages[0] if languages else "id"


def leave_address(subscription_pk: int, language: str) -> str:
    """Return the address that unsubscribes, by a page or at one click."""
    return _address(language, "leave", tokens.leave_token(subscription_pk))


def _address(language: str, what: str, token: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}/{rules.portal_language(language)}/mail/{what}/{token}/"
