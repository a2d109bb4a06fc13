"""What a browser sent from the editor: each control by itself, or all in one text.

A form may have so many controls that the portal takes no more; the editor's script
therefore sends them together. The last control is there if nothing was cut off.
"""

import json

from django.http import HttpRequest, QueryDict

from jobs.errors import DescriptionError
from jobs.pages.editing.typed import Typed

TOGETHER, LAST = "typed", "end"
CUT = "did not arrive whole, and nothing was saved: go back and send it again"


def typed(request: HttpRequest) -> Typed:
    """Line ends are those of Unix. Raises DescriptionError if it is not whole."""
    sent = request.POST
    found = _together(sent[TOGETHER]) if TOGETHER in sent else _one_by_one(sent)
    if LAST not in found:
        raise DescriptionError({"form": CUT})
    return {name: _unix(text) for name, text in found.items()}


def _one_by_one(sent: QueryDict) -> Typed:
    return {name: str(text) for name, text in sent.items()}


def _together(text: str) -> Typed:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DescriptionError({"form": CUT}) from error
    if not isinstance(found, dict):
        raise DescriptionError({"form": CUT})
    return {_text(n): _text(t) for n, t in found.items() if isinstance(t, str)}


def _text(text: str) -> str:
    """JSON can spell halves of characters, which no page can hold."""
    return text.encode(errors="replace").decode()


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def number(typed: Typed, name: str) -> int | None:
    """A revision that the form came with."""
    text = typed.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) < len("1000000000")
    return int(text) if is_number else None
