"""What tests of connectors need, ours and third parties': the contract, the fake, a proxy that misbehaves.

    class TestMine(ConnectorContract):
        connector_key = "mine"

        @pytest.fixture
        def peer(self): ...          # a running platform, or a replay of one: see ContractPeer

``docs/developers/connectors.md`` walks through it. Needs pytest; never imported by the program itself.
"""

from duta.connectors.testing.contract import ConnectorContract, ContractPeer, contract_classes
from duta.connectors.testing.contract_by_hand import ByHandContract
from duta.connectors.testing.fake import FakeConnector, FakePlatform, ForgetfulFakeConnector, Step, installed
from duta.connectors.testing.proxy import MisbehavingProxy, Target, Trouble
from duta.connectors.testing.samples import Samples, keep_media, png
from duta.connectors.testing.sessions import lent_session, run_with_session

__all__ = [
    "ByHandContract",
    "ConnectorContract",
    "ContractPeer",
    "FakeConnector",
    "FakePlatform",
    "ForgetfulFakeConnector",
    "MisbehavingProxy",
    "Samples",
    "Step",
    "Target",
    "Trouble",
    "contract_classes",
    "installed",
    "keep_media",
    "lent_session",
    "png",
    "run_with_session",
]
