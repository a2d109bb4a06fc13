"""What the stamp of a result says: a small document, made before the rows are."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Stamps:
    """The stamps of one job: what they share is looked up once. No person is named."""

    activity: ActivityNode
    inputs: Sequence[EntityNode]
    used: Sequence[Use]
    name: str

    @classmethod
    def of(cls, job: Job, report: Report) -> "Stamps":
        rows = job.inputs.select_related("entity").exclude(entity=None)
        given = [(row, nodes.entity(row.entity)) for row in rows if row.entity]
        return cls(
            _activity(job, report),
            list({node.id: node for _, node in given}.values()),
            [
                Use(job.public_id, node.id, row.name, report.started, row.matched_by)
                for row, node in given
            ],
            f"{job.name} {job.version.label}",
        )

    def stamp(self, made: Made, content_type: str) -> Stamp:
        """That of one result, which has its id already."""
        base = settings.OPUS_URL or NOWHERE
        content = Writer(self._document(made, content_type), base).values()
        return Stamp(
            entity=f"{base}/provenance/entity/{made.entity_id}",
            job=f"{base}/provenance/activity/{self.activity.id}",
            lineage=f"{base}/provenance/lineage?ID={made.entity_id}",
            activity=self.name.encode("ascii", "replace").decode(),
            time=times.uws(self.activity.end_time),
            sha256=made.sha256,
            document=json.dumps(content, separators=(",", ":")),
        )

    def _document(self, made: Made, content_type: str) -> Document:
        """The job with its inputs, and this result alone."""
        job, ended = self.activity.id, self.activity.end_time
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
            generated_at=ended,
            invalidated_at=None,
            unstamped_sha256=made.sha256,
        )
        return Document(
            job,
            activities=(self.activity,),
            entities=(*self.inputs, result),
            agents=(),
            used=tuple(self.used),
            generated=(Generation(made.entity_id, job, made.name, ended),),
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
