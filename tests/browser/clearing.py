"""What a signatory does, on a phone: read, sign, send back, withdraw."""

from typing import Any

from browser.people import Person
from browser.system import PASSPHRASE

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
    _confirm(signatory)
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


def _confirm(signatory: Person) -> None:
    """Prove who it is, where the sign-in lies too far back; the signature follows by itself."""
    said = signatory.page.locator(".messages .success, input[name=password]").first
    said.wait_for()
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
