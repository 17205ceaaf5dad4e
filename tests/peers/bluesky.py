"""A real Bluesky server on loopback, accounts on it, and what the public sees there."""

import contextlib
import secrets
import select
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from duta.connectors.testing import MisbehavingProxy, Target, Trouble
from peers.appview import AppView, appview
from peers.install import HERE, MODULES
from peers.loopback import Answered, ask, free_port

PASSWORD = "kata-sandi-aplikasi"
START = 60  # seconds; 2 on an idle machine
TARGETS = {"com.atproto.repo.putRecord": Target.PUBLISH, "com.atproto.repo.deleteRecord": Target.WITHDRAW}


@dataclass
class Member:
    """Somebody with an account on the server."""

    server: str
    did: str
    handle: str
    token: str

    def call(self, verb: str, method: str, body: object = None, query: str = "") -> Answered:
        """Call a method in this account's name."""
        url = f"{self.server}/xrpc/{method}{query}"
        return ask(verb, url, body, {"Authorization": f"Bearer {self.token}"})

    def create(self, collection: str, record: Mapping[str, Any]) -> str:
        """Create a record and return its address."""
        body = {"repo": self.did, "collection": collection, "record": {"$type": collection, **record}}
        answer = self.call("POST", "com.atproto.repo.createRecord", body)
        assert answer.status == 200, answer.text
        return str(answer.json["uri"])

    def posts(self) -> list[dict[str, Any]]:
        """Return the account's posts as records, with their keys, oldest first."""
        query = f"?repo={self.did}&collection=app.bsky.feed.post&limit=100"
        records = ask("GET", f"{self.server}/xrpc/com.atproto.repo.listRecords{query}").json["records"]
        return sorted(records, key=lambda record: (record["value"]["createdAt"], record["uri"]))


@dataclass
class BlueskyServer:
    """A running server, and the stand-in index behind it."""

    url: str
    index: AppView
    process: subprocess.Popen[str]

    def join(self, name: str = "", handle: str = "") -> Member:
        """Open an account: under a name that nobody has, or under this handle."""
        handle = handle or f"{name or 'a'}{secrets.token_hex(4)}.test"
        body = {"handle": handle, "email": f"{handle}@mail.test", "password": PASSWORD}
        answer = ask("POST", f"{self.url}/xrpc/com.atproto.server.createAccount", body)
        assert answer.status == 200, answer.text
        return Member(self.url, answer.json["did"], handle, answer.json["accessJwt"])


@contextlib.contextmanager
def bluesky_server(folder: Path, modules: Path = MODULES) -> Iterator[BlueskyServer]:
    """Start server, directory and index on free ports; end all of them whatever happens."""
    with appview() as (index, index_url):
        port = free_port()
        command = ["node", str(HERE / "atproto_pds.mjs"), str(modules), str(folder), str(port), str(free_port())]
        process = subprocess.Popen(
            [*command, index_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )  # its standard input closes when we die, and it ends with it
        try:
            index.server = _ready(process)
            yield BlueskyServer(index.server, index, process)
        finally:
            _end(process)


def _ready(process: subprocess.Popen[str]) -> str:
    readable, _, _ = select.select([process.stdout], [], [], START)
    line = process.stdout.readline() if readable and process.stdout else ""
    if not line.startswith("READY"):
        raise RuntimeError(f"the Bluesky server did not start within {START} s: {line!r}")
    return line.split()[1]


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=8)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def bluesky_target(_: str, path: str) -> Target:
    """Say what a request is for."""
    return TARGETS.get(path.rpartition("/")[2], Target.OTHER)


@dataclass
class BlueskyPeer:
    """A fresh account on the server, behind a proxy that misbehaves."""

    server: BlueskyServer
    proxy: MisbehavingProxy
    member: Member
    memory: dict[str, Any] = field(default_factory=dict)

    @property
    def settings(self) -> Mapping[str, str]:
        return {"server": self.proxy.url, "identifier": f"@{self.member.handle}"}

    @property
    def secrets(self) -> Mapping[str, str]:
        return {"password": PASSWORD}

    @property
    def allowed_private(self) -> frozenset[str]:
        return frozenset({self.proxy.pair})

    def entries(self) -> Sequence[str]:
        return [record["value"]["text"] for record in self.member.posts()]

    def trouble(self, trouble: Trouble, *, on: Target = Target.PUBLISH, times: int = 1) -> None:
        self.proxy.trouble(trouble, on=on, times=times)

    def down(self) -> AbstractContextManager[None]:
        return self.proxy.down()
