"""What a job leaves when it is over: results and provenance, with its last move."""

import json

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from jobs import lifecycle, recording
from jobs.descriptions import json_format
from jobs.descriptions.value import GeneratedEntity, Parameter, UsedEntity
from jobs.execution.base import Made, Report
from jobs.given import Input
from jobs.models import JobResult
from jobs.phases import Phase
from provenance.models import Activity, Agent, Entity, Plan
from provenance.recorded import Recorded
from tests import factories

IMAGE = (UsedEntity("image"),)
MAPS = GeneratedEntity("maps", "**/*.fits")


def activity_of(job):
    return Activity.objects.get(public_id=job.public_id)


def finish(job, phase=Phase.COMPLETED, files=None, **facts):
    made = factories.made(job, files or {})
    lifecycle.finish(job, Report(phase, made=made, **facts))
    return activity_of(job)


def test_the_activity_has_the_facts_of_the_job(alice):
    job = factories.completed(alice)
    activity = activity_of(job)
    assert (activity.name, activity.status) == ("echo", "COMPLETED")
    assert activity.owner == alice
    assert (activity.start_time, activity.end_time) == (job.start_time, job.end_time)


def test_the_plan_is_the_version_that_ran_in_full(alice):
    job = factories.completed(alice, version="1.2")
    plan = activity_of(job).plan
    assert (plan.name, plan.version) == ("echo", "1.2")
    assert plan.digest == job.version.digest
    assert json_format.read(json.dumps(plan.content)) == job.version.value()


def test_parameters_are_recorded_with_unit_and_whether_they_are_the_default(alice):
    job = factories.completed(
        alice,
        values={"text": "given"},
        parameters=(
            factories.TEXT,
            Parameter("box", "integer", default="64", unit="pix"),
            Parameter("limit", "real", required=False),
        ),
    )
    assert activity_of(job).parameters == [
        {"name": "text", "value": "given", "unit": "", "default": False},
        {"name": "box", "value": "64", "unit": "pix", "default": True},
    ]


@pytest.mark.parametrize("text", ["'\"`$HOME\\", "&<>]]>", "é\r\n\t🔭", "http://a?b=c"])
def test_a_value_is_recorded_byte_for_byte(alice, text):
    job = factories.completed(alice, values={"text": text})
    assert activity_of(job).parameters[0]["value"] == text


def test_a_user_without_a_full_name_is_called_by_the_login(bob):
    activity = activity_of(factories.completed(bob))
    assert activity.associations.get(role="Operator").agent.name == "bob"


def test_an_input_is_used_in_its_role_and_says_how_it_was_matched(alice):
    image = factories.uploaded(alice)
    job = factories.completed(
        alice, inputs=[Input("image", image, matched_by="entity")], used=IMAGE
    )
    used = activity_of(job).used.get()
    assert (used.entity, used.role, used.matched_by) == (image, "image", "entity")
    assert used.time == job.start_time


def test_one_file_may_be_given_in_two_roles(alice):
    image = factories.uploaded(alice)
    job = factories.completed(
        alice,
        inputs=[Input("image", image), Input("dark", image)],
        used=(*IMAGE, UsedEntity("dark")),
    )
    roles = activity_of(job).used.values_list("role", flat=True)
    assert set(roles) == {"image", "dark"}


def test_a_result_is_an_entity_generated_when_the_job_ended(alice):
    job = factories.completed(alice, {"out.txt": b"hello"})
    generated = activity_of(job).generated.get()
    assert (generated.role, generated.time) == ("out", job.end_time)
    entity = generated.entity
    assert entity == factories.entity_of(job)
    assert (entity.name, entity.size, entity.owner) == ("out.txt", 5, alice)
    assert entity.generated_at == job.end_time


def test_files_of_a_pattern_are_numbered_results_with_their_paths(alice):
    job = factories.completed(
        alice, {"a b.fits": b"1", "deep/er/x.fits": b"22"}, generated=(MAPS,)
    )
    rows = job.results.values_list("result_id", "path", "entity__name")
    assert list(rows) == [
        ("maps.1", "a b.fits", "a b.fits"),
        ("maps.2", "deep/er/x.fits", "x.fits"),
    ]


def test_one_file_of_a_pattern_is_numbered_too(alice):
    job = factories.completed(alice, {"a.fits": b"1"}, generated=(MAPS,))
    assert job.results.get().result_id == "maps.1"


made = st.lists(st.sampled_from(["maps", "logs"]), max_size=20)


@given(made)
def test_ids_of_results_are_unique_and_in_order(names):
    description = factories.description(
        generated=(MAPS, GeneratedEntity("logs", "*.log"))
    )
    found = [Made(name, f"{n}", 0, "") for n, name in enumerate(names)]
    ids = recording.result_ids(description, found)
    assert len(set(ids)) == len(names)
    assert [one.partition(".")[0] for one in ids] == names


def test_the_described_media_type_wins_over_what_the_bytes_look_like(alice):
    described = GeneratedEntity("out", "o", content_type="text/x-log")
    job = factories.completed(alice, {"o": b"SIMPLE  ="}, generated=(described,))
    assert factories.entity_of(job).content_type == "text/x-log"


def test_without_a_described_media_type_the_bytes_decide(alice):
    job = factories.completed(
        alice, {"o": b"SIMPLE  ="}, generated=(GeneratedEntity("out", "o"),)
    )
    assert factories.entity_of(job).content_type == "image/fits"


def test_an_error_is_recorded_with_its_sentence_and_what_was_made(alice):
    job = factories.executing(alice)
    activity = finish(job, Phase.ERROR, {"out.txt": b"half"}, message="It broke.")
    assert (activity.status, activity.comment) == ("ERROR", "It broke.")
    assert activity.generated.count() == job.results.count() == 1


def test_an_input_that_never_arrived_was_not_used(alice):
    job = factories.claimed(
        alice, inputs=[Input("image", url="https://example.org/a")], used=IMAGE
    )
    assert not finish(job, Phase.ERROR).used.exists()


def test_a_job_that_never_started_has_an_activity_without_times(alice):
    job = factories.queued(alice)
    lifecycle.abort(job, alice)
    activity = activity_of(job)
    assert (activity.start_time, activity.end_time) == (None, None)
    assert activity.status == "ABORTED"


def test_the_phase_of_an_abort_comes_first_and_its_record_when_all_has_ended(alice):
    job = factories.executing(alice)
    lifecycle.abort(job, alice)
    assert factories.reload(job).phase == "ABORTED"
    assert not Activity.objects.exists()
    activity = finish(job, files={"out.txt": b"half"})
    assert (activity.status, activity.generated.count()) == ("ABORTED", 1)
    assert factories.reload(job).phase == "ABORTED"


def test_final_phase_results_and_provenance_are_written_together_or_not_at_all(alice):
    job = factories.executing(alice)
    twice = factories.made(job, {"out.txt": b"1"}) * 2  # one id for two results
    with pytest.raises(IntegrityError):
        lifecycle.finish(job, Report(Phase.COMPLETED, made=twice))
    after = factories.reload(job)
    assert (after.phase, after.end_time, after.settled_at) == ("EXECUTING", None, None)
    assert after.events.last().target == "EXECUTING"
    for rows in (Activity, Entity, Agent, Plan, JobResult):
        assert not rows.objects.exists()


def test_the_organisation_that_provides_the_portal_is_named(alice, settings):
    settings.OPUS_ORGANISATION = "Observatory"
    settings.OPUS_ORGANISATION_URL = "https://example.org/"
    activity = activity_of(factories.completed(alice))
    provider = activity.associations.get(role="Provider").agent
    assert (provider.name, provider.type) == ("Observatory", "Organization")
    assert provider.url == "https://example.org/"


def test_the_software_that_it_found_is_recorded_once_for_all_alike(alice):
    first, second = (activity_of(factories.completed(alice)) for _ in range(2))
    assert first.environment == second.environment
    assert first.environment.content["host"]


def test_what_was_left_out_is_a_warning_of_the_job(alice, as_alice):
    row = factories.executing(alice)
    recorded = Recorded(warnings=["a.prov.json was not recorded: <b>."])
    lifecycle.finish(row, Report(Phase.COMPLETED), recorded)
    assert factories.reload(row).warnings == list(recorded.warnings)
    shown = as_alice.get(f"/jobs/{row.public_id}").content.decode()
    assert "a.prov.json was not recorded: &lt;b&gt;." in shown
