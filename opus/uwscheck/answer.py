"""What a service answered."""

import re
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urljoin, urlsplit

LONGEST_SHOWN = 160
SEE_OTHER = 303
UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\u2027\u2030-\u205f\u2070-\ud7ff]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """`cut` says that the body was longer than anybody wants to read."""

    method: str
    url: str
    status: int
    headers: Message
    body: bytes
    seconds: float
    cut: bool = False

    def header(self, name: str) -> str:
        return str(self.headers.get(name, ""))

    @property
    def challenges(self) -> list[str]:
        """What WWW-Authenticate offers."""
        return [str(value) for value in self.headers.get_all("WWW-Authenticate", [])]

    @property
    def media_type(self) -> str:
        """Of the Content-Type, without its parameters."""
        return self.header("Content-Type").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def ok(self) -> bool:
        return self.status == 200  # noqa: PLR2004

    @property
    def fine(self) -> bool:
        """Done, or a redirection to what was done."""
        return 200 <= self.status < 400  # noqa: PLR2004

    @property
    def refused(self) -> bool:
        """The client's fault, says the service."""
        return 400 <= self.status < 500  # noqa: PLR2004

    @property
    def location(self) -> str:
        """Where a redirection leads, or nothing."""
        try:
            return urljoin(self.url, self.header("Location")) if self._leads else ""
        except ValueError:
            return ""

    @property
    def _leads(self) -> bool:
        return bool(self.header("Location"))

    def __str__(self) -> str:
        """The request and the head of the answer on one line."""
        kind = f" {self.media_type}" if self.media_type else ""
        return f"{self.method} {_path(self.url)} → {self.status}{kind}"

    @property
    def brief(self) -> str:
        """The same with the beginning of the body."""
        return f"{self}: {quoted(self.text)}" if self.body else f"{self}, empty"


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def quoted(text: str) -> str:
    """The text in quotes, on one line and not too long."""
    return f"“{shown(text)}”"


def shown(text: str, longest: int = LONGEST_SHOWN) -> str:
    """What a service sent, as it may be printed: no control character is left.

    A terminal would obey escape sequences.
    """
    line = UNPRINTABLE.sub(" ", text[: 4 * longest])
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
