"""PHASE in the job list: jobs in one of the phases that are named."""

import pytest

from jobs.models import Job
from jobs.phases import Phase
from tests import factories
from tests.jobs.uws import rest


@pytest.fixture
def by_phase(alice):
    """The id of a job in each phase."""
    of = factories.version()
    rows = {phase: factories.job(alice, of=of) for phase in Phase}
    for phase, row in rows.items():
        Job.objects.filter(pk=row.pk).update(phase=phase)
    return {phase: row.public_id for phase, row in rows.items()}


def _ids(client, *phases, name="PHASE"):
    query = "&".join(f"{name}={phase}" for phase in phases)
    return set(rest.ids(client, query))


@pytest.mark.parametrize("phase", Phase)
def test_only_jobs_in_the_phase_are_listed(phase, by_phase, as_program):
    (reference,) = rest.listed(as_program, f"PHASE={phase}")
    assert reference.get("id") == by_phase[phase]
    assert rest.text(reference, "uws:phase") == phase


@pytest.mark.parametrize(
    "phases",
    [
        ("PENDING", "ERROR"),
        ("COMPLETED", "ERROR"),
        ("ERROR", "ABORTED"),
        ("PENDING", "QUEUED", "EXECUTING"),
        ("EXECUTING", "COMPLETED", "ARCHIVED"),
        tuple(Phase),
    ],
    ids="+".join,
)
def test_several_phases_are_their_union(phases, by_phase, as_program):
    expected = {by_phase[Phase(phase)] for phase in phases}
    assert _ids(as_program, *phases) == expected


def test_a_phase_may_be_named_twice(by_phase, as_program):
    assert _ids(as_program, "ERROR", "ERROR") == {by_phase[Phase.ERROR]}


def test_archived_jobs_are_listed_only_when_they_are_named(by_phase, as_program):
    assert set(rest.ids(as_program)) == set(by_phase.values()) - {
        by_phase[Phase.ARCHIVED]
    }


@pytest.mark.parametrize("name", ["PHASE", "phase", "Phase", "pHaSe"])
def test_the_name_is_in_any_case(name, by_phase, as_program):
    assert _ids(as_program, "HELD", name=name) == {by_phase[Phase.HELD]}


def test_names_in_several_cases_are_one(by_phase, as_program):
    found = rest.ids(as_program, "PHASE=HELD&phase=ERROR")
    assert set(found) == {by_phase[Phase.HELD], by_phase[Phase.ERROR]}


@pytest.mark.parametrize(
    "word", ["SUCCESS", "pendinggg", "somenonsense", "1345", "", "pending", "<b>"]
)
def test_another_word_is_a_400_that_names_it_and_all_phases(word, by_phase, as_program):
    answer = as_program.get("/rest/echo", {"PHASE": word})
    sentence = rest.said(answer, 400)
    assert sentence.startswith(f"PHASE: “{word}” is not a phase; the phases are ")
    assert all(phase in sentence for phase in Phase)


def test_one_bad_word_among_good_ones_is_refused(by_phase, as_program):
    answer = as_program.get("/rest/echo?PHASE=ERROR&PHASE=WRONG")
    assert "“WRONG”" in rest.said(answer, 400)


def test_a_phase_in_which_nothing_is_gives_an_empty_list(alice, as_program):
    factories.job(alice)
    assert rest.ids(as_program, "PHASE=ERROR") == []
