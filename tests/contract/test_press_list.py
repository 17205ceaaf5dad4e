"""Press lists keep the contract, against the real spool in the database."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import make
from delivery.world import lend_connection
from duta.connectors.testing import ConnectorContract
from duta.mailing.models import Contact
from duta.mailing.operations import add_to_list
from duta.mailing.spool import MailSpool
from peers.spools import SpoolPeer


class TestPressList(ConnectorContract):
    connector_key = "press_list"

    @pytest.fixture
    def peer(self, db: None) -> Iterator[SpoolPeer]:
        where = make.organisation("KBRI Den Haag")
        channel = make.channel(where, connector_key="press_list")
        reader = Contact.objects.create(
            organisation=where, address="ana@example.org", languages=["id"], created_at=make.NOW
        )
        add_to_list(channel=channel, contact=reader, words="Ya", by=None, now=make.NOW, evidence="Kartu nama")
        with ThreadPoolExecutor(1, initializer=lend_connection()) as thread:

            async def run(work: Any) -> Any:
                return await asyncio.get_running_loop().run_in_executor(thread, work)

            yield SpoolPeer(channel, MailSpool(channel.pk, run))
