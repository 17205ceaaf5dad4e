"""A stand-in for the network's index (AppView), ours and tiny: it counts records on one server.

The real server passes ``app.bsky.feed.getPosts`` on to it, signed, just as it would to the real index. What it counts
are real records of real accounts on that server; how the real index counts is not shown by it.
"""

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from peers.loopback import ask


class AppView:
    """Answers ``getPosts``. ``server``: the address of the account server that it reads."""

    def __init__(self) -> None:
        self.server = ""
        self.asked: list[str] = []

    def counts(self, uri: str) -> dict[str, Any] | None:
        """Return one post with its counts, or None when the server has no such record."""
        did, collection, key = uri.removeprefix("at://").split("/")
        where = f"repo={did}&collection={collection}&rkey={key}"
        found = ask("GET", f"{self.server}/xrpc/com.atproto.repo.getRecord?{where}")
        if found.status != 200:
            return None
        posts = [record["value"] for repo in self._repos() for record in self._records(repo, "app.bsky.feed.post")]
        return {
            "uri": uri,
            "cid": found.json["cid"],
            "record": found.json["value"],
            "likeCount": self._pointing(uri, "app.bsky.feed.like"),
            "repostCount": self._pointing(uri, "app.bsky.feed.repost"),
            "replyCount": sum(_parent(post) == uri for post in posts),
            "quoteCount": sum(_quoted(post) == uri for post in posts),
        }

    def _pointing(self, uri: str, collection: str) -> int:
        records = (record["value"] for repo in self._repos() for record in self._records(repo, collection))
        return sum(record["subject"]["uri"] == uri for record in records)

    def _repos(self) -> list[str]:
        answer = ask("GET", f"{self.server}/xrpc/com.atproto.sync.listRepos?limit=1000")
        return [repo["did"] for repo in answer.json["repos"]]

    def _records(self, did: str, collection: str) -> list[dict[str, Any]]:
        where = f"repo={did}&collection={collection}&limit=100"
        return list(ask("GET", f"{self.server}/xrpc/com.atproto.repo.listRecords?{where}").json.get("records", []))


def _parent(post: dict[str, Any]) -> str:
    return str(post.get("reply", {}).get("parent", {}).get("uri", ""))


def _quoted(post: dict[str, Any]) -> str:
    return str(post.get("embed", {}).get("record", {}).get("uri", ""))


@contextlib.contextmanager
def appview() -> Iterator[tuple[AppView, str]]:
    """Run it in a thread; give it and its address."""
    index = AppView()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            index.asked.append(parts.path)
            uris = parse_qs(parts.query).get("uris", [])
            posts = [post for uri in uris if (post := index.counts(uri))]
            known = parts.path == "/xrpc/app.bsky.feed.getPosts"
            body = json.dumps({"posts": posts} if known else {"error": "MethodNotImplemented"}).encode()
            self.send_response(200 if known else 501)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield index, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
