"""What an author does at the desk: write, translate, propose and edit channel versions, submit."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from browser.people import Person

PICTURE = Path(__file__).resolve().parents[2] / "src/duta/demonstration/pictures/kecak.jpg"
NOTICED = 700  # milliseconds after which the editor has noticed a change
PARAGRAPH = 1  # which of the blocks, in the order of their list


@dataclass(frozen=True)
class Text:
    """What a story says in one language."""

    title: str
    lead: str
    body: str
    alt: str


def write_story(author: Person, text: Text, *, activity: str, theme: str = "Nation branding") -> None:
    """Write a story with a picture from the home of the desk on; it stays open in the editor."""
    author.open("/desk/")
    author.press("Write a story", role="link")
    author.fill(title=text.title, lead=text.lead, theme=theme, activity=activity)
    _upload_picture(author, text.title)
    author.fill(picture_alt=text.alt)
    _write_paragraph(author, text.body)
    save_draft(author)


def rest(author: Person) -> None:
    """Take the hands off the keys until the editor has kept the draft by itself.

    Without it Wagtail 8.0.1 saves twice at once, by itself and by the button, and a new page meets its own double.
    """
    author.page.wait_for_timeout(NOTICED)
    author.page.locator('form[data-edit-form][data-w-unsaved-has-edits-value="false"]').wait_for()


def save_draft(author: Person) -> None:
    """Save, and see that it was."""
    rest(author)
    with author.page.expect_navigation():  # the page that is left may show an earlier success
        author.press("Save draft")
    author.page.locator(".messages .success").wait_for()


def _upload_picture(author: Person, title: str) -> None:
    page = author.page
    chooser = page.locator("#id_picture-chooser")
    chooser.get_by_role("button", name=author.say("Choose an image"), exact=True).click()
    page.wait_for_load_state("networkidle")  # the tabs listen only when the whole window is there
    page.get_by_role("tab", name=author.say("Upload")).click()
    page.set_input_files("input[name=image-chooser-upload-file]", _picture(title))
    page.fill("input[name=image-chooser-upload-title]", title)
    page.locator(".modal-body form:has(input[type=file]) button[type=submit]").click()
    page.locator(".modal-body").wait_for(state="hidden")


def _picture(title: str) -> dict[str, Any]:
    """A file that nobody uploaded before: Wagtail asks back about doubles. What follows the picture's end is no picture."""
    content = PICTURE.read_bytes() + title.encode()
    return {"name": "kecak.jpg", "mimeType": "image/jpeg", "buffer": content}


def _write_paragraph(author: Person, text: str) -> None:
    body = author.page.locator("#body-root")
    body.locator(".c-sf-add-button").first.click()
    author.page.locator(".w-combobox__option").nth(PARAGRAPH).click()
    body.locator("[contenteditable=true]").first.click()
    _type(author, text)


def open_panel(author: Person, name: str) -> Any:
    """Open one of the editor's side panels, and return it."""
    panel = author.page.locator(f'[data-side-panel="{name}"]')
    if not panel.is_visible():
        author.page.locator(f'[data-side-panel-toggle="{name}"]').click()
    panel.wait_for()
    return panel


def open_versions(author: Person) -> None:
    """Turn to the channel versions in the editor."""
    author.press("Channel versions", role="tab")


def propose_versions(author: Person) -> None:
    """Let Duta propose a version for each channel."""
    panel = open_panel(author, "versions")
    with author.page.expect_navigation():
        panel.get_by_role("button", name=author.say("Propose channel versions")).click()
    author.page.locator(".messages .success").last.wait_for()


def edit_version(author: Person, channel: str, text: str) -> Any:
    """Write another text into the version for a channel; return the live check, once it shows that text."""
    row = author.page.locator("[data-inline-panel-child]").filter(
        has=author.page.locator("select option:checked", has_text=channel)
    )
    row.locator('textarea[name$="-text"]').fill(text)
    check = row.locator(".duta-check")
    check.get_by_text(text.splitlines()[0][:40]).first.wait_for()
    return check


def translate(author: Person, language: str, text: Text) -> None:
    """Start the translation from the editor, with the source beside it, and write it."""
    source = author.page.locator('[name="title"]').input_value()
    panel = open_panel(author, "languages")
    panel.get_by_role(
        "button", name=author.say("Translate into %(language)s") % {"language": author.say(language)}
    ).click()
    author.page.wait_for_url(lambda url: url.endswith("/edit/") and "/add/" not in url)
    open_panel(author, "languages").get_by_role("heading", name=source).wait_for()
    author.fill(title=text.title, lead=text.lead, picture_alt=text.alt)
    editor = author.page.locator("#body-root [contenteditable=true]").first
    editor.click()
    author.page.keyboard.press("Control+A")
    _type(author, text.body)
    save_draft(author)


def _type(author: Person, text: str) -> None:
    """Type into the rich text that has the focus, and wait until the editor has noted it down."""
    author.page.keyboard.type(text)
    noted = author.page.locator('#body-root input[name$="-value"]').last
    noted.evaluate(
        """(input, text) => new Promise((done) => {
          const look = () => input.value.includes(text) ? done() : setTimeout(look, 50);
          look();
        })""",
        text,
    )


def submit(author: Person, signatory: str, *, note: str = "") -> None:
    """Submit what stands in the editor, with the signatory named."""
    rest(author)
    author.press("Submit for clearance")
    author.page.get_by_role("radio", name=signatory).check()
    author.fill(note=note)
    author.press("Submit for clearance")
    author.page.locator(".messages .success").wait_for()
