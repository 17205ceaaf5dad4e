"""The real system and a real Chromium, for tests that play what people do.

The system is one for the whole run, so every test makes what it needs under names of its own and never counts on
being the first. Only one process of a parallel run starts it (``xdist_group``).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser.people import Person, Visitor
from browser.system import Installation, System, running_system
from chromium import CHROMIUM, NO_CHROMIUM
from duta.connectors.testing import MisbehavingProxy
from peers.bluesky import BlueskyServer
from peers.fixtures import *  # noqa: F403
from peers.practice import PracticeServer

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
PATIENCE = 60_000  # milliseconds; two shared cores may be busy


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.peer)
            item.add_marker(pytest.mark.xdist_group("system"))


@pytest.fixture(scope="session")
def system(
    tmp_path_factory: pytest.TempPathFactory, practice: PracticeServer, bluesky: BlueskyServer,
    bluesky_proxy: MisbehavingProxy,
) -> Iterator[System]:  # fmt: skip
    """Give the running system."""
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    folder = tmp_path_factory.mktemp("system")
    with running_system(folder, practice=practice, bluesky=bluesky, proxy=bluesky_proxy) as made:
        yield made


@pytest.fixture(scope="module")
def chromium(system: Installation) -> Iterator[Any]:
    """Give a browser; one for each module, since Playwright's loop must not stay under other tests."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only where a browser is driven

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET), timeout=PATIENCE)
        yield browser
        browser.close()


class House:
    """Lets people and visitors in; remembers them, so that their troubles are counted and their screens kept."""

    def __init__(self, chromium: Any, system: Installation) -> None:
        self._chromium, self._system = chromium, system
        self.inside: list[Visitor] = []

    def person(self, username: str, **options: Any) -> Person:
        """Give somebody a browser of their own, signed in at the desk."""
        language = self._system.told["people"][username]
        person = Person(self._context(locale=language, **options), self._system, username, language)
        self.inside.append(person)
        person.sign_in()
        return person

    def visitor(self, language: str = "id", **options: Any) -> Visitor:
        """Give somebody without an account a browser."""
        visitor = Visitor(self._context(locale=language, **options), self._system, language)
        self.inside.append(visitor)
        return visitor

    def _context(self, **options: Any) -> Any:
        options = {"viewport": {"width": 1440, "height": 900}, **options}
        context = self._chromium.new_context(**options)
        context.set_default_timeout(PATIENCE)
        return context


@pytest.fixture
def house(chromium: Any, system: Installation, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """Give the way in. At the end nobody may have seen an error of script, of policy or of the server."""
    house = House(chromium, system)
    yield house
    failed = getattr(request.node, "failed", False)
    for number, visitor in enumerate(house.inside):
        if failed:
            visitor.keep(tmp_path / f"{number}-{visitor.name}")
        visitor.leave()
    if not failed:
        assert {visitor.name: visitor.troubles for visitor in house.inside if visitor.troubles} == {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Put the logs, and where the last screens are kept, under a test that failed."""
    report = yield
    if report.when == "call" and report.failed and "house" in getattr(item, "fixturenames", ()):
        item.failed = True
        report.sections.append(("the system's logs", item.funcargs["system"].logs()))
        report.sections.append(("the last screens", str(item.funcargs.get("tmp_path"))))
    return report
