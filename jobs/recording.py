"""What a job leaves in the database when it is over: results and provenance."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings

from jobs.descriptions import json_format
from jobs.descriptions.value import Description
from jobs.execution import environments, folder, media, script, software
from jobs.execution.base import Made, Report
from jobs.execution.environments import Environment
from jobs.execution.folder import JobFolder
from jobs.models import Job, JobInput, JobResult
from jobs.phases import Phase
from provenance import record as provenance
from provenance.inner import write
from provenance.models import Activity, Entity
from provenance.recorded import NOTHING, AgentRecord, Recorded

LONGEST_NAME = 59  # of a result, with room for what is behind it


def record(job: Job, report: Report, recorded: Recorded = NOTHING) -> None:
    """Write results, provenance and inner steps. Call it in a transaction."""
    description = job.version.value()
    ids = result_ids(description, report.made)
    activity, entities = provenance.activity(
        _activity(job, description, report, recorded)
    )
    JobResult.objects.bulk_create(
        JobResult(
            job=job,
            position=position,
            result_id=result_id,
            name=made.name,
            path=made.path,
            entity=entity,
        )
        for position, (result_id, made, entity) in enumerate(
            zip(ids, report.made, entities, strict=True)
        )
    )
    _add_inside(job, activity, report, entities, recorded)


def beside(name: str) -> str:
    """Of the document that lies beside a result which cannot carry a stamp."""
    return f"{name[:LONGEST_NAME]}.prov"


def result_ids(description: Description, made: Sequence[Made]) -> list[str]:
    """Unique ids: the name, or for a pattern the name with a number from 1."""
    globs = {entity.name for entity in description.generated if entity.is_glob}
    globs |= set(map(beside, globs))
    count: dict[str, int] = {}
    ids = []
    for file in made:
        count[file.name] = count.get(file.name, 0) + 1
        number = f".{count[file.name]}" if file.name in globs else ""
        ids.append(file.name + number)
    return ids


def _activity(
    job: Job, description: Description, report: Report, recorded: Recorded
) -> provenance.ActivityRecord:
    return provenance.ActivityRecord(
        public_id=job.public_id,
        name=job.name,
        status=_status(job),
        owner=job.owner,
        is_unlisted=job.is_anonymous,
        start_time=job.start_time,
        end_time=job.end_time if job.start_time else None,
        comment=job.error,
        exit_code=job.exit_code,
        usage=asdict(report.usage) if report.usage else {},
        environment=_environment(job, description, recorded),
        plan=provenance.PlanRecord(
            name=job.name,
            version=job.version.label,
            digest=job.version.digest,
            content=json_format.write(description),
        ),
        parameters=_parameters(job, description),
        used=[
            provenance.UsedRecord(given.entity, given.name, given.matched_by)
            for given in job.inputs.select_related("entity")
            if given.entity is not None
        ],
        generated=[_generated(job, description, made) for made in report.made],
        collections=frozenset(
            entity.name for entity in description.generated if entity.is_glob
        ),
        agents=_agents(job),
    )


def _status(job: Job) -> str:
    """How it ended. A job that is deleted before it is settled was aborted by that."""
    return Phase.ABORTED if job.phase == Phase.ARCHIVED else job.phase


def _environment(
    job: Job, description: Description, recorded: Recorded
) -> Mapping[str, Any]:
    """What the script found; what it recorded itself of it is nearer to the truth."""
    if not job.start_time:
        return {}
    argv = script.interpreter(description.script)
    told = [step.environment for step in recorded.steps if step.environment]
    chosen = _software(description)
    found = {**software.describe(argv, chosen.search_path), **chosen.facts()}
    return {**found, "host": job.host or found["host"], **(told[0] if told else {})}


def _software(description: Description) -> Environment:
    """That of the run; where the operator took it away since, the usual one."""
    try:
        return environments.find(description.environment)
    except environments.NoEnvironmentError:
        return environments.USUAL


def _parameters(job: Job, description: Description) -> list[dict[str, object]]:
    units = {parameter.name: parameter.unit for parameter in description.parameters}
    return [
        {
            "name": row.name,
            "value": row.text,
            "unit": units.get(row.name, ""),
            "default": row.is_default,
            **({"given": "\n".join(row.given)} if row.given else {}),
        }
        for row in job.parameters.all()
        if row.text is not None
    ]


def _generated(
    job: Job, description: Description, made: Made
) -> provenance.GeneratedRecord:
    described = {e.name: e.content_type for e in description.generated}.get(made.name)
    path = JobFolder(job.public_id).out / made.path
    return provenance.GeneratedRecord(
        role=made.name,
        name=PurePosixPath(made.path).name,
        location=folder.relative(path),
        size=made.size,
        sha256=made.sha256,
        content_type=described or media.content_type(path),
        unstamped_sha256=made.unstamped_sha256,
        public_id=made.entity_id,
    )


def _agents(job: Job) -> list[tuple[AgentRecord, str]]:
    version = job.version
    agents = [(_operator(job), "Operator")]
    if version.contact_name:
        whom = version.contact_email or version.contact_name
        contact = AgentRecord(
            key=f"contact:{whom}",
            name=version.contact_name,
            email=version.contact_email,
        )
        agents.append((contact, "contact"))
    if name := settings.OPUS_ORGANISATION:
        organisation = AgentRecord(
            key=f"organisation:{name}",
            name=name,
            type="Organization",
            url=settings.OPUS_ORGANISATION_URL,
        )
        agents.append((organisation, "Provider"))
    return agents


def _operator(job: Job) -> AgentRecord:
    """Who ran the job.

    Of somebody unknown it is only known that they ran this job, so each anonymous job
    has an agent of its own: one for all would say that one person ran them.
    """
    if job.owner is None:
        key = f"anonymous:{job.public_id}"
        return AgentRecord(key=key, name="anonymous user")
    return AgentRecord(
        key=f"user:{job.owner.pk}",
        name=job.owner.get_full_name() or job.owner.get_username(),
        email=job.owner.email,
    )


def _add_inside(
    job: Job,
    activity: Activity,
    report: Report,
    entities: Sequence[Entity],
    recorded: Recorded,
) -> None:
    if not recorded.is_something:
        return
    here = JobFolder(job.public_id)
    files = {
        str(here.work / made.path): entity
        for made, entity in zip(report.made, entities, strict=True)
    }
    for given in job.inputs.select_related("entity"):
        if given.entity is not None:
            path = here.input(given.name, given.entity.name, given.number)
            files[str(path)] = given.entity
    write.add(activity, recorded, files)


def is_needed(job: Job) -> bool:
    """Whether another job that has not begun is to read a file of this one."""
    waiting = JobInput.objects.filter(
        entity__location__startswith=f"{job.public_id}/",
        job__phase__in=(Phase.QUEUED, Phase.HELD),
    )
    return waiting.exclude(job=job).exists()


def invalidate(job: Job, time: datetime) -> None:
    """The job's bytes go: its results, and what was uploaded or fetched for it."""
    results = [row.entity for row in job.results.select_related("entity")]
    prefix = f"{job.public_id}/"
    inputs = [
        given.entity
        for given in job.inputs.select_related("entity")
        if given.entity is not None and given.entity.location.startswith(prefix)
    ]
    provenance.invalidate([*results, *inputs], time)
