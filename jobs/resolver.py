"""Names of objects in the sky, looked up at a service that the operator chose.

It answers as the Sesame service of the CDS does when asked for plain text: a line
`%J ra dec …` in degrees. Requests wait for it, so few ask at a time, and what it said
is remembered.
"""

import hashlib
import logging
import re
import threading
import urllib.request
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import quote

from django.conf import settings
from django.core.cache import caches

from jobs.descriptions.kinds import positions
from jobs.descriptions.kinds.positions import Position
from jobs.descriptions.texts import shorten

logger = logging.getLogger(__name__)
PLACE = re.compile(
    r"^%J\s+([0-9.]{1,30})\s+([+-]?[0-9.]{1,30})", re.ASCII | re.MULTILINE
)
LARGEST = 64 * 1024
AT_ONCE = 4
REMEMBERED, FORGOTTEN = 24 * 3600, 600  # seconds: what was found, what was not
UNKNOWN = "unknown"
asking = threading.BoundedSemaphore(AT_ONCE)


class UnreachableError(ValueError):
    """The service does not answer, or not as it should."""

    def __init__(self) -> None:
        super().__init__(
            "the service that knows names of objects cannot be reached now: give "
            f"coordinates like {positions.EXAMPLES}, or try again later"
        )


def is_on() -> bool:
    return bool(settings.OPUS_RESOLVER_URL)


def resolve(name: str) -> Position:
    """Where the object is. Raises ValueError with a sentence."""
    if not is_on():
        return positions.named_nowhere(name)
    cache, key = caches["names"], _key(name)
    found = cache.get(key)
    if found is None:
        found = _ask(name)
        cache.set(key, found, FORGOTTEN if found == UNKNOWN else REMEMBERED)
    if found == UNKNOWN:
        raise ValueError(
            f"“{shorten(name)}” is not known by the service that looks up names: give "
            f"coordinates like {positions.EXAMPLES}"
        )
    ra, dec = found
    return ra, dec


def _key(name: str) -> str:
    plain = " ".join(name.lower().split())
    return hashlib.sha256(f"{settings.OPUS_RESOLVER_URL} {plain}".encode()).hexdigest()


def _ask(name: str) -> Position | str:
    if not asking.acquire(timeout=settings.OPUS_RESOLVER_SECONDS):
        raise UnreachableError
    try:
        return _read(_fetch(name))
    finally:
        asking.release()


def _read(text: str) -> Position | str:
    if found := PLACE.search(text):
        return float(found[1]), float(found[2])
    if text.lstrip().startswith("#"):  # an answer, with nothing in it
        return UNKNOWN
    raise UnreachableError


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The operator named one address; nobody else is asked."""

    def redirect_request(self, *_: object) -> None:
        return None


def _fetch(name: str) -> str:
    address = settings.OPUS_RESOLVER_URL.replace("{name}", quote(name, safe=""))
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=settings.OPUS_RESOLVER_SECONDS) as answer:
            text: bytes = answer.read(LARGEST)
    except (OSError, HTTPException, ValueError) as error:
        if isinstance(error, HTTPError):
            error.close()
        logger.warning("no names can be looked up: %s", error)
        raise UnreachableError from error
    return text.decode(errors="replace")
