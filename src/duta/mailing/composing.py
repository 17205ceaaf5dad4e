"""Write letters: plain text and HTML beside each other, headers that mail programs act on. Touches no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _

from duta.connectors.bundled.press_list.wire import visible_spans, visible_text
from duta.connectors.protocol import Payload
from duta.mailing import rules

LONGEST_SUBJECT = 150  # characters; more is cut off by every mail program
UNFOLDED = frozenset({"list-unsubscribe", "list-id", "list-archive", "message-id"})


class LetterPolicy(EmailPolicy):
    """Python's, but addresses in headers stay in one piece: folded they would be encoded, and no program reads that."""

    def fold(self, name: str, value: str) -> str:
        """Return one header with its line end."""
        return f"{name}: {value}\r\n" if name.lower() in UNFOLDED else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return one header with its line end, as bytes."""
        whole = f"{name}: {value}\r\n"
        return whole.encode("ascii") if name.lower() in UNFOLDED else super().fold_binary(name, value)


POLICY = LetterPolicy(linesep="\r\n", cte_type="7bit")


@dataclass(frozen=True)
class House:
    """Who writes: a list and its organisation."""

    list_name: str
    list_id: str  # "list-7.kemlu.example"
    sender_name: str
    sender: str
    reply_to: str = ""
    imprint: str = ""


@dataclass(frozen=True)
class Outside:
    """What stands on the envelope's side of one letter."""

    to: str
    to_name: str
    message_id: str
    at: datetime


@dataclass(frozen=True)
class Links:
    """A letter's own addresses."""

    leave: str = ""
    join: str = ""
    archive: str = ""


def statement(
    payload: Payload,
    *,
    house: House,
    outside: Outside,
    links: Links,
    pictures: Mapping[str, bytes],
    correction: bool = False,
) -> EmailMessage:
    """Return the letter that says a payload; ``pictures`` are the bytes of its media by their SHA-256."""
    with override(rules.portal_language(payload.language)):
        message = _begin(house, outside, subject=subject_of(payload, correction=correction))
        message["List-Archive"] = f"<{links.archive}>"
        _one_click(message, links)
        message.set_content(_plain(payload, house, links, correction=correction))
        context = {
            "payload": payload, "paragraphs": paragraphs_of(payload), "house": house, "links": links, "correction": correction,
            "direction": direction_of(payload.language), "cids": [(f"p{n}", item) for n, item in enumerate(payload.media)],
            "title": title_of(payload),
        }  # fmt: skip
        message.add_alternative(render_to_string("mailing/letter.html", context), subtype="html")
        _hang_in(message, payload, pictures)
    return message


def confirmation(*, house: House, outside: Outside, links: Links, language: str) -> EmailMessage:
    """Return the letter that asks somebody to confirm: the one letter that goes to people who have not said yes."""
    with override(rules.portal_language(language)):
        subject = _("Please confirm: letters of %(list)s") % {"list": house.list_name}
        message = _begin(house, outside, subject=subject)
        context = {"house": house, "links": links, "language": rules.portal_language(language)}
        message.set_content(render_to_string("mailing/confirm.txt", context))
        message.add_alternative(render_to_string("mailing/confirm.html", context), subtype="html")
    return message


def _begin(house: House, outside: Outside, *, subject: str) -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    message["Subject"] = subject
    message["From"] = Address(one_line(house.sender_name), addr_spec=house.sender)
    message["To"] = Address(one_line(outside.to_name), addr_spec=outside.to)
    if house.reply_to:
        message["Reply-To"] = Address(addr_spec=house.reply_to)
    message["Date"] = format_datetime(outside.at)
    message["Message-ID"] = outside.message_id
    message["List-Id"] = f"<{house.list_id}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no robot answers it
    return message


def _one_click(message: EmailMessage, links: Links) -> None:
    """RFC 8058: a mail program's own button unsubscribes at once."""
    message["List-Unsubscribe"] = f"<{links.leave}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def subject_of(payload: Payload, *, correction: bool = False) -> str:
    """Return the subject: the story's title, else how the text begins; one line."""
    subject = str(Truncator(title_of(payload)).chars(LONGEST_SUBJECT))
    return _("Correction: %(subject)s") % {"subject": subject} if correction else subject


def title_of(payload: Payload) -> str:
    """Return the story's title, else the text's first line; one line, never empty for a text that is not."""
    title = one_line(payload.link.title) if payload.link else ""
    return title or one_line(next((line for line in payload.text.splitlines() if line.strip()), ""))


def one_line(text: str) -> str:
    """Return a text fit for a header: no line ends, no control characters (they would end the header)."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def direction_of(language: str) -> str:
    """Return "rtl" for languages written from right to left, else "ltr"."""
    try:
        return "rtl" if get_language_info(language.partition("-")[0])["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def paragraphs_of(payload: Payload) -> list[list[Any]]:
    """Cut the letter's text into paragraphs of spans, so that links can be clicked."""
    paragraphs: list[list[Any]] = [[]]
    for span in visible_spans(payload):
        if span.target:
            paragraphs[-1].append(span)
            continue
        first, *rest = span.text.split("\n\n")
        paragraphs[-1].append(first)
        paragraphs.extend([piece] for piece in rest)
    return [paragraph for paragraph in paragraphs if any(paragraph)]


def _plain(payload: Payload, house: House, links: Links, *, correction: bool) -> str:
    parts = []
    if correction:
        parts.append(_("This corrects a letter that we sent you before. Please use this text."))
    title, text = title_of(payload), visible_text(payload)
    if not text.startswith(title):
        parts.append(title)
    parts.append(text)
    parts += [f"[{item.alt}]" for item in payload.media if item.alt]
    parts.append(_foot(house, links))
    return "\n\n".join(parts) + "\n"


def _foot(house: House, links: Links) -> str:
    lines = ["-- ", house.sender_name, *([house.imprint] if house.imprint else []), ""]
    lines += [
        _("You get this letter because you subscribed to %(list)s.") % {"list": house.list_name},
        _("On the web: %(address)s") % {"address": links.archive},
        _("Unsubscribe: %(address)s") % {"address": links.leave},
    ]
    return "\n".join(lines)


def _hang_in(message: EmailMessage, payload: Payload, pictures: Mapping[str, bytes]) -> None:
    """Put the pictures beside the HTML part that shows them."""
    page: Any = message.get_payload(1)
    for number, item in enumerate(payload.media):
        main, _slash, sub = item.mime.partition("/")
        name = f"{number + 1}.{sub.replace('jpeg', 'jpg')}"
        page.add_related(
            pictures[item.sha256], maintype=main, subtype=sub, cid=f"<p{number}>", filename=name, disposition="inline"
        )
