"""Pages of steps, agents and environments, and where identifiers in documents lead."""

import json

import pytest

from provenance import record
from provenance.inner import write
from provenance.models import Activity, Agent, Bundle, Entity, Environment
from provenance.recorded import (
    AgentRecord,
    BundleRecord,
    FileRecord,
    Recorded,
    StepRecord,
)
from tests import factories
from tests.provenance import rows

STEP = StepRecord(
    "s1",
    "calibrate",
    status="completed",
    used=[FileRecord("/data/sky.fits", role="sky")],
    config={"gain": [1, 2]},
)


@pytest.fixture
def step(alice):
    """A step of a job of Alice's."""
    job, *_ = rows.activity(alice, name="reduce")
    rows.inside(job, [STEP, StepRecord("s2", "inner", parent="s1")], {})
    return Activity.objects.get(name="calibrate")


@pytest.fixture
def done(alice):
    """A job of Alice's with all that is recorded of it."""
    return Activity.objects.get(public_id=factories.completed(alice).public_id)


def text(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_of_a_step_says_what_it_did(step, as_alice):
    shown = text(as_alice, f"/steps/{step.public_id}")
    for part in ("calibrate", "reduce", "sky.fits", "gain", "[1, 2]", "inner"):
        assert part in shown


def test_a_job_is_no_step_but_its_address_is_found(step, as_alice):
    response = as_alice.get(f"/steps/{step.root.public_id}")
    assert response["Location"] == f"/jobs/{step.root.public_id}"


def test_what_is_not_mine_has_no_page(step, done, as_bob, client):
    agent = done.associations.first().agent
    environment = f"v-{environment_of(done)}"
    for path in (
        f"steps/{step.public_id}",
        f"agents/{agent.public_id}",
        f"environments/{environment}",
    ):
        for someone in (as_bob, client):
            assert someone.get(f"/{path}").status_code == 404, path


def environment_of(done):
    """The digest of an environment that the job ran in."""
    row, _ = Environment.objects.get_or_create(
        digest="ab" * 32, content={"host": "mill", "packages": {"astropy": "8.0"}}
    )
    Activity.objects.filter(pk=done.pk).update(environment=row)
    return row.digest[:26]


def test_the_page_of_an_agent_lists_what_it_had_a_part_in(done, as_alice):
    agent = Agent.objects.get(
        associations__activity=done, associations__role="Operator"
    )
    shown = text(as_alice, f"/agents/{agent.public_id}")
    assert agent.name in shown
    assert f"/jobs/{done.public_id}" in shown


def test_an_address_of_an_agent_is_no_link_to_a_script(alice, as_alice):
    agent = AgentRecord(name="Eve", type="Person", url="javascript:alert(1)", key="eve")
    job, *_ = rows.activity(alice, agents=[(agent, "author")])
    row = Agent.objects.get(name="Eve")
    assert job.associations.filter(agent=row).exists()
    assert "javascript:" not in text(as_alice, f"/agents/{row.public_id}")


def test_the_page_of_an_environment_lists_packages_and_jobs(done, as_alice):
    shown = text(as_alice, f"/environments/v-{environment_of(done)}")
    for part in ("mill", "astropy", "8.0", f"/jobs/{done.public_id}"):
        assert part in shown


@pytest.mark.parametrize("name", ["v-", "v-zz", "v-%", "x"])
def test_an_unknown_environment_has_no_page(done, as_alice, name):
    environment_of(done)
    assert as_alice.get(f"/environments/{name}").status_code == 404


def test_the_terms_are_explained(client, db):
    shown = text(client, "/provenance/terms")
    assert 'id="matchedBy"' in shown


# -- identifiers -----------------------------------------------------------------------


def test_every_identifier_of_a_document_leads_somewhere(step, as_alice):
    """PROV-JSON of a job has them all, as names with a prefix."""
    left = BundleRecord("left.prov.json", {"entity": {}})
    write.add(step.root, Recorded(bundles=[left]), {})
    done = step.root
    environment_of(done)
    record.show_to_everybody(Entity.objects.get(kind="external"))
    query = {"ID": done.public_id, "STEPS": 1, "DESCRIPTIONS": 2, "DEPTH": "ALL"}
    document = json.loads(as_alice.get("/provsap", query).content)
    names = [
        name
        for bucket in ("entity", "activity", "agent", "bundle")
        for name in document.get(bucket, {})
    ]
    kinds = {name.partition(":")[0] for name in names}
    assert {"activity", "entity", "parameter", "environment", "bundle"} <= kinds
    for name in names:
        kind, _, public_id = name.partition(":")
        response = as_alice.get(f"/provenance/{kind}/{public_id}")
        assert response.status_code == 302, name


def test_a_plan_leads_to_the_activity_that_it_describes(done, as_alice):
    document = json.loads(
        as_alice.get("/provsap", {"ID": done.public_id, "DESCRIPTIONS": 2}).content
    )
    plans = [n for n in document["entity"] if n.startswith(("plan:", "description:"))]
    assert len(plans) > 1
    for name in plans:
        response = as_alice.get(f"/provenance/{name.replace(':', '/')}")
        assert response["Location"] == f"/activities/{done.name}"


def test_a_program_gets_the_document_that_it_accepts(done, as_alice):
    path = f"/provenance/activity/{done.public_id}"
    headers = {"Accept": "text/turtle"}
    answer = as_alice.get(path, headers=headers)
    assert answer["Content-Type"].startswith("text/turtle")
    assert done.public_id in answer.content.decode()
    page = as_alice.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert page["Location"] == f"/jobs/{done.public_id}"


def test_a_bundle_leads_to_the_job_whose_script_left_it(step, as_alice, as_bob):
    left = BundleRecord("left.prov.json", {"entity": {}})
    write.add(step.root, Recorded(bundles=[left]), {})
    path = f"/provenance/bundle/{Bundle.objects.get().public_id}"
    assert as_alice.get(path)["Location"] == f"/jobs/{step.root.public_id}"
    assert as_bob.get(path).status_code == 404


@pytest.mark.parametrize("path", ["agent/g-1", "plan/p-1", "plan/", "bundle/b-1"])
def test_unknown_identifiers_lead_nowhere(as_alice, path):
    assert as_alice.get(f"/provenance/{path}").status_code == 404


def test_an_identifier_of_another_kind_leads_nowhere(done, as_alice):
    assert as_alice.get(f"/provenance/entity/{done.public_id}").status_code == 404
