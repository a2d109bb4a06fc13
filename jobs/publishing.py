"""Drafts and published versions: the only code that writes descriptions."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction

from jobs import addresses
from jobs.descriptions import json_format, names, publishable
from jobs.descriptions.value import Description
from jobs.errors import DescriptionError
from jobs.execution import download
from jobs.models import (
    ActivityDescription,
    GenerationDescription,
    ParameterDescription,
    UsageDescription,
    Version,
)
from provenance import times

HEAD = (
    "title",
    "description",
    "type",
    "subtype",
    "version",
    "documentation",
    "execution_duration",
    "script",
)
PARTS: dict[str, type[models.Model]] = {
    "parameters": ParameterDescription,
    "used": UsageDescription,
    "generated": GenerationDescription,
}
Draft = Version.State.DRAFT
Published = Version.State.PUBLISHED


@transaction.atomic
def save_draft(description: Description, by: User | None) -> Version:
    """Make or replace the activity's draft; it need not be complete.

    Raises DescriptionError for what cannot even be stored.
    """
    if problem := names.activity_problem(description.name):
        raise DescriptionError({"name": problem})
    if problems := publishable.unstorable(description):
        raise DescriptionError(problems)
    activity, _ = ActivityDescription.objects.get_or_create(name=description.name)
    version = activity.versions.select_for_update().filter(state=Draft).first()
    if version is None:
        version = Version(activity=activity, number=_next(activity), created_by=by)
    for name in HEAD:
        setattr(version, name, getattr(description, name))
    version.contact_name = description.contact.name
    version.contact_email = description.contact.email
    _store([version], "")
    for kind, model in PARTS.items():
        _store_parts(version, kind, model, getattr(description, kind))
    return version


def _next(activity: ActivityDescription) -> int:
    newest = activity.versions.aggregate(newest=models.Max("number"))["newest"]
    return (newest or 0) + 1


def _store_parts(
    version: Version, kind: str, model: type[models.Model], parts: Iterable[object]
) -> None:
    getattr(version, kind).all().delete()
    for position, part in enumerate(parts):
        fields = {name: getattr(part, name) for name in part.__slots__}  # type: ignore[attr-defined]  # a slotted dataclass
        if "options" in fields:
            fields["options"] = list(fields["options"])
        row = model(version=version, position=position, **fields)
        _store([row], f"{kind}.{position}.")


def _store(rows: list[models.Model], path: str) -> None:
    """Save what fits its columns. Raises DescriptionError."""
    for row in rows:
        columns = row._meta.concrete_fields  # noqa: SLF001 - documented API
        linked = {field.name for field in columns if field.null or field.is_relation}
        try:
            row.clean_fields(exclude=linked)
        except ValidationError as error:
            raise DescriptionError(
                {f"{path}{f}": " ".join(m) for f, m in error.message_dict.items()}
            ) from error
        row.save()


@transaction.atomic
def publish(version: Version, by: User | None) -> None:
    """From now on the version is what jobs run, and nothing in it changes.

    Raises DescriptionError if it cannot be used, or is no draft any more.
    """
    draft = Version.objects.select_for_update().filter(pk=version.pk, state=Draft)
    if (saved := draft.first()) is None:
        raise DescriptionError({"state": "it is not a draft any more: reload the page"})
    description = saved.value()
    if problems := _problems(description):
        raise DescriptionError(problems)
    draft.update(
        state=Published,
        published_at=times.now(),
        published_by=by,
        digest=json_format.digest(description),
    )
    version.refresh_from_db()


def _problems(description: Description) -> dict[str, str]:
    problems = publishable.problems(description)
    longest = settings.OPUS_DURATION_MAX
    if description.execution_duration > longest:
        problems["execution_duration"] = f"is above the portal's limit of {longest} s"
    for index, used in enumerate(description.used):
        if used.default and (problem := _default_problem(used.default)):
            problems.setdefault(f"used.{index}.default", problem)
    return problems


def _default_problem(text: str) -> str:
    """Why nobody could give the text for a used entity; empty if one could."""
    try:
        address = addresses.read(text, ())
    except ValueError as error:
        return str(error)
    return download.problem(text) if isinstance(address, addresses.Elsewhere) else ""


def publish_if_new(description: Description, by: User | None) -> Version:
    """The published version that equals the description; made if there is none."""
    newest = (
        Version.objects.filter(activity__name=description.name, state=Published)
        .order_by("-number")
        .first()
    )
    if newest and newest.digest == json_format.digest(description):
        return newest
    version = save_draft(description, by)
    publish(version, by)
    return version


def discard_draft(version: Version) -> None:
    """Forget a draft; an activity that never was published goes with its only one."""
    with transaction.atomic():
        Version.objects.filter(pk=version.pk, state=Draft).delete()
        if not version.activity.versions.exists():
            version.activity.delete()


def open_to_all(activity: ActivityDescription, by: User) -> None:
    """Anybody may run it without logging in, also the versions that follow."""
    _decide(activity, by, "Anybody may run it.", anonymous=True)


def ask_for_login(activity: ActivityDescription, by: User) -> None:
    """New jobs are for those who log in; anonymous ones that there are go on."""
    _decide(activity, by, "Whoever runs it must log in.", anonymous=False)


@transaction.atomic
def _decide(
    activity: ActivityDescription, by: User, sentence: str, *, anonymous: bool
) -> None:
    """What was decided by whom is kept in the log of the admin."""
    row = ActivityDescription.objects.filter(pk=activity.pk)
    row.update(anonymous=anonymous)
    LogEntry.objects.log_actions(by.pk, row, CHANGE, sentence)


def retire(version: Version) -> None:
    """No job can be submitted with it any more; those that ran it keep it."""
    Version.objects.filter(pk=version.pk, state=Published).update(
        state=Version.State.RETIRED
    )
