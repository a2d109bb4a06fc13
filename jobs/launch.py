"""From a claimed job to work for a machine: folder, inputs, values, script."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from jobs import limits
from jobs.descriptions.value import Description, UsedEntity
from jobs.errors import BackendError
from jobs.execution import copying, environments, folder, sandbox
from jobs.execution import script as scripts
from jobs.execution.base import Needs, Output, Work
from jobs.execution.environments import Environment
from jobs.execution.folder import JobFolder
from jobs.models import Job, JobInput
from provenance import recorder_folder
from provenance.models import Entity

# The kernel's limit for one variable is 128 KiB, for all of them 2 MiB.
LONGEST_VALUE = 100_000
LONGEST_ENVIRONMENT = 1_000_000
Used = dict[str, list[Path]]
LARGE = 64 * 1024**2  # bytes that are copied in a second or so


class UnrunnableError(Exception):
    """The job cannot run on this portal, now or later; a sentence says why."""


class InputGoneError(UnrunnableError):
    """An input's bytes are not there any more."""


def prepare(job: Job) -> Work:
    """Everything on disk that the script needs.

    Raises UnrunnableError if an input or a program cannot be had, BackendError if the
    disk refuses.
    """
    here = JobFolder(job.public_id)
    description = job.version.value()
    try:
        here.make()
        used: Used = {}
        for given in _inputs(job):
            used.setdefault(given.name, []).append(_bring(here, given))
        script = here.inputs / "script"
        script.write_text(description.script, encoding="utf-8", newline="")
        values = _values(job, description, used)
        text = json.dumps(values, indent=1)
        (here.inputs / "values.json").write_text(text, encoding="utf-8")
    except OSError as error:
        raise BackendError(f"The job's folder cannot be made: {error}") from error
    software = _software(description)
    argv = [*scripts.interpreter(description.script), str(script)]
    return Work(
        folder=here,
        token=job.token,
        argv=_command(argv, here, description, software),
        environment={
            **_environment(job, here, description, used),
            **software.variables(),
        },
        outputs=[
            Output(entity.name, entity.pattern, entity.optional, entity.most)
            for entity in description.generated
        ],
        limits=limits.of(job, description),
        needs=_needs(job, description),
        is_sandboxed=description.sandbox,
    )


def _needs(job: Job, description: Description) -> Needs:
    """What its owner asked for, else what its description says."""
    words = {field.name: getattr(description, field.name) for field in fields(Needs)}
    asked = {name: value for name, value in job.resources.items() if name in words}
    return Needs(**{**words, **asked})


def _software(description: Description) -> Environment:
    try:
        return environments.find(description.environment)
    except environments.NoEnvironmentError as error:
        raise UnrunnableError(str(error)) from error


def _command(
    argv: list[str], here: JobFolder, description: Description, software: Environment
) -> list[str]:
    """The script by its interpreter, in its software, and that in the sandbox."""
    needs = [recorder_folder.PATH, *software.homes()]
    open_ = description.network or not description.sandbox
    sees = [here.root, *needs]
    argv = software.command(argv, sees, here.work, network=open_)
    if not description.sandbox or software.kind == "apptainer":
        return argv
    try:
        return sandbox.command(argv, here, needs, network=description.network)
    except FileNotFoundError as error:
        raise UnrunnableError(str(error)) from error


def _inputs(job: Job) -> list[JobInput]:
    return list(job.inputs.select_related("entity"))


def urls(job: Job) -> dict[str, str]:
    """The inputs that are still to be fetched, by the folders that they go to."""
    return {
        folder.place_of(given.name, given.number): given.url
        for given in _inputs(job)
        if given.entity is None
    }


def large_copies(job: Job) -> dict[Path, Path]:
    """Where inputs are to be that take too long to copy for a worker, and are now."""
    here = JobFolder(job.public_id)
    found = {}
    for given in _inputs(job):
        if given.entity is not None and (given.entity.size or 0) > LARGE:
            source, target = _source(given, given.entity), _target(here, given)
            if source != target and not target.exists():
                found[target] = source
    return found


def _bring(here: JobFolder, given: JobInput) -> Path:
    if given.entity is None:
        raise InputGoneError(f"The input {given.name} has not been fetched.")
    source, target = _source(given, given.entity), _target(here, given)
    if source != target and not target.exists():
        copying.copy(source, target)
    return target


def _target(here: JobFolder, given: JobInput) -> Path:
    name = given.entity.name if given.entity else given.name
    return here.input(given.name, name, given.number)


def _source(given: JobInput, entity: Entity) -> Path:
    """The bytes of the entity. Raises InputGoneError if there are none."""
    if entity.invalidated_at:
        raise InputGoneError(
            f"The input {given.name} ({entity.name}) was destroyed at "
            f"{entity.invalidated_at:%Y-%m-%d %H:%M} UTC."
        )
    try:
        source = folder.absolute(entity.location)
    except ValueError:
        source = Path()
    if not source.is_file():
        raise InputGoneError(f"The input {given.name} ({entity.name}) is gone.")
    return source


def _values(job: Job, description: Description, used: Used) -> dict[str, Any]:
    return {
        "job": job.public_id,
        "parameters": {row.name: row.typed for row in job.parameters.all()},
        "used": {
            entity.name: _paths(entity, used.get(entity.name, []))
            for entity in description.files
        },
        "generated": {entity.name: entity.pattern for entity in description.generated},
    }


def _paths(entity: UsedEntity, found: Sequence[Path]) -> str | list[str] | None:
    """A path, or a list of them where there may be several."""
    if entity.most != 1:
        return [str(path) for path in found]
    return str(found[0]) if found else None


def _environment(
    job: Job, here: JobFolder, description: Description, used: Used
) -> dict[str, str]:
    """Nothing of the portal's own environment reaches a script."""
    given = job.parameters.exclude(text=None)
    return {
        **_small_enough({row.name: row.text or "" for row in given}),
        **{name: "\n".join(map(str, paths)) for name, paths in used.items()},
        **{entity.name: entity.pattern for entity in description.generated},
        "HOME": str(here.work),
        "TMPDIR": str(here.tmp),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(recorder_folder.PATH),
        "PYTHONUNBUFFERED": "1",
        "OPUS_JOB_ID": job.public_id,
        "OPUS_VALUES": str(here.inputs / "values.json"),
        "OPUS_PROVENANCE_DIR": str(here.recorded),
        "OPUS_PROGRESS": str(here.progress),
    }


def _small_enough(values: Mapping[str, str]) -> dict[str, str]:
    """What does not fit into an environment is in the file of values only."""
    kept, left = {}, LONGEST_ENVIRONMENT
    for name, text in sorted(values.items(), key=lambda item: len(item[1].encode())):
        size = len(text.encode())
        if size > min(LONGEST_VALUE, left):
            break
        kept[name] = text
        left -= size
    return kept
