"""Lineage in a database of a million entities: SQLite, and PostgreSQL if it is there.

300 chains of 1000 jobs. Each job made three files, used one of the job before it, and
either one of a job of another chain or a file that no job made: the shape in which
ancestors are most.
"""

import contextlib
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from benchmarks.figures import Cost, Figure
from benchmarks.portal import ROOT

CHAINS, LENGTH = 300, 1000
JOBS = CHAINS * LENGTH
ROOTS = 100_000
SAMPLES = 41
# What is walked, and how many milliseconds it may take.
TARGETS = {
    "ancestors 10 jobs back": 1,
    "ancestors 20 jobs back": 30,
    "all ancestors, at most 2000 jobs": 30,
    "descendants 10 jobs on": 1,
}
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {})"
FILL = (
    f"""INSERT INTO provenance_activity (id, public_id, name, status, comment,
            parameters, is_unlisted, foreign_id, owner_id)
        {NUMBERS.format(JOBS - 1)}
        SELECT i, 'j-' || i, 'bench', 'COMPLETED', '', '[]', false, '', 1 FROM n""",
    f"""INSERT INTO provenance_entity (id, public_id, kind, name, content_type, size,
            sha256, unstamped_sha256, location, origin, comment, foreign_id,
            recorded_at, is_unlisted, owner_id)
        {NUMBERS.format(3 * JOBS + ROOTS - 1)}
        SELECT i, 'e-' || i, 'file', 'file.fits', '', 5, '', '', 'x', '', '', '',
            '2026-03-04 05:06:07', false, 1 FROM n""",
    f"""INSERT INTO provenance_generated (role, activity_id, job_id, entity_id)
        {NUMBERS.format(3 * JOBS - 1)} SELECT 'out', i / 3, i / 3, i FROM n""",
    f"""INSERT INTO provenance_used (role, matched_by, activity_id, job_id, entity_id)
        {NUMBERS.format(JOBS - 1)}
        SELECT 'in', '', i, i, 3 * (i - 1) FROM n WHERE i % {LENGTH} > 0""",
    f"""INSERT INTO provenance_used (role, matched_by, activity_id, job_id, entity_id)
        {NUMBERS.format(JOBS - 1)}
        SELECT 'other', '', i, i, CASE WHEN (i * 2654435761 / 65536) % 2 = 0
            THEN 3 * ((i / {LENGTH} * 77 + i % {LENGTH} * 31 + 11) % {CHAINS} * {LENGTH}
                + i % {LENGTH} - 1) + 1
            ELSE {3 * JOBS} + i % {ROOTS} END
        FROM n WHERE i % {LENGTH} > 0""",
)


def lineage() -> Iterator[Figure]:
    yield from _run("SQLite", {})
    with _postgresql() as settings:
        if settings:
            yield from _run("PostgreSQL", settings)


def _run(database: str, settings: dict[str, str]) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="opus-bench-") as name:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.lineage"],
            cwd=ROOT,
            env={**os.environ, "OPUS_VAR": name, **settings},
            check=True,
            capture_output=True,
            text=True,
        )
    for line in done.stdout.splitlines():
        what, _, taken = line.rpartition(" ")
        named = f"1e6 entities in {database}: {what}"
        yield Cost(named, float(taken), "ms", TARGETS[what]).figure


@contextlib.contextmanager
def _postgresql() -> Iterator[dict[str, str]]:
    """A server of our own on a socket, as a user that is not root; or nothing."""
    programs = [shutil.which(name) for name in ("initdb", "pg_ctl")]
    if not all(programs):
        yield {}
        return
    initdb, pg_ctl = programs
    with tempfile.TemporaryDirectory(prefix="opus-pg-") as name:
        as_user: tuple[str, ...] = ()
        if os.getuid() == 0:
            shutil.chown(name, "postgres")
            as_user = ("runuser", "-u", "postgres", "--")
        data, log = f"{name}/data", f"{name}/log"
        _quietly([*as_user, initdb, "-D", data, "-A", "trust", "-U", "opus"])
        options = f"-k {name} -h '' -F"
        start = [*as_user, pg_ctl, "-D", data, "-l", log, "-w", "-o", options, "start"]
        _quietly(start)
        try:
            yield {
                "DJANGO_SETTINGS_MODULE": "benchmarks.postgresql",
                "OPUS_BENCH_SOCKET": name,
            }
        finally:
            stop = [*as_user, pg_ctl, "-D", data, "-m", "immediate", "stop"]
            _quietly(stop)


def _quietly(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _measure() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opus.settings")
    import django  # noqa: PLC0415 - settings come first

    django.setup()
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from provenance.lineage import sql  # noqa: PLC0415
    from provenance.visibility import Viewer  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    User.objects.create(pk=1, username="bench")
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement)
        # what the autovacuum of PostgreSQL does by itself after a while
        cursor.execute(
            "VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE"
        )
    viewer = Viewer(user=1)
    late = [
        chain * LENGTH + LENGTH - 1 - offset
        for chain, offset in zip(
            random.Random(6).sample(range(CHAINS), SAMPLES), range(SAMPLES), strict=True
        )
    ]
    early = [start - LENGTH + 100 for start in late]
    walks = {
        "ancestors 10 jobs back": (late, "back", 9, 100_000),
        "ancestors 20 jobs back": (late, "back", 19, 100_000),
        "all ancestors, at most 2000 jobs": (late, "back", None, 2000),
        "descendants 10 jobs on": (early, "forth", 9, 100_000),
    }
    for what, (starts, way, depth, limit) in walks.items():
        taken = []
        for start in starts:
            begun = time.perf_counter()
            found = sql.reached([start], viewer, way, depth=depth, limit=limit)
            taken.append(time.perf_counter() - begun)
        print(f"{len(found)} jobs", file=sys.stderr)
        print(what, f"{statistics.median(taken) * 1e3:.2f}")


if __name__ == "__main__":
    _measure()
