"""Files that users send: hashed while they stream in, kept as entities.

An upload is an entity of its own at once, so a form that comes back with an error
does not ask for the file again. Its bytes stay while a job that used it is there.
"""

import contextlib
import hashlib
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db.models import Exists, OuterRef

from jobs import limits
from jobs.execution import filenames, folder, media
from jobs.models import JobInput, Mention, Version
from jobs.phases import Phase
from provenance import identity, record, times
from provenance.models import Entity

FOLDER = "uploads"
STREAMING = "tmp"  # in it: what has not arrived yet
KEPT = timedelta(days=1)  # without a job that uses it
NOT_OFFERED = (Version.State.RETIRED, Version.State.DISCARDED, Version.State.TRIAL)


def streaming() -> Path:
    """The folder of what is arriving, on the disk where it will stay."""
    path = _streaming()
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def _streaming() -> Path:
    return Path(settings.OPUS_JOBS) / FOLDER / STREAMING


class HashedUpload(TemporaryUploadedFile):
    """A file on disk and its SHA-256 as hexadecimal text."""

    def __init__(self, name: str, content_type: str) -> None:
        file = tempfile.NamedTemporaryFile(dir=streaming())  # noqa: SIM115 - Django closes it
        UploadedFile.__init__(self, file, name, content_type, size=0)
        self.sha256 = ""


class HashingUploadHandler(FileUploadHandler):
    """Writes an upload to the disk on which it will stay, and hashes it meanwhile.

    `file` is the name by which Django finds and closes it when an upload is stopped.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = HashedUpload(self.file_name or "", self.content_type or "")
        self._digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - as its parent
        self._digest.update(raw_data)
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> HashedUpload:
        self.file.seek(0)  # which also writes what is buffered
        self.file.size = file_size
        self.file.sha256 = self._digest.hexdigest()
        return self.file

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()


def keep(upload: HashedUpload, owner: User | None) -> Entity:
    """The upload as an entity of its owner, or of nobody.

    Raises OSError if the disk refuses, LimitError if nobody's files are too many.
    """
    limits.admit_file(owner)
    name = filenames.safe(upload.name or "")
    public_id = identity.entity()
    path = Path(settings.OPUS_JOBS) / FOLDER / public_id / name
    path.parent.mkdir(parents=True, mode=0o700)
    path.hardlink_to(upload.temporary_file_path())  # the other name goes by itself
    path.chmod(0o400)
    return record.file(
        public_id=public_id,
        owner=owner,
        is_unlisted=owner is None,
        name=name,
        location=folder.relative(path),
        size=upload.size or 0,
        sha256=upload.sha256,
        content_type=media.content_type(path),
        origin="upload",
    )


def sweep() -> None:
    """Remove the bytes of uploads that neither a job nor an activity needs."""
    used = JobInput.objects.filter(entity=OuterRef("pk"))
    offered = Mention.objects.filter(public_id=OuterRef("public_id"))
    idle = Entity.objects.filter(
        ~Exists(used.exclude(job__phase=Phase.ARCHIVED)),
        ~Exists(offered.exclude(version__state__in=NOT_OFFERED)),
        location__startswith=f"{FOLDER}/",
        recorded_at__lt=times.now() - KEPT,
    )
    for entity in idle:
        path = folder.absolute(entity.location)
        path.unlink(missing_ok=True)  # first: what is interrupted here is swept again
        with contextlib.suppress(OSError):
            path.parent.rmdir()
        record.invalidate([entity], times.now())
    _sweep_broken_off()


def _sweep_broken_off() -> None:
    """What was still streaming in when its server was killed."""
    for path in _streaming().glob("*"):
        with contextlib.suppress(FileNotFoundError):  # its request has just ended
            if time.time() - path.stat().st_mtime > KEPT.total_seconds():
                path.unlink()
