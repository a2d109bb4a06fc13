"""Provenance from rows to documents and pictures, in a database of its own."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from benchmarks.figures import Cost, Figure
from benchmarks.portal import ROOT

SAMPLES = 5
RECORDS = 100_000
LAYERS = 20
T0 = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
# Seconds. The older OPUS took 5.6 s, 26 to 300 s, and for a diamond exponentially long.
TARGETS = {
    "PROV-JSON of a chain of 50 jobs": 0.1,
    "SVG of a chain of 50 jobs": 0.5,
    f"PROV-JSON of a diamond of {LAYERS} layers": 0.1,
    "SVG of 300 cards": 0.3,
}
MOST_MB, MOST_SECONDS = 32, 1.0


def provenance() -> Iterator[Figure]:
    """Rows to documents; and a large document, beside what the library needs."""
    for line in _run("rows").splitlines():
        what, _, taken = line.rpartition(" ")
        yield Cost(what, float(taken) * 1e3, "ms", TARGETS[what] * 1e3).figure
    seconds, megabytes = map(float, _run("json").split())
    theirs, their_megabytes = map(float, _run("library").split())
    what = f"PROV-JSON of {RECORDS:,} records"
    yield Cost(what, seconds, "s", MOST_SECONDS).figure
    yield Cost(f"{what}: memory above the records", megabytes, "MB", MOST_MB).figure
    yield Figure(
        f"{what}: the library prov over ours",
        f"{theirs / seconds:.0f}x, {their_megabytes:.0f} MB",
        "more than 1x",
        theirs > seconds,
    )


def _run(what: str) -> str:
    with tempfile.TemporaryDirectory(prefix="opus-bench-") as name:
        return subprocess.run(
            [sys.executable, "-m", "benchmarks.provenance", what],
            cwd=ROOT,
            env={**os.environ, "OPUS_VAR": name},
            check=True,
            capture_output=True,
            text=True,
        ).stdout


def _time(act: Callable[[], object]) -> float:
    """The median; a layout that was kept from the time before would be no measure."""
    from django.core.cache import caches  # noqa: PLC0415 - settings come first

    taken = []
    for _ in range(SAMPLES):
        caches["layouts"].clear()
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def _rows() -> None:
    from django.contrib.auth.models import User  # noqa: PLC0415 - settings come first
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    owner = User.objects.create_user("owner")
    client = Client(SERVER_NAME="localhost")
    client.force_login(owner)
    last, diamond, wide = _chain(owner), _diamond(owner), _wide(owner)

    def ask(public_id: str, form: str) -> Callable[[], object]:
        query = {"ID": public_id, "DEPTH": "ALL", "RESPONSEFORMAT": form}

        def get() -> bytes:
            answer = client.get("/provsap", query)
            assert answer.status_code == 200, answer.content
            return b"".join(answer)

        return get

    asked = (
        (last, "PROV-JSON"),
        (last, "PROV-SVG"),
        (diamond, "PROV-JSON"),
        (wide, "PROV-SVG"),
    )
    for what, (public_id, form) in zip(TARGETS, asked, strict=True):
        print(what, _time(ask(public_id, form)))


def _job(owner: object, number: str, used: list, made: int) -> list:
    from provenance import record  # noqa: PLC0415 - settings come first
    from provenance.record import (  # noqa: PLC0415
        ActivityRecord,
        GeneratedRecord,
        UsedRecord,
    )

    files = [
        GeneratedRecord(
            role=f"out{n}", name=f"f{n}.fits", location="x", size=5, sha256=""
        )
        for n in range(made)
    ]
    _, entities = record.activity(
        ActivityRecord(
            public_id=f"j-{number}",
            name="bench",
            status="COMPLETED",
            owner=owner,
            start_time=T0,
            end_time=T0,
            parameters=[{"name": "n", "value": number}],
            used=[UsedRecord(entity, f"in{n}") for n, entity in enumerate(used)],
            generated=files,
        )
    )
    return entities


def _chain(owner: object) -> str:
    files: list = []
    for number in range(50):
        files = _job(owner, f"chain-{number}", files[:1], 2)
    return "j-chain-49"


def _diamond(owner: object) -> str:
    """Two jobs in each layer, each of which used what both before it made."""
    files = _job(owner, "top", [], 2)
    for layer in range(LAYERS):
        pairs = [_job(owner, f"diamond-{layer}-{side}", files, 1) for side in "ab"]
        files = list(chain.from_iterable(pairs))
    return f"j-diamond-{LAYERS - 1}-a"


def _wide(owner: object) -> str:
    """71 jobs and 141 files; with 71 cards of parameters some 300 cards are drawn.

    Seven layers of ten jobs, each of which used a file of two jobs of the layer before.
    """
    layer = [_job(owner, f"wide-0-{n}", [], 2) for n in range(10)]
    for depth in range(1, 7):
        layer = [
            _job(owner, f"wide-{depth}-{n}", [layer[n][0], layer[n - 3][1]], 2)
            for n in range(10)
        ]
    _job(owner, "wide-end", list(chain.from_iterable(layer)), 1)
    return "j-wide-end"


def _document() -> object:
    """16,667 jobs: each an activity with two files that it made and one it used."""
    from provenance.document import (  # noqa: PLC0415 - settings come first
        ActivityNode,
        Document,
        EntityNode,
        Generation,
        Use,
    )

    count = range(RECORDS // 6)
    blank = ("text/plain", 5, "ab" * 32, "", "", "", T0, None)
    return Document(
        "j-0",
        activities=tuple(
            ActivityNode(f"j-{n}", "bench", "COMPLETED", T0, T0, "", "", "", None, ())
            for n in count
        ),
        entities=tuple(
            EntityNode(f"e-{n}-{side}", "file", f"{n}.fits", *blank)
            for n in count
            for side in "ab"
        ),
        agents=(),
        used=tuple(Use(f"j-{n}", f"e-{n - 1}-a", "in", T0, "") for n in count if n),
        generated=tuple(
            Generation(f"e-{n}-{side}", f"j-{n}", side, T0)
            for n in count
            for side in "ab"
        ),
        associated=(),
    )


def _peak() -> float:
    """Megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _json() -> None:
    from provenance.export.prov_json import Writer  # noqa: PLC0415 - settings

    document = _document()
    before, begun = _peak(), time.perf_counter()
    with Path(os.devnull).open("wb") as nowhere:
        nowhere.writelines(Writer(document, "https://opus.example.org").stream())
    print(time.perf_counter() - begun, _peak() - before)


def _library() -> None:
    """The same records by the library `prov`."""
    from prov.model import ProvDocument  # noqa: PLC0415 - only here

    document = _document()
    before, begun = _peak(), time.perf_counter()
    prov = ProvDocument()
    prov.add_namespace("opus", "https://opus.example.org/")
    for node in document.activities:
        prov.activity(f"opus:{node.id}", T0, T0, {"prov:label": node.name})
    for node in document.entities:
        prov.entity(f"opus:{node.id}", {"prov:label": node.name, "opus:size": 5})
    for use in document.used:
        prov.used(f"opus:{use.activity}", f"opus:{use.entity}", T0)
    for made in document.generated:
        prov.wasGeneratedBy(f"opus:{made.entity}", f"opus:{made.activity}", T0)
    with Path(os.devnull).open("w") as nowhere:
        prov.serialize(nowhere, format="json")
    print(time.perf_counter() - begun, _peak() - before)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opus.settings")
    import django

    django.setup()
    {"rows": _rows, "json": _json, "library": _library}[sys.argv[1]]()
