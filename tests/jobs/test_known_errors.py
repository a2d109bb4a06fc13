"""What a description knows of an error comes first; a pattern never holds things up."""

import time

import pytest

from jobs import collected, tasks
from jobs.descriptions import known_errors
from jobs.descriptions.value import Description, KnownError
from jobs.execution.folder import JobFolder
from jobs.uws import results, summary
from tests import factories

NO_WCS = KnownError("has no WCS$", "No sky coordinates.", "Calibrate it first.")


def advice(printed, *known):
    return known_errors.advice(known, printed)


def test_the_first_pattern_that_is_found_explains():
    other = KnownError("WCS", "Something with WCS.")
    printed = "Traceback\na.fits has no WCS\nmore\n"
    assert advice(printed, NO_WCS, other) == "No sky coordinates.\nCalibrate it first."
    assert advice(printed, other, NO_WCS) == "Something with WCS."
    assert advice("all is well", NO_WCS, other) == ""


def test_what_a_group_found_stands_for_its_name_and_other_braces_stay():
    known = KnownError(r"^(?P<file>\S+) has no", "{file} is bad; {else} {} {0}.")
    assert advice("line\na.fits has no WCS", known) == "a.fits is bad; {else} {} {0}."


def test_what_a_script_printed_stays_short_and_on_its_line():
    known = KnownError("<(?P<what>[^>]*)>", "It is {what}.", "Say {what}.")
    explanation, remedy = advice("<a\nb\x1b\u202ec" + 500 * "x" + ">", known).split(
        "\n"
    )
    assert explanation.startswith("It is a b cxxx")
    assert len(explanation) < 100
    assert remedy.startswith("Say a b cxxx")


def test_a_group_that_found_nothing_leaves_nothing():
    assert advice("ab", KnownError("a(?P<x>X)?b", "[{x}]")) == "[]"


def test_a_pattern_that_takes_too_long_is_passed_over(caplog):
    slow = KnownError("(a|aa)+$", "slow")
    began = time.monotonic()
    found = advice("a" * 80 + "b\na.fits has no WCS", slow, NO_WCS)
    assert found.startswith("No sky coordinates.")
    assert time.monotonic() - began < 0.9
    assert "(a|aa)+$" in caplog.text


def test_many_slow_patterns_together_take_a_second(caplog):
    slow = [KnownError("(a|aa)+$", "slow")] * 50
    began = time.monotonic()
    assert advice("a" * 80 + "b", *slow) == ""
    assert time.monotonic() - began < 2.5
    assert "1 s together" in caplog.text


def test_a_pattern_that_is_none_is_passed_over():
    assert advice("a.fits has no WCS", KnownError("(", "x"), NO_WCS) != ""


def failing(alice, script, *known):
    return factories.run_new(alice, script=script, known_errors=known, generated=())


def test_a_failed_job_has_the_advice_and_its_phase_stays(alice):
    script = "#!/bin/bash\necho a.fits has no WCS >&2\nexit 3\n"
    job = failing(alice, script, NO_WCS)
    assert (job.phase, job.exit_code) == ("ERROR", 3)
    assert (job.explanation, job.remedy) == (
        "No sky coordinates.",
        "Calibrate it first.",
    )
    assert job.error == "The script ended with exit status 3."


def test_stdout_is_looked_at_when_stderr_is_empty(alice):
    script = "#!/bin/bash\necho a.fits has no WCS{}\nexit 3\n"
    assert failing(alice, script.format(""), NO_WCS).advice
    assert not failing(alice, script.format("; echo no >&2"), NO_WCS).advice


def test_a_job_that_completes_has_no_advice(alice):
    script = "#!/bin/bash\necho a.fits has no WCS >&2\n"
    job = failing(alice, script, NO_WCS)
    assert (job.phase, job.advice) == ("COMPLETED", "")


def test_only_the_last_lines_count(alice):
    script = "#!/bin/bash\necho x has no WCS >&2\nseq {} >&2\nexit 3\n"
    assert failing(alice, script.format(150), NO_WCS).advice
    assert not failing(alice, script.format(collected.KNOWN_LINES), NO_WCS).advice


@pytest.fixture
def explained(alice):
    script = "#!/bin/bash\necho '<b>x</b> has no WCS' >&2\nexit 3\n"
    known = KnownError("(?P<what>.*) has no WCS", "In {what} is no sky", "Add one.")
    return failing(alice, script, known)


def test_uws_tells_it_in_one_line_with_the_rest_as_detail(explained):
    assert summary.explained(explained) == "In <b>x</b> is no sky. Add one."
    assert results.told(explained) == (
        "In <b>x</b> is no sky\nAdd one.\n\nThe script ended with exit status 3.\n\n"
        "The end of stderr:\n<b>x</b> has no WCS"
    )


def test_uws_documents_hold_it(explained, as_alice):
    address = f"/rest/echo/{explained.public_id}"
    told = as_alice.get(f"{address}?RESPONSEFORMAT=xml").content.decode()
    assert ">In &lt;b&gt;x&lt;/b&gt; is no sky. Add one.</" in told
    found = as_alice.get(f"{address}/error", headers={"accept": "application/json"})
    assert found.json()["message"] == "In <b>x</b> is no sky. Add one."
    assert found.json()["detail"].startswith("The script ended with exit status 3.")


def test_the_page_shows_it_first_and_escaped(explained, as_alice):
    page = as_alice.get(f"/jobs/{explained.public_id}").content.decode()
    told = page.index("<b>In &lt;b&gt;x&lt;/b&gt; is no sky</b>")
    assert told < page.index("The script ended with exit status 3.")
    assert "<b>x</b>" not in page
    table = as_alice.get("/jobs").content.decode()
    assert "In &lt;b&gt;x&lt;/b&gt; is no sky" in table


def test_an_unreadable_log_is_no_failure(alice):
    job = factories.claimed(alice, known_errors=(NO_WCS,))
    assert not JobFolder(job.public_id).stderr.exists()
    tasks._fail(job, "Gone.")
    assert (factories.reload(job).phase, factories.reload(job).advice) == ("ERROR", "")


def test_a_description_without_known_errors_costs_nothing():
    assert known_errors.advice(Description("x", "").known_errors, "anything") == ""
