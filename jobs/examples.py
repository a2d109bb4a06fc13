"""The example activities in a folder, and the sample data that they begin with."""

import contextlib
import dataclasses
import importlib.util
import shutil
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User

from jobs import publishing
from jobs.descriptions import json_format
from jobs.descriptions.value import Description, Example
from jobs.execution import folder, media
from jobs.execution.runner import harvest
from jobs.models import Version
from provenance import identity, record
from provenance.models import Entity

M13 = "m13.fits"
SAMPLES = "samples"


class SampleMissingError(Exception):
    """The astropy that is installed does not ship the image any more."""


def find_m13() -> Path:
    """The survey image of M13 among astropy's FITS test data."""
    with contextlib.suppress(ModuleNotFoundError):
        spec = importlib.util.find_spec("astropy.io.fits")
        for place in (spec and spec.submodule_search_locations) or ():
            if found := sorted(Path(place).rglob(M13)):
                return found[0]
    raise SampleMissingError(
        f"astropy is installed without {M13}, the image that the examples work on: "
        "install the astropy release that requirements.txt names"
    )


def sample() -> Entity:
    """The image of M13."""
    return _shown(
        find_m13(),
        origin="SkyView, as shipped with astropy",
        comment="Digitised photographic survey plate of the globular cluster M13.",
    )


def _shown(source: Path, origin: str, comment: str = "") -> Entity:
    """The file as an entity that everybody may use; made once."""
    with source.open("rb") as file:
        digest = harvest.sha256(file)
    known = Entity.objects.filter(
        location__startswith=f"{SAMPLES}/", sha256=digest, invalidated_at=None
    )
    for entity in known:
        if folder.absolute(entity.location).is_file():
            return entity
    public_id = identity.entity()
    path = Path(settings.OPUS_JOBS) / SAMPLES / public_id / source.name
    path.parent.mkdir(parents=True, mode=0o700)
    shutil.copyfile(source, path)
    entity = record.file(
        public_id=public_id,
        owner=None,
        name=source.name,
        location=folder.relative(path),
        size=path.stat().st_size,
        sha256=digest,
        content_type=media.content_type(path),
        origin=origin,
        comment=comment,
    )
    record.show_to_everybody(entity)
    return entity


def load(top: Path, by: User | None) -> list[Version]:
    """Publish each example below `top`, unless the same one is published already.

    A default, or a value of an example run, that names a sample becomes the id of that
    entity: the image of M13, or a file that lies beside the description.
    """
    m13 = {M13: sample().public_id}
    return [
        publishing.publish_if_new(_with_samples(_read(path), m13 | _beside(path)), by)
        for path in sorted(top.glob("*/activity.json"))
    ]


def publish(top: Path, by: User | None) -> list[Version]:
    """Publish each description below `top` that needs no sample.

    Raises DescriptionError, for instance if its software is not there.
    """
    return [
        publishing.publish_if_new(_read(path), by)
        for path in sorted(top.glob("*/activity.json"))
    ]


def _read(path: Path) -> Description:
    files = [*path.parent.glob("*.py"), *path.parent.glob("*.sh")]
    scripts = {file.name: file.read_text() for file in files}
    return json_format.read(path.read_text(), scripts)


def _beside(path: Path) -> dict[str, str]:
    """The samples of one description, by name."""
    files = [file for file in path.parent.iterdir() if file.is_file()]
    return {
        file.name: _shown(file, origin="the examples of OPUS").public_id
        for file in sorted(files)
        if file.suffix not in (".json", ".py", ".sh")
    }


def _with_samples(description: Description, samples: Mapping[str, str]) -> Description:
    used = tuple(
        dataclasses.replace(entity, default=samples.get(entity.default, entity.default))
        for entity in description.used
    )
    examples = tuple(_with_ids(one, samples) for one in description.examples)
    return dataclasses.replace(description, used=used, examples=examples)


def _with_ids(example: Example, samples: Mapping[str, str]) -> Example:
    values = tuple(
        (name, tuple(samples.get(text, text) for text in texts))
        for name, texts in example.values
    )
    return dataclasses.replace(example, values=values)
