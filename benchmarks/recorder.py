"""The recorder beside ctapipe's class, in one process, if ctapipe can be imported."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.figures import Cost, Figure
from benchmarks.portal import ROOT

ACTIVITIES, SAMPLES, THEIRS = 200, 5, 5
MOST_MICROSECONDS = 200
INPUT = b"x" * 4096


def recorder() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="opus-bench-") as name:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.recorder"],
            cwd=ROOT,
            env={**os.environ, "OPUS_PROVENANCE_DIR": name, "OPUS_BENCH_WORK": name},
            check=True,
            capture_output=True,
            text=True,
        )
    ours, *theirs = map(float, done.stdout.split())
    what = "recorder: nested activity, a hashed input and output"
    yield Cost(what, ours * 1e6, "us", MOST_MICROSECONDS).figure
    for seconds in theirs:
        yield Figure(
            f"{what}: ctapipe over ours",
            f"{seconds / ours:.0f}x",
            "more than 1x",
            seconds > ours,
        )


def _nested(prov: object, work: Path) -> None:
    prov.start_activity("inner")
    prov.add_input_file(str(work / "in.dat"), role="in")
    prov.add_output_file(str(work / "out.dat"), role="out")
    prov.finish_activity("inner")


def _median(act: Callable[[], None], count: int) -> float:
    taken = []
    for _ in range(SAMPLES):
        begun = time.perf_counter()
        for _ in range(count):
            act()
        taken.append((time.perf_counter() - begun) / count)
    return statistics.median(taken)


def _measure() -> None:
    work = Path(os.environ["OPUS_BENCH_WORK"])
    for name in ("in.dat", "out.dat"):
        (work / name).write_bytes(INPUT)
    sys.path.insert(0, str(ROOT / "provenance" / "recorder"))
    from opus_provenance import Provenance as Ours  # noqa: PLC0415 - found just now

    ours = Ours()
    ours.start_activity("outer")
    print(_median(lambda: _nested(ours, work), ACTIVITIES))
    try:
        from ctapipe.core import Provenance as Theirs  # noqa: PLC0415 - optional
    except ImportError:
        return
    theirs = Theirs()
    theirs.start_activity("outer")
    print(_median(lambda: _nested(theirs, work), THEIRS))


if __name__ == "__main__":
    _measure()
