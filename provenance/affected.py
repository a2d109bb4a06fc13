"""What would be affected if something were wrong: all that came of it."""

from dataclasses import dataclass

from provenance.document import Derivation, Document


@dataclass(frozen=True, slots=True)
class Affected:
    """Ids, the nearest first."""

    activities: tuple[str, ...]
    entities: tuple[str, ...]


def affected(document: Document, start: str) -> Affected:
    """Follows the data from an entity or a job, also through steps where recorded.

    A result for which it is known what it came from is affected only if that is.
    """
    users: dict[str, list[str]] = {}
    made: dict[str, list[str]] = {}
    for use in document.used:
        users.setdefault(use.entity, []).append(use.activity)
    for generated in document.generated:
        made.setdefault(generated.activity, []).append(generated.entity)
    sources = _sources(document.derived)
    parents = {node.id: node.parent for node in document.activities if node.parent}
    met = {start: None}
    waiting = [start]
    for here in waiting:  # it grows meanwhile
        if here in made or here in parents:
            near = made.get(here, [])
        else:
            near = users.get(here, [])
        near = [*near, *([parents[here]] if here in parents else [])]
        for other in near:
            known = sources.get(other)
            if other not in met and (known is None or known & met.keys()):
                met[other] = None
                waiting.append(other)
    activities = {node.id for node in document.activities}
    entities = {node.id for node in document.entities}
    return Affected(
        tuple(one for one in met if one in activities and one != start),
        tuple(one for one in met if one in entities and one != start),
    )


def _sources(derived: tuple[Derivation, ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for link in derived:
        found.setdefault(link.generated, set()).add(link.used)
    return found
