"""The life of a version: draft, submitted, published or rejected, retired.

Each step is one UPDATE that names the states it may start from, and one event, in one
transaction.
"""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from jobs import addresses, drafts, tidings, trials
from jobs.descriptions import json_format, lint, publishable
from jobs.descriptions.rules.head import Site
from jobs.descriptions.value import Description
from jobs.drafts import Action, State
from jobs.errors import DescriptionError
from jobs.execution import backends, download, environments
from jobs.models import ActivityDescription, Version
from provenance import times


@transaction.atomic
def submit(version: Version, by: User, note: str = "") -> None:
    """Ask those who validate to look at the draft.

    Raises DescriptionError if it cannot be used, or is no draft any more.
    """
    _complete(version)
    _move(version, [State.DRAFT, State.REJECTED], State.SUBMITTED)
    drafts.tell(version, Action.SUBMITTED, by, note)
    tidings.submitted(version, by, note)


@transaction.atomic
def withdraw(version: Version, by: User) -> None:
    """It is a draft again. Raises DescriptionError if it was decided meanwhile."""
    _move(version, [State.SUBMITTED], State.DRAFT)
    drafts.tell(version, Action.WITHDRAWN, by)


@transaction.atomic
def reject(version: Version, by: User, note: str) -> None:
    """Its author learns why from the note. Raises DescriptionError without one."""
    if not note.strip():
        raise DescriptionError({"note": "is required: say what should be changed"})
    _move(version, [State.SUBMITTED], State.REJECTED)
    drafts.tell(version, Action.REJECTED, by, note)
    tidings.decided(version, by, "rejected", note)


@transaction.atomic
def publish(
    version: Version, by: User | None, *, note: str = "", unproven: str = ""
) -> None:
    """From now on the version is what jobs run, and nothing in it changes.

    `unproven` is the reason to publish what no example has proven. Raises
    DescriptionError if it cannot be used, was never proven, or is not open any more.
    """
    _complete(version)
    if not (unproven.strip() or trials.is_proven(version)):
        raise DescriptionError(
            {
                "unproven": "no example of this version has passed as it is now: "
                "run one, or say why it is published without"
            }
        )
    now = times.now()
    published = {"published_at": now, "published_by": by}
    _move(version, Version.OPEN, State.PUBLISHED, **published)
    drafts.tell(version, Action.PUBLISHED, by, _said(version, by, note, unproven))
    tidings.decided(version, by, "published", note)


def _said(version: Version, by: User | None, note: str, unproven: str) -> str:
    """With what whoever asks one day, who looked at it, has to know."""
    reason = unproven.strip() and f"Without a passed example: {unproven.strip()}"
    own = "Validated by its author." if by and by == version.changed_by else ""
    return "\n".join(text for text in (note.strip(), reason, own) if text)


def _complete(version: Version) -> None:
    """Raises DescriptionError for all that keeps the version from being used."""
    version.refresh_from_db()
    if problems := obstacles(version.value()):
        raise DescriptionError(problems)


def site() -> Site:
    """What this portal has for descriptions to choose from."""
    return Site(backends.names(), environments.names())


def obstacles(description: Description) -> dict[str, str]:
    """Why the description cannot be published on this portal, by field."""
    problems = publishable.problems(description, site())
    longest = settings.OPUS_DURATION_MAX
    for name in ("execution_duration", "longest_duration"):
        if getattr(description, name) > longest:
            problems[name] = f"is above the portal's limit of {longest} s"
    for kind in ("used", "parameters"):
        for index, one in enumerate(getattr(description, kind)):
            is_file = kind == "used" or one.kind == "file"
            if is_file and one.default and (problem := _default(one.default)):
                problems.setdefault(f"{kind}.{index}.default", problem)
    return lint.errors(description, settings.OPUS_SCRIPT_PATH) | problems


def _default(text: str) -> str:
    """Why nobody could give the text for a used entity; empty if one could."""
    try:
        address = addresses.read(text, ())
    except ValueError as error:
        return str(error)
    return download.problem(text) if isinstance(address, addresses.Elsewhere) else ""


def _move(
    version: Version, sources: Collection[str], to: State, **changes: Any
) -> None:
    """Raises DescriptionError if it is in none of the states it may leave."""
    row = Version.objects.filter(
        pk=version.pk, state__in=sources, revision=version.revision
    )
    if not row.update(state=to, changed_at=times.now(), **changes):
        version.refresh_from_db()
        sentence = f"it is {version.state} by now, or was changed: reload the page"
        raise DescriptionError({"state": sentence})
    version.refresh_from_db()


def publish_if_new(
    description: Description, by: User | None, reason: str = "It came from a file."
) -> Version:
    """The published version that equals the description; made if there is none."""
    newest = current(description.name)
    if newest and newest.digest == json_format.digest(description):
        return newest
    version = drafts.save(description, by)
    publish(version, by, unproven=reason)
    return version


def current(name: str) -> Version | None:
    """What jobs of the activity run now."""
    published = Version.objects.filter(activity__name=name, state=State.PUBLISHED)
    return published.select_related("activity").order_by("-number").first()


@transaction.atomic
def discard(version: Version, by: User | None) -> None:
    """What is open is open no more; it can be restored."""
    _move(version, Version.OPEN, State.DISCARDED)
    drafts.tell(version, Action.DISCARDED, by)


@transaction.atomic
def retire(version: Version, by: User | None, note: str = "") -> None:
    """No job can be submitted with it any more; those that ran it keep it."""
    _move(version, [State.PUBLISHED], State.RETIRED)
    drafts.tell(version, Action.RETIRED, by, note)


@transaction.atomic
def delete(activity: ActivityDescription, by: User, note: str = "") -> None:
    """Nobody can run or edit it; its jobs, their provenance and its name stay."""
    versions = activity.versions.select_for_update()
    for version in versions.filter(state=State.PUBLISHED):
        retire(version, by, note)
    for version in versions.filter(state__in=Version.OPEN):
        discard(version, by)
    activity.deleted_at = times.now()
    activity.save(update_fields=["deleted_at"])
    drafts.tell_of(activity, Action.DELETED, by, note)


@transaction.atomic
def restore(version: Version, by: User) -> Version:
    """A new draft like that version. Raises DescriptionError if one is open already."""
    activity = version.activity
    if drafts.open_version(activity):
        sentence = "somebody writes at the next version: publish or discard that first"
        raise DescriptionError({"state": sentence})
    activity.deleted_at = None
    activity.save(update_fields=["deleted_at"])
    note = f"like version {version.label} ({version.number})"
    return drafts.save(version.value(), by, action=Action.RESTORED, note=note)
