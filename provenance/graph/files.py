"""The cards of entities, and of several entities on one card."""

from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from provenance.document import EntityNode
from provenance.graph import words
from provenance.graph.history import History
from provenance.graph.picture import Card
from provenance.graph.scope import Node

NAMED = 8  # files of a collection in its tooltip
EXTERNAL, VALUE, COLLECTION = "external", "value", "collection"
NOUNS = {EXTERNAL: "external file", VALUE: "value", COLLECTION: "collection"}


def card(node: Node, history: History) -> Card:
    entity = history.entities[node.ids[0]]
    return Card(
        "entity",
        NOUNS.get(entity.kind, "file"),
        title=words.name(entity.name),
        subtitle=_facts(entity),
        is_absent=_is_absent(entity),
        tooltip=words.told(_known(entity)),
    )


def collection(node: Node, history: History) -> Card:
    entities = [history.entities[entity] for entity in node.ids]
    if entities[0].kind == COLLECTION:
        return _recorded(entities[0], history)
    sizes = [entity.size for entity in entities if entity.size is not None]
    files = words.counted(len(entities), "file")
    return Card(
        "collection",
        "collection",
        title=_pattern([words.name(entity.name) for entity in entities]),
        subtitle=words.joined([files, *([words.size(sum(sizes))] if sizes else [])]),
        count=len(entities),
        is_absent=all(_is_absent(entity) for entity in entities),
        tooltip=_names(entities),
    )


def _recorded(whole: EntityNode, history: History) -> Card:
    """A collection that somebody recorded, with its members on its card."""
    members = [history.entities[one] for one in history.members[whole.id]]
    sizes = [entity.size for entity in members if entity.size is not None]
    files = words.counted(len(members), "file")
    return Card(
        "collection",
        "collection",
        title=words.name(whole.name),
        subtitle=words.joined([files, *([words.size(sum(sizes))] if sizes else [])]),
        count=len(members),
        is_absent=bool(members) and all(_is_absent(entity) for entity in members),
        tooltip=_names(members),
    )


def rest(node: Node, history: History) -> Card:
    entities = [history.entities[entity] for entity in node.ids]
    title = f"+ {words.counted(len(entities), 'other result')}"
    return Card("rest", "files", title, tooltip=_names(entities))


def _is_absent(entity: EntityNode) -> bool:
    return entity.kind == EXTERNAL or entity.invalidated_at is not None


def _facts(entity: EntityNode) -> str:
    if entity.invalidated_at:
        return f"destroyed {words.day(entity.invalidated_at)}"
    if entity.kind == VALUE:
        return words.value(entity.value)
    if entity.kind == EXTERNAL:
        return words.joined(filter(None, ["external", words.told([entity.comment])]))
    size = [] if entity.size is None else [words.size(entity.size)]
    digest = [words.digest(entity.sha256)] if entity.sha256 else []
    return words.joined([*size, *digest])


def _pattern(names: Sequence[str]) -> str:
    """What the names have in common, like “image_*.png”."""
    start = _common_start(names)
    end = _common_start([name[len(start) :][::-1] for name in names])[::-1]
    return f"{start}*{end}" if start or end else f"{names[0]}, …"


def _common_start(names: Sequence[str]) -> str:
    """The first and the last in order differ as early as any two."""
    first, last = min(names), max(names)
    pairs = zip(first, last, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return first[:same]


def _names(entities: Sequence[EntityNode]) -> str:
    left = len(entities) - NAMED
    names = [entity.name for entity in islice(entities, NAMED)]
    more = [f"and {words.number(left)} more"] if left > 0 else []
    return words.told([*names, *more])


def _known(entity: EntityNode) -> Iterator[str]:
    yield entity.name
    yield words.joined(filter(None, [entity.content_type, entity.id]))
    if entity.kind == VALUE:
        yield words.value(entity.value)
    if entity.size is not None:
        yield words.counted(entity.size, "byte")
    if entity.sha256:
        yield f"sha256 {entity.sha256}"
    if entity.generated_at:
        yield f"made {words.moment(entity.generated_at)}"
    if entity.invalidated_at:
        yield f"destroyed {words.moment(entity.invalidated_at)}"
    yield from filter(None, [entity.location, entity.origin, entity.comment])
