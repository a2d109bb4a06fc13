"""The Authorization header: whom it stands for.

Basic (RFC 7617) with a password or with a token in its place, as clients send it that
know nothing else; Bearer (RFC 6750), and the word Token that some use for it.
"""

import base64
import binascii
import unicodedata
from dataclasses import dataclass

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from opus.accounts import passwords, tokens
from opus.accounts.models import Token

ANYBODY = ("", "x", "token")  # user names that say: see the token


@dataclass(frozen=True, slots=True)
class Credential:
    """A user, and what the user allowed to whoever asks in that name."""

    user: User
    reads_only: bool = False


class WrongError(Exception):
    """The credential opens nothing; says why."""


@sensitive_variables("header", "rest")
def read(request: HttpRequest, header: str) -> Credential:
    """Whom the header stands for. Raises WrongError and TooManyGuessesError."""
    scheme, _, rest = header.partition(" ")
    match scheme.lower():
        case "basic":
            return _basic(request, rest.strip())
        case "bearer" | "token":
            return _token(rest.strip())
        case _:
            raise WrongError(
                "Send “Authorization: Basic …” or “Authorization: Bearer …”."
            )


@sensitive_variables("encoded", "name", "password")
def _basic(request: HttpRequest, encoded: str) -> Credential:
    try:
        decoded = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise WrongError("What follows “Basic” is not base64 of UTF-8.") from error
    name, _, password = decoded.partition(":")
    name = unicodedata.normalize("NFKC", name)  # as user names are stored
    if tokens.is_shaped(password):
        return _token(password, name)
    user = passwords.remembered(request, name, password) or authenticate(
        request, username=name, password=password
    )
    if not isinstance(user, User):
        raise WrongError("The user name or the password is wrong.")
    return Credential(user)


@sensitive_variables("text")
def _token(text: str, name: str = "") -> Credential:
    token = tokens.find(text)
    if token is None or name not in (*ANYBODY, token.user.get_username()):
        raise WrongError("This portal does not know the token.")
    if token.state != Token.State.ACTIVE:
        raise WrongError(f"The token is {token.state}: make another one at /profile.")
    tokens.note_use(token)
    return Credential(token.user, reads_only=token.reads_only)
