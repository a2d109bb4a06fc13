"""What the stamp of a result says: a small document, made before the rows are."""

from django.conf import settings

from jobs.execution.base import Made, Report
from jobs.models import Job
from provenance import nodes, times
from provenance.document import (
    ActivityNode,
    Document,
    EntityNode,
    Generation,
    ParameterNode,
    PlanNode,
    Use,
)
from provenance.export.prov_json import Writer
from provenance.export.terms import NOWHERE
from provenance.plans import PREFIX
from provenance.stamps.stamp import Stamp

MOST_PARAMETERS = 200
LONGEST_VALUE = 1000


def stamp_of(job: Job, made: Made, report: Report, content_type: str) -> Stamp:
    base = settings.OPUS_URL or NOWHERE
    document = Writer(_document(job, made, report, content_type), base).text()
    return Stamp(
        entity=f"{base}/provenance/entity/{made.entity_id}",
        job=f"{base}/provenance/activity/{job.public_id}",
        lineage=f"{base}/provenance/lineage?ID={made.entity_id}",
        activity=_ascii(f"{job.name} {job.version.label}"),
        time=times.uws(report.ended),
        sha256=made.sha256,
        document=_escaped(document),
    )


def _escaped(text: str) -> str:
    r"""JSON whose letters are all ASCII: only its texts have others, as \u escapes."""
    return "".join(letter if letter.isascii() else _escape(letter) for letter in text)


def _escape(letter: str) -> str:
    units = letter.encode("utf-16-be")
    pairs = (units[at : at + 2].hex() for at in range(0, len(units), 2))
    return "".join(f"\\u{pair}" for pair in pairs)


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode()


def _document(job: Job, made: Made, report: Report, content_type: str) -> Document:
    """The job with its inputs, and this result alone. No person is named."""
    inputs = [row for row in job.inputs.select_related("entity") if row.entity]
    result = EntityNode(
        id=made.entity_id,
        kind="file",
        name=made.path.rpartition("/")[2],
        content_type=content_type,
        size=None,
        sha256="",
        location="",
        origin="",
        comment="",
        generated_at=report.ended,
        invalidated_at=None,
        unstamped_sha256=made.sha256,
    )
    used = {row.entity.pk: nodes.entity(row.entity) for row in inputs if row.entity}
    return Document(
        job.public_id,
        activities=(_activity(job, report),),
        entities=(*used.values(), result),
        agents=(),
        used=tuple(
            Use(
                job.public_id,
                row.entity.public_id,
                row.name,
                report.started,
                row.matched_by,
            )
            for row in inputs
            if row.entity
        ),
        generated=(Generation(made.entity_id, job.public_id, made.name, report.ended),),
        associated=(),
    )


def _activity(job: Job, report: Report) -> ActivityNode:
    version, description = job.version, job.version.value()
    units = {one.name: one.unit for one in description.parameters}
    plan = PlanNode(
        id=f"{PREFIX}{version.digest[:26]}",
        name=job.name,
        version=version.label,
        title=description.title,
        documentation=description.documentation,
        digest=version.digest,
    )
    return ActivityNode(
        id=job.public_id,
        name=job.name,
        status=report.phase,
        start_time=report.started,
        end_time=report.ended,
        comment="",
        parent="",
        root="",
        plan=plan,
        parameters=tuple(
            ParameterNode(
                row.name,
                row.text[:LONGEST_VALUE],
                units.get(row.name, ""),
                row.is_default,
            )
            for row in job.parameters.all()[:MOST_PARAMETERS]
            if row.text is not None
        ),
        exit_code=report.exit_code,
    )
