"""What came after something, and which parts of a history really belong to it."""

import pytest

from provenance import lineage
from provenance.lineage import sql
from provenance.models import Activity, Derived, Grant
from provenance.recorded import FileRecord, StepRecord
from tests import factories
from tests.provenance import rows


def public_ids(found):
    ids = dict(Activity.objects.values_list("pk", "public_id"))
    return {ids[pk] for pk in found.activities}


def ids(*activities):
    return {activity.public_id for activity in activities}


def viewer(person):
    return factories.viewer(person)


def test_both_ways_from_a_job_in_the_middle(alice):
    one, two, three, four, five = rows.chain(alice, 5)
    found = lineage.walk(three, viewer(alice), up=1, down=1)
    assert public_ids(found) == ids(two, three, four)
    everything = lineage.walk(three, viewer(alice), up=None, down=None)
    assert public_ids(everything) == ids(one, two, three, four, five)


def test_a_number_of_jobs_beyond_what_the_database_counts(alice):
    chain = rows.chain(alice, sql.DEEPEST + 6)
    found = lineage.walk(chain[-1], viewer(alice), up=sql.DEEPEST + 2)
    assert public_ids(found) == ids(*chain[-sql.DEEPEST - 3 :])
    after = lineage.walk(chain[0], viewer(alice), up=0, down=sql.DEEPEST + 2)
    assert public_ids(after) == ids(*chain[: sql.DEEPEST + 3])


def test_what_used_an_entity_and_all_that_came_of_it(alice):
    flat = rows.file(alice)
    one, out = rows.activity(alice, used=[flat], generated=["a"])
    two, *_ = rows.activity(alice, used=[out])
    other, *_ = rows.activity(alice)
    found = lineage.of_entity(flat, viewer(alice), up=None, down=None)
    assert public_ids(found) == ids(one, two)
    assert other.public_id not in public_ids(found)
    assert public_ids(lineage.of_entity(flat, viewer(alice), down=1)) == ids(one)
    assert public_ids(lineage.of_entity(flat, viewer(alice), down=0)) == set()


def test_jobs_back_from_an_entity_count_the_one_that_made_it(alice):
    first, a = rows.activity(alice, generated=["a"])
    second, b = rows.activity(alice, used=[a], generated=["b"])
    assert public_ids(lineage.of_entity(b, viewer(alice), up=0)) == set()
    assert public_ids(lineage.of_entity(b, viewer(alice), up=1)) == ids(second)
    assert public_ids(lineage.of_entity(b, viewer(alice), up=2)) == ids(first, second)


def test_the_future_does_not_lead_through_what_one_may_not_see(alice, bob):
    flat = rows.file(alice)
    Grant.objects.create(entity=flat)
    _secret, out = rows.activity(bob, used=[flat], generated=["a"])
    Grant.objects.create(entity=out, user=alice)
    rows.activity(alice, used=[out])
    found = lineage.of_entity(flat, viewer(alice), down=None)
    assert found.activities == ()
    assert found.hidden_uses == {flat.pk}


def test_a_result_that_something_hidden_used_is_marked(alice, bob):
    mine, out = rows.activity(alice, generated=["a"])
    Grant.objects.create(entity=out)
    rows.activity(bob, used=[out])
    found = lineage.walk(mine, viewer(alice), down=None)
    assert (found.activities, found.hidden_uses) == ((mine.pk,), {out.pk})
    unseen = lineage.walk(mine, viewer(alice), down=0)
    assert unseen.hidden_uses == frozenset()


def test_an_unlisted_job_is_never_found_by_what_it_used(alice):
    """Its id is the key to it, and who made a file does not get the key of a user."""
    flat = rows.file(alice)
    Grant.objects.create(entity=flat)
    rows.activity(None, is_unlisted=True, used=[flat], generated=["a"])
    found = lineage.of_entity(flat, viewer(alice), down=None)
    assert found.activities == ()


@pytest.fixture
def sorter(alice):
    """A job with two inputs and two results, each from one of the inputs."""
    first, a = rows.activity(alice, generated=["a"])
    second, b = rows.activity(alice, generated=["b"])
    job, x, y = rows.activity(alice, used=[a, b], generated=["x", "y"])
    steps = [
        StepRecord(key, key, used=[FileRecord(read)], generated=[FileRecord(made)])
        for key, read, made in (("1", "/a", "/x"), ("2", "/b", "/y"))
    ]
    rows.inside(job, steps, {"/a": a, "/b": b, "/x": x, "/y": y})
    return first, second, job, (a, b, x, y)


def test_steps_tell_which_input_a_result_came_from(alice, sorter):
    first, second, job, (_, _, x, y) = sorter
    assert Derived.objects.count() == 2
    found = lineage.of_entity(x, viewer(alice))
    assert public_ids(found) == ids(first, job)
    assert public_ids(lineage.of_entity(y, viewer(alice))) == ids(second, job)


def test_a_job_that_used_one_result_has_only_its_history(alice, sorter):
    first, _, job, (_, _, x, _) = sorter
    last, *_ = rows.activity(alice, used=[x])
    assert public_ids(lineage.upstream(last, viewer(alice))) == ids(first, job, last)


def test_the_job_itself_has_the_history_of_all_it_used(alice, sorter):
    first, second, job, _ = sorter
    assert public_ids(lineage.upstream(job, viewer(alice))) == ids(first, second, job)


def test_steps_tell_what_an_input_led_to(alice, sorter):
    _, _, job, (a, _, x, y) = sorter
    of_x, *_ = rows.activity(alice, used=[x])
    of_y, *_ = rows.activity(alice, used=[y])
    found = lineage.of_entity(a, viewer(alice), up=0, down=None)
    assert public_ids(found) == ids(job, of_x)
    whole = lineage.walk(job, viewer(alice), up=0, down=None)
    assert public_ids(whole) == ids(job, of_x, of_y)


def test_both_ways_share_the_budget(alice):
    chain = rows.chain(alice, 9)
    found = lineage.walk(chain[4], viewer(alice), up=None, down=None, budget=5)
    assert public_ids(found) == ids(*chain[2:7])
    assert found.left_out == 2


def test_a_diamond_of_many_layers_is_walked_once(alice):
    """Every job used two results of the one before it: 2**30 ways lead to the first."""
    entities = ()
    for _ in range(30):
        job, *entities = rows.activity(alice, used=entities, generated=["a", "b"])
    assert len(lineage.upstream(job, viewer(alice)).activities) == 30


def test_two_jobs_that_overwrite_each_other_s_input_end(alice):
    one, a = rows.activity(alice, generated=["a"])
    two, b = rows.activity(alice, used=[a], generated=["b"])
    one.used.create(job=one, entity=b)
    found = lineage.walk(one, viewer(alice), up=None, down=None)
    assert public_ids(found) == ids(one, two)
