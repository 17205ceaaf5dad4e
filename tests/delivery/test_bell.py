"""The bell: a pump wakes when work is committed, and not before."""

import asyncio
import socket

import pytest
from django.db import connection, transaction

import make
from duta.delivery import bell
from duta.delivery.operations import hold_deliveries, lift_hold


@pytest.fixture
def folder(settings, tmp_path):
    settings.DUTA_VAR = tmp_path
    return tmp_path


def heard_while(ring) -> int:
    """Listen, let ``ring`` happen, and count."""
    heard = []

    async def scene():
        async with bell.listening(lambda: heard.append(1)):
            await asyncio.sleep(0.3 if connection.vendor == "postgresql" else 0)
            heard.clear()
            await asyncio.to_thread(ring)
            await asyncio.sleep(0.3)

    asyncio.run(scene())
    return len(heard)


@pytest.mark.skipif(connection.vendor == "postgresql", reason="not applicable: datagrams are SQLite's bell")
class TestDatagrams:
    def test_a_pump_hears_the_ring(self, folder):
        assert heard_while(bell._ring_sockets) == 1

    def test_every_pump_hears_it(self, folder):
        async def scene():
            heard = []
            async with bell.listening(lambda: heard.append("a")), bell.listening(lambda: heard.append("b")):
                bell._ring_sockets()
                await asyncio.sleep(0.1)
            return sorted(heard)

        assert asyncio.run(scene()) == ["a", "b"]

    def test_the_socket_goes_with_its_pump_and_a_dead_ones_is_cleared_away(self, folder):
        heard_while(lambda: None)
        assert not list(folder.glob("pump-*.sock"))
        dead = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        dead.bind(str(folder / "pump-1-dead.sock"))
        dead.close()
        bell._ring_sockets()
        assert not list(folder.glob("pump-*.sock"))

    def test_a_var_folder_with_a_long_name_still_has_a_bell(self, settings, tmp_path):
        settings.DUTA_VAR = tmp_path / ("panjang" * 20)
        settings.DUTA_VAR.mkdir()
        assert heard_while(bell._ring_sockets) == 1
        assert bell.socket_folder() != settings.DUTA_VAR

    def test_ringing_without_any_pump_harms_nobody(self, settings, tmp_path):
        settings.DUTA_VAR = tmp_path / "not there"
        bell._ring_sockets()


@pytest.mark.django_db
def test_it_rings_when_the_work_is_committed_and_not_when_it_is_rolled_back(
    monkeypatch, django_capture_on_commit_callbacks
):
    if connection.vendor == "postgresql":
        pytest.skip("not applicable: a notification is part of the transaction itself")
    rung = []
    monkeypatch.setattr(bell, "_ring_sockets", lambda: rung.append(1))
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        hold = hold_deliveries(reason="Arahan", by=None, now=make.NOW)
        lift_hold(hold=hold, by=None, now=make.NOW)
        assert not rung
    assert rung == [1]


@pytest.mark.django_db(transaction=True)
def test_a_notification_is_heard_after_the_commit(settings, tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("not applicable: notifications are PostgreSQL's bell")

    def ring():
        with transaction.atomic():
            bell.ring()
        connection.close()

    assert heard_while(ring) == 1
