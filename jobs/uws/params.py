"""What a UWS request carries: names in any case, in the query or in the body."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, QueryDict

from jobs import submission
from jobs.errors import ValuesError
from jobs.lifecycle import Wishes
from jobs.uploads import HashedUpload
from jobs.uws.errors import Refusal
from provenance import times

NUMBER = re.compile(r"\d{1,9}", re.ASCII)
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
CONTROL = frozenset(
    "phase runid executionduration destruction action csrfmiddlewaretoken".split()
)


class Sent:
    """The parameters of one request."""

    def __init__(self, request: HttpRequest) -> None:
        _refuse_other_bodies(request)
        self.values: dict[str, list[str]] = {}
        for source in (request.GET, request.POST):
            for name, found in _lists(source):
                self.values.setdefault(name, []).extend(found)
        self.uploads = _uploads(request)

    def own(self) -> dict[str, Sequence[str]]:
        """What belongs to the activity and not to UWS."""
        return {
            n: found for n, found in self.values.items() if n.lower() not in CONTROL
        }

    def control(self, name: str) -> str | None:
        """The one value of a word of UWS. Raises ValuesError if it is there twice."""
        found = [
            text
            for given, values in self.values.items()
            if given.lower() == name.lower()
            for text in values
        ]
        if len(set(found)) > 1:
            raise ValuesError({name: f"given {len(found)} times: give it once"})
        return found[0].strip() if found else None

    def wishes(self) -> Wishes:
        """RUNID, EXECUTIONDURATION and DESTRUCTION. Raises ValuesError."""
        duration = self.control("EXECUTIONDURATION")
        destruction = self.control("DESTRUCTION")
        return Wishes(
            run_id=submission.run_id(self.control("RUNID") or ""),
            execution_duration=seconds(duration) if duration else None,
            destruction=time(destruction) if destruction else None,
        )


def _lists(source: QueryDict) -> list[tuple[str, list[str]]]:
    return [(str(n), [str(v) for v in values]) for n, values in source.lists()]


def _refuse_other_bodies(request: HttpRequest) -> None:
    """Django takes every body that is no form for an empty one."""
    length = request.headers.get("Content-Length") or "0"
    if length != "0" and request.content_type not in FORMS:
        forms = " or ".join(FORMS)
        kind = request.content_type
        raise Refusal(415, f"Send parameters as {forms}, not as {kind}.")


def _uploads(request: HttpRequest) -> dict[str, HashedUpload]:
    """One file for each name, whose case does not matter. Raises ValuesError."""
    found: dict[str, HashedUpload] = {}
    for name, files in request.FILES.lists():
        known = {given.lower() for given in found}
        if len(files) > 1 or name.lower() in known:
            raise ValuesError({name: "several files were sent: send one"})
        if isinstance(files[0], HashedUpload):
            found[name] = files[0]
    return found


def seconds(text: str) -> int:
    """Raises ValuesError."""
    if not NUMBER.fullmatch(text):
        raise ValuesError(
            {"EXECUTIONDURATION": f"“{text[:40]}” is not a whole number of seconds"}
        )
    return int(text)


def depth(text: str) -> int | None:
    """A number of jobs; None for ALL. Raises ValuesError."""
    if text.upper() == "ALL":
        return None
    if not NUMBER.fullmatch(text):
        raise ValuesError({"DEPTH": f"“{text[:40]}” is neither a number nor ALL"})
    return int(text)


def time(text: str) -> datetime:
    """Raises ValuesError."""
    try:
        return times.parse(text)
    except (ValueError, OverflowError) as error:
        raise ValuesError(
            {
                "DESTRUCTION": f"“{text[:40]}” is not a UTC time: write it like "
                "2026-03-04T05:06:07Z"
            }
        ) from error
