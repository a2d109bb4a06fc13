"""Results as the job page shows them: a picture, a table, first lines, or a header."""

import dataclasses
import itertools
import re
from dataclasses import dataclass
from pathlib import Path

from jobs.descriptions.value import Hint
from jobs.execution import folder
from jobs.execution.logs import UNPRINTABLE
from jobs.models import Job, JobResult
from jobs.pages import tables
from jobs.pages.tables import Table
from provenance.models import Entity

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
TABLES = frozenset(
    """
    text/csv text/tab-separated-values application/x-ecsv application/x-votable+xml
    """.split()
)
LARGEST_PICTURE = 8 * 1024**2
CARD, BLOCK, CARDS = 80, 2880, 36 * 4
LINES, WIDTH = 8, 60
TEXT = re.compile(r"text/|json|ecsv|yaml|xml|csv")
# Cards that say what is in the file; the others are how it is stored.
TELLING = re.compile(
    r"(NAXIS\d?|OBJECT|BUNIT|TELESCOP|INSTRUME|FILTER|DATE-OBS|EXPTIME|BITPIX) *= *(.*)"
)


@dataclass(frozen=True, slots=True)
class Preview:
    """`kind` is what is shown; `lines` are those of a text or of a header."""

    result: JobResult
    kind: str
    lines: tuple[str, ...] = ()
    table: Table | None = None
    is_main: bool = False


def previews(job: Job) -> list[Preview]:
    """The main result first, as its description says, then all in their order."""
    described = {one.name: one for one in job.version.value().generated}
    found = []
    for row in job.results.select_related("entity"):
        about = described.get(row.name)
        made = _preview(row, about.preview if about else "auto")
        is_main = about is not None and about.type == "Main"
        found.append(dataclasses.replace(made, is_main=is_main))
    return sorted(found, key=lambda preview: not preview.is_main)


def _preview(result: JobResult, hint: Hint) -> Preview:
    entity = result.entity
    kind = _kind(entity) if hint == "auto" else hint
    if entity.invalidated_at or kind == "none":
        return Preview(result, "none")
    if kind == "picture":
        fits = entity.content_type in PICTURES
        return Preview(result, "picture" if fits else "none")
    try:
        return _read(result, kind, folder.absolute(entity.location))
    except OSError:
        return Preview(result, "none")  # the page shows the result without one


def _kind(entity: Entity) -> Hint:
    """What suits the type of the file."""
    if entity.content_type in PICTURES:
        return "picture" if (entity.size or 0) <= LARGEST_PICTURE else "none"
    if entity.content_type == "image/fits":
        return "header"
    if entity.content_type in TABLES:
        return "table"
    return "text" if TEXT.search(entity.content_type) else "none"


def _read(result: JobResult, kind: Hint, path: Path) -> Preview:
    if kind == "header":
        return Preview(result, "header", _header(path))
    if kind == "table":
        table = tables.read(path, result.entity.content_type)
        if table is not None:
            return Preview(result, "table", table=table)
    return Preview(result, "text", _lines(path))


def _lines(path: Path) -> tuple[str, ...]:
    with path.open(encoding="utf-8", errors="replace") as file:
        head = file.read(LINES * WIDTH * 4)
    lines = itertools.islice(head.splitlines(), LINES)
    return tuple(UNPRINTABLE.sub("\ufffd", line[:WIDTH]) for line in lines)


def _header(path: Path) -> tuple[str, ...]:
    """Some cards of the first header that has an image or a table."""
    with path.open("rb") as file:
        head = file.read(BLOCK * 4).decode("ascii", "replace")
    cards = [head[i : i + CARD] for i in range(0, min(len(head), CARD * CARDS), CARD)]
    found = (TELLING.match(card) for card in cards)
    lines = (f"{match[1]:<8} {match[2].partition(' /')[0]}" for match in found if match)
    kept = itertools.islice(lines, LINES)
    return tuple(UNPRINTABLE.sub("\ufffd", line.strip()[:WIDTH]) for line in kept)
