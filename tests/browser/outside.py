"""What the public sees, and does, outside the desk."""

from typing import Any

from browser.people import Visitor
from browser.system import System, eventually
from peers.bluesky import Member

ARRIVES = 60.0  # seconds; one or two on an idle machine


def read_on_portal(reader: Visitor, *, title: str, lead: str) -> str:
    """Find a story on the portal's home, open it, read it; return its address."""
    reader.open("/")
    reader.page.get_by_role("link", name=title, exact=True).first.click()
    reader.page.get_by_role("heading", name=title).wait_for()
    assert lead in reader.text
    return str(reader.page.url)


def leads_to(reader: Visitor, short: str) -> str:
    """Ask a short address where it leads, and return that."""
    answer = reader.page.request.get(short, max_redirects=0)
    assert answer.status == 302
    return str(answer.headers["location"])


def change_language(reader: Visitor, language: str, *, title: str) -> None:
    """Go to the same page in another language."""
    reader.page.locator(f'a[hreflang="{language}"]:visible').first.click()
    reader.page.get_by_role("heading", name=title).wait_for()


def post_on_practice(reader: Visitor, system: System, text: str) -> Any:
    """Find what arrived on the practice platform; return the post, which is there once."""
    eventually(
        lambda: text in system.practice.api("GET", "/").text, within=ARRIVES, what=f"{text!r} on the practice platform"
    )
    reader.open(system.practice.url)
    post = reader.page.locator("article", has_text=text)
    post.first.wait_for()
    assert post.count() == 1
    return post


def like(post: Any) -> None:
    """Press like, and see that it counted."""
    post.locator("button.like").click()
    post.locator("button.like[aria-pressed=true]").wait_for()


def posts_on_bluesky(member: Member, text: str) -> list[dict[str, Any]]:
    """Return the records of an account whose text begins so, straight from its server."""
    return [record for record in member.posts() if record["value"]["text"].startswith(text)]


def post_on_bluesky(system: System, text: str) -> dict[str, Any]:
    """Wait for a record, and return it; it is there once."""
    eventually(lambda: posts_on_bluesky(system.member, text), within=ARRIVES, what=f"{text!r} on Bluesky")
    records = posts_on_bluesky(system.member, text)
    assert len(records) == 1
    return records[0]


def like_on_bluesky(system: System, record: dict[str, Any]) -> None:
    """Somebody else on the server likes it."""
    fan = system.bluesky.join("fan")
    subject = {"uri": record["uri"], "cid": record["cid"]}
    fan.create("app.bsky.feed.like", {"subject": subject, "createdAt": record["value"]["createdAt"]})
