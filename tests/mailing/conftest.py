"""Fixtures for tests of letters."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

import make
from mailing.lists import World, press_list
from peers.smtp import MailServer, mail_server


@pytest.fixture(scope="session")
def _running_mail_server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def server(_running_mail_server: MailServer, settings: Any) -> MailServer:
    """Give a real mail server with nothing in it, and have letters go there."""
    running = _running_mail_server
    running.arrived.clear()
    running.whims.clear()
    running.for_address.clear()
    settings.DUTA_MAIL_SERVER = running.settings
    settings.DEFAULT_FROM_EMAIL = "siaran@kemlu.example"
    settings.DUTA_MAIL_RETURN_PATH = "returns@kemlu.example"
    return running


@pytest.fixture
def world(db: None, server: MailServer) -> World:
    """Give a list in an embassy."""
    cache.clear()
    where = make.organisation("KBRI Den Haag")
    return World(press_list(where, name="Siaran pers Den Haag"), make.user(), server)
