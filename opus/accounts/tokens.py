"""Personal tokens: made, recognised, revoked.

A token is 190 random bits, so it cannot be guessed as a password can: one round of
SHA-256 is enough to keep, costs microseconds at each request, and is found through an
index. Looking a hash up tells nothing by the time it takes.
"""

import contextlib
import hashlib
import re
import secrets
import string
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, Q, QuerySet

from opus.accounts.models import NAME_LENGTH, Scope, Token, active
from provenance import times

# Scanners for leaked secrets find a token by this shape.
SHAPE = re.compile(r"opus_([0-9a-z]{8})_[0-9A-Za-z]{32}")
MOST = 50  # active ones that a user makes for himself
MOST_LOGINS = 20  # active ones that programs got by logging in
LOGIN_LIFE = timedelta(hours=12)
USED_EVERY = timedelta(minutes=1)  # so often the last use is written down

_LOW = string.ascii_lowercase + string.digits
_ALL = string.ascii_letters + string.digits


class TakenError(Exception):
    """The user has an active token of that name."""


class TooManyTokensError(Exception):
    """The user has so many that one more would be lost among them."""


def make(
    user: User, name: str, scope: Scope, expires: datetime | None
) -> tuple[Token, str]:
    """A new token and its text, which nobody can show again.

    Raises TakenError and TooManyTokensError.
    """
    own = user.tokens.filter(by_login=False)
    if active(own).count() >= MOST:
        raise TooManyTokensError
    # An expired token does not keep its name.
    own.filter(revoked=None, expires__lte=times.now()).update(revoked=F("expires"))
    try:
        with transaction.atomic():
            return _make(user, name, scope, expires, by_login=False)
    except IntegrityError as error:
        raise TakenError from error


def make_for_program(user: User, program: str) -> tuple[Token, str]:
    """A token for a program that logged in; of too many the oldest is revoked."""
    printable = "".join(filter(str.isprintable, program)).strip()
    name = f"Log-in of {printable or 'a program'}"[:NAME_LENGTH]
    expires = times.now() + LOGIN_LIFE
    made = _make(user, name, Scope.RUN, expires, by_login=True)
    logins = active(user.tokens.filter(by_login=True)).order_by("-created", "-pk")
    surplus = list(logins.values_list("pk", flat=True)[MOST_LOGINS:])
    revoke(Token.objects.filter(pk__in=surplus))
    return made


def _make(
    user: User, name: str, scope: Scope, expires: datetime | None, *, by_login: bool
) -> tuple[Token, str]:
    public_id = _random(_LOW, 8)
    text = f"opus_{public_id}_{_random(_ALL, 32)}"
    token = Token.objects.create(
        user=user,
        name=name,
        scope=scope,
        public_id=public_id,
        digest=_digest(text),
        by_login=by_login,
        expires=expires,
    )
    return token, text


def is_shaped(text: str) -> bool:
    """Whether the text is a token of some portal, rather than a password."""
    return SHAPE.fullmatch(text) is not None


def find(text: str) -> Token | None:
    """The token with its user, in whatever state; that of an inactive user is gone."""
    if not is_shaped(text):
        return None
    tokens = Token.objects.select_related("user").filter(user__is_active=True)
    return next(iter(tokens.filter(digest=_digest(text))), None)


def note_use(token: Token) -> None:
    """Write down the last use, now and then: a client polls many times a minute.

    Reading goes on when the database cannot be written to.
    """
    now = times.now()
    if token.last_used is not None and now - token.last_used < USED_EVERY:
        return
    long_ago = Q(last_used=None) | Q(last_used__lte=now - USED_EVERY)
    with contextlib.suppress(OperationalError):
        Token.objects.filter(long_ago, pk=token.pk).update(last_used=now)


def revoke(tokens: QuerySet[Token]) -> int:
    """How many were revoked now. They open nothing from here on."""
    return tokens.filter(revoked=None).update(revoked=times.now())


def _random(letters: str, length: int) -> str:
    return "".join(secrets.choice(letters) for _ in range(length))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
