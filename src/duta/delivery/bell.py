"""The bell that wakes pumps: rung on commit by whatever makes work for them.

On PostgreSQL it is a notification, part of the transaction itself; else a datagram to each pump's socket in
DUTA_VAR. A ring is a hint and may get lost: pumps look by themselves every few seconds.
"""

import asyncio
import contextlib
import hashlib
import logging
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

log = logging.getLogger(__name__)
NOTIFICATION = "duta_pump"
LONGEST_PATH = 100  # bytes; the kernel's limit for a socket's path is 108


def ring() -> None:
    """Wake every pump when the running transaction is committed."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [NOTIFICATION])
    else:
        transaction.on_commit(_ring_sockets, robust=True)


def _ring_sockets() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
        bell.setblocking(False)
        for path in socket_folder().glob("pump-*.sock"):
            _ring_one(bell, path)


def _ring_one(bell: socket.socket, path: Path) -> None:
    """Ring one pump; the socket of a dead one is cleared away, a full one is awake anyway."""
    try:
        bell.sendto(b"!", str(path))
    except ConnectionRefusedError:
        path.unlink(missing_ok=True)
    except (FileNotFoundError, BlockingIOError):
        pass
    except OSError as error:
        log.warning("cannot ring %s: %s", path, error)


def socket_folder() -> Path:
    """Where pumps listen: DUTA_VAR, or a folder named after it where its path is too long for a socket."""
    var = Path(settings.DUTA_VAR)
    if len(os.fsencode(var)) + len("/pump-4194304-ffffffff.sock") <= LONGEST_PATH:
        return var
    name = hashlib.sha256(os.fsencode(var)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"duta-{os.getuid()}-{name}"


@contextlib.asynccontextmanager
async def listening(rung: Callable[[], None]) -> AsyncIterator[None]:
    """Call ``rung`` at every ring, for as long as the block lasts."""
    hear = _notifications if connection.vendor == "postgresql" else _datagrams
    async with hear(rung):
        yield


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, rung: Callable[[], None]) -> None:
        self._rung = rung

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._rung()


@contextlib.asynccontextmanager
async def _datagrams(rung: Callable[[], None]) -> AsyncIterator[None]:
    folder = socket_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"pump-{os.getpid()}-{os.urandom(4).hex()}.sock"
    bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    bell.bind(str(path))
    path.chmod(0o600)
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: _Datagrams(rung), sock=bell)
    try:
        yield
    finally:
        transport.close()
        path.unlink(missing_ok=True)


@contextlib.asynccontextmanager
async def _notifications(rung: Callable[[], None]) -> AsyncIterator[None]:
    listener = asyncio.create_task(_listen(rung), name="pump-bell")
    try:
        yield
    finally:
        listener.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listener


async def _listen(rung: Callable[[], None]) -> None:
    """Listen on a connection of its own; when it breaks, ring once and listen anew."""
    import psycopg  # noqa: PLC0415  # an optional dependency, needed only here

    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**_address(), autocommit=True) as ear:
                await ear.execute(f"LISTEN {NOTIFICATION}")
                rung()
                async for _ in ear.notifies():
                    rung()
        except psycopg.OperationalError as error:
            log.warning("the pump's bell is out of order, it looks by itself: %s", error)
        await asyncio.sleep(5.0)
        rung()


def _address() -> dict[str, Any]:
    """The database's address for a plain connection."""
    database = connection.settings_dict
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return {name: database[key] for name, key in named.items() if database[key]}
