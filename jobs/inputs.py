"""What the used entities of a job are: uploads, entities of the portal, or URLs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User

from jobs import access, addresses, uploads
from jobs.descriptions import texts
from jobs.descriptions.check import shorten
from jobs.descriptions.value import Description, UsedEntity
from jobs.errors import ValuesError
from jobs.execution import download
from jobs.lifecycle import Input
from jobs.models import JobResult
from provenance import visibility
from provenance.models import Entity

LONGEST_URL = 1024


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave for the used entities, by name, and who; None is anybody.

    `hosts` are the portal's own hosts, so that its addresses are recognised.
    """

    owner: User | None
    hosts: Collection[str]
    texts: Mapping[str, Sequence[str]]
    uploads: Mapping[str, uploads.HashedUpload]

    @property
    def person(self) -> access.Person:
        return self.owner or AnonymousUser()


Recognised = dict[str, Input | uploads.HashedUpload]


def resolve(description: Description, given: Given) -> Recognised:
    """What each used entity is, by name. Raises ValuesError, by name.

    Nothing is kept or fetched yet.
    """
    found: Recognised = {}
    problems = {}
    for used in description.used:
        try:
            if one := _resolve(used, given):
                found[used.name] = one
        except ValueError as error:
            problems[used.name] = str(error)
    if problems:
        raise ValuesError(problems)
    return found


def keep(found: Recognised, owner: User | None) -> list[Input]:
    """The same with an entity for each upload."""
    return [
        one
        if isinstance(one, Input)
        else Input(name, uploads.keep(one, owner), matched_by="upload")
        for name, one in found.items()
    ]


def _resolve(used: UsedEntity, given: Given) -> Input | uploads.HashedUpload | None:
    upload = given.uploads.get(used.name)
    answers = [text.strip() for text in given.texts.get(used.name, ()) if text.strip()]
    if len(answers) + (upload is not None) > 1:
        raise ValueError("given twice: send a file, an entity id or a URL, not two")
    if upload:
        return _not_empty(upload)
    if answers and answers[0] != used.default:
        return recognise(used.name, answers[0], given)
    if used.default:
        kept = recognise(used.name, used.default, given)
        return Input(kept.name, kept.entity, kept.url, kept.matched_by, is_default=True)
    if used.required:
        raise ValueError("is required: upload a file, or give an entity id or a URL")
    return None


def _not_empty(upload: uploads.HashedUpload) -> uploads.HashedUpload:
    if not upload.size:
        raise ValueError(f"“{upload.name}” is empty: choose another file")
    return upload


def recognise(name: str, text: str, given: Given) -> Input:
    """The entity or URL that a text means. Raises ValueError with a sentence."""
    if problem := texts.problem(text):
        raise ValueError(problem)
    match addresses.read(text, given.hosts):
        case addresses.EntityAddress(public_id):
            found = _entity(given.person, public_id)
            return Input(name, _usable(found, text), matched_by="entity")
        case addresses.ResultAddress() as address:
            found = _result(given.person, address)
            return Input(name, _usable(found, text), matched_by="result")
        case addresses.Elsewhere(url):
            if len(url) > LONGEST_URL:
                raise ValueError(f"a URL has {LONGEST_URL} characters at most")
            if problem := download.problem(url):
                raise ValueError(problem)
            return Input(name, url=url, matched_by="url")


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
