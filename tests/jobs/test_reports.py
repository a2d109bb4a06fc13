"""What a runner noted, in UWS words; the note is not trusted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.execution import reports
from jobs.phases import FINAL, Phase

ORDER = {
    "seconds": 60,
    "bytes": 5 * 1024**2,
    "outputs": [{"name": "out", "pattern": "*.txt", "optional": False}],
}
MADE = {"name": "out", "path": "a/b.txt", "size": 3, "sha256": "0" * 64}


def note(**changes):
    fields = {
        "code": 0,
        "started": 1_700_000_000.1239,
        "ended": 1_700_000_001.0,
        "outputs": [],
        "missing": [],
        "nul": {},
        "stopped_by": "",
        "message": "",
    }
    return {**fields, **changes}


def verdict(**changes):
    report = reports.read(ORDER, note(**changes))
    return report.phase, report.message


def test_an_end_without_fault_is_completed():
    report = reports.read(ORDER, note(outputs=[MADE]))
    assert (report.phase, report.message, report.exit_code) == ("COMPLETED", "", 0)
    assert report.made[0].path == "a/b.txt"


def test_times_are_whole_milliseconds():
    started = reports.read(ORDER, note()).started
    assert started.isoformat() == "2023-11-14T22:13:20.123000+00:00"


@pytest.mark.parametrize(
    ("why", "phase", "message"),
    [
        ("abort", "ABORTED", "The job was aborted."),
        ("duration", "ABORTED", "The execution duration of 60 s was exceeded."),
        ("bytes", "ERROR", "The job wrote more than its limit of 5 MiB."),
        ("start", "ERROR", "The script cannot start: x: no."),
        ("collect", "ERROR", "The results cannot be kept: x: no."),
    ],
)
def test_what_the_runner_did_beats_what_the_script_says(why, phase, message):
    found = verdict(stopped_by=why, message="x: no", missing=["out"], code=0)
    assert found == (phase, message)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"code": 3}, "The script ended with exit status 3."),
        ({"code": -11}, "The script was killed by signal 11 (SIGSEGV)."),
        ({"code": -99}, "The script was killed by signal 99."),
        ({"code": 3, "missing": ["out"]}, "The script ended with exit status 3."),
        (
            {"missing": ["out"]},
            "The script ended well but did not write *.txt (“out”).",
        ),
    ],
)
def test_a_script_that_fails_is_told_in_one_sentence(changes, message):
    assert verdict(**changes) == ("ERROR", message)


@pytest.mark.parametrize(
    ("limit", "words"),
    [(10, "10 bytes"), (1536, "1.5 KiB"), (20 * 1024**3, "20 GiB")],
)
def test_a_limit_is_written_for_people(limit, words):
    report = reports.read({**ORDER, "bytes": limit}, note(stopped_by="bytes"))
    assert words in report.message


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "a/../../x", ".."])
def test_a_result_outside_its_folder_is_not_believed(path):
    with pytest.raises(ValueError, match="leaves the folder"):
        reports.read(ORDER, note(outputs=[{**MADE, "path": path}]))


@pytest.mark.parametrize("missing", sorted(set(note()) - {"message"}))
def test_a_note_without_a_fact_is_refused(missing):
    fields = note()
    del fields[missing]
    with pytest.raises(KeyError):
        reports.read(ORDER, fields)


@given(
    code=st.integers(-200, 300),
    why=st.sampled_from(["", "abort", "duration", "bytes", "start", "collect", "?"]),
    missing=st.sampled_from([[], ["out"]]),
)
def test_every_note_has_a_final_phase_and_all_but_success_a_sentence(
    code, why, missing
):
    phase, message = verdict(code=code, stopped_by=why, missing=missing)
    assert phase in FINAL
    assert (message == "") == (phase == Phase.COMPLETED)
    assert phase != Phase.COMPLETED or (code == 0 and not missing)
