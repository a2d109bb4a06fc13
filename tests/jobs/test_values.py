"""Values are data: they reach the script byte for byte, whatever they hold."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from jobs import launch
from jobs.descriptions.value import GeneratedEntity, Parameter
from jobs.execution.folder import JobFolder
from provenance.texts import FORBIDDEN
from tests import factories, hostile

LINE = 'printf %s "${name}" > {name}.txt\n'
MANY = GeneratedEntity("out", "*.txt")
TEXTS = st.text().filter(lambda text: not FORBIDDEN.search(text))


def given_to_a_script(owner, values):
    """What a bash script finds as `$name`, as bytes, and the job."""
    names = sorted(values)
    job = factories.run_new(
        owner,
        values=values,
        script="#!/bin/bash\n" + "".join(LINE.replace("{name}", n) for n in names),
        parameters=tuple(Parameter(name, "text", required=False) for name in names),
        generated=(MANY,),
    )
    assert job.phase == "COMPLETED", job.error
    out = JobFolder(job.public_id).out
    return {name: (out / f"{name}.txt").read_bytes() for name in names}, job


def read_from_the_file(job):
    path = JobFolder(job.public_id).inputs / "values.json"
    return json.loads(path.read_text())["parameters"]


def numbered(texts):
    return {f"p{number}": text for number, text in enumerate(texts)}


def test_hostile_but_legitimate_values_arrive_byte_for_byte(alice):
    values = numbered(hostile.VALUES.values())
    assert len(values) == 16
    found, job = given_to_a_script(alice, values)
    assert found == {name: text.encode() for name, text in values.items()}
    assert read_from_the_file(job) == values
    assert not (JobFolder(job.public_id).work / "pwned").exists()


@settings(max_examples=8)
@given(texts=st.lists(TEXTS, min_size=20, max_size=20))
def test_any_text_arrives_byte_for_byte(alice, texts):
    values = numbered(texts)
    found, job = given_to_a_script(alice, values)
    assert found == {name: text.encode() for name, text in values.items()}
    assert read_from_the_file(job) == values


def test_a_value_that_no_environment_can_hold_is_in_the_file_only(alice):
    fits, large = "é" * 50_000, "é" * 50_000 + "x"
    job = factories.run_new(
        alice,
        values={"fits": fits, "large": large},
        script='#!/bin/bash\necho "${#fits} ${large-unset}" > out.txt\n',
        parameters=(Parameter("fits", "text"), Parameter("large", "text")),
    )
    out = JobFolder(job.public_id).out / "out.txt"
    assert out.read_text() == "50000 unset\n"
    assert read_from_the_file(job) == {"fits": fits, "large": large}


def test_many_large_values_do_not_keep_a_script_from_starting(alice):
    values = numbered(["x" * 90_000] * 30)
    parameters = tuple(Parameter(name, "text") for name in values)
    job = factories.run_new(
        alice,
        values={**values, "small": "here"},
        script='#!/bin/bash\necho "$small" > out.txt\n',
        parameters=(*parameters, Parameter("small", "text")),
    )
    assert job.phase == "COMPLETED"
    assert (JobFolder(job.public_id).out / "out.txt").read_text() == "here\n"
    assert len(read_from_the_file(job)) == 31


def test_a_value_is_not_given_when_it_was_not(alice):
    job = factories.claimed(
        alice, parameters=(Parameter("note", "text", required=False),)
    )
    assert "note" not in launch.prepare(job).environment
