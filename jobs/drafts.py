"""What can still be changed of a description: the only code that writes its content."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction

from jobs.descriptions import json_format, names, publishable
from jobs.descriptions.value import Description
from jobs.errors import DescriptionError, StaleError
from jobs.models import ActivityDescription, DescriptionEvent, Mention, Version
from provenance import identity, times

Action = DescriptionEvent.Action
State = Version.State
# Columns that lists show, from fields of the same name.
SHOWN = (
    "title",
    "description",
    "type",
    "version",
    "execution_duration",
    "longest_duration",
)


@transaction.atomic
def save(
    description: Description,
    by: User | None,
    *,
    seen: int | None = None,
    action: Action = Action.SAVED,
    note: str = "",
) -> Version:
    """Make or replace the activity's draft; it need not be complete.

    `seen` is the revision that its author began with, 0 if there was no open version;
    None replaces whatever there is. Raises DescriptionError for what cannot even be
    stored, StaleError if somebody else has saved something since.
    """
    if problem := names.activity_problem(description.name):
        raise DescriptionError({"name": problem})
    if problems := publishable.unstorable(description):
        raise DescriptionError(problems)
    activity, _ = ActivityDescription.objects.get_or_create(name=description.name)
    if activity.deleted_at:
        raise DescriptionError({"name": "was deleted: restore one of its versions"})
    version = open_version(activity)
    if seen is not None and seen != (version.revision if version else 0):
        raise StaleError(version)
    if version is None:
        version = Version(activity=activity, number=_next(activity), created_by=by)
    else:
        version.revision += 1
    _fill(version, description, by)
    tell(version, action, by, note)
    return version


def open_version(activity: ActivityDescription) -> Version | None:
    """What is being written; in a transaction nobody else writes it meanwhile."""
    versions = activity.versions.select_for_update()
    return versions.filter(state__in=Version.OPEN).first()


def _next(activity: ActivityDescription) -> int:
    newest = activity.versions.aggregate(newest=models.Max("number"))["newest"]
    return (newest or 0) + 1


def _fill(version: Version, description: Description, by: User | None) -> None:
    """Whoever changes what was submitted, or rejected, has a draft again."""
    version.state = State.DRAFT
    version.changed_by = by
    store(version, description)


def store(version: Version, description: Description) -> None:
    """Write the content and what follows from it. Raises DescriptionError."""
    for name in SHOWN:
        setattr(version, name, getattr(description, name))
    version.contact_name = description.contact.name
    version.contact_email = description.contact.email
    version.content = json_format.write(description)
    version.digest = json_format.digest(description)
    _check_columns(version)
    version.save()
    _mention(version, description)


def _check_columns(version: Version) -> None:
    """What a column cannot hold is told at its field. Raises DescriptionError.

    Mail addresses were looked at before; those without a dot are good, too.
    """
    shown = {*SHOWN, "contact_name"}
    columns = version._meta.concrete_fields  # noqa: SLF001 - documented API
    others = {field.name for field in columns if field.name not in shown}
    try:
        version.clean_fields(exclude=others)
    except ValidationError as error:
        raise DescriptionError(
            {name: " ".join(found) for name, found in error.message_dict.items()}
        ) from error


def _mention(version: Version, description: Description) -> None:
    """The entities that the description names keep their bytes."""
    texts = {one.default for one in description.files}
    for example in description.examples:
        texts |= {text for _, found in example.values for text in found}
    ids = {text for text in texts if identity.is_entity(text)}
    version.mentions.exclude(public_id__in=ids).delete()
    Mention.objects.bulk_create(
        [Mention(version=version, public_id=public_id) for public_id in sorted(ids)],
        ignore_conflicts=True,
    )


def tell(version: Version, action: Action, by: User | None, note: str = "") -> None:
    """The line of the audit trail for what was just done to a version."""
    _write(version.activity, version, action, by, note)


def tell_of(
    activity: ActivityDescription, action: Action, by: User | None, note: str = ""
) -> None:
    """The line of the audit trail for what concerns all versions."""
    _write(activity, None, action, by, note)


def _write(
    activity: ActivityDescription,
    version: Version | None,
    action: Action,
    by: User | None,
    note: str,
) -> None:
    DescriptionEvent.objects.create(
        activity=activity,
        version=version,
        time=times.now(),
        by=by,
        action=action,
        note=note,
    )
