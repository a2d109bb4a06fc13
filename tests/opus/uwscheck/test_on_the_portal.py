"""The doctor finds our own portal healthy."""

import json
import subprocess
import sys

import pytest

from tests.opus.portals import HOME, PASSWORD, Portal

pytestmark = pytest.mark.xdist_group("uwscheck")
PUBLISH = """
from jobs.descriptions.value import Parameter, UsedEntity
from tests import factories
factories.version(
    name="nap",
    script='#!/bin/bash\\nsleep "$length"; echo done > out.txt; exit "$code"',
    parameters=(
        Parameter("length", "real", default="0.1"),
        Parameter("code", "integer", default="0"),
    ),
    used=(UsedEntity("image", required=False),),
)
"""
SETS = (
    *("--run=length=0.5", "--run=code=0"),
    *("--long=length=60", "--long=code=0"),
    *("--fail=length=0.1", "--fail=code=3"),
)


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    running = Portal(tmp_path_factory.mktemp("uwscheck"))
    assert running.manage("demo").returncode == 0
    published = running.manage("shell", "-c", PUBLISH)
    assert published.returncode == 0, published.stderr
    running.start()
    yield running
    running.stop()


def _check(portal, *options):
    return subprocess.run(
        [sys.executable, "manage.py", "uwscheck", f"{portal.url}/rest", *options],
        cwd=HOME,
        env=portal.environment | {"OPUS_PASSWORD": PASSWORD},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_nothing_fails_at_our_own_portal(portal):
    done = _check(
        portal,
        *("--activity=nap", "--user=astronomer", "--upload=image", "--json=-"),
        *SETS,
    )
    assert done.stderr == ""
    report = json.loads(done.stdout)
    failed = {c["id"]: c["seen"] for c in report["checks"] if c["result"] == "fail"}
    assert failed == {}
    assert done.returncode == 0
    assert report["left"] == []
    assert portal.get("/rest/nap").text.count("<uws:jobref") == 0
