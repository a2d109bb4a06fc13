"""What a UWS request carries: names in any case, in the query or in the body."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict

from jobs import submission, wanted
from jobs.errors import ValuesError
from jobs.given import Wishes
from jobs.uploads import HashedUpload
from jobs.uws.errors import Refusal
from jobs.wanted import shown

JSON = "application/json"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
PART = "param:"
# Words of UWS and DALI, and what generic clients send without meaning anything by it.
CONTROL = frozenset(
    """
    phase runid executionduration destruction action wait upload responseformat
    version activityversion request newfiles csrfmiddlewaretoken
    """.split()
)
Files = dict[str, list[HashedUpload]]


class Sent:
    """The parameters of one request. Raises Refusal or ValuesError."""

    def __init__(self, request: HttpRequest) -> None:
        _refuse_other_bodies(request)
        self.values: dict[str, list[str]] = {}
        body = _json(request) if request.content_type == JSON else _lists(request.POST)
        for source in (_lists(request.GET), body):
            for name, found in source:
                self.values.setdefault(name, []).extend(found)
        self.uploads = _uploads(request)
        self._take_references()

    def own(self) -> dict[str, Sequence[str]]:
        """What belongs to the activity and not to UWS."""
        return {
            n: found for n, found in self.values.items() if n.lower() not in CONTROL
        }

    def all(self, name: str) -> list[str]:
        """Every value of a word of UWS, which may be there several times."""
        return [
            text.strip()
            for given, values in self.values.items()
            if given.lower() == name.lower()
            for text in values
        ]

    def control(self, name: str) -> str | None:
        """The one value of a word of UWS. Raises ValuesError if it has several."""
        found = self.all(name)
        if len(set(found)) > 1:
            raise ValuesError({name: f"given {len(found)} times: give it once"})
        return found[0] if found else None

    def wishes(self) -> Wishes:
        """RUNID, EXECUTIONDURATION and DESTRUCTION. Raises ValuesError."""
        duration = self.control("EXECUTIONDURATION")
        destruction = self.control("DESTRUCTION")
        return Wishes(
            run_id=submission.run_id(self.control("RUNID") or ""),
            execution_duration=wanted.seconds(duration) if duration else None,
            destruction=wanted.moment(destruction) if destruction else None,
        )

    def are_new(self) -> bool:
        """NEWFILES: whether uploads are not to be recognised. Raises ValuesError."""
        text = (self.control("NEWFILES") or "0").lower()
        if text not in ("0", "1", "false", "true"):
            raise ValuesError({"NEWFILES": f"{shown(text)} is neither 0 nor 1"})
        return text in ("1", "true")

    def _take_references(self) -> None:
        """`UPLOAD=name,uri`: a part of this request, or a URL (DALI, section 3.4.5)."""
        for pair in _split(self.all("UPLOAD")):
            name, comma, uri = (word.strip() for word in pair.partition(","))
            if not (name and comma and uri):
                raise ValuesError(
                    {"UPLOAD": f"{shown(pair)} is not like name,uri or name,param:part"}
                )
            if uri.lower().startswith(PART):
                self._rename_part(uri[len(PART) :], name)
            else:
                self.values.setdefault(name, []).append(uri)

    def _rename_part(self, part: str, name: str) -> None:
        if part not in self.uploads:
            known = ", ".join(self.uploads) or "none"
            raise ValuesError(
                {"UPLOAD": f"no part is called {shown(part)}; the files sent: {known}"}
            )
        files = self.uploads.pop(part)
        own = next((n for n in self.uploads if n.lower() == name.lower()), name)
        self.uploads.setdefault(own, []).extend(files)


def _split(values: Iterable[str]) -> list[str]:
    """Several uploads may also stand in one value, as TAP writes them."""
    return [pair for value in values for pair in value.split(";") if pair.strip()]


def _lists(source: QueryDict) -> list[tuple[str, list[str]]]:
    return [(str(n), [str(v) for v in values]) for n, values in source.lists()]


def _refuse_other_bodies(request: HttpRequest) -> None:
    """Django takes every body that is no form for an empty one."""
    length = request.headers.get("Content-Length") or "0"
    if length != "0" and request.content_type not in (*FORMS, JSON):
        forms = " or ".join((*FORMS, JSON))
        kind = request.content_type
        raise Refusal(415, f"Send parameters as {forms}, not as {kind}.")


def _json(request: HttpRequest) -> list[tuple[str, list[str]]]:
    """One object: each name with a value, or with a list of them; null is nothing."""
    try:
        pairs = json.loads(
            request.body or b"{}",
            object_pairs_hook=_Pairs,
            parse_int=str,
            parse_float=str,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"The body is not JSON: {error}") from error
    if not isinstance(pairs, _Pairs):
        raise Refusal(400, 'The body is not a JSON object like {"name": "value"}.')
    if len(pairs) > (most := settings.DATA_UPLOAD_MAX_NUMBER_FIELDS):
        raise Refusal(400, f"The body has {len(pairs):,} names: {most:,} at most.")
    return [(name, _texts(name, value)) for name, value in pairs]


class _Pairs(list[tuple[str, Any]]):
    """An object, with names that are there twice."""


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is not a number in JSON")


def _texts(name: str, value: Any) -> list[str]:
    """Numbers as they were written. Raises ValuesError for what has no one text."""
    match value:
        case None:
            return []
        case bool():
            return [str(value).lower()]
        case str():
            return [value]
        case list() if not isinstance(value, _Pairs):
            return [text for item in value for text in _simple(name, item)]
        case _:
            raise ValuesError({name: "give a text, a number, true, false or a list"})


def _simple(name: str, item: Any) -> list[str]:
    if isinstance(item, list):
        raise ValuesError({name: "a list holds texts, numbers, true and false only"})
    return _texts(name, item)


def _uploads(request: HttpRequest) -> Files:
    """The files of each name, whose case does not matter."""
    found: Files = {}
    first: dict[str, str] = {}
    for name, files in request.FILES.lists():
        own = first.setdefault(name.lower(), name)
        kept = [file for file in files if isinstance(file, HashedUpload)]
        found.setdefault(own, []).extend(kept)
    return found


def depth(text: str) -> int | None:
    """A number of jobs; None for ALL. Raises ValuesError."""
    if text.upper() == "ALL":
        return None
    if not wanted.NUMBER.fullmatch(text):
        sentence = f"{shown(text)} is neither a number of jobs, 0 or more, nor ALL"
        raise ValuesError({"DEPTH": sentence})
    return int(text)
