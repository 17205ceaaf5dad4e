"""The contract of connectors whose platform a person serves."""
# ruff: noqa: S101  # assertions are what this file is for

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import pytest

from duta.connectors.by_hand import ByHand
from duta.connectors.protocol import Connector, Handed, Idempotency
from duta.connectors.testing.contract_ground import DELIVERY
from duta.connectors.testing.contract_words import ContractOfWords
from duta.connectors.testing.samples import Samples
from duta.connectors.testing.sessions import run_with_session


class ByHandContract(ContractOfWords):
    """Promises of connectors that hand everything to a person. Name ``ours``, ``theirs`` and ``elsewhere``.

    ``ours``: addresses of entries of the account ``account``. ``theirs``: of other accounts; empty where addresses name
    none. ``elsewhere``: addresses that are no entries on this platform.
    """

    account: ClassVar[str] = "kbri.denhaag"
    ours: ClassVar[Sequence[str]] = ()
    theirs: ClassVar[Sequence[str]] = ()
    elsewhere: ClassVar[Sequence[str]] = ()

    def test_everything_is_handed_to_a_person_and_nothing_is_asked(
        self, connector: Connector, samples: Samples
    ) -> None:
        assert connector.capabilities.by_hand
        assert connector.idempotency is Idempotency.NONE
        assert not any(field.secret for field in connector.fields)
        payload, lent = samples.full(), {"settings": {"account": self.account}, "secrets": {}, "media": {}}
        calls = [
            lambda session: connector.submit(payload, delivery_id=DELIVERY, session=session),
            lambda session: connector.reconcile(payload, delivery_id=DELIVERY, session=session),
            lambda session: connector.edit("x", payload, delivery_id=DELIVERY, session=session),
            lambda session: connector.withdraw("x", delivery_id=DELIVERY, session=session),
        ]
        for call in calls:
            assert isinstance(run_with_session(call, allowed_private=frozenset(), **lent), Handed)

    def test_its_sheet_says_what_the_preview_shows(self, connector: Connector, samples: Samples) -> None:
        assert isinstance(connector, ByHand)
        for payload in (samples.plain(), samples.full()):
            sheet = connector.sheet(payload)
            assert sheet.text == connector.preview(payload, connector.default_limits).text
            assert sheet.parts == (sheet.text,)
            assert (
                payload.link is None or payload.link.url in (sheet.text, sheet.link) or payload.link.url in sheet.text
            )
            assert sheet.compose.startswith("https://")
            assert sheet.steps
            assert all(step["id"] and step["en"] for step in sheet.steps)

    def test_a_thread_is_handed_over_whole_and_in_order(self, connector: Connector, samples: Samples) -> None:
        """Or not at all: who cannot thread never gets one (``capabilities.thread``)."""
        if not connector.capabilities.thread:
            return
        assert isinstance(connector, ByHand)
        payload, limits = replace(samples.full(), thread=("Bagian kedua.", "Bagian ketiga.")), connector.default_limits
        sheet = connector.sheet(payload)
        places = [sheet.text.index(text) for text in (payload.text, *payload.thread)]
        assert places == sorted(places)
        assert [part.startswith(text) for part, text in zip(sheet.parts, (payload.text, *payload.thread), strict=True)]
        assert sheet.parts[1:] == payload.thread
        assert all(part in sheet.text for part in sheet.parts)
        assert len(sheet.steps) == len(connector.sheet(samples.full()).steps) + 1
        assert sheet.text == connector.preview(payload, limits).text
        assert not connector.problems(payload, limits)
        long = replace(payload, thread=("Bagian kedua.", "x" * (limits.text + 1)))
        assert [problem.code for problem in connector.problems(long, limits)] == ["thread_entry_too_long"]
        shown = connector.preview(long, limits)
        assert (shown.length, shown.text[shown.over_from or 0 :]) == (limits.text + 1, "x")

    def test_it_knows_its_own_entries(self, connector: Connector) -> None:
        assert isinstance(connector, ByHand)
        assert self.ours, "name addresses of entries"
        for address in self.ours:
            assert list(connector.problems_of_address(address, {"account": self.account})) == [], address

    def test_it_knows_other_accounts_entries(self, connector: Connector) -> None:
        assert isinstance(connector, ByHand)
        if not self.theirs:
            pytest.skip("not applicable: the platform's addresses do not name the account")
        for address in self.theirs:
            (problem,) = connector.problems_of_address(address, {"account": self.account})
            assert problem.code == "address_other_account", address

    def test_it_names_entries_the_same_however_their_address_is_written(self, connector: Connector) -> None:
        assert isinstance(connector, ByHand)
        named = [address for address in self.ours if connector.entry_of(address)]
        assert named, "no address of an entry names it"
        for address in named:
            plain = f" http://{address.partition('://')[2]}#comments "
            assert connector.entry_of(plain) == connector.entry_of(address)
        for address in ("", "nonsense", "https://[", "https://example.org/p/1"):
            assert connector.entry_of(address) == ""

    def test_it_says_what_can_be_counted(self, connector: Connector) -> None:
        assert isinstance(connector, ByHand)
        assert connector.counts
        assert all(metric.startswith("platform.") for metric in connector.counts)
        if connector.export is None:
            return
        assert set(connector.export.metrics) <= set(connector.counts)
        assert set(connector.export.where) == {"id", "en"}
        names = [*connector.export.entry, *(name for names in connector.export.metrics.values() for name in names)]
        assert all(name == name.casefold() for name in names)

    def test_it_knows_what_is_no_entry(self, connector: Connector) -> None:
        assert isinstance(connector, ByHand)
        for address in (*self.elsewhere, "https://example.org/p/1", "https://x.com.example.org/a/status/1", "nonsense"):
            (problem,) = connector.problems_of_address(address, {"account": self.account})
            assert problem.code in {"address_elsewhere", "address_no_entry"}, address
