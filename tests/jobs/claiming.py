"""Several processes that claim jobs at once, for `test_claims_of_processes`.

Run as `python -m tests.jobs.claiming SLOTS` with a folder of its own in OPUS_VAR, it
prints which jobs each process got.
"""

import json
import os
import sys

import django

JOBS, PROCESSES, TRIES = 12, 3, 12


def main(slots):
    os.environ["DJANGO_SETTINGS_MODULE"] = "opus.settings"
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after setup
    from django.db import connections  # noqa: PLC0415 - likewise

    from tests import factories  # noqa: PLC0415 - likewise

    call_command("migrate", verbosity=0)
    owner = factories.user()
    version = factories.version()
    for _ in range(JOBS):
        factories.queued(owner, of=version)
    connections.close_all()
    gate, open_gate = os.pipe()
    claimants = [_claimant(slots, gate, open_gate) for _ in range(PROCESSES)]
    os.close(open_gate)
    json.dump([_answer(*claimant) for claimant in claimants], sys.stdout)


def _claimant(slots, gate, open_gate):
    from jobs import claims  # noqa: PLC0415 - after setup

    reader, writer = os.pipe()
    if pid := os.fork():
        os.close(writer)
        return pid, reader
    os.close(open_gate)
    os.read(gate, 1)  # until all are there
    got = [job.pk for _ in range(TRIES) if (job := claims.take("here", slots))]
    os.write(writer, json.dumps(got).encode())
    os._exit(0)


def _answer(pid, reader):
    with os.fdopen(reader) as answer:
        got = json.load(answer)
    os.waitpid(pid, 0)
    return got


if __name__ == "__main__":
    main(int(sys.argv[1]))
