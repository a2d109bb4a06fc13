"""`python -m tests.chaos [PLACE…] [--seeds N] [--jobs N] [--seconds N]`."""

import argparse
import os
import random
import sys
import time
import traceback

from tests.chaos import places
from tests.chaos.verdict import HEAD

PLACES = ("sqlite", "hosts", "slurm")
SIMULATED = (
    "simulated: a reboot and a vanished host are all processes of a host killed at "
    "once; a locked database is a lock held, or a stopped server; hosts are trees of "
    "workers with names and control folders of their own"
)


def main():
    asked = _asked()
    os.environ.setdefault("OPUS_LOG_LEVEL", "ERROR")
    if asked.one is not None:
        return _one(asked.places[0], asked.one, asked)
    print(HEAD, flush=True)
    worst = 0
    for name in asked.places:
        if why := places.missing(name):
            print(f"{name}: skipped, {why}", flush=True)
            continue
        for seed in range(asked.first, asked.first + asked.seeds):
            worst = max(worst, _apart(name, seed, asked))
    print(SIMULATED)
    return worst


def _asked():
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("places", nargs="*", metavar="PLACE", default=list(PLACES))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--one", type=int, help="this seed only, in this process")
    return parser.parse_args()


def _apart(name, seed, asked):
    """Each run has a process of its own: the settings are read once."""
    pid = os.fork()
    if not pid:
        code = 2
        try:
            code = _one(name, seed, asked)
        except Exception:  # noqa: BLE001 - the next run goes on
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _one(name, seed, asked):
    place = places.Place(name)
    os.environ.update(place.environment)
    import django

    django.setup()
    from tests.chaos import run

    chance = random.Random(seed)
    good = False
    try:
        verdict = run.run(place, seed, chance, asked)
        good = verdict.is_good
        print(verdict.row(), flush=True)
    finally:
        place.remove(keep=not good)
        if not good:
            print(f"  everything is kept in {place.folder}", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    start = time.monotonic()
    code = main()
    print(f"{time.monotonic() - start:.0f} s")
    sys.exit(code)
