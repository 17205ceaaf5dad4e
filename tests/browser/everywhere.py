"""An installation whose stories go to Instagram, X and YouTube by hand, to Telegram, to Mastodon and to a press list."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from browser.outside import ARRIVES
from browser.system import Installation, eventually, running
from peers import mastodon, telegram
from peers.loopback import free_port
from peers.mastodon import MastodonServer
from peers.smtp import MailServer, mail_server
from peers.telegram import TelegramServer

READERS = {"id": "wartawan@koran.example", "en": "reporter@paper.example"}
ARCHIVE = re.compile(r"https?://localhost:\d+/\w+/mail/archive/[\w-]+/")
SHORT = re.compile(r"https?://localhost:\d+/s/\w+")


@dataclass
class Everywhere(Installation):
    """Its peers: our stubs of Mastodon and of Telegram's Bot API, and a real mail server."""

    founding = "found_everywhere"
    mastodon: MastodonServer
    telegram: TelegramServer
    mail: MailServer
    member: mastodon.Member = field(init=False)
    bot: telegram.Bot = field(init=False)

    def __post_init__(self) -> None:
        self.member, self.bot = self.mastodon.join("kbridenhaag"), self.telegram.join()

    def _peers(self) -> dict[str, str]:
        pairs = [server.url.removeprefix("http://") for server in (self.mastodon, self.telegram)]
        return {
            "DUTA_ALLOWED_PRIVATE": ",".join(pairs),
            "DUTA_EMAIL_URL": f"smtp://{self.mail.host}:{self.mail.port}",
            "DUTA_EMAIL_FROM": "siaran@kemlu.example",
        }

    def _wanted(self) -> dict[str, Any]:
        return {
            "mastodon": {"server": self.mastodon.url, "account": f"@{self.member.name}", "token": self.member.token},
            "telegram": {"server": self.telegram.url, "channel": f"@{self.bot.name}", "token": self.bot.token},
            "readers": READERS,
        }

    def statuses(self, text: str) -> list[dict[str, Any]]:
        """What stands on Mastodon with this text."""
        return [status for status in self.member.statuses if text in status["text"]]

    def messages(self, text: str) -> list[str]:
        """What stands in the Telegram channel with this text."""
        texts = [str(one.get("text") or one.get("caption") or "") for one in self.bot.messages.values()]
        return [one for one in texts if text in one]

    def letters(self, language: str, text: str) -> list[str]:
        """The letters with this text that reached the reader of a language, oldest first."""
        plain = [_plain(one.message) for one in self.mail.to(READERS[language])]
        return [one for one in plain if text in one]

    def arrives(self, language: str, text: str) -> dict[str, str]:
        """Wait until a text is out wherever nobody's hands are needed, once; return what it says there."""
        places = {
            "mastodon": lambda: [status["text"] for status in self.statuses(text)],
            "telegram": lambda: self.messages(text),
            "press_list": lambda: self.letters(language, text),
        }
        found = {name: eventually(look, within=ARRIVES, what=f"{text!r}: {name}") for name, look in places.items()}
        assert {name: len(texts) for name, texts in found.items()} == dict.fromkeys(places, 1)
        return {name: texts[0] for name, texts in found.items()}


def _plain(message: Any) -> str:
    """Subject and plain text of a letter, each on one line: mail breaks lines where it likes."""
    body = message.get_body(preferencelist=("plain",)).get_content()
    return " ".join(f"{message['Subject']} {body}".split())


def short_in(text: str) -> str:
    """Return the short address of the portal in a text; there is one."""
    (short,) = set(SHORT.findall(text))
    return str(short)


def archive_in(letter: str) -> str:
    """Return the address at which a letter stands on the portal."""
    found = ARCHIVE.search(letter)
    assert found, letter
    return found.group()


@contextlib.contextmanager
def everywhere(folder: Path, *, mastodon: MastodonServer, telegram: TelegramServer) -> Iterator[Everywhere]:
    """Start it in ``folder``, with a mail server of its own; end both whatever happens."""
    with mail_server() as mail, running(Everywhere(folder, free_port(), mastodon, telegram, mail)) as installation:
        yield installation
