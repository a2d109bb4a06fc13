"""A part of a Document, by the rules of the IVOA's access protocol (ProvDAL, 2017).

The walk goes breadth-first and counts relations: from an entity to the activity that
generated it is one, and from there to what that used is another. Agents go with what
they are responsible for and are ends, unless one asks to follow them. A step, and a
member of a collection, lead to what they are part of; the other way only if asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from provenance.document import Document

Direction = Literal["BACK", "FORTH", "BOTH"]
Links = dict[str, dict[str, None]]


@dataclass(frozen=True, slots=True)
class Selection:
    """`depth` is a number of relations; None for all of them."""

    depth: int | None = 1
    direction: Direction = "BACK"
    members: bool = False
    steps: bool = False
    follow_agents: bool = False
    agents: bool = True
    configuration: bool = True


def select(document: Document, starts: Sequence[str], wanted: Selection) -> Document:
    """What the walk from these ids meets, with all relations among it."""
    links = _links(document, wanted)
    met = dict.fromkeys(starts, 0)
    waiting = list(met)
    for here in waiting:  # it grows meanwhile
        if wanted.depth is not None and met[here] >= wanted.depth:
            continue
        for other in links.get(here, ()):
            if other not in met:
                met[other] = met[here] + 1
                waiting.append(other)
    kept = {
        *met,
        *(_responsible(document, set(met)) if wanted.agents else ()),
    }
    return _part(document, kept, wanted)


def _links(document: Document, wanted: Selection) -> Links:
    """Where one gets from each thing in one step."""
    links: Links = {}
    back = list(_to_the_past(document, wanted))
    pairs = back if wanted.direction != "FORTH" else []
    if wanted.direction != "BACK":
        pairs = [*pairs, *((earlier, later) for later, earlier in back)]
    for here, there in [*pairs, *_parts_and_wholes(document, wanted)]:
        links.setdefault(here, {})[there] = None
    return links


def _to_the_past(document: Document, wanted: Selection) -> Iterator[tuple[str, str]]:
    steps = set() if wanted.steps else _steps(document)
    used = [(u.activity, u.entity) for u in document.used if u.activity not in steps]
    made = [
        (g.entity, g.activity) for g in document.generated if g.activity not in steps
    ]
    yield from used
    yield from made
    yield from _short_cuts(document, used, made)


def _steps(document: Document) -> set[str]:
    """Those that are shown only if asked for; what one asks for is always shown."""
    return {node.id for node in document.activities if node.parent} - {document.focus}


def _short_cuts(
    document: Document,
    used: Iterable[tuple[str, str]],
    made: Iterable[tuple[str, str]],
) -> Iterator[tuple[str, str]]:
    """A derivation or communication is a way where there is no other."""
    makers: Links = {}
    for entity, activity in made:
        makers.setdefault(entity, {})[activity] = None
    users: Links = {}
    for activity, entity in used:
        users.setdefault(entity, {})[activity] = None
    for link in document.derived:
        if not makers.get(link.generated, {}).keys() & users.get(link.used, {}).keys():
            yield link.generated, link.used
    known = {
        (user, maker)
        for entity, near in users.items()
        for user in near
        for maker in makers.get(entity, ())
    }
    for informed in document.informed:
        pair = informed.informed, informed.informant
        if pair not in known:
            yield pair


def _parts_and_wholes(
    document: Document, wanted: Selection
) -> Iterator[tuple[str, str]]:
    for member in document.members:
        yield member.entity, member.collection
        if wanted.members:
            yield member.collection, member.entity
    for node in (node for node in document.activities if node.parent):
        yield node.id, node.parent
        if wanted.steps:
            yield node.parent, node.id
    if wanted.follow_agents:
        yield from _deeds(document)


def _deeds(document: Document) -> Iterator[tuple[str, str]]:
    for part in document.associated:
        yield part.agent, part.activity
        yield part.activity, part.agent
    for owned in document.attributed:
        yield owned.agent, owned.entity


def _responsible(document: Document, kept: set[str]) -> Iterator[str]:
    yield from (p.agent for p in document.associated if p.activity in kept)
    yield from (p.agent for p in document.attributed if p.entity in kept)


def _part(document: Document, kept: set[str], wanted: Selection) -> Document:
    activities = tuple(
        node if wanted.configuration else replace(node, parameters=())
        for node in document.activities
        if node.id in kept
    )
    inside = {node.id for node in activities}
    environments = {node.environment for node in activities}
    return replace(
        document,
        activities=activities,
        entities=tuple(node for node in document.entities if node.id in kept),
        agents=tuple(node for node in document.agents if node.id in kept),
        used=tuple(u for u in document.used if u.activity in kept and u.entity in kept),
        generated=tuple(
            g for g in document.generated if g.activity in kept and g.entity in kept
        ),
        associated=tuple(
            p for p in document.associated if p.activity in kept and p.agent in kept
        ),
        derived=tuple(
            d for d in document.derived if d.generated in kept and d.used in kept
        ),
        informed=tuple(
            i for i in document.informed if i.informed in kept and i.informant in kept
        ),
        attributed=tuple(
            a for a in document.attributed if a.entity in kept and a.agent in kept
        ),
        members=tuple(
            m for m in document.members if m.collection in kept and m.entity in kept
        ),
        environments=tuple(e for e in document.environments if e.id in environments),
        bundles=tuple(b for b in document.bundles if b.activity in inside),
        hidden=document.hidden & kept if wanted.direction != "FORTH" else frozenset(),
        hidden_uses=document.hidden_uses & kept
        if wanted.direction != "BACK"
        else frozenset(),
    )
