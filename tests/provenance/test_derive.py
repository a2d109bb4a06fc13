"""What each result came from, as the steps inside a job tell."""

from provenance.inner import derive
from provenance.recorded import FileRecord, Recorded, StepRecord


def step(name, used, made, **facts):
    """A step with files that are named by single letters."""
    read, written = map(FileRecord, used), map(FileRecord, made)
    return StepRecord(name, name, used=list(read), generated=list(written), **facts)


def derivations(results, *steps, **facts):
    recorded = Recorded(steps=steps, **facts)
    return set(derive.derivations(recorded, results))


def test_two_results_of_two_steps_come_from_their_own_inputs():
    found = derivations({"x", "y"}, step("1", "a", "x"), step("2", "b", "y"))
    assert found == {("x", "a"), ("y", "b")}


def test_the_way_goes_through_all_steps_to_what_no_step_made():
    steps = step("1", "a", "t"), step("2", "tb", "u"), step("3", "u", "x")
    assert derivations({"x"}, *steps) == {("x", "a"), ("x", "b")}


def test_a_step_that_used_nothing_leaves_it_open():
    """It may have read anything without saying so."""
    assert derivations({"x"}, step("1", "", "t"), step("2", "ta", "x")) == set()


def test_a_result_that_no_step_made_is_left_open():
    assert derivations({"x"}, step("1", "a", "y")) == set()


def test_a_step_without_inputs_has_those_of_the_step_around_it():
    steps = step("outer", "a", ""), step("inner", "", "x", parent="outer")
    assert derivations({"x"}, *steps) == {("x", "a")}


def test_the_inner_one_of_two_steps_that_tell_of_a_file_counts():
    steps = step("outer", "ab", "x"), step("inner", "a", "x", parent="outer")
    assert derivations({"x"}, *steps) == {("x", "a")}


def test_a_step_that_writes_what_it_reads_ends():
    assert derivations({"x"}, step("1", "xa", "x")) == {("x", "a")}


def test_what_was_told_outright_is_kept():
    assert derivations({"x"}, derived=[("x", "a"), ("t", "b")]) == {
        ("x", "a"),
        ("t", "b"),
    }


def test_very_many_pairs_are_not_told():
    results = [f"r{n}" for n in range(60)]
    inputs = [FileRecord(f"i{n}") for n in range(60)]
    made = [FileRecord(name) for name in results]
    every = StepRecord("1", "all", used=inputs, generated=made)
    assert derivations(set(results), every) == set()
