"""One story in two languages to six kinds of channels; a delegate clears it, it is counted, corrected and withdrawn."""

import secrets
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from browser import clearing, hands, outside, planning, writing
from browser.everywhere import Everywhere, archive_in, everywhere, short_in
from browser.hands import Given
from browser.people import Person, Visitor
from browser.system import eventually
from browser.writing import Text
from chromium import CHROMIUM, NO_CHROMIUM
from peers.mastodon import MastodonServer
from peers.telegram import TelegramServer

SIGNATORY, DELEGATE = "Sari Handayani", "Dimas Saputra"
ACCOUNTS = {
    "Instagram Den Haag": "@kbri.denhaag",
    "X Den Haag": "@kbri_denhaag",
    "YouTube Den Haag": "@KBRIDenHaag",
}
ADDRESSES = {
    ("Instagram Den Haag", "id"): "https://www.instagram.com/p/DCkecakid1/",
    ("Instagram Den Haag", "en"): "https://www.instagram.com/p/DCkecaken1/",
    ("X Den Haag", "id"): "https://x.com/kbri_denhaag/status/1860000000000000001",
    ("X Den Haag", "en"): "https://x.com/kbri_denhaag/status/1860000000000000002",
    ("YouTube Den Haag", "id"): "https://youtu.be/kecakmalam1",
    ("YouTube Den Haag", "en"): "https://youtu.be/kecaknight1",
}
NOT_OURS = "https://x.com/kbri_denhaag/status/1860000000000000099"
LIKES_ON_X = {"id": 41, "en": 7}
LIKES_ON_MASTODON = 3
PLACES = (*ACCOUNTS, "Mastodon Den Haag", "Telegram Den Haag", "Siaran pers Den Haag")
CORRECTED = tuple(place for place in PLACES if place != "X Den Haag")  # what is out on X cannot be changed
READ = 120.0  # seconds until a click or a like is a reading: counted, observed and read every 15 s each


@pytest.fixture(scope="module")
def system(
    tmp_path_factory: pytest.TempPathFactory, mastodon: MastodonServer, telegram: TelegramServer
) -> Iterator[Everywhere]:
    """Give an installation of this module's own: it needs no Bluesky server."""
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    with everywhere(tmp_path_factory.mktemp("everywhere"), mastodon=mastodon, telegram=telegram) as made:
        yield made


def texts(tag: str) -> dict[str, Text]:
    """Return the story in both languages, under a name that nothing else has."""
    return {
        "id": Text(
            f"Malam Kecak {tag}", "Tujuh puluh penari duduk melingkar di Malieveld.",
            "Malam itu suara cak menggema di tengah kota.", "Para penari melingkar, tangan terangkat.",
        ),
        "en": Text(
            f"A night of Kecak {tag}", "Eighty dancers sat in circles on the Malieveld.",
            "That night the sound of cak filled the city.", "Dancers in circles, their hands raised.",
        ),
    }  # fmt: skip


def write_and_submit(ayu: Person, tag: str) -> dict[str, str]:
    """Write it for all channels in both languages, and submit both; return where each is edited."""
    story = texts(tag)
    writing.write_story(ayu, story["id"], activity=f"Pekan Kecak {tag}")
    writing.propose_versions(ayu)
    edited = {"id": ayu.page.url.partition("#")[0]}
    writing.translate(ayu, "English", story["en"])
    writing.propose_versions(ayu)
    edited["en"] = ayu.page.url.partition("#")[0]
    for address in edited.values():
        ayu.open(address)
        writing.submit(ayu, SIGNATORY)
    return edited


def clear_on_phone(dimas: Person, tag: str, order: str) -> None:
    """See both languages on one small page, and sign one after the other in the signatory's place."""
    story = texts(tag)
    dimas.open("/desk/newsroom/phone/")
    dimas.page.get_by_role("link", name=story["id"].title).click()
    dimas.page.get_by_text(story["en"].body).first.wait_for()
    assert story["id"].body in dimas.text
    assert dimas.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for text in story.values():
        clearing.sign_on_phone(dimas, text.title)
        assert f"{DELEGATE}, Plh. Kepala Perwakilan, order no. {order}, valid " in dimas.text


def post_by_hand(dimas: Person, tag: str) -> dict[tuple[str, str], Given]:
    """Post what waits, on the phone, and paste each address back. Another account's address is refused in words.

    YouTube gets text and link only: the film is chosen by the person, as its preset says, and nothing here makes one.
    """
    given = {}
    for channel, (language, text) in product(ACCOUNTS, texts(tag).items()):
        hands.open_handed(dimas, channel, text.title)
        given[channel, language] = hands.read_sheet(dimas, ACCOUNTS[channel])
        assert text.lead in given[channel, language].text
        if channel.startswith("X "):
            hands.paste_address(dimas, "https://x.com/kbri_tokyo/status/1")
            dimas.page.get_by_text("This entry belongs to the account kbri_tokyo").first.wait_for()
        hands.paste_address(dimas, ADDRESSES[channel, language])
        dimas.sees("Noted: it is out.")
    dimas.open("/desk/deliveries/?state=handed")
    assert tag not in dimas.page.locator("main").inner_text()
    return given


def follow_links(reader: Visitor, tag: str, said: dict[str, str]) -> None:
    """Follow each short address as a reader does; each is another one and leads to the story."""
    shorts = {place: short_in(text) for place, text in said.items()}
    assert len(set(shorts.values())) == len(said)
    for place, short in shorts.items():
        reader.open(short)
        language = place.rpartition(" ")[2]
        reader.page.get_by_role("heading", name=texts(tag)[language].title).first.wait_for()


def bring_figures(rani: Person, tag: str) -> None:
    """Take X's export file in: two rows are ours, one is not."""
    ours = [(ADDRESSES["X Den Haag", language], count) for language, count in LIKES_ON_X.items()]
    hands.import_export(rani, "X Den Haag", hands.x_export(*ours, (NOT_OURS, 500)), f"x-{tag}.csv")
    rani.page.get_by_text("3 rows: 2 ours, 1 of other entries, 0 wrong.").wait_for()
    hands.take_in(rani)
    assert "Figures of 2 entries, from 3 rows." in rani.text


def correct(ayu: Person, dimas: Person, system: Everywhere, tag: str, address: str) -> str:
    """Correct the Indonesian story wherever that can be done, X excepted; return its lead from now on."""
    text = texts(tag)["id"]
    lead = text.lead.replace("Tujuh", "Delapan")
    ayu.open(address)
    ayu.fill(lead=lead)
    writing.open_versions(ayu)
    for place in CORRECTED:
        writing.edit_version(ayu, place, f"{text.title}. {lead}")
    writing.submit(ayu, SIGNATORY, note="Delapan puluh, bukan tujuh puluh.")
    clearing.sign_on_phone(dimas, text.title)
    system.arrives("id", lead)
    for channel in ("Instagram Den Haag", "YouTube Den Haag"):
        hands.open_handed(dimas, channel, text.title)
        assert lead in hands.read_sheet(dimas, ACCOUNTS[channel]).text
        hands.say_done(dimas)
    return lead


def withdraw(sari: Person, dimas: Person, system: Everywhere, tag: str) -> None:
    """Withdraw the English story: gone where Duta can do it, by hand elsewhere; letters that were sent stay."""
    title = texts(tag)["en"].title
    sari.open("/desk/newsroom/submissions/")
    sari.page.get_by_role("link", name=title).first.click()
    clearing.withdraw(sari, f"Acara dibatalkan, {tag}.")
    eventually(
        lambda: not system.statuses(title) and not system.messages(title), within=outside.ARRIVES,
        what="gone from Mastodon and Telegram",
    )  # fmt: skip
    for channel in ACCOUNTS:
        hands.open_handed(dimas, channel, title)
        hands.say_done(dimas)


def see_what_is_left(reader: Visitor, tag: str, lead: str, letters: dict[str, str]) -> None:
    """See as a reader: the withdrawn page with its reason, the withdrawn letter's page, the corrected letter's page."""
    reader.open(reader.page.url, status=410)
    assert f"Acara dibatalkan, {tag}." in reader.text
    reader.open(archive_in(letters["en"]), status=410)
    assert "This letter was withdrawn" in reader.text
    reader.open(archive_in(letters["id"]))
    assert lead in reader.text


def expected_deliveries() -> set[tuple[str, ...]]:
    """What the outbox holds in the end: channel, language, what was to be done, and the state."""
    published = {(place, language, "publish") for place, language in product(PLACES, ("id", "en"))}
    corrected = {(place, "id", "edit") for place in CORRECTED}
    withdrawn = {(place, "en", "withdraw") for place in PLACES}
    return {(*row, "delivered") for row in published | corrected | withdrawn}


def check_records(system: Everywhere, tag: str) -> None:
    """See in the database that everything is closed, with its addresses, and who signed by which order."""
    rows: list[dict[str, Any]] = []

    def is_closed() -> bool:
        rows[:] = system.inside("deliveries")
        return {(row["channel"], row["language"], row["action"], row["state"]) for row in rows} == expected_deliveries()

    eventually(is_closed, within=outside.ARRIVES, every=1.0, what="every delivery is closed", last=lambda: str(rows))
    receipts = {(row["channel"], row["language"]): row for row in rows if row["action"] == "publish"}
    assert {key: receipts[key]["address"] for key in ADDRESSES} == ADDRESSES
    assert {key[1] for key, row in receipts.items() if row["withdrawn"]} == {"en"}
    assert {key[1] for key, row in receipts.items() if not row["withdrawn"]} == {"id"}
    signed = system.inside("signatures")
    assert len(signed) == 3
    assert all(line.startswith(f"{DELEGATE}, Plh. ") and tag in line for line in signed)


def see_figures(rani: Person, system: Everywhere, tag: str, clicks: int) -> None:
    """Wait until clicks and likes are readings on the plan's screen."""
    likes = sum(LIKES_ON_X.values()) + LIKES_ON_MASTODON
    system.inside("measure_soon")
    rani.open("/desk/")
    rani.press("Strategy")
    rani.press("Strategies", role="link")
    rani.page.get_by_role("link", name=f"Strategi {tag} (en)").click()
    eventually(
        lambda: (planning.figure_of(rani, f"Klik {tag} (en)"), planning.figure_of(rani, f"Suka {tag} (en)"))
        == (clicks, likes),
        within=READ, every=2.0, what=f"{clicks} clicks and {likes} likes on the plan's screen",
        last=lambda: rani.page.locator("main").inner_text(),
    )  # fmt: skip


def see_chain(rani: Person, tag: str) -> None:
    """Walk from an indicator to the story's chain: signature, versions and how each stands, receipts, figures."""
    rani.page.locator("tr", has_text=f"Suka {tag} (en)").get_by_role("link", name="Chain").click()
    shown, title = rani.page.locator("main"), texts(tag)["en"].title
    shown.get_by_role("link", name=title).first.click()
    rani.page.get_by_role("heading", name=title).first.wait_for()
    shown.evaluate("main => main.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    text = rani.text
    for seen in (f"Publik mengenal Kecak {tag} (en)", f"Pekan Kecak {tag} (en)", f"Klik {tag} (en)", f"Suka {tag} (en)",
                 "Indonesian: Released, English: Withdrawn", f"{DELEGATE}, Plh. Kepala Perwakilan, order no. {tag}/PLH/2026",
                 f"import: x-{tag}.csv, row 2", f"import: x-{tag}.csv, row 3"):  # fmt: skip
        assert seen in text
    for place, language in product(PLACES, ("Indonesian", "English")):
        state = "Withdrawn" if language == "English" else "Corrected" if place in CORRECTED else "Delivered"
        assert f"{place}, {language} {state}" in text
    for address in ADDRESSES.values():
        assert shown.locator(f'a[href="{address}"]').count() == 1, address  # the receipt of what was withdrawn too
    assert text.count("1 click ") == 2 * len(PLACES)


def test_one_story_goes_everywhere_and_its_indicator_and_chain_show_it(house, system: Everywhere):
    tag = secrets.token_hex(3)
    rani, ayu, sari = house.person("rani"), house.person("ayu"), house.person("sari")
    dimas = house.person("dimas", viewport=clearing.PHONE, permissions=["clipboard-read", "clipboard-write"])
    system.inside("plan", tag=tag)
    edited = write_and_submit(ayu, tag)

    clearing.delegate(sari, f"{DELEGATE}, Pengelola kanal", position="Kepala Perwakilan", order=f"{tag}/PLH/2026")
    clear_on_phone(dimas, tag, f"{tag}/PLH/2026")
    sent = {language: system.arrives(language, text.title) for language, text in texts(tag).items()}
    given = post_by_hand(dimas, tag)

    said = {f"{place} {language}": text for language, places in sent.items() for place, text in places.items()}
    said |= {f"{channel} {language}": sheet.all for (channel, language), sheet in given.items()}
    follow_links(house.visitor("en"), tag, said)
    system.statuses(texts(tag)["id"].title)[0]["favourites_count"] = LIKES_ON_MASTODON
    bring_figures(rani, tag)

    lead = correct(ayu, dimas, system, tag, edited["id"])
    reader = house.visitor("id")
    outside.read_on_portal(reader, title=texts(tag)["id"].title, lead=lead)
    outside.change_language(reader, "en", title=texts(tag)["en"].title)
    withdraw(sari, dimas, system, tag)
    check_records(system, tag)
    see_what_is_left(reader, tag, lead, {language: places["press_list"] for language, places in sent.items()})
    see_figures(rani, system, tag, clicks=len(said))
    see_chain(rani, tag)
