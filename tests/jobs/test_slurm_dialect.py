"""What the portal says to Slurm, and what it understands of its answers."""

import pytest

from jobs.execution.base import Limits, Needs
from jobs.execution.batch.dialect import (
    BusyError,
    Entry,
    RefusedError,
    Stand,
    Task,
    UnknownError,
    UnreachableError,
)
from jobs.execution.batch.reasons import REASONS, sentence
from jobs.execution.batch.slurm import Slurm
from jobs.execution.batch.transport import Answer

SLURM = Slurm(user="portal")
NEEDS = Needs(cpus=4, gpus=1, partition="gpu", account="cta", licences="idl:1")


def test_what_is_asked_for_are_words_of_sbatch():
    limits = Limits(seconds=61, memory=3 * 1024**2)
    task = Task("opus-x", "#!/bin/bash\n", "/w", "/l", limits, NEEDS)
    words = SLURM.submit(task).words
    assert {
        *("--time=4", "--mem=3072K", "--cpus-per-task=4", "--gres=gpu:1"),
        *("--partition=gpu", "--account=cta", "--licenses=idl:1"),
        *("--export=PATH", "--no-requeue", "--job-name=opus-x"),
    } <= set(words)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (
            Answer(1, error="sbatch: error: invalid partition specified: x"),
            RefusedError,
        ),
        (
            Answer(1, error="Memory specification can not be satisfied"),
            RefusedError,
        ),
        (
            Answer(1, error="Unable to contact slurm controller (connect failure)"),
            BusyError,
        ),
        (
            Answer(
                1,
                error="accounting/QOS policy (job submit limit)",
            ),
            BusyError,
        ),
        (Answer(255, error="ssh: connect to host login port 22"), BusyError),
        (Answer(1, error="Socket timed out on send/recv operation"), UnknownError),
        (Answer(None, error="sbatch did not answer within 45 s"), UnknownError),
        (Answer(0, "nonsense"), UnknownError),
    ],
)
def test_what_sbatch_says_is_refused_later_or_unknown(answer, error):
    with pytest.raises(error):
        SLURM.submitted(answer)


def test_its_number_may_name_the_cluster():
    assert SLURM.submitted(Answer(0, "123;alpha\n")) == "123"


def test_a_list_is_read_by_names():
    found = SLURM.listed(
        Answer(
            0,
            "12|PENDING|Resources|N/A|n/a|opus-a\n"
            "13|RUNNING|None|2026-01-01|n1|opus-b\n"
            "14|COMPLETING|None|2026-01-01|n1|opus-c\n"
            "15|TIMEOUT|TimeLimit|2026-01-01|n1|opus-d\n"
            "16|PENDING|Priority|N/A|n/a|a|name|with bars\n"
            "not a line\n",
        )
    )
    assert found["opus-a"] == Entry("12", Stand.WAITS, "PENDING", REASONS["Resources"])
    assert [found[f"opus-{x}"].stand.name for x in "bcd"] == [
        "RUNS",
        "RUNS",
        "OVER",
    ]
    assert "a|name|with bars" in found


def test_of_two_with_one_name_the_living_counts_and_else_the_older():
    refused = "9|FAILED|BadConstraints|N/A|n/a|opus-a\n"
    lives = "10|RUNNING|None|N/A|n1|opus-a\n"
    assert SLURM.listed(Answer(0, refused + lives))["opus-a"].id == "10"
    twice = "10|COMPLETED|None|N/A|n1|opus-a\n"
    assert SLURM.listed(Answer(0, twice + refused))["opus-a"].id == "9"


def test_without_an_answer_nothing_is_concluded():
    with pytest.raises(UnreachableError):
        SLURM.listed(Answer(1, error="slurm_load_jobs error: Unable to contact"))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("(Resources)", "The cluster is busy"),
        ("launch_failed_requeued_held", "could not start it"),
        ("ReqNodeNotAvail,_UnavailableNodes:n1", "down or reserved"),
        ("QOSMaxCpuPerUserLimit", "A limit of the cluster is reached"),
        ("MaxJobsPerAccount", "A limit of the cluster is reached"),
        ("SomethingNew", "The cluster says: SomethingNew."),
    ],
)
def test_reasons_are_sentences(word, text):
    assert text in sentence(word)


def test_no_sentence_is_a_word():
    assert len(REASONS) >= 30
    assert all(text.endswith(".") for text in REASONS.values())
