"""What the practice platform keeps: one SQLite file. Times are seconds since 1970, UTC."""

import json
import secrets
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from duta.core.frozen import digest_of, digest_of_bytes

SCHEMA = """
create table if not exists facts (name text primary key, value text not null); create table if not exists
accounts ( id integer primary key, handle text not null unique, name text not null, created_at real not
null); create table if not exists media (sha256 text primary key, mime text not null, content blob not
null); create table if not exists posts ( id integer primary key autoincrement, account_id integer not null
references accounts, delivery_id text not null, body text not null, digest text not null, stored_at real not
null, withdrawn_at real, unique (account_id, delivery_id)); create index if not exists posts_of_account on
posts (account_id, id); create table if not exists tags (tag text not null, post_id integer not null
references posts, primary key (tag, post_id)); create table if not exists presses ( post_id integer not null
references posts, visitor text not null, kind text not null, at real not null, primary key (post_id, kind,
visitor)); create table if not exists replies ( id integer primary key, post_id integer not null references
posts, visitor text not null, name text not null, text text not null, at real not null); create index if not
exists replies_of_post on replies (post_id, id);
"""
KINDS = ("like", "share")
PAGE = 20
SAME_REPLY = 60.0  # seconds in which the same words again are a slip of the finger


@dataclass(frozen=True)
class Account:
    """One account; ``posts`` counts what is visible."""

    id: int
    handle: str
    name: str
    created_at: float
    posts: int = 0


@dataclass
class Post:
    """One post as a page shows it. ``body`` is what the API was given; ``pressed`` what this visitor pressed."""

    id: int
    account: Account
    delivery_id: str
    body: Mapping[str, Any]
    digest: str
    stored_at: float
    withdrawn: bool
    likes: int = 0
    shares: int = 0
    replies: int = 0
    pressed: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Reply:
    """What a visitor answered."""

    id: int
    name: str
    text: str
    at: float


class DifferentContentError(Exception):
    """This delivery is stored already, with other content."""


class WithdrawnError(Exception):
    """This delivery was withdrawn; it never comes back."""


class Store:
    """Reads and writes the file. Calls take microseconds, so the event loop waits for them."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.execute("pragma foreign_keys = on")
        self._db.executescript(SCHEMA)
        self._db.execute("insert or ignore into facts values ('secret', ?)", (secrets.token_hex(32),))

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @property
    def secret(self) -> bytes:
        """What forms and cookies are signed with."""
        value = self._db.execute("select value from facts where name = 'secret'").fetchone()[0]
        return str(value).encode()

    # -- accounts

    def open_account(self, handle: str, name: str, now: float) -> Account:
        """Return the account, made on first use; a new name replaces the old one."""
        self._db.execute(
            "insert into accounts (handle, name, created_at) values (?, ?, ?) "
            "on conflict (handle) do update set name = excluded.name",
            (handle, name, now),
        )
        account = self.account(handle)
        if account is None:
            raise LookupError(handle)
        return account

    def account(self, handle: str) -> Account | None:
        """Return one account, or None."""
        return next(iter(self._accounts("where a.handle = ?", handle)), None)

    def accounts(self) -> list[Account]:
        """Return all accounts by name."""
        return self._accounts("")

    def _accounts(self, where: str, *values: str) -> list[Account]:
        rows = self._db.execute(
            "select a.id, a.handle, a.name, a.created_at, count(p.id) as posts from accounts a "  # noqa: S608
            f"left join posts p on p.account_id = a.id and p.withdrawn_at is null {where} "
            "group by a.id order by a.name, a.id",
            values,
        )
        return [Account(**row) for row in map(dict, rows)]

    # -- media

    def keep_media(self, content: bytes, mime: str) -> str:
        """Store bytes under their own hash and return it."""
        sha256 = digest_of_bytes(content)
        self._db.execute("insert or ignore into media values (?, ?, ?)", (sha256, mime, content))
        return sha256

    def media(self, sha256: str) -> tuple[str, bytes] | None:
        """Return type and bytes, or None."""
        row = self._db.execute("select mime, content from media where sha256 = ?", (sha256,)).fetchone()
        return (row["mime"], row["content"]) if row else None

    def missing_media(self, hashes: Iterable[str]) -> list[str]:
        """Return the hashes that nobody uploaded."""
        found = "select 1 from media where sha256 = ?"
        return [sha256 for sha256 in hashes if self._db.execute(found, (sha256,)).fetchone() is None]

    # -- posts

    def put_post(
        self, account: Account, delivery_id: str, body: Mapping[str, Any], *, tags: Iterable[str], now: float
    ) -> tuple[Post, bool]:
        """Store a post once, and say whether it is new. Raises DifferentContentError, WithdrawnError."""
        digest = digest_of(body)
        try:
            self._insert_post(account, delivery_id, body, digest, tags, now)
        except sqlite3.IntegrityError:
            return self._same_post(account, delivery_id, digest), False
        return self._same_post(account, delivery_id, digest), True

    def _insert_post(
        self, account: Account, delivery_id: str, body: Mapping[str, Any], digest: str, tags: Iterable[str], now: float
    ) -> None:
        self._db.execute("begin immediate")
        try:
            stored = self._db.execute(
                "insert into posts (account_id, delivery_id, body, digest, stored_at) values (?, ?, ?, ?, ?)",
                (account.id, delivery_id, json.dumps(body, ensure_ascii=False), digest, now),
            )
            rows = [(tag.casefold(), stored.lastrowid) for tag in tags]
            self._db.executemany("insert or ignore into tags values (?, ?)", rows)
            self._db.execute("commit")
        except BaseException:
            self._db.execute("rollback")
            raise

    def _same_post(self, account: Account, delivery_id: str, digest: str) -> Post:
        post = self.post_of_delivery(account, delivery_id)
        if post is None or post.digest != digest:
            raise DifferentContentError(delivery_id)
        if post.withdrawn:
            raise WithdrawnError(delivery_id)
        return post

    def withdraw_post(self, account: Account, delivery_id: str, now: float) -> bool:
        """Take a post back, for good. False when there never was one."""
        changed = self._db.execute(
            "update posts set withdrawn_at = coalesce(withdrawn_at, ?) where account_id = ? and delivery_id = ?",
            (now, account.id, delivery_id),
        )
        return bool(changed.rowcount)

    def post_of_delivery(self, account: Account, delivery_id: str) -> Post | None:
        """Return an account's post, withdrawn ones included, or None."""
        found = self._posts("p.account_id = ? and p.delivery_id = ?", (account.id, delivery_id), "")
        return next(iter(found), None)

    def post(self, post_id: int, visitor: str) -> Post | None:
        """Return one post, withdrawn ones included, or None."""
        return next(iter(self._posts("p.id = ?", (post_id,), visitor)), None)

    def timeline(self, visitor: str, *, before: int | None = None, account: str = "", tag: str = "") -> list[Post]:
        """Return a page of visible posts, newest first: of all, of one account, or with one tag."""
        where, values = "p.withdrawn_at is null and p.id < ?", [before or 2**62]
        extra: list[str | int] = list(values)
        if account:
            where += " and a.handle = ?"
            extra.append(account)
        if tag:
            where += " and p.id in (select post_id from tags where tag = ?)"
            extra.append(tag.casefold())
        return self._posts(where, tuple(extra), visitor)

    def newest(self) -> int:
        """Return the number of the newest visible post, 0 when there is none."""
        row = self._db.execute("select max(id) from posts where withdrawn_at is null").fetchone()
        return int(row[0] or 0)

    def _posts(self, where: str, values: tuple[str | int, ...], visitor: str) -> list[Post]:
        rows = self._db.execute(
            "select p.id, p.delivery_id, p.body, p.digest, p.stored_at, p.withdrawn_at, "  # noqa: S608
            "a.id as account_id, a.handle, a.name, a.created_at "
            f"from posts p join accounts a on a.id = p.account_id where {where} order by p.id desc limit {PAGE}",
            values,
        ).fetchall()
        posts = {row["id"]: _post(row) for row in rows}
        self._count(posts, visitor)
        return list(posts.values())

    def _count(self, posts: dict[int, Post], visitor: str) -> None:
        marks, ids = ",".join("?" * len(posts)), tuple(posts)
        presses = self._db.execute(
            "select post_id, kind, count(*) as number, max(visitor = ?) as mine from presses "  # noqa: S608
            f"where post_id in ({marks}) group by post_id, kind",
            (visitor, *ids),
        )
        for row in presses:
            post = posts[row["post_id"]]
            setattr(post, f"{row['kind']}s", row["number"])
            if row["mine"]:
                post.pressed |= {row["kind"]}
        replies = self._db.execute(
            f"select post_id, count(*) as number from replies where post_id in ({marks}) group by post_id",  # noqa: S608
            ids,
        )
        for row in replies:
            posts[row["post_id"]].replies = row["number"]

    # -- what visitors do

    def press(self, post_id: int, kind: str, visitor: str, now: float) -> None:
        """Press a button; pressing it again takes it back."""
        if kind not in KINDS:
            raise ValueError(kind)
        mine = (post_id, kind, visitor)
        gone = self._db.execute("delete from presses where post_id = ? and kind = ? and visitor = ?", mine)
        if not gone.rowcount:
            self._db.execute("insert into presses (post_id, kind, visitor, at) values (?, ?, ?, ?)", (*mine, now))

    def reply(self, post_id: int, visitor: str, name: str, text: str, now: float) -> None:
        """Keep a reply; the same words by the same visitor within a minute are kept once."""
        same = self._db.execute(
            "select 1 from replies where post_id = ? and visitor = ? and text = ? and at > ?",
            (post_id, visitor, text, now - SAME_REPLY),
        ).fetchone()
        if same is None:
            self._db.execute(
                "insert into replies (post_id, visitor, name, text, at) values (?, ?, ?, ?, ?)",
                (post_id, visitor, name, text, now),
            )

    def replies(self, post_id: int) -> list[Reply]:
        """Return the replies to a post, oldest first."""
        rows = self._db.execute("select id, name, text, at from replies where post_id = ? order by id", (post_id,))
        return [Reply(**row) for row in map(dict, rows)]


def _post(row: sqlite3.Row) -> Post:
    account = Account(row["account_id"], row["handle"], row["name"], row["created_at"])
    return Post(
        id=row["id"],
        account=account,
        delivery_id=row["delivery_id"],
        body=json.loads(row["body"]),
        digest=row["digest"],
        stored_at=row["stored_at"],
        withdrawn=row["withdrawn_at"] is not None,
    )
