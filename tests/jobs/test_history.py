"""The provenance of a job, for somebody who may see the job."""

from jobs import history
from jobs.given import Input
from tests import factories


def chain(owner):
    """Two jobs; the second uses what the first one made."""
    first = factories.completed(owner, name="first")
    given = Input("image", factories.entity_of(first), matched_by="result")
    return first, factories.completed(owner, inputs=[given], name="second")


def names(document):
    return {activity.name for activity in document.activities}


def test_a_job_that_is_not_over_has_no_provenance_yet(alice):
    assert history.of(factories.executing(alice), alice) is None


def test_the_history_of_a_job_shows_what_came_before_it(alice):
    _, last = chain(alice)
    assert names(history.of(last, alice)) == {"first", "second"}


def test_it_does_not_show_what_came_after(alice):
    first, _ = chain(alice)
    assert names(history.of(first, alice)) == {"first"}


def test_it_can_be_cut_at_a_depth_and_by_a_budget(alice):
    _, last = chain(alice)
    assert names(history.of(last, alice, depth=0)) == {"second"}
    assert names(history.of(last, alice, budget=1)) == {"second"}


def test_an_operator_sees_the_whole_of_it(alice, operator):
    _, last = chain(alice)
    assert names(history.of(last, operator)) == {"first", "second"}
