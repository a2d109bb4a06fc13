"""Which record each thing becomes in PROV."""

import json

from provenance.export.prov_json import Writer
from tests.provenance import documents
from tests.provenance.documents import T0

BASE = "https://opus.example.org"


def written(**parts):
    return json.loads(Writer(documents.document(**parts), BASE).text())


def test_a_job_and_a_step_are_activities_of_their_own_types():
    job = documents.job(plan=documents.plan())
    jobs = (job, documents.step("a-1", "j-one", status="success"))
    made = written(activities=jobs)
    types = {key: each["prov:type"]["$"] for key, each in made["activity"].items()}
    assert types == {"activity:j-one": "opus:Job", "activity:a-1": "opus:Step"}
    assert made["activity"]["activity:a-1"]["opus:status"] == "success"


def test_a_step_was_started_by_what_is_around_it():
    inner = documents.step("a-2", "j-one", "a-1")
    outer = documents.step("a-1", "j-one")
    made = written(activities=(documents.job(), outer, inner))["wasStartedBy"]
    assert [tuple(each.values()) for each in made.values()] == [
        ("activity:a-1", "activity:j-one"),
        ("activity:a-2", "activity:a-1"),
    ]


def test_a_job_that_never_ran_has_no_times():
    job = documents.job(start_time=None, end_time=None, status="ABORTED")
    [record] = written(activities=(job,))["activity"].values()
    assert not {"prov:startTime", "prov:endTime"} & set(record)
    assert record["opus:status"] == "ABORTED"


def test_an_attribution_has_its_role_in_the_words_of_the_ivoa():
    made = written(
        entities=(documents.file(),),
        agents=(documents.agent(), documents.agent("g-two")),
        generated=(documents.generated("e-one", "j-one"),),
        associated=(
            documents.operated("j-one"),
            documents.Responsibility("j-one", "g-two", "contact", ""),
        ),
        attributed=(documents.Attribution("e-one", "g-one", "Creator"),),
    )
    [attribution] = made["wasAttributedTo"].values()
    assert attribution == {
        "prov:entity": "entity:e-one",
        "prov:agent": "agent:g-one",
        "voprov:role": "Creator",
    }
    roles = {each["prov:role"] for each in made["wasAssociatedWith"].values()}
    assert roles == {"Operator", "contact"}


def test_the_description_is_a_plan_that_two_jobs_share():
    jobs = tuple(documents.job(each, plan=documents.plan()) for each in ("j-1", "j-2"))
    made = written(focus="j-1", activities=jobs, associated=())
    assert list(made["entity"]) == ["plan:p-1"]
    types = [each["$"] for each in made["entity"]["plan:p-1"]["prov:type"]]
    assert types == ["voprov:ActivityDescription", "prov:Plan"]


def test_a_destroyed_file_has_no_location():
    gone = documents.file(invalidated_at=T0)
    [record] = written(entities=(gone,))["entity"].values()
    assert "prov:location" not in record
    assert record["voprov:invalidatedAtTime"] == "2026-03-04T05:06:07.000+00:00"


def test_parameters_configured_their_activity():
    given = (documents.parameter("a", "1"), documents.parameter("a", ""))
    made = written(activities=(documents.job(parameters=given),))
    assert list(made["entity"]) == ["parameter:j-one.0", "parameter:j-one.1"]
    assert [each["prov:influencer"] for each in made["wasInfluencedBy"].values()] == [
        "parameter:j-one.0",
        "parameter:j-one.1",
    ]
    assert made["entity"]["parameter:j-one.1"]["prov:value"] == ""


def test_what_a_step_configured_keeps_its_structure_as_json():
    given = documents.parameter("deep", {"a": [1, None, "µ"]})
    made = written(activities=(documents.job(parameters=(given,)),))
    [record] = made["entity"].values()
    assert record["prov:value"] == '{"a": [1, null, "µ"]}'


def test_what_one_may_not_see_is_absent():
    shown = documents.file("e-shown")
    made = written(
        entities=(shown,),
        used=(documents.used("j-one", "e-shown"),),
        hidden=frozenset({"e-shown"}),
    )
    assert "wasGeneratedBy" not in made
    assert list(made["activity"]) == ["activity:j-one"]
