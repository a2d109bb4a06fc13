"""Passwords: checked, remembered for a while, and not guessed quickly.

Hashing a password takes 0.3 s on purpose, and clients poll with it. What was found of
one is remembered for five minutes, under an HMAC that changes with the stored hash, for
the place it came from: elsewhere it would tell a guesser, at no cost, what is right.
"""

import hashlib
import hmac
import threading
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from opus.accounts import throttle
from opus.accounts.throttle import Bucket, TooManyGuessesError

SECONDS = 300  # so long it is remembered
SUSPICIOUS = 20  # guesses, after those that are free, in that time
RIGHT, WRONG = "right", "wrong"
NUL = "\0"  # no database but SQLite looks for it
# Clients with many threads log in many times at once: one of them has it hashed.
_locks = [threading.Lock() for _ in range(64)]


class Backend(ModelBackend):
    """Django's, for every way in: the pages, the admin, Basic, programs' log-in."""

    @sensitive_variables("password")
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The user, if the password is right. Raises TooManyGuessesError."""
        if not username or password is None or NUL in username:
            return None
        counted = throttle.buckets(request, username)
        own = counted[0]
        with _locks[hash(own.key) % len(_locks)]:
            user, verdict = _recall(own, username, password)
            if verdict == RIGHT:
                return user
            if verdict == WRONG:
                # A program with an old password leaves its owner a try with the new.
                throttle.count(counted, kept=1)
                return None
            _count(counted)
            found = super().authenticate(request, username, password, **kwargs)
            if not isinstance(found, User):
                cache.set(_key(own, user, username, password), WRONG, SECONDS)
                return None
            throttle.forgive(counted)
            cache.set(_key(own, found, username, password), RIGHT, SECONDS)
            return found

    async def aauthenticate(self, *args: Any, **kwargs: Any) -> User | None:
        """Django's own would not count."""
        return await sync_to_async(self.authenticate)(*args, **kwargs)


@sensitive_variables("password")
def remembered(request: HttpRequest, name: str, password: str) -> User | None:
    """The user whose password was right a moment ago, from here, and still is."""
    if not name or NUL in name:
        return None
    user, verdict = _recall(throttle.buckets(request, name)[0], name, password)
    return user if verdict == RIGHT else None


@sensitive_variables("password")
def _recall(own: Bucket, name: str, password: str) -> tuple[User | None, str | None]:
    """A right password is not held up, unless somebody goes on guessing at it."""
    user = next(iter(User.objects.filter(username=name, is_active=True)), None)
    verdict = cache.get(_key(own, user, name, password))
    if verdict == RIGHT and cache.get(_suspicion(own), 0) >= SUSPICIOUS:
        return user, None
    return user, verdict


def _count(counted: tuple[Bucket, ...]) -> None:
    try:
        throttle.count(counted)
    except TooManyGuessesError:
        suspicion = _suspicion(counted[0])
        cache.set(suspicion, cache.get(suspicion, 0) + 1, SECONDS)
        raise


@sensitive_variables("password")
def _key(own: Bucket, user: User | None, name: str, password: str) -> str:
    who = f"{user.pk}:{user.password}" if user else f":{name}"
    message = f"{own.key}:{who}:{password}".encode()
    mac = hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()
    return f"password:{mac}"


def _suspicion(own: Bucket) -> str:
    return f"suspicion:{own.key}"
