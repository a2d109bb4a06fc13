"""Bytes behind a URL that a user gave, without letting the user reach our network.

Every host, also one that a redirect names, is resolved once, its addresses are
checked, and the connection goes to the address that was checked.
"""

import contextlib
import hashlib
import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

REDIRECTS = 5
CONNECT_SECONDS = 20
BLOCK = 1 << 20
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Ways into a network that `is_global` does not know of, or not in every Python.
REFUSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "::/96",  # IPv4-compatible
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b:1::/48",  # NAT64 of one network
        "fec0::/10",  # site-local
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
    )
)
MOVED = frozenset({301, 302, 303, 307, 308})
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class DownloadError(Exception):
    """Why the bytes could not be had, as a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`hosts` are names an operator trusts although their addresses are private."""

    bytes: int
    seconds: int
    hosts: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Downloaded:
    url: str  # after redirects
    size: int
    sha256: str


def problem(url: str) -> str:
    """Why the URL cannot be fetched at all; empty if it might."""
    try:
        _split(url)
    except DownloadError as error:
        return str(error)
    return ""


def download(url: str, target: Path, limits: Limits) -> Downloaded:
    """Write the bytes to `target`. Raises DownloadError, and may leave a part."""
    deadline = time.monotonic() + limits.seconds
    for _ in range(REDIRECTS + 1):
        parts = _split(url)
        try:
            with contextlib.closing(_connect(parts, limits)) as connection:
                answer = _ask(connection, parts)
                if answer.status not in MOVED:
                    return _save(url, answer, target, limits, deadline)
        except TimeoutError as error:
            raise DownloadError(f"{parts.hostname} does not answer in time") from error
        except (OSError, http.client.HTTPException) as error:
            raise DownloadError(f"{parts.hostname}: {error}") from error
        url = _next(url, answer.getheader("Location") or "")
    raise DownloadError(f"{url}: more than {REDIRECTS} redirects")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise DownloadError(f"“{url}” is not a URL: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise DownloadError(
            f"“{url}” is not a URL that begins with http:// or https://"
        )
    if parts.username is not None or parts.password is not None:
        raise DownloadError(
            "a URL with a user name or password would show it to others"
        )
    if not url.isascii() or not url.isprintable() or " " in url:
        raise DownloadError(f"“{url}” has characters that a URL must write as %XX")
    return parts


def _next(url: str, location: str) -> str:
    target = urljoin(url, location)
    if url.startswith("https:") and target.startswith("http:"):
        raise DownloadError(f"{url} redirects to an address without encryption")
    return target


def addresses(host: str, port: int, limits: Limits) -> list[str]:
    """The host's addresses, all of them checked. Raises DownloadError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DownloadError(f"{host} is not a known host") from error
    texts = list(dict.fromkeys(str(row[4][0]) for row in found))
    if host not in limits.hosts and not all(is_public(text) for text in texts):
        raise DownloadError(
            f"{host} is inside this network: upload the file instead, or ask the "
            "operator to allow the host (OPUS_FETCH_HOSTS)"
        )
    return texts


def is_public(text: str) -> bool:
    address: Address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        else:
            address = address.ipv4_mapped or address.sixtofour or address
    refused = address.is_multicast or any(address in network for network in REFUSED)
    return address.is_global and not refused


def _connect(parts: SplitResult, limits: Limits) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    plain = _first_that_answers(addresses(host, port, limits), port)
    connection = http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)
    connection.sock = plain
    if secure:
        context = ssl.create_default_context()
        connection.sock = context.wrap_socket(plain, server_hostname=host)
        connection.default_port = 443  # so that the Host header is right
    return connection


def _first_that_answers(hosts: list[str], port: int) -> socket.socket:
    last: OSError = OSError("no address")
    for host in hosts:
        try:
            return socket.create_connection((host, port), CONNECT_SECONDS)
        except OSError as error:
            last = error
    raise last


def _ask(
    connection: http.client.HTTPConnection, parts: SplitResult
) -> http.client.HTTPResponse:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"User-Agent": "OPUS", "Accept": "*/*", "Accept-Encoding": "identity"}
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


def _save(
    url: str,
    answer: http.client.HTTPResponse,
    target: Path,
    limits: Limits,
    deadline: float,
) -> Downloaded:
    if answer.status != http.client.OK:
        raise DownloadError(f"{url} answered {answer.status} {answer.reason}")
    if (answer.length or 0) > limits.bytes:
        raise DownloadError(f"{url} has more than {limits.bytes:,} bytes")
    size, digest = 0, hashlib.sha256()
    with target.open("wb") as file:
        for block in iter(lambda: answer.read1(BLOCK), b""):
            size += len(block)
            digest.update(block)
            file.write(block)
            if size > limits.bytes:
                raise DownloadError(f"{url} has more than {limits.bytes:,} bytes")
            if time.monotonic() > deadline:
                raise DownloadError(f"{url} took more than {limits.seconds} s")
    if answer.length:
        raise DownloadError(f"{url} ended {answer.length:,} bytes too early")
    return Downloaded(url, size, digest.hexdigest())
