"""What differs between what somebody has saved and what another has typed."""

from dataclasses import replace

from jobs.descriptions.value import Parameter
from jobs.pages.editing import differing
from tests.jobs.pages.test_editor_typed import FULL


def told(**changes):
    found = differing.between(FULL, replace(FULL, **changes))
    return {one.label: one for one in found}


def test_equal_descriptions_do_not_differ():
    assert told() == {}


def test_a_field_is_told_by_its_label_with_both_texts():
    [one] = told(quote=60).values()
    assert (one.label, one.theirs, one.mine) == ("Usual run time", "59 s", "1 min")


def test_of_a_long_text_only_the_lines_that_differ_are_told():
    [one] = told(script=FULL.script.replace("echo", "printf")).values()
    assert ("theirs", "\techo  ") in one.lines
    assert ("mine", "\tprintf  ") in one.lines


def test_parts_are_told_by_their_names_wherever_they_stand():
    first, *rest = FULL.parameters
    found = told(parameters=(*rest, replace(first, default="3 arcmin")))
    assert set(found) == {"parameter radius: Default", "Parameters: order"}


def test_what_only_one_of_them_has_is_told():
    found = told(parameters=(*FULL.parameters, Parameter("n", "real")), used=())
    assert found["parameter n"].theirs == differing.MISSING
    assert found["used entity image"].mine == differing.MISSING
    assert "Name: n" in found["parameter n"].mine
