"""From what somebody sent to a job; pages, UWS and the example do it all this way."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from django.contrib.auth.models import User
from django.db import transaction

from jobs import changes, creation, inputs, lifecycle, limits, resolver, wanted
from jobs.descriptions import texts
from jobs.descriptions.check import Value, check, hidden
from jobs.descriptions.value import Description
from jobs.errors import ValuesError
from jobs.given import Wishes
from jobs.models import Job, Version
from jobs.uploads import HashedUpload

LONGEST_RUN_ID = 64


@dataclass(frozen=True, slots=True)
class Submission:
    """Texts and uploads by name; the case of a name does not matter.

    The owner of an anonymous job is None. `hosts` are the portal's own hosts, so that
    its addresses are recognised. `taken` are the ids of entities that were uploads,
    and how they were recognised; uploads that `are_new` are not looked up.
    """

    owner: User | None
    texts: Mapping[str, Sequence[str]]
    uploads: Mapping[str, Sequence[HashedUpload]] = field(default_factory=dict)
    hosts: Collection[str] = ()
    wishes: Wishes = field(default_factory=Wishes)
    taken: Mapping[str, str] = field(default_factory=dict)
    are_new: bool = False


def submit(version: Version, sent: Submission, *, run: bool) -> Job:
    """A job, QUEUED at once if `run`. Raises ValuesError with every problem.

    LimitError if there are too many; then nothing of what was sent is kept.
    """
    values, found = checked(version.value(), sent)
    asked = wanted.resources(sent.texts, version.value().controls)
    wishes = replace(sent.wishes, resources=asked)
    limits.admit(sent.owner)
    resolved = inputs.keep(found, sent.owner, are_new=sent.are_new)
    with transaction.atomic():
        job = creation.create(version, sent.owner, values, resolved, wishes)
        if run:
            lifecycle.start(job, sent.owner)
    return job


def revise(job: Job, sent: Submission) -> None:
    """Other values and files for a PENDING job; what is not sent stays as it is.

    Raises ValuesError with every problem, ClosedError once the job was started.
    """
    changes.pending(job)
    new = {name.lower() for name in (*sent.texts, *sent.uploads)}
    kept = {n: t for n, t in _kept(job).items() if n.lower() not in new}
    values, resolved = checked(
        job.version.value(), replace(sent, texts={**kept, **sent.texts})
    )
    found = inputs.keep(resolved, sent.owner, are_new=sent.are_new)
    sent_again = [one for one in found if one.name.lower() in new]
    changes.given(job, values, sent_again, new)
    if asked := wanted.resources(sent.texts, job.version.value().controls):
        changes.resources(job, asked)


def _kept(job: Job) -> dict[str, Sequence[str]]:
    """What the job was given so far, as one would send it again."""
    values: dict[str, Sequence[str]] = {
        value.name: value.given or [value.text]
        for value in job.parameters.all()
        if value.text is not None and not value.is_default
    }
    files: dict[str, list[str]] = {}
    for used in job.inputs.select_related("entity"):
        if not used.is_default:
            entity = used.entity and used.entity.public_id
            given = used.identifier or entity or used.url
            files.setdefault(used.name, []).append(given)
    return {**values, **files}


def checked(
    description: Description, sent: Submission
) -> tuple[list[Value], inputs.Recognised]:
    """What was sent, held against the description. Raises ValuesError.

    Nothing is kept yet.
    """
    problems: dict[str, str] = {}
    values: list[Value] = []
    resolved: inputs.Recognised = {}
    used = {entity.name.lower(): entity.name for entity in description.files}
    apart = {*used, *(set(wanted.RESOURCES) & set(description.controls))}
    plain = {n: t for n, t in sent.texts.items() if n.lower() not in apart}

    with _collected(problems):
        wanted.resources(sent.texts, description.controls)
    with _collected(problems):
        values = check(description, plain, resolver.resolve)
    with _collected(problems):
        given = _given(description, sent, used)
        resolved = inputs.resolve(description, given, hidden(description, plain))
    with _collected(problems):
        run_id(sent.wishes.run_id)
    if problems:
        raise ValuesError(problems)
    return values, resolved


@contextmanager
def _collected(problems: dict[str, str]) -> Iterator[None]:
    """Whoever sent it hears of everything at once."""
    try:
        yield
    except ValuesError as error:
        problems |= error.problems


def _given(
    description: Description, sent: Submission, used: Mapping[str, str]
) -> inputs.Given:
    if stray := [name for name in sent.uploads if name.lower() not in used]:
        known = ", ".join(used.values()) or "none"
        sentence = f"{description.name} takes no such file; it takes: {known}"
        raise ValuesError(dict.fromkeys(stray, sentence))
    uploads: dict[str, list[HashedUpload]] = {}
    for name, files in sent.uploads.items():
        uploads.setdefault(used[name.lower()], []).extend(files)
    texts: dict[str, list[str]] = {}
    for name, given in sent.texts.items():
        if name.lower() in used:
            texts.setdefault(used[name.lower()], []).extend(given)
    return inputs.Given(sent.owner, sent.hosts, texts, uploads, sent.taken)


def run_id(text: str) -> str:
    """The text, if it can name a run. Raises ValuesError."""
    problem = texts.problem(text)
    if len(text) > LONGEST_RUN_ID:
        problem = f"has {len(text)} characters: {LONGEST_RUN_ID} at most"
    if problem:
        raise ValuesError({"RUNID": problem})
    return text
