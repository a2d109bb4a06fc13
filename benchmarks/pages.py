"""Server time of the job table with ten thousand jobs, in a database of its own."""

import os
import statistics
import subprocess
import sys
import tempfile
import time

from benchmarks.figures import Figure, spread
from benchmarks.portal import ROOT

JOBS, SAMPLES, WARM_UP = 10_000, 30, 3
TABLE_SECONDS = 0.05


def table() -> Figure:
    """Measured in a process of its own, whose settings name that database."""
    with tempfile.TemporaryDirectory(prefix="opus-bench-") as name:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.pages"],
            cwd=ROOT,
            env={**os.environ, "OPUS_VAR": name},
            check=True,
            capture_output=True,
            text=True,
        )
    taken = [float(word) for word in done.stdout.split()][WARM_UP:]
    met = statistics.median(taken) <= TABLE_SECONDS
    return Figure(f"job table page, {JOBS} jobs of mine", spread(taken), "50 ms", met)


def _measure() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opus.settings")
    import django  # noqa: PLC0415 - settings come first

    django.setup()
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from benchmarks import noop  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    owner = User.objects.create_user("owner")
    noop.many(owner, JOBS)
    client = Client(SERVER_NAME="localhost")
    client.force_login(owner)
    for _ in range(WARM_UP + SAMPLES):
        begin = time.perf_counter()
        answer = client.get("/jobs")
        taken = time.perf_counter() - begin
        assert answer.status_code == 200
        sys.stdout.write(f"{taken}\n")


if __name__ == "__main__":
    _measure()
