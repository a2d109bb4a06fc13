"""The table of moves, as a table."""

import pytest

from jobs.phases import ACTIVE, FINAL, MOVES, OVER, Phase, sources


def test_there_are_the_ten_phases_of_uws():
    assert set(Phase) == {
        *("PENDING", "QUEUED", "EXECUTING", "COMPLETED", "ERROR"),
        *("ABORTED", "UNKNOWN", "HELD", "SUSPENDED", "ARCHIVED"),
    }


def test_every_phase_has_its_row_in_the_table():
    assert set(MOVES) == set(Phase)


def test_sources_is_the_inverse_of_moves():
    pairs = {(source, target) for source in Phase for target in MOVES[source]}
    assert pairs == {(s, target) for target in Phase for s in sources(target)}


@pytest.mark.parametrize("phase", Phase)
def test_no_move_leads_back_to_the_same_phase_or_to_the_beginning(phase):
    assert not MOVES[phase] & {phase, Phase.PENDING}


@pytest.mark.parametrize("phase", sorted(OVER))
def test_what_is_over_can_only_be_archived(phase):
    assert MOVES[phase] <= {Phase.ARCHIVED}


@pytest.mark.parametrize("phase", sorted(ACTIVE))
def test_what_is_not_over_can_be_aborted_and_can_fail(phase):
    assert MOVES[phase] >= {Phase.ABORTED, Phase.ERROR}


@pytest.mark.parametrize("phase", sorted(ACTIVE))
def test_what_is_not_over_is_not_archived(phase):
    assert Phase.ARCHIVED not in MOVES[phase]


def test_only_a_script_that_ran_or_is_out_of_sight_can_have_completed():
    assert sources(Phase.COMPLETED) == {Phase.EXECUTING, Phase.UNKNOWN}


def test_a_job_is_either_active_or_over():
    assert set(Phase) == ACTIVE | OVER
    assert not ACTIVE & OVER


def test_only_what_is_archived_is_over_and_gone():
    assert set(OVER) == FINAL | {Phase.ARCHIVED}
    assert Phase.ARCHIVED not in FINAL
