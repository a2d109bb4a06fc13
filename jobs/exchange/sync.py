"""A folder of descriptions, held against what the portal has."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from django.contrib.auth.models import User
from django.db import transaction

from jobs import publishing
from jobs.descriptions import json_format
from jobs.descriptions.formats import Imported
from jobs.errors import DescriptionError, StaleError
from jobs.exchange import files, keeping, repair, summary
from jobs.models import ActivityDescription, Version

State = Version.State


class Status(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Entry:
    """One description of the folder; `told` says what differs, or what is wrong."""

    source: str
    status: Status
    name: str = ""
    told: str = ""
    found: Imported | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """With a reason they are published, else they are drafts."""

    by: User | None = None
    reason: str = ""
    replaces: bool = False


def plan(top: Path, wish: Wish) -> list[Entry]:
    """What would be done; nothing is."""
    entries: list[Entry] = []
    taken: dict[str, str] = {}
    for path in files.find(top):
        entry = _entry(path, str(path.relative_to(top)), wish)
        if first := taken.get(entry.name.lower()):
            told = f"{entry.name} is described in {first} already"
            entry = replace(entry, status=Status.WRONG, told=told)
        elif entry.name:
            taken[entry.name.lower()] = entry.source
        entries.append(entry)
    return entries


def _entry(path: Path, source: str, wish: Wish) -> Entry:
    try:
        found = repair.storable(files.read(path))
    except DescriptionError as error:
        return Entry(source, Status.WRONG, told=_line(error))
    except OSError as error:
        return Entry(source, Status.WRONG, told=f"cannot be read: {error.strerror}")
    one = found.description
    if wish.reason and (problems := publishing.obstacles(one)):
        told = _line(DescriptionError(problems))
        return Entry(source, Status.WRONG, one.name, told, found)
    there = _there(one.name, wish)
    if there is None:
        return Entry(source, Status.NEW, one.name, found=found)
    if there.digest == json_format.digest(one):
        return Entry(source, Status.UNCHANGED, one.name, found=found)
    told = summary.of(there.value(), one)
    return Entry(source, Status.CHANGED, one.name, told, found)


def _there(name: str, wish: Wish) -> Version | None:
    """What it is compared with: what is published, or else is being written."""
    if not wish.reason:
        versions = Version.objects.filter(activity__name=name, state__in=Version.OPEN)
        if draft := versions.first():
            return draft
    return publishing.current(name)


def _line(error: DescriptionError) -> str:
    return "; ".join(f"{path} {told}" for path, told in error.problems.items())


def apply(entry: Entry, wish: Wish) -> Entry:
    """Do what is planned for one; the entry says what went wrong, if anything."""
    if entry.found is None or entry.status not in (Status.NEW, Status.CHANGED):
        return entry
    seen = None if wish.replaces else 0
    try:
        if wish.reason:
            keeping.publish(entry.found, wish.by, entry.source, wish.reason, seen=seen)
        else:
            keeping.draft(entry.found, wish.by, entry.source, seen=seen)
    except DescriptionError as error:
        return replace(entry, status=Status.WRONG, told=_line(error))
    except StaleError as error:
        told = keeping.refusal(entry.name, error)
        return replace(entry, status=Status.WRONG, told=told)
    return entry


def missing(entries: Sequence[Entry]) -> list[ActivityDescription]:
    """What the portal offers and the folder does not describe."""
    names = {entry.name for entry in entries if entry.name}
    published = ActivityDescription.objects.filter(
        versions__state=State.PUBLISHED, deleted_at=None
    )
    return list(published.exclude(name__in=names).distinct().order_by("name"))


@transaction.atomic
def retire(activity: ActivityDescription, by: User | None) -> None:
    """All its versions; its jobs keep them."""
    for version in activity.versions.filter(state=State.PUBLISHED):
        publishing.retire(version, by, "It is not in the folder any more.")
