"""Who asks: HTTP Basic for programs, beside the session that pages use."""

import base64
import binascii
import hashlib
import hmac

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject

from jobs import access
from jobs.uws.errors import text

API = ("/rest/", "/uws/", "/store")
REMEMBERED_SECONDS = 300
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class HeaderAuthentication(MiddlewareMixin):
    """Sets the user from an Authorization header, on the paths that programs use.

    Provenance, which knows no jobs, gets to know who asks as `request.viewer`.
    A request without the session's cookie cannot be forged by another site, so it
    needs no CSRF token; one that a browser sends from another site is refused.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        request.viewer = SimpleLazyObject(lambda: access.viewer(request.user))  # type: ignore[attr-defined]
        if not request.path.startswith(API):
            return None
        header = request.headers.get("Authorization", "")
        if not header:
            if settings.SESSION_COOKIE_NAME not in request.COOKIES:
                _exempt_from_csrf(request)
            return None
        user = _basic(header)
        if user is None:
            return text("The user name or the password is wrong.", 401)
        if request.method not in SAFE and _comes_from_elsewhere(request):
            return text("This request comes from another site.", 403)
        request.user = user
        _exempt_from_csrf(request)
        return None


def _exempt_from_csrf(request: HttpRequest) -> None:
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # noqa: SLF001 - read by Django's middleware


def _comes_from_elsewhere(request: HttpRequest) -> bool:
    """Browsers remember Basic credentials and send them for any site that asks."""
    origin = request.headers.get("Origin")
    if origin and origin.partition("://")[2] != request.get_host():
        return True
    site = request.headers.get("Sec-Fetch-Site", "none")
    return site not in ("none", "same-origin")


def _basic(header: str) -> User | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        decoded = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    name, colon, password = decoded.partition(":")
    return _verified(name, password) if colon else None


def _verified(name: str, password: str) -> User | None:
    """The user, if the password is right.

    Hashing a password takes 0.3 s on purpose, and clients poll with it: a right one is
    remembered for five minutes, as an HMAC that changes with the stored hash.
    """
    user = User.objects.filter(username=name, is_active=True).first()
    if user is not None:
        key = f"basic:{_mac(user, password)}"
        if cache.get(key) == user.pk:
            return user
    found = authenticate(username=name, password=password)
    if not isinstance(found, User):
        return None
    cache.set(f"basic:{_mac(found, password)}", found.pk, REMEMBERED_SECONDS)
    return found


def _mac(user: User, password: str) -> str:
    message = f"{user.pk}:{user.password}:{password}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()
