"""Where the portal listens, and whether it may."""

import ipaddress
import os
import socket

from django.conf import settings
from django.core.management.base import CommandError

DEFAULT = "127.0.0.1:8000"
HELP = f"HOST:PORT to listen on; {DEFAULT} if not given"
BACKLOG = 1024


def listen(bind: str) -> socket.socket:
    """A socket on HOST:PORT. Raises CommandError with what to do."""
    host, port = _parse(bind)
    _refuse_unsafe(host)
    try:
        return _open(host, port)
    except OSError as error:
        raise CommandError(
            f"Cannot listen on {bind}: {error.strerror}. Is the portal running "
            "already? Another address: --bind HOST:PORT (make demo "
            "BIND=127.0.0.1:8001)."
        ) from error


def _open(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    family, kind, _, _, address = found[0]
    listening = socket.socket(family, kind)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def url(listening: socket.socket) -> str:
    """The address that a person on this host can open."""
    if settings.OPUS_URL:
        return str(settings.OPUS_URL)
    host, port = listening.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _parse(bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:  # noqa: PLR2004 - of ports
        raise CommandError(f"--bind {bind}: write it like {DEFAULT} or [::1]:8000")
    return host.strip("[]"), int(port)


def _refuse_unsafe(host: str) -> None:
    if host == "localhost" or _is_loopback(host):
        return
    if settings.DEBUG:
        raise CommandError(
            f"OPUS_DEBUG=True would show source code and settings to whoever reaches "
            f"{host}: unset it, or bind to 127.0.0.1."
        )
    if not os.environ.get("OPUS_SECRET_KEY"):
        raise CommandError(
            f"{host} is a public address: set OPUS_SECRET_KEY to a secret of your own, "
            "for instance the output of: openssl rand -base64 48"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
