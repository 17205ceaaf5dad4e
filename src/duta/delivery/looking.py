"""Look whether a pasted address can be reached. Worker only; waits for the network, holds no transaction.

Nothing is refused or undone by it: platforms turn strangers away, and an installation may have no way out.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urljoin

from django.conf import settings

from duta.channels.models import Channel
from duta.channels.sessions import outgoing_http
from duta.connectors.by_hand import ByHand
from duta.connectors.registry import UnknownConnector
from duta.core.http import MaybeSent, NotSent, SafeHttp
from duta.delivery.models import Receipt
from duta.delivery.operations.looking import begin_look, finish_look
from duta.delivery.queries import looks_due
from duta.delivery.rules import Found, found_by

log = logging.getLogger(__name__)
AT_ONCE = 50  # addresses in one run of the duty
TOGETHER = 5  # requests under way at once
PATIENCE = 20.0  # seconds for one address
HOPS = 3  # redirects that still lead to the same entry
REDIRECTS = (301, 302, 303, 307, 308)


def look_at_due(now: datetime) -> int:
    """Look at the addresses whose time has come; return how many, none where the installation asks nobody.

    Two workers never look at one twice.
    """
    if not settings.DUTA_LOOK_AT_ADDRESSES:
        return 0
    due = list(looks_due(now=now)[:AT_ONCE])
    mine = [receipt for receipt in due if begin_look(receipt=receipt, now=now)]
    for receipt, found in zip(mine, asyncio.run(_look(mine)) if mine else [], strict=True):
        finish_look(receipt=receipt, found=found, now=now)
    return len(mine)


async def _look(receipts: Sequence[Receipt]) -> list[Found]:
    turn = asyncio.Semaphore(TOGETHER)
    async with outgoing_http(connections=TOGETHER) as http:
        return await asyncio.gather(*(_look_at(receipt, http, turn) for receipt in receipts))


async def _look_at(receipt: Receipt, http: SafeHttp, turn: asyncio.Semaphore) -> Found:
    try:
        async with turn, asyncio.timeout(PATIENCE):
            return await found_at(receipt.address, http, is_ours=_is_ours(receipt.delivery.channel))
    except (NotSent, MaybeSent, TimeoutError) as error:
        log.info("the address of receipt %s could not be checked: %s", receipt.pk, error)
        return Found.NOT_TOLD


def _is_ours(channel: Channel) -> Callable[[str], bool]:
    """Return what says whether an address is an entry of the channel's account."""
    try:
        connector = channel.connector
    except UnknownConnector:
        return lambda _address: False
    if not isinstance(connector, ByHand):
        return lambda _address: False
    return lambda address: not connector.problems_of_address(address, channel.settings)


async def found_at(address: str, http: SafeHttp, *, is_ours: Callable[[str], bool]) -> Found:
    """Say what stands at an address. It follows a redirect that leads to an entry of ours, and no other: not to a page
    that asks one to sign in. Raises NotSent, MaybeSent.
    """
    for _hop in range(HOPS):
        answer = await http.request("GET", address, headers={"Accept": "text/html"})
        if answer.status not in REDIRECTS:
            return found_by(answer.status)
        address = urljoin(address, answer.headers.get("location", ""))
        if not is_ours(address):
            return Found.NOT_TOLD
    return Found.NOT_TOLD
