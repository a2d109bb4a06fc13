"""Rows become one plain graph value, without what the viewer may not see."""

import sqlite3

import pytest
from django.db import connection

from provenance import assemble, lineage, record, times
from provenance.document import ParameterNode
from provenance.models import Grant
from provenance.record import AgentRecord, PlanRecord
from provenance.recorded import FileRecord, StepRecord
from tests import factories
from tests.provenance import rows

T0 = times.parse("2026-03-04T05:06:07")
PLAN = PlanRecord("echo", "1", "d" * 64, {"title": "Echo", "documentation": "u"})
ALICE = AgentRecord("user:1", "Alice A", "alice@example.org")


@pytest.fixture
def few_parameters(monkeypatch):
    """Let the database take no more parameters in a query than it is told."""
    limit = sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite lets one set its limit")
    before = connection.connection.getlimit(limit)

    def few_parameters(number):
        monkeypatch.setattr(connection.features, "max_query_params", number // 2)
        connection.connection.setlimit(limit, number)

    yield few_parameters
    connection.connection.setlimit(limit, before)


def built(activity, person, **limits):
    viewer = factories.viewer(person)
    return assemble.document(lineage.upstream(activity, viewer, **limits), viewer)


def test_a_document_has_the_job_with_all_around_it(alice):
    image = rows.file(alice, "m13.fits", origin="https://example.org/m13.fits")
    job, out = rows.activity(
        alice,
        used=[image],
        generated=["out.txt"],
        start_time=T0,
        end_time=T0,
        plan=PLAN,
        parameters=[{"name": "n", "value": "3", "unit": "pix", "default": True}],
        agents=[(ALICE, "Operator"), (ALICE, "contact")],
    )
    made = built(job, alice)
    [activity] = made.activities
    [operator] = made.agents
    assert (made.focus, activity.id) == (job.public_id, job.public_id)
    assert (activity.parent, activity.root) == ("", "")
    assert activity.parameters == (ParameterNode("n", "3", "pix", is_default=True),)
    assert (activity.plan.title, activity.plan.documentation) == ("Echo", "u")
    assert [entity.id for entity in made.entities] == [image.public_id, out.public_id]
    assert made.entities[0].origin == "https://example.org/m13.fits"
    [use], [generation] = made.used, made.generated
    assert (use.activity, use.entity, use.time) == (job.public_id, image.public_id, T0)
    assert generation.entity == out.public_id
    assert {part.agent for part in made.associated} == {operator.id}


def test_only_who_ran_the_job_followed_its_plan(alice):
    agents = [(ALICE, "Operator"), (ALICE, "contact")]
    job, *_ = rows.activity(alice, plan=PLAN, agents=agents)
    made = built(job, alice)
    plan = made.activities[0].plan.id
    assert {part.role: part.plan for part in made.associated} == {
        "Operator": plan,
        "contact": "",
    }


def test_steps_come_with_their_job(alice):
    job, *_ = rows.activity(alice)
    inner = StepRecord("s2", "inner", "s1", config={"n": 3})
    rows.inside(job, [StepRecord("s1", "outer"), inner], {})
    made = {node.name: node for node in built(job, alice).activities}
    assert made["outer"].parent == made["outer"].root == job.public_id
    assert made["inner"].parent == made["outer"].id
    assert made["inner"].parameters == (ParameterNode("n", 3),)


def test_where_a_file_of_the_portal_lies_is_nobodys_business(alice):
    job, *_ = rows.activity(alice, used=[rows.file(alice)])
    named = StepRecord("s1", "step", used=[FileRecord("/data/psf.fits")])
    rows.inside(job, [named], {})
    found = {node.name: node.location for node in built(job, alice).entities}
    assert found == {"in.txt": "", "psf.fits": "/data/psf.fits"}


def test_the_whole_chain_is_there_once(alice):
    *_, last = rows.chain(alice, 3)
    made = built(last, alice)
    assert (len(made.activities), len(made.entities)) == (3, 3)
    assert (len(made.used), len(made.generated)) == (2, 3)


def test_a_shorter_history_ends_with_what_its_first_job_used(alice):
    _, middle, last = rows.chain(alice, 3)
    made = built(last, alice, depth=1)
    assert len(made.activities) == 2
    assert middle.used.get().entity.public_id in {node.id for node in made.entities}


def test_what_exceeds_the_budget_is_counted(alice):
    *_, last = rows.chain(alice, 4)
    made = built(last, alice, budget=2)
    assert (len(made.activities), made.left_out) == (2, 1)


def test_of_a_hidden_job_only_the_entity_that_was_shown_is_there(alice, bob):
    _, file = rows.activity(bob, generated=["shown.txt"], name="secret")
    record.show_to_everybody(file)
    job, *_ = rows.activity(alice, used=[file])
    made = built(job, alice)
    assert made.hidden == {file.public_id}
    assert [node.id for node in made.activities] == [job.public_id]
    assert [node.name for node in made.entities] == ["shown.txt"]
    assert made.generated == ()


def test_an_entity_that_one_may_not_see_any_more_is_absent(alice, bob):
    _, file = rows.activity(bob, generated=["secret.txt"])
    grant = Grant.objects.create(entity=file)
    job, *_ = rows.activity(alice, used=[file])
    grant.delete()
    made = built(job, alice)
    assert (made.entities, made.used, made.hidden) == ((), (), frozenset())


def test_the_same_rows_give_the_same_document(alice):
    *_, last = rows.chain(alice, 4)
    assert built(last, alice) == built(last, alice)


def test_a_document_of_any_length_costs_the_same_few_queries(
    alice, django_assert_max_num_queries
):
    *_, last = rows.chain(alice, 9)
    viewer = factories.viewer(alice)
    found = lineage.upstream(last, viewer)
    with django_assert_max_num_queries(15):
        assemble.document(found, viewer)


def test_a_job_with_very_many_steps_can_be_shown(alice, few_parameters):
    """More than a database takes as parameters of one query."""
    job, *_ = rows.activity(alice)
    named = [
        StepRecord(f"s{n}", "step", used=[FileRecord(f"/{n}")]) for n in range(400)
    ]
    rows.inside(job, named, {})
    few_parameters(300)
    made = built(job, alice)
    assert (len(made.activities), len(made.used)) == (401, 400)
