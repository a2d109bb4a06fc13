"""`/provsap`: provenance by the access protocol that the IVOA drafted (ProvDAL).

The parameters are those of the draft of 2017 and of the services that followed it;
names and values in any case. What is not known is refused, not passed over.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from provenance import assemble, drawing, find, lineage, select, serving
from provenance.document import Document
from provenance.drawing import FORMATS, PICTURES
from provenance.export.formats import Format
from provenance.export.options import Options as Content
from provenance.export.prov_w3c import TooLargeError
from provenance.find import Found
from provenance.graph.engine import LayoutError
from provenance.graph.picture import Options as Looks
from provenance.graph.picture import Way
from provenance.lineage import Lineage
from provenance.pages import asking
from provenance.select import Direction, Selection
from provenance.serving import Served
from provenance.visibility import Viewer

MOST_IDS = 100
MOST_DEPTH = 4000  # relations: as far as the budget of jobs reaches at most
TRUE, FALSE = ("1", "true", "yes"), ("0", "false", "no")
DIRECTIONS: Mapping[str, Direction] = {
    "BACK": "BACK",
    "FORTH": "FORTH",
    "FORWARD": "FORTH",
    "BOTH": "BOTH",
}
NAMES = {
    name.upper(): key
    for key, form in FORMATS.items()
    for name in (*form.names, key, form.content_type.partition(";")[0])
}
HTML = "text/html"
# What clients of older services expect, if that is what they ask for
OLDER = {"prov-xml": ("application/xml", "text/xml"), "prov-n": ("text/plain",)}


class BadRequestError(Exception):
    """The message names the parameter and says what it takes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, read."""

    ids: tuple[str, ...]
    selection: Selection
    content: Content
    looks: Looks
    form: Format

    @property
    def is_picture(self) -> bool:
        return self.form.key in PICTURES


class Query:
    """Parameters by upper-case name; each may be taken once."""

    def __init__(self, given: Iterable[tuple[str, list[Any]]] = ()) -> None:
        self._given: dict[str, list[str]] = {}
        for name, values in given:
            self._given.setdefault(name.upper(), []).extend(map(str, values))

    def all(self, name: str) -> list[str]:
        return [text for text in self._given.pop(name, []) if text.strip()]

    def one(self, name: str, default: str = "") -> str:
        found = self.all(name)
        if len(found) > 1:
            raise BadRequestError(f"{name} is given {len(found)} times: give it once.")
        return found[0].strip() if found else default

    def truth(self, name: str, *, default: bool) -> bool:
        text = self.one(name).lower()
        if text and text not in TRUE + FALSE:
            raise BadRequestError(f"{name}={text[:40]}: give 1 or 0, true or false.")
        return text in TRUE if text else default

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """The first of the choices if nothing is given."""
        text = self.one(name).upper()
        if text and text not in choices:
            known = ", ".join(choices)
            raise BadRequestError(f"{name}={text[:40]}: give one of {known}.")
        return text or choices[0]

    def end(self) -> None:
        if self._given:
            names = ", ".join(sorted(self._given))[:200]
            raise BadRequestError(f"{names}: there is no such parameter.")


@require_safe
def provsap(request: HttpRequest) -> HttpResponseBase:
    preferred = request.get_preferred_type([*_media_types(), HTML])
    query = {name.upper() for name in request.GET}
    if preferred == HTML and "RESPONSEFORMAT" not in query and "ID" in query:
        ids = Query(request.GET.lists()).all("ID")[:1]
        return redirect(f"{reverse('lineage')}?{urlencode({'ID': ids[0]})}")
    try:
        asked = _read(request)
    except BadRequestError as error:
        return asking.plain(str(error), 400)
    return answer(request, asked)


def answer(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    viewer = asking.viewer(request)
    found = [thing for text in asked.ids if (thing := find.find(text, viewer))]
    if not found:
        many = "None of the identifiers is" if len(asked.ids) > 1 else "That is not"
        return asking.plain(f"{many} the id of something that you may see.", 404)
    document = _document(found, viewer, asked.selection)
    try:
        pieces = _written(document, serving.base(request), asked)
    except LayoutError as error:
        return asking.plain(str(error), 503)
    except TooLargeError as error:
        return asking.plain(str(error), 413)
    response = serving.streamed(request, pieces)
    if document.left_out:
        response.headers["X-OPUS-Left-Out"] = str(document.left_out)
    name = f"{found[0].public_id}.{asked.form.extension}"
    kind = _content_type(request, asked.form)
    return serving.protect(response, Served(serving.NO_PATH, name, kind))


def _written(document: Document, base: str, asked: Asked) -> Any:
    if asked.is_picture:
        drawn = drawing.alone(document, base, asked.looks)
        return [PICTURES[asked.form.key](drawn)]
    return asked.form.write(document, base, asked.content)


def _document(found: Sequence[Found], viewer: Viewer, selection: Selection) -> Document:
    """Of as many jobs as the relations can reach; then counted relation by relation."""
    jobs = None if selection.depth is None else selection.depth // 2 + 1
    up = 0 if selection.direction == "FORTH" else jobs
    down = 0 if selection.direction == "BACK" else jobs
    parts = [
        find.lineage(thing, viewer, up=up, down=down, budget=lineage.BUDGET)
        for thing in found
    ]
    whole = assemble.document(_joined(parts), viewer)
    return select.select(whole, [thing.public_id for thing in found], selection)


def _joined(parts: Sequence[Lineage]) -> Lineage:
    jobs = dict.fromkeys(job for part in parts for job in part.activities)
    kept = tuple(jobs)[: lineage.BUDGET]
    return Lineage(
        parts[0].focus,
        kept,
        frozenset().union(*(part.hidden for part in parts)),
        max(part.left_out for part in parts) + len(jobs) - len(kept),
        frozenset().union(*(part.hidden_uses for part in parts)),
        tuple(entity for part in parts for entity in part.entities),
    )


def _read(request: HttpRequest) -> Asked:
    query = Query(request.GET.lists())
    ids = query.all("ID")
    if not ids or len(ids) > MOST_IDS:
        raise BadRequestError(
            f"ID: give the id of a job, a file or an agent, {MOST_IDS} at most."
        )
    asked = read(request, query, tuple(ids))
    query.end()
    return asked


def read(request: HttpRequest, query: Query, ids: tuple[str, ...]) -> Asked:
    """Raises BadRequestError."""
    model = query.choice("MODEL", ("W3C", "IVOA"))
    form = _format(request, query.one("RESPONSEFORMAT"), model)
    agents = query.truth("AGENTS", default=True)
    configuration = query.truth("CONFIGURATION", default=True)
    selection = Selection(
        depth=_depth(query.one("DEPTH", "1")),
        direction=DIRECTIONS[query.choice("DIRECTION", tuple(DIRECTIONS))],
        members=query.truth("MEMBERS", default=False),
        steps=query.truth("STEPS", default=False),
        follow_agents=query.truth("AGENT", default=False),
        agents=agents,
        configuration=configuration,
    )
    descriptions = int(query.choice("DESCRIPTIONS", ("0", "1", "2")))
    looks = Looks(
        detail="everything",
        agents=agents,
        budget=drawing.STAND_ALONE.budget,
        way=cast("Way", query.choice("GD", ("LR", "TB", "BT", "RL"))),
        attributes=query.truth("ATTRIBUTES", default=True),
    )
    content = Content(descriptions, configuration=configuration, agents=agents)
    return Asked(ids, selection, content, looks, form)


def _depth(text: str) -> int | None:
    if text.upper() == "ALL" or text == "-1":
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST_DEPTH))):
        raise BadRequestError(f"DEPTH={text[:40]}: give a number of relations, or ALL.")
    return min(int(text), MOST_DEPTH)


def _format(request: HttpRequest, text: str, model: str) -> Format:
    key = NAMES.get(text.upper()) if text else _accepted(request)
    if key is None:
        known = ", ".join(form.names[0] for form in FORMATS.values())
        raise BadRequestError(f"RESPONSEFORMAT={text[:40]}: give one of {known}.")
    if model == "IVOA":
        if key not in ("prov-json", "ivoa-json", "votable", *PICTURES):
            raise BadRequestError(
                "MODEL=IVOA goes with PROV-JSON and PROV-VOTABLE: the other formats "
                "are those of the W3C."
            )
        key = "ivoa-json" if key == "prov-json" else key
    return FORMATS[key]


def _media_types() -> Iterator[str]:
    """PROV-JSON first: what clients that take anything get."""
    for form in FORMATS.values():
        yield form.content_type.partition(";")[0]


def _accepted(request: HttpRequest) -> str:
    preferred = request.get_preferred_type(list(_media_types()))
    if preferred:
        return (
            NAMES[preferred.upper()] if preferred != "application/json" else "prov-json"
        )
    for key, kinds in OLDER.items():
        if any(request.accepts(kind) for kind in kinds):
            return key
    return "prov-json"


def _content_type(request: HttpRequest, form: Format) -> str:
    for kind in OLDER.get(form.key, ()):
        if kind in request.headers.get("Accept", ""):
            return f"{kind}; charset=utf-8"
    return form.content_type
