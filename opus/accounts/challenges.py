"""What an answer says of ways to log in: WWW-Authenticate and X-VO-Authenticated.

SSO_next and AuthVO (IVOA) add schemes of their own to HTTP's (RFC 9110, section 11.6):
`ivoa_bearer` tells a client where a password gets it a token. There is no
`ivoa_cookie`: a cookie alone may not POST here, see the pages' CSRF token.
"""

import string
from urllib.parse import quote

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from jobs import links
from jobs.uws.errors import CHALLENGE

HEADER = "WWW-Authenticate"
WHO = "X-VO-Authenticated"
PASSWORD = "ivo://ivoa.net/sso#tls-with-password"  # noqa: S105 - the name of a protocol
BEARER = 'Bearer realm="OPUS"'


def challenge(request: HttpRequest, response: HttpResponseBase) -> None:
    """Offer all ways in. Basic is first: old browsers read one challenge a line."""
    access = links.base(request) + reverse("vo_login")
    bearer = f'ivoa_bearer standard_id="{PASSWORD}", access_url="{access}"'
    response.headers[HEADER] = f"{CHALLENGE}, {BEARER}, {bearer}"


def tell(name: str, response: HttpResponseBase) -> None:
    """Who the request was taken to come from; what is not ASCII is percent-encoded."""
    response.headers[WHO] = quote(name, safe=string.punctuation + " ")
