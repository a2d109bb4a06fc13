"""Uploads that the portal knows already: results that come back as inputs.

The id in the name of a saved file says which one it is, if the bytes are the same.
Without it the bytes alone tell: first of the person's own results, then of those shown
to the person. Small files are alike by chance, so they need the id.
"""

from dataclasses import dataclass
from typing import Literal

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet

from jobs import access, uploads
from jobs.uploads import HashedUpload
from provenance import identity, visibility
from provenance.models import Entity

LEAST = 1024  # bytes
MatchedBy = Literal["upload", "name", "hash"]


@dataclass(frozen=True, slots=True)
class Taken:
    """The entity that an upload is, and how that is known."""

    entity: Entity
    matched_by: MatchedBy


def take(upload: HashedUpload, owner: User | None, *, is_new: bool = False) -> Taken:
    """The entity that it is, or a new one if it is not known or shall be `is_new`.

    Raises as `uploads.keep` does.
    """
    known = None if is_new else _known(upload, owner)
    return known or Taken(uploads.keep(upload, owner), "upload")


def _known(upload: HashedUpload, owner: User | None) -> Taken | None:
    viewer = access.viewer(owner or AnonymousUser())
    named = visibility.named_entities(viewer, identity.entities_in(upload.name or ""))
    if found := _same(named, upload).first():
        return Taken(found, "name")
    if (upload.size or 0) < LEAST:
        return None
    results = _same(visibility.entities(viewer), upload).filter(
        generated__activity__root=None, generated__isnull=False
    )
    newest = results.order_by("-pk")
    found = newest.filter(owner=owner).first() if owner else None
    found = found or newest.first()
    return Taken(found, "hash") if found else None


def _same(rows: QuerySet[Entity], upload: HashedUpload) -> QuerySet[Entity]:
    """Those with the same bytes that the portal still has."""
    return rows.filter(
        kind=Entity.Kind.FILE,
        sha256=upload.sha256,
        size=upload.size,
        invalidated_at=None,
    )
