"""Safe HTTP: the only way out of this program. No Django here.

- Addresses: private, loopback, link-local and reserved ones are refused, as literals, after the name was
  resolved, and once more at the socket, so that a name cannot be turned on us; ``allowed_private`` lists
  the ``host:port`` pairs an installation permits (the practice platform, real servers in tests).
- No redirects, no silent repetition: what was sent is sent once.
- Every request has a deadline and a limit on the size of the answer.
- Two errors only: ``NotSent`` (certainly nothing reached the other side) and ``MaybeSent`` (perhaps it did).
"""

import ipaddress
import json as jsonlib
import socket
import ssl
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import AddrInfoType, Connection
from aiohttp.tracing import Trace
from yarl import URL

MAX_ANSWER = 4 * 1024 * 1024  # bytes; timelines and receipts are far smaller
DEADLINE = 20.0  # seconds; a lease is longer (delivery.rules)
CONNECT_DEADLINE = 10.0  # seconds until a connection stands, waiting for a free one included
KEEP_ALIVE = 4.0  # seconds; Node closes idle connections after 5: to be later would make good answers doubtful


class NotSent(Exception):  # noqa: N818
    """Certainly nothing reached the other side: no address, no connection, or we stopped before sending."""


class MaybeSent(Exception):  # noqa: N818
    """Perhaps it was acted upon: the connection broke, or the answer was late, too large or unreadable."""


class ForbiddenAddress(NotSent):
    """The address is private, reserved or unencrypted, and this installation does not allow it."""


@dataclass(frozen=True)
class Answer:
    """What the other side answered; ``body`` is complete. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON. Raises ValueError when it is none."""
        return jsonlib.loads(self.body)

    @property
    def text(self) -> str:
        """The body as text, wrong bytes replaced."""
        return self.body.decode("utf-8", "replace")


Guard = Callable[[], None]


@dataclass
class SafeHttp:
    """One pool of connections. Use as ``async with SafeHttp() as http``; ``await http.request(...)``.

    ``guard`` of a request is called when its connection is ready and nothing was sent yet; what it raises
    becomes NotSent. The pump checks its lease there.
    """

    allowed_private: frozenset[str] = frozenset()
    require_https: bool = True
    deadline: float = DEADLINE
    max_answer: int = MAX_ANSWER
    user_agent: str = "Duta/0.1"
    connections: int = 200
    connect_deadline: float = CONNECT_DEADLINE
    heard: Callable[[Answer], None] | None = None  # told every answer, whatever its status
    _session: aiohttp.ClientSession | None = field(default=None, init=False, repr=False)

    async def __aenter__(self) -> "SafeHttp":
        connector = _GuardedConnector(
            limit=self.connections,
            resolver=_SafeResolver(self.allowed_private),
            socket_factory=_open_socket,
            ssl=_tls_context(),
            keepalive_timeout=KEEP_ALIVE,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            auto_decompress=True,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.user_agent},
        )
        # aiohttp repeats PUT and DELETE by itself on a lost connection: two bodies at the platform. A test
        # pins this.
        self._session._retry_connection = False
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        data: Any = None,
        params: Mapping[str, str] | None = None,
        guard: Guard | None = None,
        deadline: float | None = None,
    ) -> Answer:
        """Send once and return the answer, whatever its status. Raises NotSent, MaybeSent."""
        if self._session is None:
            raise RuntimeError("use SafeHttp inside 'async with'")
        sending = _Sending(guard, allowed=self._check(url, headers or {}))
        token = _SENDING.set(sending)
        try:
            async with self._session.request(
                method,
                url,
                headers=headers,
                json=json,
                data=data,
                params=params,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=deadline or self.deadline, connect=self.connect_deadline),
            ) as response:
                answer = await self._read(response)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise sending.verdict(error) from error
        finally:
            _SENDING.reset(token)
        if self.heard is not None:
            self.heard(answer)
        return answer

    def _check(self, url: str, headers: Mapping[str, str]) -> bool:
        """Return whether the address is one of the allowed private ones. Raises NotSent."""
        target = _parsed(url)
        host, pair = target.host or "", f"{target.host}:{target.port}"
        allowed = pair in self.allowed_private
        if self.require_https and target.scheme != "https" and not allowed:
            raise ForbiddenAddress(f"{host} would be reached without encryption")
        if _looks_like_address(host) and not allowed and not _is_public(host):
            raise ForbiddenAddress(f"{host} is a private or reserved address")
        if broken := [name for name, value in headers.items() if _breaks_line(name + value)]:
            raise NotSent(f"a header has a line break: {', '.join(broken)[:100]!r}")
        return allowed

    async def _read(self, response: aiohttp.ClientResponse) -> Answer:
        body = bytearray()
        async for chunk in response.content.iter_chunked(65536):
            body += chunk
            if len(body) > self.max_answer:
                raise MaybeSent(f"the answer is larger than {self.max_answer} bytes")
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, headers, bytes(body))


@dataclass
class _Sending:
    """Follows one request: ``ready`` once its connection stands, from when on its body may have gone out."""

    guard: Guard | None
    allowed: bool
    ready: bool = False

    def start(self) -> None:
        """Say that the next thing is the body. Raises NotSent when the guard objects."""
        if self.guard is not None:
            try:
                self.guard()
            except NotSent:
                raise
            except Exception as error:
                raise NotSent(_reason(error)) from error
        self.ready = True

    def verdict(self, error: Exception) -> NotSent | MaybeSent:
        """Say what an error means for the question whether anything was sent."""
        if self.ready:
            return MaybeSent(_reason(error))
        if isinstance(getattr(error, "os_error", None), _PrivateAddressError):
            return ForbiddenAddress(str(getattr(error, "os_error", "")))
        return NotSent(_reason(error))


_SENDING: ContextVar[_Sending] = ContextVar("duta_sending")


class _GuardedConnector(aiohttp.TCPConnector):
    """Asks the request's guard when a connection is ready, new or reused.

    Not a trace hook: aiohttp loses a connection, open, when a hook raises. Here it goes back to the pool,
    unused.
    """

    async def connect(self, req: ClientRequest, traces: list[Trace], timeout: aiohttp.ClientTimeout) -> Connection:
        """Return a connection that may be written to. Raises NotSent when the guard objects."""
        connection = await super().connect(req, traces, timeout)
        try:
            _SENDING.get().start()
        except BaseException:
            connection.release()
            raise
        return connection


class _PrivateAddressError(OSError):
    """A name or address leads to where this installation may not go."""


class _SafeResolver(AbstractResolver):
    """Resolves names and leaves out addresses that are not public, unless the pair host:port is allowed."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed
        self._inner = aiohttp.ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        """Return the public addresses of a name. Raises OSError when none is left."""
        found = await self._inner.resolve(host, port, family)
        if f"{host}:{port}" in self._allowed:
            return found
        public = [entry for entry in found if _is_public(entry["host"])]
        if not public:
            raise _PrivateAddressError(f"{host} leads to a private or reserved address")
        return public

    async def close(self) -> None:
        """Close the inner resolver."""
        await self._inner.close()


def _open_socket(address: AddrInfoType) -> socket.socket:
    """Open a socket, the last word on where it may lead. Raises _PrivateAddressError."""
    family, kind, protocol, _, where = address
    if not _SENDING.get().allowed and not _is_public(str(where[0])):
        raise _PrivateAddressError(f"{where[0]} is a private or reserved address")
    return socket.socket(family=family, type=kind, proto=protocol)


def _parsed(url: str) -> URL:
    """Parse with the parser that sends, since two parsers may see two hosts. Raises ForbiddenAddress."""
    try:
        target = URL(url)
        usable = target.scheme in ("http", "https") and target.host and target.user is None
    except ValueError:
        usable = False
    if not usable:
        raise ForbiddenAddress(f"not a web address: {url[:200]!r}")
    return target


def _breaks_line(text: str) -> bool:
    return any(character in text for character in "\r\n\0")


def _looks_like_address(host: str) -> bool:
    """Whether aiohttp would take a host for an address and not ask the resolver: decimal forms included."""
    return ":" in host or host.replace(".", "").isdigit()


def _is_public(address: str) -> bool:
    """Whether an address is a public one; an unusual spelling (2130706433, 0177.0.0.1) never is."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if (inner := _inner_v4(ip)) is not None:
            return inner.is_global and not inner.is_multicast
        return ip in _GLOBAL_V6 and ip.is_global
    return ip.is_global and not ip.is_multicast


_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _inner_v4(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for (mapped, NAT64, 6to4, Teredo), or None."""
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:300]


_TLS: list[ssl.SSLContext] = []


def _tls_context() -> ssl.SSLContext:
    """Share one context: making one costs 26 ms."""
    if not _TLS:
        _TLS.append(ssl.create_default_context())
    return _TLS[0]


__all__ = ["Answer", "ForbiddenAddress", "MaybeSent", "NotSent", "SafeHttp"]
