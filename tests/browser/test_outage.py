"""Bluesky down, then up again; Bluesky silent when it matters: the story arrives, and once."""

import secrets
from typing import Any

from browser import clearing, outside, planning, writing
from browser.people import Person
from browser.system import System, eventually
from browser.writing import Text
from duta.connectors.testing import Trouble

SIGNATORY = "Sari Handayani"
COMES_BACK = 180.0  # seconds: the longest wait between two tries, and a look-up after its quarantine, are shorter


def release(house: Any, tag: str) -> tuple[Person, Text]:
    """Bring a story with a picture up to its release; return the signatory, who has its record open, and the text."""
    rani, ayu, sari = house.person("rani"), house.person("ayu"), house.person("sari", viewport=clearing.PHONE)
    planning.make_strategy(rani, f"Strategi {tag}")
    planning.make_objective(rani, f"Sasaran {tag}", f"Strategi {tag}")
    planning.make_activity(rani, f"Kegiatan {tag}", f"Sasaran {tag} (en) (Strategi {tag} (en))")
    text = Text(f"Reog {tag}", "Barongan seberat lima puluh kilogram.", "Satu orang mengangkatnya.", "Barongan Reog.")
    writing.write_story(ayu, text, activity=f"Kegiatan {tag}")
    writing.propose_versions(ayu)
    writing.submit(ayu, SIGNATORY)
    clearing.open_submission(sari, text.title)
    clearing.sign(sari)
    return sari, text


def reads(person: Person, *words: str) -> bool:
    """Load the page anew, and say whether one of these stands on it."""
    person.page.reload()
    return any(person.say(word) in person.text for word in words)


def test_a_story_waits_for_bluesky_and_arrives_once(house, system: System):
    tag = secrets.token_hex(3)
    with system.proxy.down():
        sari, text = release(house, tag)
        outside.read_on_portal(house.visitor("id"), title=text.title, lead=text.lead)
        outside.post_on_practice(house.visitor("id"), system, text.title)
        eventually(
            lambda: reads(sari, "Waiting to try again"), within=outside.ARRIVES, every=1.0,
            what="the state in words beside the story",
        )  # fmt: skip
        assert outside.posts_on_bluesky(system.member, text.title) == []
    eventually(
        lambda: outside.posts_on_bluesky(system.member, text.title), within=COMES_BACK, every=1.0, what="on Bluesky"
    )
    eventually(lambda: not reads(sari, "Waiting to try again"), within=outside.ARRIVES, every=1.0, what="delivered")
    assert len(outside.posts_on_bluesky(system.member, text.title)) == 1
    sari.page.locator('main a[href^="https://bsky.app/profile/"]').first.wait_for()


def test_an_answer_that_is_lost_is_looked_up_and_nothing_is_sent_twice(house, system: System):
    tag = secrets.token_hex(3)
    system.proxy.trouble(Trouble.RESET_AFTER)
    sari, text = release(house, tag)
    outside.post_on_bluesky(system, text.title)
    receipt = sari.page.locator('main a[href^="https://bsky.app/profile/"]')

    def has_receipt() -> int:
        sari.page.reload()
        return receipt.count()

    eventually(has_receipt, within=COMES_BACK, every=2.0, what="the receipt that the look-up brought")
    assert len(outside.posts_on_bluesky(system.member, text.title)) == 1
