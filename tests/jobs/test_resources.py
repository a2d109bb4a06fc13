"""What users may ask a machine for, where the description lets them."""

import pytest

from jobs import limits, submission
from jobs.errors import ValuesError
from jobs.execution.base import Needs
from jobs.launch import prepare
from jobs.links import Links
from jobs.models import Job
from jobs.submission import Submission
from jobs.uws import summary
from tests import factories

OFFERED = ("memory", "cpus", "partition", "account")
GB = 10**9


def send(owner, version, **texts):
    return Submission(owner, {name: [text] for name, text in texts.items()})


@pytest.fixture
def version():
    return factories.version(controls=OFFERED, cpus=2, account="cta")


def test_what_is_asked_for_is_kept_and_told(alice, version):
    sent = send(alice, version, text="x", MEMORY="4 GB", cpus="8", Partition="long")
    job = submission.submit(version, sent, run=False)
    assert job.resources == {"memory": 4 * GB, "cpus": 8, "partition": "long"}
    info = summary.of(job, Links("")).job_info
    assert (info["memory"], info["cpus"]) == ("4000000000", "8")


def test_it_goes_before_what_the_description_says(alice, version, settings):
    settings.OPUS_JOB_MEMORY_MAX = 8 * GB
    job = submission.submit(
        version, send(alice, version, MEMORY="4 GB", CPUS="8"), run=False
    )
    work = prepare(job)
    assert work.limits.memory == 4 * GB
    assert work.needs == Needs(cpus=8, account="cta")


def test_nobody_gets_more_than_the_ceiling(alice, version, settings):
    settings.OPUS_JOB_MEMORY_MAX = 2 * GB
    job = submission.submit(version, send(alice, version, MEMORY="4 GB"), run=False)
    assert limits.of(job, version.value()).memory == 2 * GB


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("MEMORY", "much", "is not a size"),
        ("CPUS", "-1", "is not a number"),
        ("ACCOUNT", "a b; rm -rf /", "is no word for a scheduler"),
        ("PARTITION", "gpu", "is not offered; there is: long, short"),
    ],
)
def test_what_makes_no_sense_is_refused(alice, version, settings, name, text, word):
    settings.OPUS_SLURM_PARTITIONS = ["long", "short"]
    with pytest.raises(ValuesError) as refused:
        submission.submit(version, send(alice, version, **{name: text}), run=False)
    assert word in refused.value.problems[name]
    assert not Job.objects.exists()


def test_what_is_not_offered_is_unknown(alice):
    version = factories.version()
    with pytest.raises(ValuesError):
        submission.submit(version, send(alice, version, MEMORY="4 GB"), run=False)


def test_a_pending_job_may_be_given_others(alice, version):
    job = submission.submit(version, send(alice, version, MEMORY="4 GB"), run=False)
    submission.revise(job, send(alice, version, MEMORY="2 GB", CPUS="3"))
    assert factories.reload(job).resources == {"memory": 2 * GB, "cpus": 3}


def test_the_form_asks_for_them_and_is_filled_again(alice, as_alice, version):
    address = f"/activities/{version.activity.name}/run"
    page = as_alice.get(address).content.decode()
    assert 'name="MEMORY"' in page
    assert 'name="GPUS"' not in page
    as_alice.post(address, {"text": "x", "MEMORY": "4 GB", "CPUS": "8"})
    job = Job.objects.get()
    assert job.resources == {"memory": 4 * GB, "cpus": 8}
    again = as_alice.get(f"/jobs/{job.public_id}/again", follow=True).content.decode()
    assert 'value="4 GB"' in again
    wrong = as_alice.post(address, {"text": "x", "MEMORY": "much"}).content.decode()
    assert "is not a size" in wrong
    assert 'value="much"' in wrong


def test_programs_send_them_by_name(alice, as_alice, version):
    answer = as_alice.post("/rest/echo", {"text": "x", "MEMORY": "4 GB"})
    assert answer.status_code == 303
    assert Job.objects.get().resources == {"memory": 4 * GB}
    document = as_alice.get("/api/openapi.json?activity=echo").json()
    form = document["paths"]["/rest/echo"]["post"]["requestBody"]["content"]
    known = form["application/json"]["schema"]["properties"]
    assert {"MEMORY", "CPUS", "PARTITION"} <= known.keys()


def test_a_control_is_no_name_for_a_parameter():
    from jobs.descriptions import publishable  # noqa: PLC0415 - here only
    from jobs.descriptions.value import Parameter  # noqa: PLC0415 - likewise

    found = publishable.problems(
        factories.description(
            controls=("memory",), parameters=(Parameter("Memory", "text"),)
        )
    )
    assert "is the name of “Memory” already" in found["controls"]
