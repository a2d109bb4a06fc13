"""Example software is installed by one command, and its activities run in it."""

import os

import pytest
from django.core.management import call_command

from jobs import publishing
from jobs.execution import environments
from provenance.models import Activity
from tests import factories

pytestmark = pytest.mark.xdist_group("software")
WANTED = os.environ.get("OPUS_TEST_SOFTWARE", "").split()


def wanted(name):
    return pytest.mark.skipif(
        name not in WANTED, reason=f"OPUS_TEST_SOFTWARE={name} installs it from PyPI"
    )


@pytest.fixture
def install(settings, tmp_path, db):
    settings.OPUS_VAR = tmp_path
    settings.OPUS_ENVIRONMENTS = tmp_path / "environments.toml"
    settings.OPUS_HOST = "here"

    def install(name):
        try:
            call_command("software", name)
        except Exception as error:
            if "could not be installed" in str(error):
                pytest.skip(f"PyPI does not give {name}")
            raise

    return install


def run(owner, name):
    job = factories.run(factories.queued(owner, of=publishing.current(name)))
    assert job.phase == "COMPLETED", (job.error, job.error_detail)
    return job, Activity.objects.get(public_id=job.public_id)


@wanted("gammapy")
def test_gammapy_simulates_and_fits_a_spectrum(alice, install, monkeypatch):
    monkeypatch.setattr(factories, "PATIENCE_SECONDS", 240)
    install("gammapy")
    assert environments.names() == {"plain", "gammapy"}
    job, activity = run(alice, "gammapy_spectra")
    assert [row.result_id for row in job.results.all()] == ["plot", "points", "model"]
    found = activity.environment.content
    assert found["software"] == "gammapy"
    assert found["packages"]["gammapy"] == "2.1"
    steps = {step.name for step in activity.steps.all()}
    assert steps == {"simulate counts", "fit a log parabola", "estimate flux points"}
    call_command("software", "gammapy")  # twice is once
    assert publishing.current("gammapy_spectra").number == 1


@wanted("ctapipe")
def test_a_tool_of_ctapipe_is_a_step_of_its_job(alice, install, monkeypatch):
    monkeypatch.setattr(factories, "PATIENCE_SECONDS", 240)
    install("ctapipe")
    job, activity = run(alice, "ctapipe_quickstart")
    assert job.results.count() > 5
    assert [step.name for step in activity.steps.all()] == ["ctapipe-quickstart"]
