"""All that was recorded inside a job, merged: whatever wrote it, wherever it lies."""

import dataclasses
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from provenance.ingest import (
    ctapipe,
    prov_document,
    prov_formats,
    reading,
    recorder,
)
from provenance.ingest.reading import UnreadableError
from provenance.recorded import Recorded

logger = logging.getLogger(__name__)
OLDER_OPUS = "internal_provenance.json"
MOST_FILES = 100
LONGEST_WARNING = 500
Read = Callable[[Path], Recorded]


@dataclass(frozen=True, slots=True)
class Sources:
    """The folders of a job: of our recorder, where the script ran, of its results."""

    recorded: Path
    work: Path
    out: Path


def read(sources: Sources) -> Recorded:
    """What is broken or too much is a warning; nothing else is lost for it."""
    found = [Recorded(steps=recorder.read(sources.recorded))]
    count = 0
    for top in (sources.work, sources.out):
        for path, take in _readable(top, sources.work):
            count += 1
            if count > MOST_FILES:
                message = f"Only the first {MOST_FILES} provenance files were read."
                return merge([*found, Recorded(warnings=[message])])
            found.append(_careful(take, path, str(path.relative_to(top))))
    return merge(found)


def named(path: Path) -> Recorded:
    """A single file of any of the kinds, or a folder of them.

    Raises OSError and UnreadableError.
    """
    if path.is_dir():
        return read(Sources(path, path, path))
    if not path.exists():
        raise FileNotFoundError(f"there is no file {path}")
    take = reader_of(path, path.parent.resolve())
    if take is None:
        raise UnreadableError(f"the name of {path} does not tell what it is")
    return take(path)


def _readable(top: Path, work: Path) -> Iterator[tuple[Path, Read]]:
    for path in reading.find(top):
        if take := reader_of(path, work):
            yield path, take


def reader_of(path: Path, work: Path) -> Read | None:
    """By the name of the file."""
    name = path.name
    if name.endswith(".jsonl") and name.startswith("opus-provenance-"):
        return lambda path: Recorded(steps=recorder.of_files([path]))
    if name.endswith(ctapipe.SUFFIX):
        return _ctapipe
    form = "json" if name == OLDER_OPUS else prov_formats.format_of(name)
    if form:
        return lambda path: _prov(path, form, work)
    return None


def _ctapipe(path: Path) -> Recorded:
    values = reading.json_values(reading.content(path))
    return Recorded(steps=ctapipe.read(values))


def _prov(path: Path, form: str, work: Path) -> Recorded:
    content = prov_formats.read(path, form)
    bundles = prov_formats.bundles(content, path.name)
    return dataclasses.replace(prov_document.read(content, work), bundles=bundles)


def _careful(take: Read, path: Path, name: str) -> Recorded:
    shown = name.encode(errors="replace").decode()
    try:
        return take(path)
    except UnreadableError as error:
        warning = f"The provenance in {shown} was not recorded: {error}."
    except Exception:  # a tool's file must not cost a job its results
        logger.exception("%s cannot be read", path)
        warning = f"The provenance in {shown} was not recorded: it is not understood."
    return Recorded(warnings=[warning[:LONGEST_WARNING]])


def merge(parts: Sequence[Recorded]) -> Recorded:
    """Things of one key are the same; of two steps with one id the first counts.

    Two files can tell of one and the same document: then it is one bundle.
    """
    steps = {step.id: step for part in reversed(parts) for step in reversed(part.steps)}
    bundles: dict[str, Any] = {}
    for part in parts:
        for bundle in part.bundles:
            bundles.setdefault(json.dumps(bundle.content, sort_keys=True), bundle)
    return Recorded(
        steps=list(reversed(steps.values())),
        things=_all(parts, "things"),
        derived=_all(parts, "derived"),
        members=_all(parts, "members"),
        informed=_all(parts, "informed"),
        attributed=_all(parts, "attributed"),
        bundles=list(bundles.values()),
        warnings=_all(parts, "warnings"),
    )


def _all(parts: Sequence[Recorded], which: str) -> list[Any]:
    """Each once, in the order in which they came."""
    return list(dict.fromkeys(one for part in parts for one in getattr(part, which)))
