"""Whether a request comes from somebody we know, before its body is read."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import OperationalError, close_old_connections
from django.http import HttpRequest

from opus.accounts import credentials
from opus.accounts.throttle import TooManyGuessesError


def is_known(request: HttpRequest, *, by_header: bool) -> bool:
    """By the Authorization header, where it counts, else by the session."""
    close_old_connections()
    header = request.headers.get("Authorization", "") if by_header else ""
    try:
        return _opens(request, header) if header else _is_logged_in(request)
    except OperationalError:
        return True  # whoever answers the request will find the same, and say so


def _opens(request: HttpRequest, header: str) -> bool:
    try:
        credentials.read(request, header)
    except (credentials.WrongError, TooManyGuessesError):
        return False
    return True


def _is_logged_in(request: HttpRequest) -> bool:
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return get_user(request).is_authenticated
