"""What a script leaves, held against what the description promised."""

import hashlib

import pytest

from jobs.descriptions.value import GeneratedEntity
from jobs.execution.folder import JobFolder
from jobs.execution.runner.run import Run
from tests import factories

OPTIONAL = GeneratedEntity("out", "out.txt", optional=True)
MAPS = GeneratedEntity("maps", "**/*.fits")
FITS = "SIMPLE  =                    T"


def ran(owner, script, *generated):
    return factories.run_new(owner, script=script, generated=generated)


def results(job):
    """(id, path) of each result."""
    return [(row.result_id, row.path) for row in job.results.all()]


def test_an_output_is_hashed_sized_and_typed(alice):
    out = GeneratedEntity("image", "m13.fits")
    job = ran(alice, f"printf '{FITS}' > m13.fits", out)
    entity = factories.entity_of(job, "image")
    assert entity.sha256 == hashlib.sha256(FITS.encode()).hexdigest()
    assert (entity.size, entity.content_type) == (30, "image/fits")
    assert (entity.name, entity.owner) == ("m13.fits", alice)
    assert entity.generated_at == job.end_time


def test_the_type_that_the_description_declares_counts(alice):
    out = GeneratedEntity("image", "data.txt", content_type="image/fits")
    job = ran(alice, "echo > data.txt", out)
    assert factories.entity_of(job, "image").content_type == "image/fits"


def test_an_output_that_is_missing_is_an_error_that_names_it(alice):
    outputs = GeneratedEntity("image", "m13.fits"), GeneratedEntity("log", "*.log")
    job = ran(alice, "echo > other.txt", *outputs)
    assert job.phase == "ERROR"
    assert job.error == (
        "The script ended well but did not write m13.fits (“image”), *.log (“log”)."
    )


def test_what_is_there_is_kept_when_something_else_is_missing(alice):
    outputs = GeneratedEntity("image", "m13.fits"), GeneratedEntity("log", "a.log")
    job = ran(alice, "echo > a.log", *outputs)
    assert (job.phase, results(job)) == ("ERROR", [("log", "a.log")])


def test_an_optional_output_may_be_missing(alice):
    job = ran(alice, "true", OPTIONAL)
    assert (job.phase, results(job)) == ("COMPLETED", [])


def test_a_script_that_fails_keeps_what_it_made_and_its_own_error(alice):
    job = ran(alice, "echo > a.fits; exit 4", MAPS, GeneratedEntity("x", "x"))
    assert job.error == "The script ended with exit status 4."
    assert results(job) == [("maps.1", "a.fits")]


def test_a_pattern_finds_files_in_folders_and_with_blanks(alice):
    script = (
        "mkdir -p 'field one/r band' empty\n"
        "touch a.fits 'field one/b c.fits' 'field one/r band/é 星.fits'\n"
        "touch .hidden.fits 'field one/notes.txt'\n"
    )
    job = ran(alice, script, MAPS)
    assert results(job) == [
        ("maps.1", "a.fits"),
        ("maps.2", "field one/b c.fits"),
        ("maps.3", "field one/r band/é 星.fits"),
    ]
    names = [row.entity.name for row in job.results.all()]
    assert names == ["a.fits", "b c.fits", "é 星.fits"]


def test_a_file_belongs_to_the_output_that_names_it_exactly(alice):
    best = GeneratedEntity("best", "best.fits")
    job = ran(alice, "touch a.fits best.fits", MAPS, best)
    assert results(job) == [("maps.1", "a.fits"), ("best", "best.fits")]


def test_a_fixed_name_with_a_dot_before_it_is_found(alice):
    job = ran(alice, "mkdir a; touch a/x", GeneratedEntity("x", "./a//x"))
    assert results(job) == [("x", "a/x")]


@pytest.mark.parametrize(
    "script",
    [
        "ln -s /etc/passwd out.txt",
        "ln -s /etc linked; ln -s linked/passwd out.txt",
        "mkdir out.txt",
        "mkfifo out.txt",
        "echo real > x; ln -s x out.txt",
    ],
)
def test_only_a_regular_file_is_a_result_and_no_link_is_followed(alice, script):
    job = factories.run_new(alice, script=script)
    assert (job.phase, results(job)) == ("ERROR", [])
    assert "did not write out.txt" in job.error


def test_a_folder_that_is_a_link_is_not_entered(alice, tmp_path):
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "secret.fits").touch()
    job = ran(alice, f"ln -s {tmp_path}/others here; touch a.fits", MAPS)
    assert results(job) == [("maps.1", "a.fits")]
    assert (tmp_path / "others" / "secret.fits").exists()


def test_a_script_that_replaces_its_folder_by_a_link_gets_nothing(alice, tmp_path):
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "secret.fits").touch()
    script = f'rm -r "$HOME"; ln -s {tmp_path}/others "$HOME"'
    job = ran(alice, script, MAPS)
    assert (job.phase, results(job)) == ("ERROR", [])
    assert (tmp_path / "others" / "secret.fits").exists()


def test_a_result_cannot_be_moved_out_through_a_link(alice, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    script = f"mkdir a; echo x > a/b.fits; ln -s {tmp_path}/elsewhere ../out/a"
    job = ran(alice, script, MAPS)
    assert (job.phase, results(job)) == ("COMPLETED", [("maps.1", "a/b.fits")])
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_result_cannot_be_changed_after_the_run(alice):
    job = factories.run_new(alice)
    path = JobFolder(job.public_id).out / "out.txt"
    assert path.stat().st_mode & 0o777 == 0o400


def test_a_result_with_a_second_name_is_copied(alice):
    job = factories.run_new(alice, script="echo x > a; ln a out.txt")
    assert (JobFolder(job.public_id).out / "out.txt").stat().st_nlink == 1
    assert (JobFolder(job.public_id).work / "a").read_text() == "x\n"


def test_a_name_that_no_document_can_hold_is_not_a_result(alice):
    job = ran(alice, "touch a.fits $'b\\n.fits' $'c\\xff.fits'", MAPS)
    assert results(job) == [("maps.1", "a.fits")]


@pytest.mark.parametrize(
    "put",
    ["mkdir -p ../out/out.txt/x", "rm -r ../out; ln -s /tmp ../out", "rm -r ../out"],
)
def test_what_a_script_puts_among_the_results_is_none(alice, put):
    job = factories.run_new(alice, script=f"echo x > out.txt; {put}")
    assert (job.phase, results(job)) == ("COMPLETED", [("out", "out.txt")])
    out = JobFolder(job.public_id).out
    assert not out.is_symlink()
    assert [path.name for path in out.iterdir()] == ["out.txt"]


def test_nothing_is_put_aside_when_a_script_left_its_results_alone(alice):
    folder = JobFolder(factories.run_new(alice).public_id)
    assert [path.name for path in folder.root.glob("out*")] == ["out"]


def test_results_that_cannot_be_kept_are_an_error_that_says_why(tmp_path):
    (tmp_path / "file").touch()
    order = {"work": str(tmp_path), "out": str(tmp_path / "file" / "out")}
    run = Run(str(tmp_path), {**order, "outputs": [], "counted": [], "bytes": 1})
    assert run._harvest()["outputs"] == []
    assert run.stopped_by == "collect"
    assert run.message == f"{tmp_path}/file/out: Not a directory"
