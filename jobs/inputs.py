"""What the used entities of a job are: uploads, entities of the portal, or URLs."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.auth.models import AnonymousUser, User

from jobs import access, addresses, identifiers, recognition
from jobs.descriptions import texts
from jobs.descriptions.texts import shorten
from jobs.descriptions.value import Description, UsedEntity
from jobs.errors import ValuesError
from jobs.execution import download, folder, media, media_types
from jobs.given import Input
from jobs.models import JobResult
from jobs.uploads import HashedUpload
from provenance import visibility
from provenance.models import Entity

LONGEST_URL = 1024
MOST_FILES = 1000  # under one name, where a description sets no limit


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave for the used entities, by name, and who; None is anybody.

    `hosts` are the portal's own hosts, so that its addresses are recognised, and
    `taken` says of entities that were uploads how they were recognised, by their id.
    """

    owner: User | None
    hosts: Collection[str]
    texts: Mapping[str, Sequence[str]]
    uploads: Mapping[str, Sequence[HashedUpload]]
    taken: Mapping[str, str] = field(default_factory=dict)

    @property
    def person(self) -> access.Person:
        return self.owner or AnonymousUser()


Recognised = dict[str, list[Input | HashedUpload]]


def resolve(
    description: Description, given: Given, hidden: Collection[str] = ()
) -> Recognised:
    """What each file is that the activity takes, by name. Raises ValuesError, by name.

    `hidden` are the parameters that do not count. Nothing is kept or fetched yet.
    """
    found: Recognised = {}
    problems = {}
    for used in description.files:
        try:
            if used.name in hidden:
                _refuse_uncounted(used, given)
            elif some := _resolve(used, given):
                found[used.name] = some
        except ValueError as error:
            problems[used.name] = str(error)
    if problems:
        raise ValuesError(problems)
    return found


def keep(
    found: Recognised, owner: User | None, *, are_new: bool = False
) -> list[Input]:
    """The same with an entity for each upload, those of one name numbered.

    An upload that the portal knows is the entity that it knows, unless they `are_new`.
    """
    return [
        dataclasses.replace(
            one if isinstance(one, Input) else _taken(name, one, owner, are_new),
            number=number,
        )
        for name, some in found.items()
        for number, one in enumerate(some)
    ]


def _taken(
    name: str,
    upload: HashedUpload,
    owner: User | None,
    is_new: bool,  # noqa: FBT001 - handed on
) -> Input:
    taken = recognition.take(upload, owner, is_new=is_new)
    return Input(name, taken.entity, matched_by=taken.matched_by)


def _resolve(used: UsedEntity, given: Given) -> list[Input | HashedUpload]:
    sent = given.uploads.get(used.name, ())
    answers = _answers(used, given)
    if used.most == 1 and len(sent) > 1:
        raise ValueError("several files were sent: send one")
    _count(used, len(sent) + len(answers))
    if not sent and answers in ([], [used.default]):
        return _default(used, given)
    return [
        *(_fitting(used, upload) for upload in sent),
        *(recognise(used, text, given) for text in answers),
    ]


def _answers(used: UsedEntity, given: Given) -> list[str]:
    texts = given.texts.get(used.name, ())
    if used.most != 1:
        texts = [line for text in texts for line in text.splitlines()]
    return [text.strip() for text in texts if text.strip()]


def _count(used: UsedEntity, count: int) -> None:
    if used.most == 1 and count > 1:
        raise ValueError("given twice: send a file, an entity id or a URL, not two")
    most = used.most or MOST_FILES
    if count > most:
        raise ValueError(f"{count:,} files were given: {most:,} at most")


def _default(used: UsedEntity, given: Given) -> list[Input | HashedUpload]:
    if used.default:
        kept = recognise(used, used.default, given)
        return [dataclasses.replace(kept, is_default=True)]
    if used.required:
        raise ValueError("is required: upload a file, or give an entity id or a URL")
    return []


def _refuse_uncounted(used: UsedEntity, given: Given) -> None:
    if given.uploads.get(used.name) or _answers(used, given) not in (
        [],
        [used.default],
    ):
        raise ValueError("does not count with the other values: leave it out")


def _fitting(used: UsedEntity, upload: HashedUpload) -> HashedUpload:
    if not upload.size:
        raise ValueError(f"“{upload.name}” is empty: choose another file")
    path = Path(upload.temporary_file_path())
    accept(used, upload.name or "", media.content_type(path, upload.name or ""))
    return upload


def accept(used: UsedEntity, name: str, kind: str) -> None:
    """Raises ValueError if a file of that kind cannot be used there."""
    if not media_types.accepts(used.content_types, kind):
        wanted = " or ".join(used.content_types)
        raise ValueError(
            f"“{shorten(name)}” is {kind} by its content; this must be {wanted}"
        )


def recognise(used: UsedEntity, text: str, given: Given) -> Input:
    """The entity or URL that a text means. Raises ValueError with a sentence."""
    if problem := texts.problem(text):
        raise ValueError(problem)
    if used.url and identifiers.is_one(text):
        url = identifiers.address(used.url, text)
        return dataclasses.replace(_elsewhere(used, url), identifier=text)
    match addresses.read(text, given.hosts):
        case addresses.EntityAddress(public_id):
            found = _usable(_entity(given.person, public_id), text)
            how = given.taken.get(public_id, "entity")
            return Input(used.name, _of_a_kind(used, found), matched_by=how)
        case addresses.ResultAddress() as address:
            found = _usable(_result(given.person, address), text)
            return Input(used.name, _of_a_kind(used, found), matched_by="result")
        case addresses.Elsewhere(url):
            return _elsewhere(used, url)


def _elsewhere(used: UsedEntity, url: str) -> Input:
    if len(url) > LONGEST_URL:
        raise ValueError(f"a URL has {LONGEST_URL} characters at most")
    if problem := download.problem(url):
        raise ValueError(problem)
    return Input(used.name, url=url, matched_by="url")


def _of_a_kind(used: UsedEntity, entity: Entity) -> Entity:
    """What the bytes are counts, and what was said of them where those say little."""
    if not used.content_types:
        return entity
    path = folder.absolute(entity.location)
    kind = media.content_type(path, entity.name)
    if kind in (media.TEXT, media.UNKNOWN) and entity.content_type:
        kind = entity.content_type
    accept(used, entity.name, kind)
    return entity


def _entity(person: access.Person, public_id: str) -> Entity | None:
    named = visibility.named_entities(access.viewer(person), [public_id])
    return named.filter(kind=Entity.Kind.FILE).first()


def _result(person: access.Person, address: addresses.ResultAddress) -> Entity | None:
    result = JobResult.objects.filter(
        job__in=access.reachable(person),
        job__public_id=address.job,
        job__version__activity__name=address.activity,
        result_id=address.result,
    ).select_related("entity")
    return result[0].entity if result else None


def _usable(entity: Entity | None, text: str) -> Entity:
    """What one may not see is as unknown as what is not there."""
    if entity is None:
        raise ValueError(f"“{shorten(text, 120)}” is not a file that you can use")
    if entity.invalidated_at:
        raise ValueError(
            f"“{entity.name}” was destroyed at {entity.invalidated_at:%Y-%m-%d %H:%M} "
            "UTC: only its record is left"
        )
    return entity
