"""The fakes keep the contract too: what stands above connectors may trust its tests."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from duta.connectors.protocol import Deferred, Refused, Unknown
from duta.connectors.testing import (
    ConnectorContract,
    FakeConnector,
    FakePlatform,
    ForgetfulFakeConnector,
    Step,
    Target,
    Trouble,
)
from duta.connectors.testing.proxy import RETRY_AFTER
from duta.core.problems import Problem

OUTCOMES = {
    Trouble.ANSWER_401: Refused(Problem("credential_refused", said="No")),
    Trouble.ANSWER_403: Refused(Problem("platform_forbids", said="No")),
    Trouble.ANSWER_429: Deferred(Problem("platform_busy"), RETRY_AFTER),
    Trouble.ANSWER_429_BARE: Deferred(Problem("platform_busy")),
}
REFUSALS = ("ANSWER_400", "ANSWER_404", "ANSWER_409", "ANSWER_413", "ANSWER_422", "REDIRECT")


def step_of(trouble: Trouble) -> Step:
    """Return what a connector that keeps the contract would make of a trouble of its publishing call."""
    if trouble in OUTCOMES:
        return Step(stores=False, outcome=OUTCOMES[trouble])
    return Step.refuse() if trouble.name in REFUSALS else Step.lose_answer(stored=trouble.reaches)


@dataclass
class InMemory:
    """The peer of a fake: its platform."""

    platform: FakePlatform
    settings: dict[str, str] = field(default_factory=lambda: {"account": "kbri"})
    secrets: dict[str, str] = field(default_factory=lambda: {"token": "s3cret"})
    allowed_private: frozenset[str] = frozenset()

    def entries(self) -> Sequence[str]:
        return self.platform.texts("kbri")

    def trouble(self, trouble: Trouble, *, on: Target = Target.PUBLISH, times: int = 1) -> None:
        step = step_of(trouble)
        if on is Target.PUBLISH:
            self.platform.next(*[step] * times)
            return
        outcome = Deferred(Problem("platform_down")) if isinstance(step.outcome, Unknown) else step.outcome
        (self.platform.edits if on is Target.EDIT else self.platform.withdrawals).append(outcome)

    @contextlib.contextmanager
    def down(self) -> Iterator[None]:
        self.platform.down = True
        yield
        self.platform.down = False


class TestFake(ConnectorContract):
    connector_key = "fake"

    @pytest.fixture
    def connector(self) -> FakeConnector:
        return FakeConnector()

    @pytest.fixture
    def peer(self, connector: FakeConnector) -> InMemory:
        return InMemory(connector.platform)


class TestForgetfulFake(TestFake):
    connector_key = "forgetful"

    # Only a platform with keys can promise these; delivery looks up before it sends again.
    test_a_delivery_submitted_twice_is_out_once = None
    test_a_delivery_submitted_twice_at_once_is_out_once = None
    test_other_content_under_the_same_key_never_replaces_what_is_out = None

    @pytest.fixture
    def connector(self) -> FakeConnector:
        return ForgetfulFakeConnector()

    def test_its_platform_doubles_what_is_sent_twice(self, connector, peer, samples):
        for _ in range(2):
            self.submit(connector, peer, samples, samples.plain())
        assert len(peer.entries()) == 2

    def test_a_faulty_connector_raises(self, connector, peer, samples):
        connector.platform.next(Step.crash(ZeroDivisionError(), stored=True))
        with pytest.raises(ZeroDivisionError):
            self.submit(connector, peer, samples, samples.plain())
        assert len(peer.entries()) == 1


def test_steps_say_what_they_are():
    assert isinstance(Step.refuse().outcome, Refused)
    assert isinstance(Step.lose_answer(stored=True).outcome, Unknown)
