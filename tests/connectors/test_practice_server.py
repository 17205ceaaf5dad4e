"""The practice platform as people, trainers and connectors meet it: the real process, over HTTP."""

import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from lxml import html

from duta.connectors.bundled.practice.server import app as application
from duta.connectors.bundled.practice.server.lessons import Lesson
from duta.connectors.bundled.practice.server.words import MONTHS, WORDS, chosen_language
from duta.connectors.testing import png
from duta.core.frozen import digest_of_bytes
from peers.loopback import Answered, ask, free_port
from peers.practice import KEY, PracticeServer, practice_server, texts_on

BODY = {
    "text": "Selamat pagi #Kecak https://portal.example/id/1",
    "language": "id",
    "created_at": "2026-11-18T02:00:00Z",
}


class Person:
    """A visitor with a browser's cookies and manners."""

    def __init__(self, server: PracticeServer) -> None:
        self.server = server
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answered:
        return self._keep(ask("GET", self.server.url + path, None, {**self._cookie(), **headers}))

    def post(self, path: str, headers: dict[str, str] | None = None, **form: str) -> Answered:
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.server.url}
        body = urlencode(form).encode()
        return self._keep(ask("POST", self.server.url + path, body, {**sent, **self._cookie(), **(headers or {})}))

    def token(self, path: str) -> str:
        return html.fromstring(self.get(path).text).xpath("//input[@name='token']/@value")[0]

    def _cookie(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}

    def _keep(self, answer: Answered) -> Answered:
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.update({name: morsel.coded_value for name, morsel in SimpleCookie(line).items()})
        return answer


@pytest.fixture
def server(practice: PracticeServer) -> PracticeServer:
    practice.api("DELETE", "/api/lesson")
    return practice


@pytest.fixture
def account(server: PracticeServer, request: pytest.FixtureRequest) -> dict[str, str]:
    return server.account("a" + digest_of_bytes(request.node.nodeid.encode())[:12])


@pytest.fixture
def person(server: PracticeServer) -> Person:
    return Person(server)


def put(server: PracticeServer, account: dict[str, str], delivery: str = "d1", **body: object) -> Answered:
    return ask("PUT", f"{server.url}/api/posts/{delivery}", {**BODY, **body}, account)


def published(server: PracticeServer, account: dict[str, str], **body: object) -> str:
    answer = put(server, account, **body)
    assert answer.status == 201, answer.text
    return answer.json["address"].removeprefix(server.url)


# -- what connectors meet


def test_a_post_is_stored_once_and_other_content_or_a_withdrawn_one_is_turned_away(server, account):
    assert [put(server, account).status for _ in range(2)] == [201, 200]
    assert put(server, account, text="Lain").json["error"] == "content_differs"
    url = f"{server.url}/api/posts/d1"
    assert [ask("DELETE", url, None, account).status for _ in range(2)] == [200, 200]
    assert [ask("GET", url, None, account).status, put(server, account).status] == [410, 410]
    assert ask("DELETE", f"{server.url}/api/posts/none", None, account).status == 404


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"text": ""}, "text_missing"),
        ({"text": 7}, "text_missing"),
        ({"text": "a" * 501}, "text_too_long"),
        ({"media": [{"sha256": "0" * 64, "alt": " "}]}, "alt_missing"),
        ({"media": ["x"]}, "alt_missing"),
        ({"media": [{"sha256": "0" * 64, "alt": "ada"}]}, "media_missing"),
        ({"media": [{"sha256": "0", "alt": "x"}] * 5}, "too_many_media"),
        ({"link": {"url": "javascript:alert(1)"}}, "bad_link"),
        ({"link": {"url": "https://x.example", "thumbnail": "0" * 64}}, "media_missing"),
    ],
)
def test_what_the_platform_refuses_and_why(server, account, body, error):
    answer = put(server, account, **body)
    assert (answer.status, answer.json["error"]) == (400, error)
    assert answer.json["message"].endswith((".", "0" * 64))


def test_only_pictures_under_their_own_hash_are_kept(server, account):
    def upload(sha256: str, content: bytes) -> Answered:
        return ask("PUT", f"{server.url}/api/media/{sha256}", content, account)

    picture = png(7, 5)
    assert upload(digest_of_bytes(picture), picture).json["mime"] == "image/png"
    assert upload("0" * 64, picture).json["error"] == "wrong_hash"
    page = b"<script>alert(1)</script>"
    assert upload(digest_of_bytes(page), page).json["error"] == "medium_unsupported"
    shown = ask("GET", f"{server.url}/media/{digest_of_bytes(picture)}")
    assert (shown.body, shown.headers["Content-Type"], shown.headers["X-Content-Type-Options"]) == (
        picture,
        "image/png",
        "nosniff",
    )


def test_without_the_key_or_the_accounts_token_nothing_is_told_or_done(server, account):
    wrong = {"Authorization": "Bearer salah", "X-Account": account["X-Account"]}
    other = {**server.account("lain"), "X-Account": account["X-Account"]}
    for headers in ({}, wrong, other):
        assert ask("PUT", f"{server.url}/api/posts/x", BODY, headers).json["error"] == "token_unknown"
        assert ask("GET", f"{server.url}/api/posts/x", None, headers).status == 401
        assert ask("PUT", f"{server.url}/api/lesson", {"lesson": "refuse"}, headers).json["error"] == "key_refused"
    assert ask("POST", f"{server.url}/api/accounts", {"handle": "x"}, wrong).status == 401
    assert server.api("POST", "/api/accounts", {"handle": "Not A Handle"}).json["error"] == "bad_handle"


@pytest.mark.parametrize(
    ("lesson", "status", "stored"),
    [
        (Lesson.REFUSE, 400, False),
        (Lesson.CREDENTIAL, 401, False),
        (Lesson.FORBID, 403, False),
        (Lesson.BUSY, 429, False),
        (Lesson.FAIL_BEFORE, 500, False),
        (Lesson.FAIL_AFTER, 500, True),
        (Lesson.DROP_AFTER, None, True),
        (Lesson.SLOW, 201, True),
    ],
)
def test_a_lesson_misbehaves_as_often_as_it_was_told(server, account, lesson, status, stored):
    server.lesson(lesson, times=1, seconds=1, reason="Karena pelajaran.")
    started = time.monotonic()
    try:
        answer = put(server, account)
    except OSError:
        answer = None
    assert (answer.status if answer else None) == status
    if status and status >= 400:
        assert answer.json["message"] == "Karena pelajaran."
    if lesson is Lesson.BUSY:
        assert answer.headers["Retry-After"] == "1"
    if lesson is Lesson.SLOW:
        assert time.monotonic() - started >= 1
    assert (ask("GET", f"{server.url}/api/posts/d1", None, account).status == 200) == stored
    assert put(server, account).status in (200, 201), "the lesson is over"
    assert server.api("GET", "/api/lesson").json == {"lesson": None}


def test_a_lesson_without_end_lasts_until_it_is_switched_off(server, account):
    server.lesson("refuse", times=0)
    assert [put(server, account).status for _ in range(3)] == [400, 400, 400]
    assert server.api("DELETE", "/api/lesson").status == 200
    assert put(server, account).status == 201


@pytest.mark.parametrize("plan", [{"lesson": "x"}, {"lesson": "slow", "seconds": "x"}, {"lesson": "slow", "times": -1}])
def test_an_unclear_lesson_is_turned_away(server, plan):
    assert server.api("PUT", "/api/lesson", plan).json["error"] == "unclear_lesson"


# -- what people meet


def test_every_page_is_marked_as_practice_and_asks_for_nothing_from_outside(server, account, person):
    path = published(server, account)
    for page in ("/", path, f"/@{account['X-Account']}", "/tag/Kecak", "/lessons", "/p/999999", "/nowhere"):
        answer = person.get(page, **{"Accept-Language": "en"})
        assert "Nothing here is public" in answer.text, page
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        tree = html.fromstring(answer.text)
        loaded = tree.xpath("//link/@href | //script/@src | //img/@src")
        assert all(address.startswith("/") for address in loaded)
        assert not tree.xpath("//@style | //style | //script[text()] | //@*[starts-with(name(), 'on')]")


def test_a_post_shows_its_text_its_link_its_tags_and_its_picture_with_words(server, account, person):
    picture = png(12, 9)
    ask("PUT", f"{server.url}/api/media/{digest_of_bytes(picture)}", picture, account)
    path = published(
        server, account,
        link={"url": "https://portal.example/id/1", "title": "Judul", "description": "", "thumbnail": ""},
        media=[{"sha256": digest_of_bytes(picture), "alt": "Penari \"Kecak\"", "width": 12, "height": 9}],
    )  # fmt: skip
    page = person.get(path).text
    tree = html.fromstring(page)
    assert texts_on(page) == [BODY["text"]]
    assert tree.xpath("//a[@class='tag']/@href") == ["/tag/Kecak"]
    assert tree.xpath("//a[@class='card']/@href") == ["https://portal.example/id/1"]
    assert tree.xpath("//figure/img/@alt") == ['Penari "Kecak"']
    assert tree.xpath("//p[@class='text']/@lang") == ["id"]


def test_whatever_is_posted_stays_text(server, account, person):
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> &amp;"
    path = published(
        server, account, text=evil, language='"><script>',
        link={"url": 'https://x.example/"><script>alert(3)</script>', "title": evil, "description": evil},
    )  # fmt: skip
    token = person.token(path)
    person.post(f"{path}/reply", token=token, name=evil, text=evil)
    page = person.get(path).text
    tree = html.fromstring(page)
    assert texts_on(page)[0] == evil
    assert not tree.xpath("//script[not(@src)] | //img[@onerror] | //img[@src='x']")
    assert tree.xpath("//article[@class='reply']/p[@class='text']/text()") == [evil]


def test_pressing_twice_takes_back_and_each_visitor_counts_once(server, account, person):
    path = published(server, account)

    def counts() -> dict[str, int]:
        return ask("GET", f"{server.url}/api/posts/d1/counts", None, account).json

    for visitor in (person, Person(server)):
        token = visitor.token(path)
        for kind in ("like", "share"):
            answer = visitor.post(f"{path}/{kind}", token=token, back="/")
            assert (answer.status, answer.headers["Location"]) == (303, f"/#p{path.rpartition('/')[2]}")
    assert counts() == {"likes": 2, "shares": 2, "replies": 0}
    answer = person.post(f"{path}/like", {"Accept": "application/json"}, token=person.token(path))
    assert answer.json == {"pressed": False, "count": 1, "hint": ""}
    assert counts() == {"likes": 1, "shares": 2, "replies": 0}


def test_a_reply_is_kept_once_with_the_name_that_was_given(server, account, person):
    path = published(server, account)
    for _ in range(2):
        person.post(f"{path}/reply", token=person.token(path), name="  Rani  P. ", text=" Bagus! ")
    person.post(f"{path}/reply", token=person.token(path), name="", text=" ")
    tree = html.fromstring(person.get(path).text)
    assert tree.xpath("//article[@class='reply']//b/text()") == ["Rani P."]
    assert tree.xpath("//input[@id='name']/@value") == ["Rani P."]


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        ({}, ""),
        ({}, "0" * 64),
        ({"Origin": "https://evil.example"}, None),
        ({"Sec-Fetch-Site": "cross-site"}, None),
        ({"Cookie": ""}, None),
    ],
    ids=["no token", "wrong token", "other origin", "cross site", "no cookie"],
)
def test_a_form_that_our_page_did_not_send_is_not_carried_out(server, account, person, headers, token):
    path = published(server, account)
    fitting = person.token(path)
    answer = person.post(f"{path}/like", headers, token=fitting if token is None else token)
    assert answer.status == 403
    assert html.fromstring(answer.text).xpath("//h1/text()")[0] in WORDS["forbidden_title"]
    assert ask("GET", f"{server.url}/api/posts/d1/counts", None, account).json["likes"] == 0


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "/p/1?x", ""])
def test_a_form_never_leads_to_another_place(server, account, person, back):
    path = published(server, account)
    answer = person.post(f"{path}/like", token=person.token(path), back=back)
    assert answer.headers["Location"] == f"/#p{path.rpartition('/')[2]}"


def test_a_foreign_name_that_leads_here_is_turned_away(server):
    assert ask("GET", server.url, None, {"Host": "evil.example"}).status == 421
    assert ask("GET", server.url, None, {"Host": f"localhost:{server.url.rpartition(':')[2]}"}).status == 200


def test_a_withdrawn_post_says_so_and_leaves_the_timeline(server, account, person):
    path = published(server, account, text="Akan ditarik")
    token = person.token(path)
    ask("DELETE", f"{server.url}/api/posts/d1", None, account)
    gone = person.get(path, **{"Accept-Language": "id"})
    assert gone.status == 410
    assert "Kiriman ini sudah ditarik" in gone.text
    assert "Akan ditarik" not in person.get("/").text + gone.text
    assert person.post(f"{path}/like", token=token).headers["Location"] == path


def test_the_trainer_comes_in_with_the_key_and_runs_a_lesson(server, account, person):
    assert person.post("/lessons/enter", token=person.token("/lessons"), key="salah").status == 403
    assert person.post("/lessons", token=person.token("/lessons"), lesson="refuse").headers["Location"] == "/lessons"
    assert server.api("GET", "/api/lesson").json == {"lesson": None}, "nobody but the trainer starts a lesson"
    assert person.post("/lessons/enter", token=person.token("/lessons"), key=KEY).status == 303
    person.post("/lessons", token=person.token("/lessons"), lesson="busy", times="2", seconds="9", reason="")
    assert server.api("GET", "/api/lesson").json["lesson"] == "busy"
    assert WORDS["lesson_busy"][0] in person.get("/lessons?lang=id").text
    person.post("/lessons/stop", token=person.token("/lessons"))
    assert put(server, account).status == 201


def test_the_language_comes_from_the_address_then_the_cookie_then_the_browser(server, person):
    assert 'lang="en"' in person.get("/", **{"Accept-Language": "fr, en;q=0.8, id;q=0.5"}).text
    assert 'lang="id"' in person.get("/?lang=id", **{"Accept-Language": "en"}).text
    assert 'lang="id"' in person.get("/", **{"Accept-Language": "en"}).text, "the choice is remembered"
    assert chosen_language("", "", "") == "id"
    assert chosen_language("xx", "yy", "de, en;q=bad") == "id"


def test_older_posts_are_one_press_away(server, account, person):
    for number in range(23):
        assert put(server, account, f"many-{number}", text=f"Kiriman nomor {number}").status == 201
    page = person.get(f"/@{account['X-Account']}").text
    assert texts_on(page) == [f"Kiriman nomor {number}" for number in range(22, 2, -1)]
    older = html.fromstring(page).xpath("//p[@class='more']/a/@href")[0]
    assert texts_on(person.get(older).text) == [f"Kiriman nomor {number}" for number in (2, 1, 0)]


def test_an_open_timeline_learns_that_something_new_arrived(server, account, person):
    before = ask("GET", f"{server.url}/newest").json["newest"]
    path = published(server, account)
    assert ask("GET", f"{server.url}/newest").json["newest"] == int(path.rpartition("/")[2]) > before
    assert html.fromstring(person.get("/").text).xpath("//body/@data-newest") == [path.rpartition("/")[2]]


def test_its_words_are_complete_in_both_languages():
    for key, (indonesian, english) in WORDS.items():
        assert indonesian.strip(), key
        assert english.strip(), key
        fields = re.compile(r"\{\w+\}")
        assert sorted(fields.findall(indonesian)) == sorted(fields.findall(english)), key
    assert [len(months) for months in MONTHS.values()] == [12, 12]
    for lesson in Lesson:
        assert {f"lesson_{lesson}", f"lesson_{lesson}_text"} <= set(WORDS)


def test_its_files_need_no_inline_style_or_script():
    names = {file.name for file in application.STATIC.iterdir()}
    assert {"latihan.css", "latihan.js", "latihan.svg", "kawung.svg", "LICENSE-OFL.txt"} <= names
    assert "http" not in (application.STATIC / "latihan.css").read_text()


# -- the process


def test_it_starts_quickly_without_django_and_ends_on_a_signal(tmp_path):
    for sent in (signal.SIGINT, signal.SIGTERM):
        started = time.monotonic()
        command = [sys.executable, "-X", "importtime", "-m", "duta.connectors.bundled.practice.server"]
        command += ["--port", "0", "--data", str(tmp_path / "p.sqlite3"), "--key", KEY]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            url = process.stdout.readline().split()[1]
            assert time.monotonic() - started < 3, "a second on an idle machine"
            assert ask("GET", f"{url}api/health").json == {"ok": True}
            process.send_signal(sent)
            _, errors = process.communicate(timeout=10)
        finally:
            process.kill()
        assert process.returncode == 0
        assert "| django" not in errors
        assert "Traceback" not in errors
    assert sqlite3.connect(tmp_path / "p.sqlite3").execute("pragma integrity_check").fetchone() == ("ok",)


def test_what_was_posted_is_there_after_a_restart(tmp_path):
    with practice_server(tmp_path) as first:
        token = first.account("kbri")
        assert put(first, token).status == 201
    with practice_server(tmp_path) as second:
        assert second.account("kbri") == token
        assert put(second, token).status == 200


def test_a_taken_port_and_a_missing_key_are_said_in_a_sentence(tmp_path):
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "duta.connectors.bundled.practice.server", "--data", str(tmp_path / "p")]
        return subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=20, check=False, env={})

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("--port", str(taken.getsockname()[1]), "--key", "k")
    assert (done.returncode, "is taken" in done.stderr) == (2, True)
    done = run("--port", str(free_port()))
    assert (done.returncode, "needs a key" in done.stderr) == (2, True)
    assert not Path(tmp_path / "p").exists()


def test_it_listens_on_loopback_only(server):
    port = int(server.url.rpartition(":")[2])
    table = Path("/proc/net/tcp").read_text() if Path("/proc/net/tcp").exists() else ""
    listening = [line.split()[1] for line in table.splitlines()[1:] if line.split()[3] == "0A"]
    mine = [address for address in listening if int(address.partition(":")[2], 16) == port]
    assert mine in ([], ["0100007F:" + f"{port:04X}"])
