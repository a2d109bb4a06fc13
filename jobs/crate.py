"""A job as a Process Run Crate: a zip with its files, description and provenance."""

import io
import stat
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec
from django.conf import settings

from jobs import history
from jobs.access import Person
from jobs.descriptions import json_format
from jobs.execution import folder
from jobs.execution.folder import JobFolder
from jobs.models import Job
from provenance import serving, times
from provenance.document import Document
from provenance.export.crate import Crate
from provenance.export.crate_terms import METADATA, Extra
from provenance.export.prov_json import Writer
from provenance.models import Entity

BLOCK = 1 << 18
RESULTS, INPUTS, LOGS = "results", "inputs", "logs"
DESCRIPTION, PROVENANCE = "activity.json", "prov.json"
PLAIN = "text/plain"


@dataclass(frozen=True, slots=True)
class Contents:
    """Files on the disk and texts, by their path in the crate."""

    files: Mapping[str, Path]
    texts: Mapping[str, bytes]


def of(job: Job, person: Person, base: str) -> Iterator[bytes] | None:
    """The zip in pieces, of what the person may see; None if nothing is recorded."""
    around = history.of(job, person, depth=0)
    whole = history.of(job, person)
    if around is None or whole is None:
        return None
    return _zipped(_contents(job, around, whole, base))


def _contents(job: Job, around: Document, whole: Document, base: str) -> Contents:
    paths, files = _data(job, around)
    logs = _logs(job)
    texts = {
        DESCRIPTION: msgspec.json.format(
            msgspec.json.encode(json_format.write(job.version.value()))
        ),
        PROVENANCE: b"".join(Writer(whole, base).stream()),
    }
    extras = [
        Extra(
            DESCRIPTION,
            "activity description",
            "application/json",
            len(texts[DESCRIPTION]),
        ),
        Extra(PROVENANCE, "provenance", "application/json", len(texts[PROVENANCE])),
    ]
    extras += [
        Extra(path, PurePosixPath(path).name, PLAIN, file.stat().st_size, is_log=True)
        for path, file in logs.items()
    ]
    crate = Crate(
        around,
        base,
        paths,
        extras,
        license_url=settings.OPUS_LICENSE_URL,
        publisher=settings.OPUS_ORGANISATION,
        publisher_url=settings.OPUS_ORGANISATION_URL,
        made_at=times.now(),
    )
    metadata = msgspec.json.format(msgspec.json.encode(crate.metadata()))
    return Contents({**files, **logs}, {METADATA: metadata, **texts})


def _data(job: Job, document: Document) -> tuple[dict[str, str], dict[str, Path]]:
    """Paths in the crate by the id of the entity, and files by these paths."""
    wanted = {node.id for node in document.entities if node.kind == Entity.Kind.FILE}
    own = f"{folder.relative(JobFolder(job.public_id).out)}/"
    paths, files = {}, {}
    rows = Entity.objects.filter(public_id__in=wanted, invalidated_at=None)
    for row in rows.order_by("pk"):
        source = folder.absolute(row.location)
        if not _is_file(source):
            continue
        if row.location.startswith(own):
            path = f"{RESULTS}/{row.location.removeprefix(own)}"
        else:
            path = f"{INPUTS}/{row.public_id}/{row.name}"
        paths[row.public_id], files[path] = path, source
    return paths, files


def _logs(job: Job) -> dict[str, Path]:
    here = JobFolder(job.public_id)
    found = {f"{LOGS}/stdout.txt": here.stdout, f"{LOGS}/stderr.txt": here.stderr}
    return {path: file for path, file in found.items() if _is_file(file)}


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


class _Pipe(io.RawIOBase):
    """What a zip is written into, and taken out of again."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]
        self._held += view
        return view.nbytes

    def taken(self) -> bytes:
        held = bytes(self._held)
        self._held.clear()
        return held


def _zipped(contents: Contents) -> Iterator[bytes]:
    """Stored, not packed: most files of astronomy do not get smaller."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        for path, text in contents.texts.items():
            archive.writestr(_entry(path), text)
            yield pipe.taken()
        for path, file in contents.files.items():
            with (
                serving.regular(file) as source,
                archive.open(_entry(path), "w", force_zip64=True) as target,
            ):
                while block := source.read(BLOCK):
                    target.write(block)
                    yield pipe.taken()
    yield pipe.taken()


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, times.now().timetuple()[:6])
    entry.external_attr = 0o644 << 16
    return entry
