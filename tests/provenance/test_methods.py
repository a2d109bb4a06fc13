"""A lineage in words, and what it should cite."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from provenance import methods
from provenance.document import EnvironmentNode
from tests.provenance import documents
from tests.provenance.documents import HOSTILE, T0
from tests.provenance.graph.histories import histories

BASE = "https://opus.example.org"
ENTRY = re.compile(r"^@(\w+)\{([A-Za-z0-9:-]+),$", re.MULTILINE)


def reduced(**facts):
    """A chain of two jobs that follow plans."""
    document = documents.chain(2)
    first, second = (
        replace(node, plan=documents.plan(id=f"p-{n}", name=f"step{n}", title=""))
        for n, node in enumerate(document.activities)
    )
    return replace(document, activities=(first, replace(second, **facts)))


def text(document):
    return " ".join(methods.paragraphs(document, BASE))


def entries(bibtex):
    return {key: kind for kind, key in ENTRY.findall(bibtex)}


def test_each_step_is_told_after_those_before_it():
    told = text(reduced())
    assert told.index("Job 0 (version") < told.index("job 1 (version")
    assert "version 1" in told
    assert "4 March 2026" in told


def test_parameters_that_were_given_are_named_and_defaults_counted():
    parameters = (
        documents.parameter("sigma", "3", unit="sigma"),
        documents.parameter("mode", "A", is_default=True),
    )
    told = text(reduced(parameters=parameters))
    assert "sigma = 3 sigma" in told
    assert "1 parameter" in told


def test_jobs_that_are_alike_are_told_once():
    job = documents.job(plan=documents.plan())
    many = tuple(
        replace(job, id=f"j-{n}", start_time=T0 + timedelta(days=n)) for n in range(5)
    )
    told = text(documents.document("j-0", activities=many))
    assert told.count("Echo") == 1
    assert "between 4 March 2026 and 8 March 2026" in told


def test_the_software_is_named_if_it_is_known():
    environment = EnvironmentNode(
        "v-1", {"packages": {"astropy": "8.0.2", "pip": "26.0"}}
    )
    document = replace(reduced(), environments=(environment,))
    assert "Astropy 8.0.2" in text(document)
    assert "pip" not in text(document)
    assert entries(methods.bibtex(document, BASE))["astropy"] == "article"


def test_what_is_missing_is_said():
    told = text(replace(reduced(), hidden=frozenset({"e-0-0"}), left_out=7))
    assert "not visible to you" in told
    assert "7 further jobs" in told


def test_a_job_that_failed_is_not_told_but_counted():
    told = text(reduced(status="ERROR"))
    assert "job 1" not in told
    assert "a job that did not complete" in told


def test_an_entry_for_each_version_and_the_record():
    found = entries(methods.bibtex(reduced(), BASE))
    assert found == {
        "step0-1": "software",
        "step1-1": "software",
        "provenance-j-1": "misc",
    }


@pytest.mark.parametrize("odd", [*HOSTILE, "\\", "{", "}", "100%", "a_b", "#1", "a@b"])
def test_odd_texts_leave_the_bibliography_whole(odd):
    plan = documents.plan(title=odd, name=odd, documentation=odd, citation=odd)
    document = documents.document(activities=(documents.job(plan=plan),))
    bibtex = methods.bibtex(document, BASE)
    assert len(entries(bibtex)) == 2
    bare = re.sub(r"\\[{}\\]|\\textbackslash\{\}|\\text\w+\{\}", "", bibtex)
    assert bare.count("{") == bare.count("}")
    lines = [line for line in bare.splitlines() if not line.startswith("  url")]
    assert not re.search(r"(?<!\\)[%#$]", "\n".join(lines))


@given(histories())
def test_any_history_has_words_and_a_bibliography(document):
    told = methods.paragraphs(document, BASE)
    assert all("\n" not in paragraph for paragraph in told)
    bibtex = methods.bibtex(document, BASE)
    keys = [key for _, key in ENTRY.findall(bibtex)]
    assert len(keys) == len(set(keys)) == bibtex.count("\n}\n")
