"""Three people play the whole job, by the screens only: from an objective to a figure that moves, and the way back."""

import re
import secrets

import pytest
import regex

from browser import clearing, outside, planning, writing
from browser.people import Person, Visitor
from browser.system import System, eventually
from browser.writing import Text

READ = 120.0  # seconds until a view or a like is a reading: counted, observed and read every 15 s each
SIGNATORY = "Sari Handayani"
FAMILY = "👨‍👩‍👧‍👦"  # one grapheme, seven characters, eleven UTF-16 units


def texts(tag: str) -> tuple[Text, Text]:
    """Return a story in both languages, under a name that nothing else has."""
    return (
        Text(
            f"Malam Kecak {tag}", "Delapan puluh penari duduk melingkar di Malieveld.",
            "Malam itu suara cak menggema di tengah kota.", "Delapan puluh penari melingkar, tangan terangkat.",
        ),
        Text(
            f"A night of Kecak {tag}", "Eighty dancers sat in circles on the Malieveld.",
            "That night the sound of cak filled the city.", "Eighty dancers in circles, their hands raised.",
        ),
    )  # fmt: skip


@pytest.fixture
def tag() -> str:
    """Give a word that makes this test's things its own."""
    return secrets.token_hex(3)


def plan(rani: Person, tag: str) -> None:
    """Plan everything: one objective, one activity, views and likes."""
    planning.make_strategy(rani, f"Strategi {tag}")
    planning.make_objective(rani, f"Publik mengenal Kecak {tag}", f"Strategi {tag}")
    objective = f"Publik mengenal Kecak {tag} (en) (Strategi {tag} (en))"
    planning.make_activity(rani, f"Pekan Kecak {tag}", objective)
    planning.make_indicator(rani, f"Kunjungan {tag}", objective, "Page views", target=100)
    planning.make_indicator(rani, f"Suka {tag}", objective, "Likes", target=100)


def count_graphemes(ayu: Person, tag: str) -> None:
    """See that the live check counts what a reader would count, and say no to what is too long."""
    short, longer = f"Kecak {tag} {FAMILY}", f"Kecak {tag} {FAMILY * 21}"
    first = length_of(writing.edit_version(ayu, "Bluesky", short).inner_text())
    check = writing.edit_version(ayu, "Bluesky", longer)
    check.get_by_text(re.compile(rf"\b{first + 20}\b")).first.wait_for()
    assert len(regex.findall(r"\X", longer)) - len(regex.findall(r"\X", short)) == 20
    check = writing.edit_version(ayu, "Bluesky", f"Kecak {tag} {FAMILY * 300}")
    check.locator(".duta-length--over").wait_for()


def length_of(check: str) -> int:
    """Return the count that stands under a version: "75 of 300 characters"."""
    return int(re.findall(r"(\d+)\D+300\b", check)[-1])


def write_in_both_languages(ayu: Person, tag: str) -> None:
    """Write, propose channel versions, edit one, translate; submit both languages."""
    indonesian, english = texts(tag)
    writing.write_story(ayu, indonesian, activity=f"Pekan Kecak {tag}")
    writing.propose_versions(ayu)
    count_graphemes(ayu, tag)
    writing.edit_version(ayu, "Bluesky", f"Kecak malam ini {tag}")
    writing.save_draft(ayu)
    source = ayu.page.url
    writing.translate(ayu, "English", english)
    writing.propose_versions(ayu)
    writing.submit(ayu, SIGNATORY, note="Mohon dibaca.")
    ayu.open(source)
    writing.submit(ayu, SIGNATORY)


def read_outside(reader: Visitor, system: System, tag: str) -> str:
    """Read it as the public does, in both languages; like it on both platforms. Returns the portal's address."""
    indonesian, english = texts(tag)
    address = outside.read_on_portal(reader, title=indonesian.title, lead=indonesian.lead)
    outside.change_language(reader, "en", title=english.title)
    assert english.body in reader.text
    outside.like(outside.post_on_practice(reader, system, indonesian.title))
    outside.post_on_practice(reader, system, english.title)
    record = outside.post_on_bluesky(system, f"Kecak malam ini {tag}")
    assert record["value"]["langs"] == ["id"]
    (short,) = set(re.findall(r"https?://[^\s\"']+/s/\w+", str(record["value"])))
    assert outside.leads_to(reader, short).partition("?")[0] == address
    assert outside.post_on_bluesky(system, english.title)["value"]["langs"] == ["en"]
    outside.like_on_bluesky(system, record)
    return address


def see_receipts(ayu: Person, system: System, tag: str, address: str) -> None:
    """See at the desk where it is out, each with a link that leads there."""
    ayu.open("/desk/newsroom/submissions/")
    ayu.page.get_by_role("link", name=texts(tag)[0].title).first.click()
    where = ayu.page.locator("main")
    for place in (address, system.practice.url, "https://bsky.app/profile/"):
        where.locator(f'a[href^="{place}"]').first.wait_for()
    where.locator(f'a[href^="{system.practice.url}"]').first.click()
    ayu.page.locator("article", has_text=texts(tag)[0].title).first.wait_for()


def see_figures_move(rani: Person, system: System, tag: str) -> None:
    """Wait until the views and the likes are readings on the plan's screen."""
    rani.open("/desk/")
    rani.press("Strategy")
    rani.press("Strategies", role="link")
    rani.page.get_by_role("link", name=f"Strategi {tag} (en)").click()
    system.inside("measure_soon")
    eventually(
        lambda: planning.figure_of(rani, f"Suka {tag} (en)") == 2 and planning.figure_of(rani, f"Kunjungan {tag} (en)") >= 2,
        within=READ, every=2.0, what="two likes and two views on the plan's screen",
    )  # fmt: skip


def walk_the_chain(rani: Person, tag: str) -> None:
    """See objective, activity, story, versions, observations and the figure; press every link, each leads back."""
    row = rani.page.locator("tr", has_text=f"Suka {tag} (en)")
    row.get_by_role("link", name="Chain").click()
    rani.page.get_by_role("heading", name=f"Suka {tag} (en)").first.wait_for()
    shown = rani.page.locator("main")
    for text in (
        f"Publik mengenal Kecak {tag} (en)",
        f"Pekan Kecak {tag} (en)",
        texts(tag)[1].title,
        "Bluesky Den Haag",
    ):
        assert text in shown.inner_text()
    home = shown.locator(f'a[href*="/desk/chain/"]:has-text("Publik mengenal Kecak {tag} (en)")').first.get_attribute(
        "href"
    )
    links = shown.locator('a[href^="/desk/"]').evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    chain = sorted({link for link in links if link.startswith("/desk/chain/")})
    assert len(chain) >= 8
    for link in sorted(set(links)):
        rani.open(link)
    for link in set(chain) - {home}:
        rani.open(link)
        rani.page.locator(f'main a[href="{home}"]:visible').first.wait_for()


def test_three_people_bring_a_story_from_its_objective_to_a_reading(house, system: System, tag: str):
    rani, ayu = house.person("rani"), house.person("ayu")
    plan(rani, tag)
    write_in_both_languages(ayu, tag)

    sari = house.person("sari", viewport=clearing.PHONE)
    for text in texts(tag):
        clearing.open_submission(sari, text.title)
        assert text.body in sari.text
        clearing.sign(sari)

    address = read_outside(house.visitor("id"), system, tag)
    see_receipts(ayu, system, tag, address)
    see_figures_move(rani, system, tag)
    walk_the_chain(rani, tag)


def test_what_is_sent_back_waits_at_home_with_its_reason_and_what_is_withdrawn_is_gone(house, system: System, tag: str):
    rani, ayu, sari = house.person("rani"), house.person("ayu"), house.person("sari", viewport=clearing.PHONE)
    plan(rani, tag)
    text = texts(tag)[0]
    writing.write_story(ayu, text, activity=f"Pekan Kecak {tag}")
    writing.propose_versions(ayu)
    writing.submit(ayu, SIGNATORY)
    clearing.open_submission(sari, text.title)
    clearing.send_back(sari, f"Sebutkan tempatnya, {tag}.")

    ayu.open("/desk/")
    returned = ayu.page.get_by_role("listitem").filter(has_text=text.title)
    assert f"Sebutkan tempatnya, {tag}." in returned.inner_text()
    returned.get_by_role("link", name=ayu.say("Change it")).click()
    ayu.fill(lead=f"{text.lead} Di Den Haag.")
    writing.submit(ayu, SIGNATORY)

    clearing.open_submission(sari, text.title)
    clearing.sign(sari)
    reader = house.visitor("id")
    address = outside.read_on_portal(reader, title=text.title, lead="Di Den Haag.")
    outside.post_on_practice(reader, system, text.title)
    outside.post_on_bluesky(system, text.title)

    clearing.withdraw(sari, f"Angkanya keliru, {tag}.")
    reader.open(address, status=410)
    assert f"Angkanya keliru, {tag}." in reader.text
    eventually(
        lambda: text.title not in system.practice.api("GET", "/").text,
        within=outside.ARRIVES, what="gone from the practice platform",
    )  # fmt: skip
    eventually(
        lambda: not outside.posts_on_bluesky(system.member, text.title),
        within=outside.ARRIVES,
        what="gone from Bluesky",
    )
