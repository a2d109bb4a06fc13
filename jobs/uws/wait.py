"""WAIT: an answer that is held back until the phase changes (UWS 1.1, section 2.2.2).

A view cannot wait without holding a thread and a database connection. It says what is
waited for, and the server that holds the client asks it again afterwards; a server that
cannot hold clients is answered at once, which the standard allows.
"""

import re

from django.http import HttpRequest, HttpResponse

from jobs.errors import ValuesError
from jobs.models import Job
from jobs.phases import Phase
from jobs.uws.filters import phase_problem
from jobs.uws.sent import Sent
from jobs.wanted import shown

LONGEST_SECONDS = 50  # proxies cut connections that are silent for a minute
BLOCKING = frozenset({Phase.PENDING, Phase.QUEUED, Phase.EXECUTING})
SECONDS = re.compile(r"-1|[0-9]{1,1000}", re.ASCII)
HOLDS = "opus.holds"  # in the scope: this server holds clients
# in the scope: seconds for which the client was held so far; infinite without room
HELD = "opus.held"


class Hold(HttpResponse):
    """Not an answer: hold the client until the job leaves the phase."""

    def __init__(self, public_id: str, phase: str, seconds: float) -> None:
        super().__init__()
        self.public_id, self.phase, self.seconds = public_id, phase, seconds


def asked(request: HttpRequest, row: Job) -> Hold | None:
    """What the client wants to wait for; None if it is answered now.

    Raises ValuesError for a WAIT or PHASE that means nothing.
    """
    sent = Sent(request)
    text, phase = sent.control("WAIT"), sent.control("PHASE")
    if phase is not None and (problem := phase_problem(phase)):
        raise ValuesError({"PHASE": problem})
    if text is None:
        return None
    seconds = _seconds(text)
    if row.phase not in BLOCKING or phase not in (None, row.phase):
        return None
    if not seconds or held(request) is None or held(request):
        return None
    return Hold(row.public_id, row.phase, seconds)


def held(request: HttpRequest) -> float | None:
    """For how many seconds the client was held already; None if it cannot be."""
    scope = getattr(request, "scope", {})
    if HOLDS not in scope:
        return None
    seconds: float = scope.get(HELD, 0.0)
    return seconds


def _seconds(text: str) -> float:
    """-1 is as long as may be."""
    if not SECONDS.fullmatch(text):
        raise ValuesError(
            {"WAIT": f"{shown(text)} is not a number of seconds: 0 or more, or -1"}
        )
    return LONGEST_SECONDS if text == "-1" else min(int(text), LONGEST_SECONDS)
