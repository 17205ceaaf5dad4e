"""The content security policy: strict on the portal, with a nonce on the desk, and nothing is broken by it."""

import re

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import Client
from django.urls import reverse

import make
from chromium import CHROMIUM, needs_chromium
from duta.accounts.rules import Role
from duta.config.csp import ContentSecurityPolicyMiddleware

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def answer(path: str, response: HttpResponse) -> HttpResponse:
    request = HttpRequest()
    request.path = path
    return ContentSecurityPolicyMiddleware(lambda _: response)(request)


def directives(response: HttpResponse) -> dict[str, list[str]]:
    parts = [part.split() for part in response.headers["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in parts}


def nonce_of(response: HttpResponse) -> str:
    return next(s for s in directives(response)["script-src"] if s.startswith("'nonce-"))[7:-1]


@pytest.mark.parametrize("path", ["/", "/id/", "/en/1-kecak/", "/healthz", "/desk"])
def test_outside_the_desk_nothing_inline_and_nothing_foreign_is_allowed(path):
    policy = directives(answer(path, HttpResponse("<script src='/a.js'></script>")))
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == ["'self'"]
    assert not any("unsafe" in source or "http" in source for sources in policy.values() for source in sources)


def test_every_script_of_the_desk_carries_the_answers_nonce():
    page = answer("/desk/", HttpResponse("<script>a</script><SCRIPT src=x></script><script\ntype=module></script>"))
    nonce = nonce_of(page)
    assert page.content.decode().count(f'nonce="{nonce}"') == 2  # lower case, as Wagtail writes it
    assert page.content.decode().startswith(f'<script nonce="{nonce}">a</script>')


def test_each_answer_has_another_nonce():
    assert len({nonce_of(answer("/desk/", HttpResponse())) for _ in range(20)}) == 20


def test_scripts_of_the_desk_run_by_nonce_or_file_only():
    policy = directives(answer("/desk/pages/", HttpResponse()))
    assert [source for source in policy["script-src"] if not source.startswith("'nonce-")] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'self'"]


def test_a_script_that_has_a_nonce_keeps_it_and_other_words_are_left_alone():
    text = '<script nonce="own">a</script><scripted>b</scripted>&lt;script&gt;'
    assert answer("/desk/", HttpResponse(text)).content.decode() == text


@pytest.mark.parametrize(
    "response",
    [
        JsonResponse({"html": "<script>a</script>"}),
        HttpResponse("<script>a</script>", content_type="text/plain"),
        StreamingHttpResponse(["<script>a</script>"]),
    ],
)
def test_only_whole_html_is_touched(response):
    kept = b"".join(response.streaming_content) if response.streaming else response.content
    after = answer("/desk/", response)
    assert b"nonce" not in (kept if after.streaming else after.content)
    assert "Content-Security-Policy" in after.headers


def test_files_are_served_as_they_are(tmp_path):
    file = tmp_path / "a.html"
    file.write_text("<script>a</script>")
    with file.open("rb") as opened:
        assert answer("/desk/", FileResponse(opened, content_type="text/html")).streaming


def test_a_preview_on_the_desk_is_as_strict_as_the_portal(story):
    client = Client()
    client.login(username="root", password="correct horse battery")
    page = client.get(reverse("wagtailadmin_pages:view_draft", args=[story.pk]))
    assert directives(page)["script-src"] == ["'self'"]
    assert "nonce=" not in page.content.decode()


def test_a_view_that_sets_its_own_policy_keeps_it():
    response = HttpResponse(headers={"Content-Security-Policy": "default-src 'none'; sandbox"})
    assert answer("/desk/media/", response).headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.fixture
def story(db):
    mission = make.organisation("KBRI Den Haag")
    make.person(Role.AUTHOR, mission, name="author")
    make.role(make.user("root", is_superuser=True), Role.AUTHOR, mission)
    make.picture(mission)
    return make.story(mission)


def screens_of(story) -> list[str]:
    page = story.get_parent().pk
    return [
        reverse("account_login"),
        reverse("account_change_password"),
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore", args=[page]),
        reverse("wagtailadmin_pages:edit", args=[story.pk]),
        reverse("wagtailadmin_pages:add", args=["newsroom", "story", page]),
        reverse("wagtailadmin_pages:history", args=[story.pk]),
        reverse("wagtailadmin_pages:view_draft", args=[story.pk]),
        reverse("wagtailimages:index"),
        reverse("wagtailimages:add_multiple"),
        reverse("wagtailadmin_account"),
        reverse("wagtailusers_users:index"),
        reverse("wagtailusers_users:add"),
        reverse("organisations:index"),
        reverse("organisations:add"),
    ]


def test_every_inline_script_of_the_desks_screens_has_the_nonce(story):
    client = Client()
    client.login(username="root", password="correct horse battery")
    for path in screens_of(story):
        page = client.get(path)
        if directives(page)["default-src"] == ["'none'"]:  # a preview: the portal's page under the portal's policy
            continue
        nonce = nonce_of(page)
        scripts = re.findall(r"<script\b[^>]*>", page.content.decode())
        assert all(f'nonce="{nonce}"' in script for script in scripts), path
        assert not re.search(r"<[^>]+\son(click|load|change|submit)=", page.content.decode()), path


class Watcher:
    """A signed-in Chromium that remembers what the policy stopped."""

    def __init__(self, driver, base: str) -> None:
        self.base, self.stopped = base, []
        self.browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        self.page = self.browser.new_context(locale="en", viewport={"width": 1440, "height": 900}).new_page()
        self.page.add_init_script(
            "addEventListener('securitypolicyviolation', event => console.error("
            "'policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample))"
        )
        self.page.on("console", self._hear)

    def _hear(self, message) -> None:
        if "policy:" in message.text or "Content Security Policy" in message.text:
            self.stopped.append(f"{self.page.url}: {message.text}")

    def open(self, path: str) -> None:
        self.page.goto(self.base + path, wait_until="networkidle")

    def sign_in(self) -> None:
        self.open(reverse("account_login"))
        self.page.fill("input[name=login]", "root")
        self.page.fill("input[name=password]", "correct horse battery")
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url("**/desk/")

    def choose_a_picture(self, edit: str) -> None:
        """Open the chooser's window, look at its second tab, choose from its first."""
        self.open(edit)
        self.page.locator("[data-chooser-action-choose]:visible").first.click()
        self.page.wait_for_selector(".modal-body [role=tab]")
        self.page.locator(".modal-body a[data-image-chooser], .modal-body [data-chooser-modal-choice]").first.click()
        self.page.wait_for_selector(".modal-body", state="hidden")

    def link_words(self, edit: str) -> None:
        """Open the link's window from the rich text editor and look at its kinds."""
        self.open(edit)
        self.page.locator(".public-DraftEditor-content").first.click()
        self.page.keyboard.type("kata ")
        self.page.keyboard.press("Control+k")
        self.page.wait_for_selector(".modal-body")
        self.page.locator(".modal-body a", has_text="External link").first.click()
        self.page.wait_for_selector(".modal-body input[name$=url]")

    def upload(self, file) -> None:
        """Put a picture into the page for many pictures."""
        self.open(reverse("wagtailimages:add_multiple"))
        self.page.set_input_files("#fileupload", str(file))
        self.page.wait_for_selector("#upload-list form")


@pytest.mark.browser
@needs_chromium
def test_chromium_finds_nothing_to_stop(live_server, transactional_db, tmp_path, monkeypatch):
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only where a browser is driven

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in this thread
    mission = make.organisation("KBRI Den Haag")
    make.role(make.user("root", is_superuser=True), Role.AUTHOR, mission)
    picture, story = make.picture(mission), make.story(mission)
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    file = tmp_path / "gambar.png"
    with picture.file.open() as source:
        file.write_bytes(source.read())
    with sync_playwright() as driver:
        watcher = Watcher(driver, live_server.url)
        watcher.sign_in()
        for path in screens_of(story):
            watcher.open(path)
        watcher.choose_a_picture(edit)
        watcher.link_words(edit)
        watcher.upload(file)
        watcher.browser.close()
    assert watcher.stopped == []
