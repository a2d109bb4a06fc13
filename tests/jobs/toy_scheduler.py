"""A scheduler in a folder, for tests of what the portal makes of one.

`python toy_scheduler.py FOLDER submit|list|cancel [NAME] [LOG]` starts the script on
its stdin, lists jobs, or ends one. Files in its folder make it `busy`, or `away`.
"""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

BUSY, REFUSED = 75, 65


def main(folder, action, name="", log="/dev/null"):
    place = Path(folder)
    if (place / "away").exists():
        sys.exit("it is away")
    if action == "submit":
        _submit(place, name, log)
    elif action == "list":
        for file in sorted(place.glob("*.job")):
            pid = int(file.read_text())
            stand = "RUNS" if _lives(pid) else "OVER"
            sys.stdout.write(f"{file.stem} {pid} {stand}\n")
    elif (place / f"{name}.job").exists():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(int((place / f"{name}.job").read_text()), signal.SIGTERM)


def _submit(place, name, log):
    for code, mark in ((BUSY, "busy"), (REFUSED, "refuses")):
        if (place / mark).exists():
            sys.stderr.write(f"it {mark}")
            sys.exit(code)
    with Path(log).open("a") as out:
        process = subprocess.Popen(
            ["/bin/bash", "-c", sys.stdin.read()],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    (place / f"{name}.job").write_text(str(process.pid))
    if (place / "forgetful").exists():
        sys.exit(1)  # it has the job, and nobody hears of it
    sys.stdout.write(f"{process.pid}\n")


def _lives(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


if __name__ == "__main__":
    main(*sys.argv[1:])
