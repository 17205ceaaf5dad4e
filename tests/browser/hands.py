"""What somebody does who serves channels by hand, on a phone: post, correct, delete there; bring figures back."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from browser.people import Person


@dataclass(frozen=True)
class Given:
    """What the sheet of a delivery gave: the text to paste, and the story's address where it is not in the text."""

    text: str
    link: str

    @property
    def all(self) -> str:
        return f"{self.text}\n{self.link}"


def open_handed(poster: Person, channel: str, title: str) -> None:
    """Open what waits for this person's hands on a channel, from the list of deliveries."""
    poster.open("/desk/deliveries/")
    poster.press("With a person", role="link")
    row = poster.page.locator("tr", has_text=title).filter(has_text=channel)
    row.get_by_role("link", name=title).click()
    poster.page.locator(".duta-decide__what").wait_for()


def read_sheet(poster: Person, account: str) -> Given:
    """Read what is to be published, on a screen that is not wider than the phone; copy it."""
    poster.page.get_by_text(account).first.wait_for()
    assert poster.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    poster.press("Copy the text")
    poster.page.get_by_role("button", name=poster.say("Copied"), exact=True).wait_for()
    text = str(poster.page.evaluate("navigator.clipboard.readText()"))
    link = poster.page.locator("#sheet-link")
    return Given(text, link.input_value() if link.count() else "")


def paste_address(poster: Person, address: str) -> None:
    """Paste the entry's address back, into the delivery that is open."""
    poster.page.locator('main [name="address"]').fill(address)
    poster.press("It is there")


def say_done(poster: Person) -> None:
    """Say that the correction or the withdrawal that is open was made on the platform."""
    poster.press("It is done")
    poster.page.locator(".messages .success").wait_for()


def import_export(analyst: Person, channel: str, content: bytes, name: str) -> None:
    """Look into an export file of a platform, from the channel's page on; nothing counts yet."""
    analyst.open("/desk/channels/")
    analyst.page.get_by_role("link", name=channel).first.click()
    analyst.press("Take a file in", role="link")
    analyst.page.set_input_files('main [name="file"]', _file(name, content))
    analyst.press("Look into the file")


def take_in(analyst: Person) -> None:
    """Have the file that is open counted."""
    analyst.press("Take it in")
    analyst.page.locator(".messages .success").wait_for()


def _file(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "text/csv", "buffer": content}


def x_export(*likes: tuple[str, int]) -> bytes:
    """Return an export file as X analytics gives it: an entry's address and its likes in each row, of yesterday."""
    heading = "Post id,Date,Post text,Post Link,Impressions,Likes"
    day = f'"{date.today() - timedelta(days=1):%a, %b %d, %Y}"'  # noqa: DTZ011  # the file's own day
    rows = [f"{address.rpartition('/')[2]},{day},teks,{address},900,{count}" for address, count in likes]
    return "\n".join([heading, *rows, ""]).encode()
