"""Slows down whoever guesses passwords, without shutting out whom they guess.

Two leaky buckets count: one for a user name asked from one place, one for the place.
A stranger elsewhere has buckets of their own, so nobody is locked out from afar. Each
check of a password is counted before it is made, and given back when the password was
right: however many guess at the same time, no more get through.
"""

import hashlib
import hmac
import ipaddress
import math
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from opus.accounts.models import Strikes
from provenance import times

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Bucket:
    """`size` wrong passwords are free, then one more every `seconds`."""

    key: str
    size: int
    seconds: float

    def level(self, row: Strikes | None) -> float:
        if row is None:
            return 0.0
        sunk = (times.now() - row.at).total_seconds() / self.seconds
        return max(0.0, row.level - max(0.0, sunk))

    def wait(self, level: float, kept: int) -> float:
        """Seconds until one more fits and `kept` would fit after it."""
        return (level - (self.size - 1 - kept)) * self.seconds


class TooManyGuessesError(Exception):
    """Nobody looked at the password. `seconds` is how long to wait."""

    def __init__(self, seconds: float) -> None:
        self.seconds = max(1, math.ceil(seconds))
        super().__init__(
            f"Too many wrong passwords: wait {self.seconds} s, then try again. Perhaps "
            "a program of yours still uses an old password; tokens are not held up."
        )

    def on(self, response: HttpResponse) -> HttpResponse:
        """The answer, for programs that can wait (RFC 6585, section 4)."""
        response.headers["Retry-After"] = str(self.seconds)
        return response


def buckets(request: HttpRequest | None, name: str) -> tuple[Bucket, ...]:
    """The first is that of the user name."""
    address = _address(request.META.get("REMOTE_ADDR", "") if request else "")
    place = _network(address)
    folded = unicodedata.normalize("NFKC", name).casefold()
    own = Bucket(_key("name", folded, place), size=5, seconds=120)
    # All share the host's own address when a proxy in front is not told to us.
    if address is None or address.is_loopback:
        return (own,)
    return (own, Bucket(_key("place", place), size=50, seconds=60))


def count(counted: tuple[Bucket, ...], *, kept: int = 0) -> None:
    """One more guess; `kept` places in the buckets stay free for other passwords.

    Raises TooManyGuessesError, and counts nothing, if one of them is full.
    """
    with transaction.atomic():
        keys = [bucket.key for bucket in counted]
        found = Strikes.objects.select_for_update().filter(key__in=keys)
        rows = {row.key: row for row in found}
        levels = {bucket: bucket.level(rows.get(bucket.key)) for bucket in counted}
        longest = max(bucket.wait(level, kept) for bucket, level in levels.items())
        if longest > 0:
            raise TooManyGuessesError(longest)
        now = times.now()
        Strikes.objects.bulk_create(
            [
                Strikes(key=b.key, level=level + 1, at=now)
                for b, level in levels.items()
            ],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["level", "at"],
        )


def forgive(counted: tuple[Bucket, ...]) -> None:
    """The password was right: the name starts anew, the place gets its guess back."""
    own, *others = (bucket.key for bucket in counted)
    Strikes.objects.filter(key=own).delete()
    Strikes.objects.filter(key__in=others).update(level=F("level") - 1)


def place(address: str) -> str:
    """Where a request comes from; the text is empty if that is not known."""
    return _network(_address(address))


def _address(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _network(address: Address | None) -> str:
    """Who has one IPv6 address has 2⁶⁴ of them."""
    if not isinstance(address, ipaddress.IPv6Address):
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _key(*words: str) -> str:
    message = "\0".join(words).encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()
