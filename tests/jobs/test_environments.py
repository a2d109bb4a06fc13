"""Scripts run in the software that the operator named."""

import hashlib
import sys

import pytest

from jobs import publishing
from jobs.execution import environments
from jobs.execution.environments import NoEnvironmentError
from provenance.models import Activity
from tests import factories


@pytest.fixture
def named(settings, tmp_path):
    """A file of environments with these lines."""

    def write(text):
        path = tmp_path / f"{abs(hash(text))}.toml"
        path.write_text(text)
        settings.OPUS_ENVIRONMENTS = path

    return write


@pytest.fixture
def venv(tmp_path):
    """Like a virtual environment, with a package and a program of its own."""
    place = tmp_path / "science"
    (place / "bin").mkdir(parents=True)
    (place / "bin" / "python3").symlink_to(sys.executable)
    (place / "bin" / "tool").write_text("#!/bin/sh\necho science\n")
    (place / "bin" / "tool").chmod(0o755)
    packages = place / "lib/python3.11/site-packages"
    (packages / "gammapy-2.1.dist-info").mkdir(parents=True)
    return place


def test_without_a_file_there_is_only_the_plain_system(settings, tmp_path):
    settings.OPUS_ENVIRONMENTS = tmp_path / "none.toml"
    assert environments.names() == {"plain"}


def test_a_script_runs_in_its_virtual_environment_and_provenance_says_so(
    alice, named, venv
):
    named(f'[science]\nkind = "venv"\npath = "{venv}"\n')
    script = "#!/usr/bin/env python3\nimport os\n"
    script += "open('out.txt', 'w').write(os.popen('tool').read())"
    job = factories.run_new(alice, script=script, environment="science")
    assert factories.result_text(job) == "science\n"
    found = Activity.objects.get(public_id=job.public_id).environment.content
    assert (found["software"], found["softwareKind"]) == ("science", "venv")
    assert found["packages"] == {"gammapy": "2.1"}


def test_a_conda_environment_is_activated(alice, named, tmp_path):
    hooks = tmp_path / "etc/conda/activate.d"
    hooks.mkdir(parents=True)
    (hooks / "proj.sh").write_text('export PROJ_DATA="$CONDA_PREFIX/share"')
    named(f'[maps]\nkind = "conda"\npath = "{tmp_path}"\n')
    job = factories.run_new(
        alice, script='printf %s "$PROJ_DATA $text" > out.txt', environment="maps"
    )
    assert factories.result_text(job) == f"{tmp_path}/share hello"


def test_the_lines_of_a_module_come_before_the_script(alice, named):
    named('[old]\nkind = "module"\nlines = ["export LOADED=idl/8.9"]\n')
    job = factories.run_new(
        alice, script='printf %s "$LOADED" > out.txt', environment="old"
    )
    assert factories.result_text(job) == "idl/8.9"
    found = Activity.objects.get(public_id=job.public_id).environment.content
    assert found["modules"] == "export LOADED=idl/8.9"


def test_an_image_sees_the_folder_of_the_job_and_its_hash_is_kept(
    alice, named, tmp_path
):
    image, program = tmp_path / "box.sif", tmp_path / "apptainer"
    image.write_bytes(b"image")
    program.write_text(
        '#!/bin/bash\necho "$@" > out.txt\nwhile [[ $1 != */box.sif ]]; '
        "do shift; done\n"
        'shift; exec "$@"\n'
    )
    program.chmod(0o755)
    named(
        f'[box]\nkind = "apptainer"\nimage = "{image}"\nprogram = "{program}"\n'
        'binds = ["/data"]\n'
    )
    job = factories.run_new(
        alice, script="echo inside >> out.txt", environment="box", sandbox=True
    )
    given, inside = factories.result_text(job).splitlines()
    words = given.split()
    assert inside == "inside"
    assert words[:4] == ["exec", "--containall", "--net", "--network=none"]
    assert "--bind=/data" in words
    found = Activity.objects.get(public_id=job.public_id).environment.content
    assert found["imageSha256"] == hashlib.sha256(b"image").hexdigest()


def test_an_environment_that_is_gone_is_an_error_that_says_so(alice, named):
    named('[new]\nkind = "module"\nlines = ["true"]\n')
    job = factories.queued(alice, environment="new")
    named('[old]\nkind = "module"\nlines = ["true"]\n')
    factories.run(job)
    assert (job.phase, job.error) == (
        "ERROR",
        "There is no environment “new” on this portal; there is: old, plain.",
    )
    assert job.start_time is None


def test_a_description_can_be_published_only_with_one_that_is_there(named):
    named('[old]\nkind = "module"\nlines = ["true"]\n')
    bad = publishing.obstacles(factories.description(environment="new"))
    assert bad["environment"] == "“new” is not known; there is: old, plain"
    good = publishing.obstacles(factories.description(environment="old"))
    assert "environment" not in good


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[a", "is not TOML"),
        ("a = 1", "[a] needs a kind, one of venv, conda, module, apptainer."),
        ('[a]\nkind = "docker"', "[a] needs a kind"),
        ('[a]\nkind = "venv"', "[a] needs “path”."),
        ('[a]\nkind = "venv"\npath = "/x"\ncolour = "red"', "knows no “colour”"),
        ('[a]\nkind = "module"\nlines = "x"', "must be a list of texts"),
        ('[a]\nkind = "venv"\npath = 3', "must be a text"),
    ],
)
def test_a_file_that_is_wrong_says_where(named, text, sentence):
    named(text)
    with pytest.raises(NoEnvironmentError) as raised:
        environments.all_of()
    assert sentence in str(raised.value)
    assert environments.names() == {"plain"}
