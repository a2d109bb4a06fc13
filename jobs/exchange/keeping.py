"""What was read from a file, kept as a draft or published."""

from django.contrib.auth.models import User
from django.db import transaction

from jobs import drafts, publishing
from jobs.descriptions import json_format
from jobs.descriptions.formats import Imported
from jobs.drafts import Action
from jobs.errors import StaleError
from jobs.models import Version


def draft(
    found: Imported, by: User | None, source: str, *, seen: int | None = 0
) -> Version:
    """A draft of it; the audit trail keeps what was noted.

    `seen` is the revision that may be replaced, 0 for none, None for any. Raises
    DescriptionError, or StaleError if somebody is writing another draft.
    """
    note = "\n".join([f"from {source}", *found.notes])
    one = found.description
    return drafts.save(one, by, seen=seen, action=Action.IMPORTED, note=note)


@transaction.atomic
def publish(
    found: Imported, by: User | None, source: str, reason: str, *, seen: int | None = 0
) -> Version:
    """Raises like `draft`; nothing is kept then."""
    version = draft(found, by, source, seen=seen)
    publishing.publish(version, by, unproven=reason)
    return version


def is_there(found: Imported) -> bool:
    """Whether the open draft, or without one what is published, is the same."""
    one = found.description
    versions = Version.objects.filter(activity__name=one.name, state__in=Version.OPEN)
    there = versions.first() or publishing.current(one.name)
    return there is not None and there.digest == json_format.digest(one)


def refusal(name: str, error: StaleError) -> str:
    """Why nothing was saved."""
    if error.version is None:
        return f"{name}: somebody else has saved a draft meanwhile"
    by = error.version.changed_by
    who = by.get_username() if by else "somebody"
    return f"{name}: {who} has written a draft, which would be replaced"
