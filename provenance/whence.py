"""What the portal knows of a file, from the hash of its bytes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from provenance import visibility
from provenance.models import Activity, Entity, Generated
from provenance.visibility import Viewer

MOST_HASHES = 100
MOST_FOUND = 100  # entities of one hash, the newest
HASH = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{64}(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Known:
    """An entity with these bytes, and the job that made it, as far as one may see."""

    entity: Entity
    made_by: Activity | None


def hashes(text: str) -> list[str]:
    """The SHA-256 hashes in a text, such as sha256sum and its BSD kin print."""
    return list(dict.fromkeys(found.lower() for found in HASH.findall(text)))


def of(digests: Sequence[str], viewer: Viewer) -> dict[str, list[Known]]:
    """What may be listed, by hash, the newest first; what is hidden is unknown."""
    rows = visibility.entities(viewer).filter(
        Q(sha256__in=digests) | Q(unstamped_sha256__in=digests)
    )
    newest = list(rows.order_by("-pk")[: MOST_FOUND * len(digests)])
    makers = _makers(newest, viewer)
    found: dict[str, list[Known]] = {digest: [] for digest in digests}
    for row in newest:
        for digest in {row.sha256, row.unstamped_sha256} & found.keys():
            if len(found[digest]) < MOST_FOUND:
                found[digest].append(Known(row, makers.get(row.pk)))
    return found


def _makers(entities: Iterable[Entity], viewer: Viewer) -> dict[int, Activity]:
    keys = [row.pk for row in entities]
    made = Generated.objects.filter(entity__in=keys, activity__root=None)
    pairs = list(made.values_list("entity", "activity"))
    seen = visibility.activities(viewer).in_bulk({activity for _, activity in pairs})
    return {entity: seen[activity] for entity, activity in pairs if activity in seen}
