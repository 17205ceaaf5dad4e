"""What comes back is matched to the letter; everybody else's mail is left alone."""

import re
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duta.mailing import houses
from duta.mailing.mailboxes import MailboxDown, Maildir, WrongMailbox, mailbox_at
from duta.mailing.models import Letter, Notice
from duta.mailing.notices import read_notice
from duta.mailing.returns import read_from, read_returned
from mailing.lists import World


def notice(*, to: str, recipient: str, message_id: str = "", action: str = "failed", status: str = "5.1.1") -> bytes:
    """A delivery status notice as Postfix writes it."""
    returned = f"Content-Type: text/rfc822-headers\r\n\r\nSubject: x\r\nMessage-ID: {message_id}\r\n" if message_id else (
        "Content-Type: text/plain\r\n\r\n"
    )  # fmt: skip
    return (
        f"From: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nOriginal-Recipient: rfc822;{recipient}\r\nAction: {action}\r\n"
        f"Status: {status}\r\nDiagnostic-Code: smtp; 550 {status} No such person\r\n\r\n"
        f"--B\r\n{returned}\r\n--B--\r\n"
    ).encode()


@pytest.fixture
def box(tmp_path: Path) -> Maildir:
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    return Maildir(tmp_path)


def drop(box: Maildir, name: str, content: bytes) -> None:
    (box.folder / "new" / name).write_bytes(content)


@pytest.fixture
def letter(world: World) -> Letter:
    world.contact("ana@example.org")
    world.mailing()
    world.work()
    return Letter.objects.get()


def test_a_notice_to_the_letters_own_return_address_closes_it(world: World, letter: Letter, box: Maildir):
    (arrived,) = world.server.arrived
    drop(box, "1", notice(to=arrived.sender, recipient="elsewhere@forward.example"))
    assert read_from(box, now=world.now) == 1
    letter.refresh_from_db()
    assert letter.state == "bounced"
    assert letter.problem.params == {"status": "5.1.1"}
    assert world.subscription("ana@example.org").state == "confirmed"
    assert read_from(box, now=world.now) == 0
    assert (box.folder / "new" / "1").exists()


def test_a_notice_that_only_names_our_message_is_matched_with_its_recipient(world, letter, box):
    drop(box, "1", notice(to="returns@kemlu.example", recipient="ana@example.org", message_id=letter.message_id))
    assert read_from(box, now=world.now) == 1
    letter.refresh_from_db()
    assert letter.state == "bounced"


@pytest.mark.parametrize("content", [
    notice(to="returns@kemlu.example", recipient="ana@example.org"),
    notice(to="returns@kemlu.example", recipient="mallory@example.org", message_id="MESSAGE"),
    notice(to="returns+1-00000000000000000000@kemlu.example", recipient="ana@example.org"),
    notice(to="returns@kemlu.example", recipient="ana@example.org", message_id="<other@elsewhere.example>"),
    b"", b"\xff\xfe\x00", b"Subject: hello\r\n\r\nI am on holiday", b"Content-Type: multipart/report; boundary=x\r\n\r\n--x",
    b"Content-Type: message/delivery-status\r\n\r\n\r\n\r\n",
])  # fmt: skip
def test_foreign_mail_changes_nothing_and_is_counted(world: World, letter: Letter, box: Maildir, content: bytes):
    content = content.replace(b"MESSAGE", letter.message_id.encode())
    drop(box, "1", content)
    assert read_from(box, now=world.now) == 0
    letter.refresh_from_db()
    assert letter.state == "sent"
    assert Notice.objects.get().verdict == "foreign"
    assert (box.folder / "new" / "1").read_bytes() == content


def test_a_mailbox_full_of_foreign_notices_hides_none_of_ours(world, letter, box, django_assert_max_num_queries):
    for n in range(1200):
        drop(
            box,
            f"{n:05d}",
            notice(to="other@kemlu.example", recipient=f"p{n}@elsewhere.example", message_id=f"<{n}@x.y>"),
        )
    drop(box, "99999", notice(to=world.server.arrived[0].sender, recipient="ana@example.org"))
    assert [read_from(box, now=world.now) for _ in range(4)] == [0, 0, 1, 0]
    with django_assert_max_num_queries(6):
        read_from(box, now=world.now)
    assert Notice.objects.filter(verdict="foreign").count() == 1200


@pytest.mark.parametrize(("action", "status", "state"), [
    ("delayed", "4.4.1", "sent"), ("failed", "4.2.2", "sent"), ("delivered", "2.0.0", "sent"), ("failed", "5.2.2", "bounced"),
])  # fmt: skip
def test_only_a_failure_for_good_closes_a_letter(world: World, letter: Letter, box: Maildir, action, status, state):
    sender = world.server.arrived[0].sender
    drop(box, "1", notice(to=sender, recipient="ana@example.org", action=action, status=status))
    read_from(box, now=world.now)
    letter.refresh_from_db()
    assert (letter.state, letter.hard) == (state, False)


def test_an_address_whose_letters_came_back_three_times_is_suspended(world: World, box: Maildir):
    world.contact("ana@example.org")
    for n in range(3):
        assert world.subscription("ana@example.org").state == "confirmed"
        world.mailing(f"Nomor {n}.")
        world.work(minutes=1)
        drop(box, str(n), notice(to=world.server.arrived[-1].sender, recipient="ana@example.org"))
        drop(box, f"{n}-again", notice(to=world.server.arrived[-1].sender, recipient="ana@example.org"))
        read_from(box, now=world.now)
    assert world.subscription("ana@example.org").state == "bounced"
    assert world.mailing("Terakhir.").letters.count() == 0


def test_a_suspended_address_starts_anew_once_it_said_yes_again(world: World, box: Maildir):
    test_an_address_whose_letters_came_back_three_times_is_suspended(world, box)
    from duta.mailing.operations import add_to_list  # noqa: PLC0415

    row = world.subscription("ana@example.org")
    add_to_list(
        channel=row.channel,
        contact=row.contact,
        words="",
        by=world.person,
        now=world.pass_by(days=1),
        evidence="Telepon",
    )
    world.mailing("Sesudahnya.")
    world.work(minutes=1)
    drop(box, "x", notice(to=world.server.arrived[-1].sender, recipient="ana@example.org"))
    read_from(box, now=world.now)
    assert world.subscription("ana@example.org").state == "confirmed"


@given(st.binary(max_size=2000))
def test_no_bytes_break_the_reader(content: bytes):
    read_notice(content)
    read_notice(
        b"Content-Type: multipart/report; boundary=B\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        + content
    )


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=30))
def test_whatever_stands_in_a_notice_is_read_or_left(recipient: str, action: str, status: str):
    content = notice(to="x@y.example", recipient="R", action="A", status="S").decode()
    read_notice(content.replace("R", recipient).replace("A", action).replace("S", status).encode("utf-8", "replace"))


def test_a_real_libraries_notice_is_read(letter: Letter):
    message = EmailMessage()
    message["To"] = houses.returns_to(letter)
    message.set_content("Failed")
    message.add_attachment(
        "Action: failed\nStatus: 5.0.0\nFinal-Recipient: rfc822;a@b.example\n", subtype="delivery-status"
    )
    assert read_notice(bytes(message)) is None  # no report without its blocks: an attachment that only looks like one


def test_the_mailbox_is_found_by_its_setting(box: Maildir, settings: Any, world: World, letter: Letter):
    settings.DUTA_MAIL_RETURNS = ""
    assert read_returned(world.now) == 0
    settings.DUTA_MAIL_RETURNS = f"maildir:{box.folder}"
    drop(box, "1:2,S", notice(to=world.server.arrived[0].sender, recipient="ana@example.org"))
    assert read_returned(world.now) == 1
    settings.DUTA_MAIL_RETURNS = "maildir:/no/such/folder"
    assert read_returned(world.now) == 0
    for wrong in ("mbox:/x", "maildir:relative", "imaps://", "pop3://h"):
        with pytest.raises(WrongMailbox, match="DUTA_MAIL_RETURNS"), mailbox_at(wrong):
            pass
    with pytest.raises(MailboxDown), mailbox_at("imap://a:b@127.0.0.1:1/INBOX"):
        pass


def test_return_addresses_are_short_enough_and_nobody_elses(letter: Letter):
    address = houses.returns_to(letter)
    assert re.fullmatch(r"returns\+\d+-[0-9a-f]{20}@kemlu\.example", address)
    assert len(address.partition("@")[0]) <= 64
