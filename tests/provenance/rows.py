"""Rows of the provenance graph, with good defaults."""

from itertools import count

from provenance import record
from provenance.inner import write
from provenance.models import Activity, Association, Entity, Generated, Used
from provenance.record import ActivityRecord, GeneratedRecord, UsedRecord
from provenance.recorded import Recorded

numbers = count(1)


def activity(owner, *, used=(), generated=(), **facts):
    """A job's activity that used entities and generated new ones with these names."""
    number = next(numbers)
    made, entities = record.activity(
        ActivityRecord(
            public_id=facts.pop("public_id", f"j-{number}"),
            name=facts.pop("name", "echo"),
            status=facts.pop("status", "COMPLETED"),
            owner=owner,
            used=[UsedRecord(entity, f"in{n}") for n, entity in enumerate(used)],
            generated=[made_file(name) for name in generated],
            **facts,
        )
    )
    return made, *entities


def made_file(name, role="out", **facts):
    facts = {"size": 5, "sha256": "ab" * 32, "content_type": "text/plain", **facts}
    return GeneratedRecord(role=role, name=name, location=f"j/out/{name}", **facts)


def file(owner, name="in.txt", **facts):
    facts = {"size": 5, "sha256": "cd" * 32, "location": f"j/in/{name}", **facts}
    return record.file(owner=owner, name=name, **facts)


def inside(job, steps, files):
    """Steps inside a job, as a script recorded them."""
    write.add(job, Recorded(steps=steps), files)


def chain(owner, length):
    """The activities of jobs each of which used what the one before generated."""
    made, entities = [], ()
    for _ in range(length):
        activity_, *entities = activity(owner, used=entities, generated=["out.txt"])
        made.append(activity_)
    return made


def counts():
    """How many rows there are."""
    kinds = (Activity, Entity, Used, Generated, Association)
    return {kind.__name__: kind.objects.count() for kind in kinds}
