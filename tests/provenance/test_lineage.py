"""How far the history of something reaches."""

import pytest

from provenance import lineage
from provenance.models import Activity, Grant, Used
from provenance.recorded import FileRecord, StepRecord
from tests import factories
from tests.provenance import rows


def upstream(activity, person, **limits):
    """The public ids of what was found, in their order, and the rest."""
    found = lineage.upstream(activity, factories.viewer(person), **limits)
    ids = dict(Activity.objects.values_list("pk", "public_id"))
    return [ids[pk] for pk in found.activities], found


def ids(activities):
    return [activity.public_id for activity in activities]


def test_a_job_without_inputs_is_its_whole_history(alice):
    job, *_ = rows.activity(alice)
    found, rest = upstream(job, alice)
    assert found == [job.public_id]
    assert (rest.focus, rest.hidden, rest.left_out) == (job.public_id, frozenset(), 0)


def test_history_goes_back_to_the_first_job_and_not_forward(alice):
    one, two, three, _four = rows.chain(alice, 4)
    assert upstream(three, alice)[0] == ids([three, two, one])


def test_depth_counts_jobs(alice):
    one, two, three = rows.chain(alice, 3)
    assert upstream(three, alice, depth=0)[0] == ids([three])
    assert upstream(three, alice, depth=1)[0] == ids([three, two])
    assert upstream(three, alice, depth=9)[0] == ids([three, two, one])


def test_a_job_that_two_ways_lead_to_is_found_once(alice):
    top, file = rows.activity(alice, generated=["a"])
    left, one = rows.activity(alice, used=[file], generated=["b"])
    right, two = rows.activity(alice, used=[file], generated=["c"])
    bottom, *_ = rows.activity(alice, used=[one, two])
    assert upstream(bottom, alice)[0] == ids([bottom, left, right, top])


def test_what_is_nearest_is_kept_when_the_budget_is_short(alice):
    far, file = rows.activity(alice, generated=["a"])
    near, one = rows.activity(alice, used=[file], generated=["b"])
    other, two = rows.activity(alice, generated=["c"])
    last, *_ = rows.activity(alice, used=[one, two])
    found, rest = upstream(last, alice, budget=3)
    assert found == ids([last, near, other])
    assert rest.left_out == 1
    assert far.public_id not in found


def test_a_job_that_was_left_out_is_counted_once(alice):
    """It is met again from a job that was kept."""
    kept, a = rows.activity(alice, generated=["a"])
    left, b = rows.activity(alice, generated=["b"])
    Used.objects.create(activity=kept, job=kept, entity=b)
    last, *_ = rows.activity(alice, used=[a, b])
    found, rest = upstream(last, alice, budget=2)
    assert (found, rest.left_out) == (ids([last, kept]), 1)
    assert left.public_id not in found


def test_a_wide_history_within_the_budget_leaves_nothing_out(alice):
    files = [rows.activity(alice, generated=["a"])[1] for _ in range(5)]
    last, *_ = rows.activity(alice, used=files)
    found, rest = upstream(last, alice, budget=6)
    assert (len(found), rest.left_out) == (6, 0)


def test_the_way_does_not_lead_through_what_one_may_not_see(alice, bob):
    _first, a = rows.activity(alice, generated=["a"])
    _secret, b = rows.activity(bob, used=[a], generated=["b"])
    Grant.objects.create(entity=b)
    last, *_ = rows.activity(alice, used=[b])
    found, rest = upstream(last, alice)
    assert found == ids([last])
    assert rest.hidden == {b.pk}


def test_a_granted_job_is_walked_through(alice, bob):
    first, a = rows.activity(alice, generated=["a"])
    shown, b = rows.activity(bob, used=[a], generated=["b"])
    Grant.objects.create(activity=shown, user=alice)
    last, *_ = rows.activity(alice, used=[b])
    found, rest = upstream(last, alice)
    assert (found, rest.hidden) == (ids([last, shown, first]), frozenset())


def test_what_only_a_step_used_counts_for_its_job(alice):
    first, a = rows.activity(alice, generated=["a"])
    last, *_ = rows.activity(alice)
    record = StepRecord("s1", "step", used=[FileRecord("/a")])
    rows.inside(last, [record], {"/a": a})
    assert upstream(last, alice)[0] == ids([last, first])


def test_a_circle_ends(alice):
    """No honest record has one, but a step may say that it read its own result."""
    job, out = rows.activity(alice, generated=["a"])
    record = StepRecord("s1", "step", used=[FileRecord("/a")])
    rows.inside(job, [record], {"/a": out})
    assert upstream(job, alice)[0] == ids([job])


def test_an_entity_has_the_history_of_the_job_that_made_it(alice, bob):
    made = rows.activity(alice, used=[], generated=["a"])
    viewer = factories.viewer(alice)
    assert lineage.of_entity(made[1], viewer).activities == (made[0].pk,)
    assert lineage.of_entity(made[1], factories.viewer(bob)).activities == ()
    assert lineage.of_entity(rows.file(alice), viewer).activities == ()


@pytest.mark.parametrize("length", [2, 12])
def test_any_way_back_costs_three_queries(alice, django_assert_max_num_queries, length):
    *_, last = rows.chain(alice, length)
    viewer = factories.viewer(alice)
    with django_assert_max_num_queries(4):
        lineage.upstream(last, viewer)
