"""What a job leaves in the database: results with unique ids, and provenance."""

import json

from jobs import recording
from jobs.descriptions.value import Contact, GeneratedEntity, Parameter
from jobs.execution.base import Made
from jobs.given import Input
from provenance.models import Activity
from tests import factories

RECORDED = """#!/usr/bin/env python3
import os
from opus_provenance import Provenance
prov = Provenance()
prov.start_activity("measure")
open("out.txt", "w").write("7")
prov.add_output_file("out.txt")
prov.finish_activity()
{end}
"""


def record_of(job):
    return Activity.objects.get(public_id=job.public_id)


def made(name, path):
    return Made(name, path, 1, "0" * 64)


def test_a_fixed_name_is_its_own_id_and_a_pattern_counts():
    description = factories.description(
        generated=(GeneratedEntity("a", "a.txt"), GeneratedEntity("m", "*.fits"))
    )
    found = [made("m", "x.fits"), made("a", "a.txt"), made("m", "y.fits")]
    assert recording.result_ids(description, found) == ["m.1", "a", "m.2"]


def test_a_record_says_with_what_the_job_ran(alice):
    job = factories.completed(
        alice,
        values={"text": "a b"},
        parameters=(
            Parameter("text", "text"),
            Parameter("sigma", "real", default="2.5", unit="mag"),
            Parameter("note", "text", required=False),
        ),
    )
    assert record_of(job).parameters == [
        {"name": "text", "value": "a b", "unit": "", "default": False},
        {"name": "sigma", "value": "2.5", "unit": "mag", "default": True},
    ]
    assert record_of(job).plan.name == "echo"
    assert record_of(job).plan.digest == job.version.digest


def test_a_record_says_who_is_responsible(alice):
    job = factories.completed(alice, contact=Contact("Help desk", "help@example.org"))
    roles = {
        association.role: association.agent.name
        for association in record_of(job).associations.all()
    }
    assert roles == {"Operator": "Alice A", "contact": "Help desk"}


def test_two_jobs_of_one_description_share_its_plan_and_their_agents(alice):
    first, second = (record_of(factories.completed(alice)) for _ in range(2))
    assert first.plan == second.plan
    agents = [
        {row.agent_id for row in activity.associations.all()}
        for activity in (first, second)
    ]
    assert agents[0] == agents[1]


def test_a_record_says_what_was_used_and_how_it_was_recognised(alice):
    entity = factories.entity_of(factories.completed(alice))
    given = Input("image", entity, matched_by="result")
    job = factories.completed(alice, inputs=[given], name="reader")
    used = record_of(job).used.get()
    assert (used.entity, used.role, used.matched_by) == (entity, "image", "result")
    assert used.time == job.start_time


def test_what_a_script_records_of_its_inside_is_part_of_the_record(alice):
    job = factories.run_new(alice, script=RECORDED.format(end=""))
    assert (job.phase, job.error) == ("COMPLETED", "")
    step = record_of(job).steps.get()
    assert (step.name, step.parent) == ("measure", record_of(job))
    assert step.generated.get().entity == factories.entity_of(job)


def test_also_of_a_script_that_fails(alice):
    job = factories.run_new(alice, script=RECORDED.format(end="os._exit(3)"))
    assert (job.phase, record_of(job).status) == ("ERROR", "ERROR")
    assert record_of(job).steps.get().name == "measure"
    assert record_of(job).comment == "The script ended with exit status 3."


def test_a_broken_recording_does_not_lose_the_job(alice):
    script = (
        'for x in "{" "[1]" "null" "\\xff"; do\n'
        'echo "$x" >> "$OPUS_PROVENANCE_DIR/x.jsonl"\ndone; touch out.txt'
    )
    assert factories.run_new(alice, script=script).phase == "COMPLETED"


def test_the_description_of_the_time_is_kept_with_the_record(alice):
    job = factories.completed(alice)
    content = json.dumps(record_of(job).plan.content)
    assert "help@example.org" in content
