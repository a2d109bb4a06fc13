"""What remains of a job, whichever way it ended."""

import io

import pytest
from django.contrib.auth.models import AnonymousUser
from prov.model import ProvDocument

from jobs import history, lifecycle
from jobs.descriptions.value import GeneratedEntity, UsedEntity
from jobs.execution.base import Report
from jobs.given import Input
from jobs.models import Job
from jobs.phases import Phase
from provenance.export import prov_json, prov_w3c
from provenance.models import Activity
from provenance.recorded import Recorded, StepRecord
from tests import factories
from tests.provenance import rows

IMAGE = UsedEntity("image")
OUT = GeneratedEntity("out", "out.txt")
SCRIPT = """#!/usr/bin/env python3
import os
from opus_provenance import Provenance

prov = Provenance()
with prov.activity("measure"):
    prov.add_input_file(os.environ["image"], role="raw")
    prov.add_config({"sigma": 3.5, "odd": float("nan")})
    prov.add_output_file("out.txt", role="table")
    if os.fork() == 0:
        with prov.activity("in a child"):
            prov.add_output_file("/nowhere/scratch.dat")
        os._exit(0)
    os.wait()
    with open("out.txt", "w") as file:
        file.write("hello")
    if os.environ["text"] == "fail":
        raise ValueError("no stars")
"""


def given(alice):
    """The input of a job: a file that really is there."""
    made = factories.completed(alice, files={"out.txt": b"pixels"})
    entity = factories.entity_of(made)
    return (Input("image", entity=entity, matched_by="entity"),)


def queued(alice, text="hello"):
    row = factories.job(
        alice,
        values={"text": text},
        inputs=given(alice),
        name="measure",
        script=SCRIPT,
        used=(IMAGE,),
        generated=(OUT,),
    )
    lifecycle.start(row, alice)
    return row


def kept(row):
    """The activity that stays of a job."""
    return Activity.objects.get(public_id=row.public_id)


def test_nothing_is_known_of_a_job_before_it_is_over(alice):
    row = factories.executing(alice)
    assert history.of(row, alice) is None
    assert not Activity.objects.exists()


def test_a_completed_job_is_an_activity_with_times_and_parameters(alice):
    row = factories.completed(alice, values={"text": "a b"})
    made = kept(row)
    assert (made.status, made.owner, made.name) == ("COMPLETED", alice, "echo")
    assert (made.start_time, made.end_time) == (row.start_time, row.end_time)
    assert made.parameters == [
        {"name": "text", "value": "a b", "unit": "", "default": False}
    ]
    assert made.plan.name == "echo"
    assert made.generated.get().entity == factories.entity_of(row)


def test_the_owner_and_the_contact_are_agents(alice):
    made = kept(factories.completed(alice)).associations.order_by("pk")
    assert list(made.values_list("agent__name", "role")) == [
        ("Alice A", "Operator"),
        ("Help desk", "contact"),
    ]


def test_a_failed_job_keeps_its_reason_and_what_it_made(alice):
    row = factories.executing(alice)
    report = Report(
        Phase.ERROR,
        "The script ended with code 3.",
        made=factories.made(row, {"out.txt": b"half"}),
    )
    lifecycle.finish(row, report)
    made = kept(row)
    assert (made.status, made.comment) == ("ERROR", "The script ended with code 3.")
    assert made.generated.get().entity.size == 4


def test_an_aborted_job_keeps_what_it_made_until_then(alice):
    row = factories.executing(alice)
    lifecycle.abort(row, alice)
    report = Report(Phase.COMPLETED, made=factories.made(row, {"out.txt": b"half"}))
    lifecycle.finish(row, report)
    made = kept(row)
    assert (made.status, made.comment) == ("ABORTED", "The job was aborted.")
    assert made.start_time == row.start_time
    assert made.generated.get().entity.size == 4


def test_a_job_that_was_aborted_before_it_ran_has_no_times(alice):
    row = factories.queued(alice)
    lifecycle.abort(row, alice)
    made = kept(row)
    assert (made.status, made.start_time, made.end_time) == ("ABORTED", None, None)


def test_a_job_is_recorded_once(alice):
    row = factories.completed(alice)
    before = rows.counts()
    lifecycle.finish(Job.objects.get(pk=row.pk), Report(Phase.ERROR, "again"))
    assert rows.counts() == before


def test_nothing_is_recorded_if_the_record_fails(alice, monkeypatch):
    """Results, provenance and the final phase are one transaction."""
    row = factories.executing(alice)
    report = Report(Phase.COMPLETED, made=factories.made(row, {"out.txt": b"x"}))
    monkeypatch.setattr("provenance.inner.write.add", _fail)
    with pytest.raises(RuntimeError, match="disk"):
        lifecycle.finish(row, report, Recorded(steps=[StepRecord("s1", "step")]))
    again = factories.reload(row)
    assert (again.phase, again.settled, again.results.count()) == (
        "EXECUTING",
        False,
        0,
    )
    assert not Activity.objects.exists()


def _fail(*_):
    raise RuntimeError("the disk is full")


def test_a_deleted_job_keeps_its_record_without_bytes(alice):
    row = factories.completed(alice)
    lifecycle.delete(row, alice)
    entity = kept(row).generated.get().entity
    assert (entity.location, entity.size) == ("", 5)
    assert entity.invalidated_at is not None


def test_what_a_script_recorded_becomes_steps_with_the_files_of_the_job(alice):
    row = factories.run(queued(alice))
    assert (row.phase, row.error) == ("COMPLETED", "")
    step, child = kept(row).steps.order_by("start_time")
    assert (step.name, step.status, step.parent) == ("measure", "completed", kept(row))
    assert step.used.get().entity == row.inputs.get().entity
    assert step.generated.get().entity == factories.entity_of(row)
    assert {each["name"]: each["value"] for each in step.parameters} == {
        "sigma": 3.5,
        "odd": "nan",
    }
    assert (child.name, child.parent) == ("in a child", step)
    assert child.generated.get().entity.kind == "external"


def test_a_failed_script_leaves_its_steps_with_the_error(alice):
    row = factories.run(queued(alice, "fail"))
    step = kept(row).steps.get(name="measure")
    assert (row.phase, kept(row).status) == ("ERROR", "ERROR")
    assert (step.status, step.comment) == ("error", "ValueError: no stars")


def test_garbage_in_the_record_does_not_change_how_a_job_ends(alice):
    script = """#!/bin/bash
    cd "$OPUS_PROVENANCE_DIR"
    time='"time": "2026-03-04T05:06:07+00:00"'
    echo '{"event": "start", "id": "s", "name": "x", "parent": "s", '"$time"'}' > a.jsonl
    echo '{"event": "config", "id": "s", "config": {"x": NaN, "y": 1e999, "z": "\\u0000\\ud800"}, '"$time"'}' >> a.jsonl
    head -c 100000 /dev/urandom > b.jsonl
    mkfifo c.jsonl
    ln -s /dev/zero d.jsonl
    cd "$OLDPWD"; echo hello > out.txt
    """  # noqa: E501 - a line of JSON
    row = factories.run_new(alice, script=script)
    assert (row.phase, row.error) == ("COMPLETED", "")
    [step] = kept(row).steps.all()
    values = [each["value"] for each in step.parameters]
    assert values == ["nan", "inf", "\ufffd\ufffd"]


def test_the_history_of_a_job_reaches_as_far_as_one_asks(alice):
    row = factories.run(queued(alice))
    found = [history.of(row, alice, depth=depth) for depth in (None, 0)]
    assert [len(each.activities) for each in found] == [4, 3]
    assert all(each.focus == row.public_id for each in found)


BASE = "https://opus.example.org"
WRITERS = {
    "json": lambda document: prov_json.Writer(document, BASE).text().encode(),
    "xml": lambda document: prov_w3c.xml(document, BASE),
    "provn": lambda document: prov_w3c.provn(document, BASE).encode(),
}


@pytest.fixture
def nobodys(db, rung):
    """What a stranger is told of a chain of two jobs that belong to nobody."""
    row = factories.run(queued(None))
    return history.of(row, AnonymousUser())


def test_the_record_of_a_job_of_nobodys_is_as_full_as_any(nobodys):
    names = {activity.name for activity in nobodys.activities}
    assert names == {"echo", "measure", "in a child"}
    assert {entity.name for entity in nobodys.entities} == {"out.txt", "scratch.dat"}
    assert nobodys.hidden == frozenset()


def test_each_job_of_nobodys_has_an_operator_with_the_plan(nobodys):
    operators = [r for r in nobodys.associated if r.role == "Operator"]
    assert len({r.activity for r in operators}) == len(operators) == 2
    assert len({r.agent for r in operators}) == 2
    assert all(r.plan for r in operators)


@pytest.mark.parametrize("form", WRITERS)
def test_the_record_of_a_job_of_nobodys_is_read_back_by_others(form, nobodys):
    text = io.BytesIO(WRITERS[form](nobodys))
    read_back = ProvDocument.deserialize(text, format=form)
    labels = [str(record.label) for record in read_back.records]
    assert labels.count("anonymous user") == 2
