"""Requests byte for byte as a client sends them; no redirect is followed."""

import base64
import http.client
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from tests.clients.service import OWNER
from tests.opus.portals import PASSWORD

FORM = "application/x-www-form-urlencoded"
LOGIN = base64.b64encode(f"{OWNER}:{PASSWORD}".encode()).decode()


@dataclass(frozen=True)
class Answer:
    """`headers` are a mapping whose names may be in any case."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def location(self):
        return self.headers["Location"]

    @property
    def text(self):
        return self.body.decode()


def ask(verb, url, body=None, *, chunked=False, timeout=30, **headers):
    """The answer as it is; `headers` have underscores for hyphens."""
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.netloc, timeout=timeout)
    path = where.path + (f"?{where.query}" if where.query else "")
    sent = {
        "Authorization": f"Basic {LOGIN}",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    connection.request(verb, path, body, sent, encode_chunked=chunked)
    answer = connection.getresponse()
    found = Answer(answer.status, answer.headers, answer.read())
    connection.close()
    return found


def get(url, **headers):
    return ask("GET", url, **headers)


def post(url, **fields):
    """A form in the usual encoding."""
    return ask("POST", url, urlencode(fields), Content_Type=FORM)
