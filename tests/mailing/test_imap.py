"""The same mailbox on a server: what we ask of it, against a stub that speaks as much IMAP."""

import re
import socketserver
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest

from duta.mailing.mailboxes import MailboxDown, mailbox_at


class Imap(socketserver.StreamRequestHandler):
    """Signs in one person, whose INBOX holds two messages."""

    messages: ClassVar[dict[int, bytes]] = {3: b"Subject: three\r\n\r\nText", 9: b"Subject: nine\r\n\r\nText"}
    asked: ClassVar[list[str]] = []

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, command = line.split(" ", 1)
            self.asked.append(command)
            if not self.answer(command):
                self.say(f"{tag} NO not that")
                continue
            self.say(f"{tag} OK done")

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def answer(self, command: str) -> bool:
        match command.split(" ")[0].upper(), command:
            case "CAPABILITY", _:
                self.say("* CAPABILITY IMAP4rev1")
            case "LOGIN", _:
                return command.endswith('"secret"')
            case "EXAMINE", _:
                self.say("* 2 EXISTS")
                self.say("* OK [UIDVALIDITY 77] valid")
            case "UID", asked if "SEARCH" in asked:
                self.say("* SEARCH 3 9")
            case "UID", asked:
                found = self.messages.get(int(re.search(r"FETCH (\d+)", asked)[1]))
                if found is not None:
                    self.wfile.write(b"* 1 FETCH (UID 3 BODY[]<0> {%d}\r\n%s)\r\n" % (len(found), found))
            case "LOGOUT", _:
                self.say("* BYE")
        return True


@pytest.fixture
def port() -> Iterator[int]:
    Imap.asked.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Imap) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_messages_are_named_for_good_and_read_without_being_touched(port: int):
    with mailbox_at(f"imap://kotak:secret@127.0.0.1:{port}/INBOX") as mailbox:
        assert list(mailbox.keys()) == ["77.3", "77.9"]
        assert mailbox.read("77.9") == Imap.messages[9]
        with pytest.raises(KeyError):
            mailbox.read("77.4")
    assert any(command.startswith("EXAMINE") for command in Imap.asked)
    assert all("PEEK" in command for command in Imap.asked if "FETCH" in command)
    assert not any(command.startswith(("SELECT", "STORE", "EXPUNGE")) for command in Imap.asked)


def test_a_wrong_password_is_no_end_of_the_world(port: int):
    with pytest.raises(MailboxDown), mailbox_at(f"imap://kotak:wrong@127.0.0.1:{port}/INBOX"):
        pass
