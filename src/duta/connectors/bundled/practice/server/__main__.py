"""Start the practice platform: ``python -m duta.connectors.bundled.practice.server --help``."""

import argparse
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from duta.connectors.bundled.practice.server.app import make_app
from duta.connectors.bundled.practice.server.state import Platform
from duta.connectors.bundled.practice.server.store import Store

HOST = "127.0.0.1"  # never anything else: what is posted here is for nobody outside


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal comes; 2 when the port is taken or the key is missing."""
    options = _options(arguments)
    if not options.key:
        sys.stderr.write("The practice platform needs a key: --key, or DUTA_PRACTICE_KEY.\n")
        return 2
    listening = _listen(options.port)
    if listening is None:
        sys.stderr.write(
            f"Port {options.port} is taken: stop what uses it, or start the practice platform on another one.\n"
        )
        return 2
    store = Store(options.data)
    app = make_app(Platform(store, options.key, address=options.address))
    sys.stdout.write(f"READY http://{HOST}:{listening.getsockname()[1]}/\n")
    sys.stdout.flush()
    try:
        web.run_app(app, sock=listening, access_log=None, print=None, shutdown_timeout=1, handler_cancellation=True)
    finally:
        store.close()
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="practice platform", description="A social network to practise on, on loopback.")
    ask.add_argument("--port", type=int, default=8010, help="0: any free one")
    ask.add_argument("--data", type=Path, default=Path("var/practice.sqlite3"), help="the one file it keeps")
    ask.add_argument("--key", default=os.environ.get("DUTA_PRACTICE_KEY", ""), help="the installation's key")
    ask.add_argument("--address", default="", help="the start of addresses, when it is reached through another server")
    return ask.parse_args(arguments)


def _listen(port: int) -> socket.socket | None:
    """Listen on loopback, so that whoever reads READY is answered; None when the port is taken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(128)
    except OSError:
        listening.close()
        return None
    return listening


if __name__ == "__main__":
    sys.exit(main())
