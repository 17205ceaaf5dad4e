"""What a signatory does, on a phone: read, sign, send back, withdraw."""

from datetime import date, timedelta
from typing import Any

from browser.people import Person
from browser.system import PASSPHRASE

DAY = "%Y-%m-%d"
PHONE = {"width": 360, "height": 780}


def open_submission(signatory: Person, title: str) -> None:
    """Open what waits for the signature, from the home of the desk."""
    signatory.open("/desk/")
    waiting = signatory.page.get_by_role("listitem").filter(has_text=title)
    waiting.get_by_role("link", name=signatory.say("Read and sign")).click()
    signatory.page.get_by_role("button", name=signatory.say("Send back"), exact=True).first.wait_for()


def sign(signatory: Person) -> None:
    """Sign the submission that is open, and see that it went out."""
    _decide(signatory, "Sign")
    _confirm(signatory, ".messages .success")
    signatory.page.locator(".messages .success").first.wait_for()


def send_back(signatory: Person, reason: str) -> None:
    """Send the submission that is open back, with a reason."""
    dialog = _open_dialog(signatory, "Send back")
    dialog.locator("textarea[name=reason]").fill(reason)
    dialog.get_by_role("button", name=signatory.say("Send back"), exact=True).click()
    signatory.page.locator(".messages .success").first.wait_for()


def withdraw(signatory: Person, reason: str) -> None:
    """Withdraw the story whose submission is open, with a reason."""
    signatory.press("Withdraw", role="link")
    signatory.page.locator("textarea[name=reason]").fill(reason)
    signatory.page.locator("main form:has(textarea[name=reason]) button[type=submit]").click()
    signatory.page.locator(".messages .success").first.wait_for()


def delegate(signatory: Person, to: str, *, position: str, order: str) -> None:
    """Let somebody sign in one's own place from yesterday on for a week; ``to`` as the list names them."""
    today = date.today()  # noqa: DTZ011  # the form's own day
    signatory.open("/desk/delegations/new/")
    signatory.fill(
        delegate=to, position=position, order_number=order, starts_on=(today - timedelta(days=1)).strftime(DAY),
        ends_on=(today + timedelta(days=7)).strftime(DAY),
    )  # fmt: skip
    signatory.press("Delegate")
    signatory.page.locator(".messages .success").wait_for()


def revoke(signatory: Person, name: str) -> None:
    """End the delegation of somebody."""
    signatory.open("/desk/delegations/")
    signatory.page.get_by_role("row").filter(has_text=name).get_by_role("link").click()
    signatory.press("Revoke it")
    signatory.page.locator(".messages .success").wait_for()


def sign_on_phone(signatory: Person, title: str) -> None:
    """Open what waits on the small page, sign it there, and see that it was signed."""
    signatory.open("/desk/newsroom/phone/")
    signatory.page.get_by_role("link", name=title).click()
    signatory.page.locator("summary.phone__go").first.click()
    signatory.page.locator(".phone__act[open] button.phone__go").click()
    _confirm(signatory, ".duta-note--good")
    signatory.page.locator(".duta-note--good").first.wait_for()


def _confirm(signatory: Person, done: str) -> None:
    """Prove who it is, where the sign-in lies too far back; the signature follows by itself."""
    signatory.page.locator(f"{done}, input[name=password]").first.wait_for()
    if signatory.page.locator("input[name=password]").count():
        signatory.page.fill("input[name=password]", PASSPHRASE)
        signatory.page.press("input[name=password]", "Enter")


def _decide(signatory: Person, what: str) -> None:
    _open_dialog(signatory, what).get_by_role("button", name=signatory.say(what), exact=True).click()


def _open_dialog(signatory: Person, what: str) -> Any:
    signatory.page.locator(".duta-thumb").get_by_role("button", name=signatory.say(what), exact=True).click()
    dialog = signatory.page.locator("[role=dialog]:visible")
    dialog.wait_for()
    return dialog
