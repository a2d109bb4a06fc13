"""Descriptions of a thousand parameters: nobody is made to wait for them."""

import dataclasses
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

from benchmarks.figures import Cost, Figure
from benchmarks.portal import ROOT

PARAMETERS, SAMPLES = 1000, 5
# What is measured, and how many milliseconds it may take.
TARGETS = {
    "values of a job checked": 250,
    "description checked before it is published": 750,
    "script checked for names it does not know": 750,
    "submit form shown": 1000,
    "editor shown": 1500,
    "written as VOTable and read again": 750,
    "written as JSON and read again": 250,
}


def descriptions() -> Iterator[Figure]:
    """Measured in a process of its own, whose settings name an empty database."""
    with tempfile.TemporaryDirectory(prefix="opus-bench-") as name:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.descriptions"],
            cwd=ROOT,
            env={**os.environ, "OPUS_VAR": name},
            check=True,
            capture_output=True,
            text=True,
        )
    for line in done.stdout.splitlines():
        what, _, taken = line.rpartition(" ")
        yield Cost(
            f"{PARAMETERS} parameters: {what}", float(taken), "ms", TARGETS[what]
        ).figure


def _measure() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opus.settings")
    import django  # noqa: PLC0415 - settings come first

    django.setup()
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from jobs import publishing  # noqa: PLC0415
    from jobs.descriptions import check, formats, lint, publishable  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    admin = User.objects.create_superuser("admin")
    large = _large()
    publishing.publish_if_new(large, admin)
    client = Client(SERVER_NAME="localhost")
    client.force_login(admin)
    given = {one.name: [one.default] for one in large.parameters}
    path = os.environ["PATH"]

    def through(form: str) -> None:
        formats.read(formats.write(large, form).content, "large")

    def shown(page: str) -> None:
        assert client.get(f"/activities/large/{page}").status_code == 200

    steps: dict[str, Callable[[], object]] = {
        "values of a job checked": lambda: check.check(large, given),
        "description checked before it is published": lambda: publishable.problems(
            large
        ),
        "script checked for names it does not know": lambda: lint.findings(large, path),
        "submit form shown": lambda: shown("run"),
        "editor shown": lambda: shown("edit"),
        "written as VOTable and read again": lambda: through("votable"),
        "written as JSON and read again": lambda: through("json"),
    }
    for what, step in steps.items():
        step()
        sys.stdout.write(f"{what} {_median(step) * 1e3:.1f}\n")


def _large():
    from jobs.descriptions.value import (  # noqa: PLC0415
        Contact,
        Description,
        GeneratedEntity,
        Parameter,
    )

    kinds = [
        Parameter("", "quantity", default="2 arcmin", unit="deg", maximum="1 rad"),
        Parameter("", "integer", default="3", minimum="0", maximum="9"),
        Parameter("", "choice", default="a", options=("a", "b", "c")),
        Parameter("", "text", default="M 31", pattern="[A-Z].*"),
    ]
    parameters = tuple(
        dataclasses.replace(kinds[n % len(kinds)], name=f"p{n}", title=f"Number {n}")
        for n in range(PARAMETERS - 1)
    )
    uses = "\n".join(f'echo "${one.name}"' for one in parameters)
    return Description(
        "large",
        f"#!/bin/bash\nset -e\n{uses}\ntouch out.txt\n",
        title="Large",
        contact=Contact("Bench"),
        parameters=parameters,
        generated=(GeneratedEntity("out", "out.txt"),),
    )


def _median(step: Callable[[], object]) -> float:
    taken = []
    for _ in range(SAMPLES):
        begin = time.perf_counter()
        step()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


if __name__ == "__main__":
    _measure()
