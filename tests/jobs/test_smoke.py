"""One job from its parameter to its result: look here first when all is red."""

from tests import factories


def test_a_job_runs(alice):
    job = factories.run_new(alice, values={"text": "a b"})
    assert (job.phase, job.error) == ("COMPLETED", "")
    assert factories.entity_of(job).size == 3
