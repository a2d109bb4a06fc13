"""From what was recorded inside a job to rows below the activity of the job."""

from collections.abc import Iterator, Mapping, Sequence

from provenance import record
from provenance.inner import derive, things
from provenance.models import (
    Activity,
    Association,
    Attribution,
    Bundle,
    Derived,
    Entity,
    Generated,
    Informed,
    Member,
    Used,
)
from provenance.recorded import THE_JOB, Recorded, StepRecord, Thing

Activities = Mapping[str, Activity]
Entities = Mapping[str, Entity]


def add(job: Activity, recorded: Recorded, files: Mapping[str, Entity]) -> None:
    """Write all of it; `files` are the entities that the portal knows, by location.

    Every other thing becomes an entity of its own: an external one without bytes if
    it is a file, or a value. So does an input that a step says it generated: who may
    see what a job made would see it, too. A step whose parent is unknown belongs to
    the job.
    """
    own = [step for step in recorded.steps if step.id != THE_JOB]
    activities = {THE_JOB: job, **_activities(job, own)}
    known = things.entities(job, recorded, files)
    _relate(job, recorded.steps, activities, known)
    _associate(recorded.steps, activities)
    _tell(job, recorded, activities, known)
    Bundle.objects.bulk_create(
        Bundle(activity=job, name=bundle.name[:255], content=dict(bundle.content))
        for bundle in recorded.bundles
    )


def _activities(job: Activity, steps: Sequence[StepRecord]) -> dict[str, Activity]:
    environments = record.environments([step.environment for step in steps])
    made = {
        step.id: Activity(
            name=step.name,
            start_time=step.start_time,
            end_time=step.end_time,
            status=step.status,
            comment=step.comment,
            exit_code=step.exit_code,
            foreign_id=step.id[:1024],
            environment=environment,
            parameters=[
                {"name": str(name), "value": value}
                for name, value in step.config.items()
            ],
            owner=job.owner,
            is_unlisted=job.is_unlisted,
            root=job,
            parent=job,
        )
        for step, environment in zip(steps, environments, strict=True)
    }
    Activity.objects.bulk_create(made.values())
    nested = [step for step in steps if step.parent in made and step.parent != step.id]
    for step in nested:
        made[step.id].parent = made[step.parent]
    Activity.objects.bulk_update([made[step.id] for step in nested], ["parent"])
    return made


def _relate(
    job: Activity,
    steps: Sequence[StepRecord],
    activities: Activities,
    known: things.Known,
) -> None:
    Used.objects.bulk_create(
        (
            Used(
                activity=activities[step.id],
                job=job,
                entity=known.used[things.key(thing)],
                role=thing.role,
                time=step.start_time,
            )
            for step, thing in _each(steps, "used")
        ),
        ignore_conflicts=True,
    )
    Generated.objects.bulk_create(
        (
            Generated(
                activity=activities[step.id],
                job=job,
                entity=known.generated[things.key(thing)],
                role=thing.role,
                # a job and its step generate a file at one time (PROV-CONSTRAINTS 39)
                time=known.generated[things.key(thing)].generated_at,
            )
            for step, thing in _each(steps, "generated")
        ),
        ignore_conflicts=True,
    )


def _each(
    steps: Sequence[StepRecord], which: str
) -> Iterator[tuple[StepRecord, Thing]]:
    for step in steps:
        for thing in getattr(step, which):
            yield step, thing


def _associate(steps: Sequence[StepRecord], activities: Activities) -> None:
    Association.objects.bulk_create(
        (
            Association(
                activity=activities[step.id], agent=record.agent(agent), role=role[:64]
            )
            for step in steps
            for agent, role in step.agents
        ),
        ignore_conflicts=True,
    )


def _tell(
    job: Activity, recorded: Recorded, activities: Activities, known: things.Known
) -> None:
    """The relations that are no use and no generation, as far as both ends exist."""
    every: Entities = {**known.used, **known.generated}
    pairs = {
        (every[later].pk, every[earlier].pk): None
        for later, earlier in derive.derivations(recorded, known.results)
        if later in every and earlier in every and every[later] != every[earlier]
    }
    Derived.objects.bulk_create(
        (Derived(job=job, generated_id=a, used_id=b) for a, b in pairs),
        ignore_conflicts=True,
    )
    Member.objects.bulk_create(
        (
            Member(collection=every[collection], entity=every[member])
            for collection, member in recorded.members
            if collection in every and member in every
        ),
        ignore_conflicts=True,
    )
    Informed.objects.bulk_create(
        (
            Informed(informed=activities[later], informant=activities[earlier])
            for later, earlier in recorded.informed
            if later in activities and earlier in activities
        ),
        ignore_conflicts=True,
    )
    Attribution.objects.bulk_create(
        (
            Attribution(entity=every[key], agent=record.agent(agent), role=role[:64])
            for key, agent, role in recorded.attributed
            if key in every
        ),
        ignore_conflicts=True,
    )
