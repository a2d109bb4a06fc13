"""Results as the job page shows them: a picture, the first lines, or a header."""

import itertools
import re
from dataclasses import dataclass
from pathlib import Path

from jobs.execution import folder
from jobs.execution.logs import UNPRINTABLE
from jobs.models import Job, JobResult

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
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
    """`kind` is picture, text, header or none; `lines` is for the two in the middle."""

    result: JobResult
    kind: str
    lines: tuple[str, ...] = ()


def previews(job: Job) -> list[Preview]:
    return [_preview(row) for row in job.results.select_related("entity")]


def _preview(result: JobResult) -> Preview:
    entity = result.entity
    if entity.invalidated_at:
        return Preview(result, "none")
    if entity.content_type in PICTURES and (entity.size or 0) <= LARGEST_PICTURE:
        return Preview(result, "picture")
    path = folder.absolute(entity.location)
    try:
        if entity.content_type == "image/fits":
            return Preview(result, "header", _header(path))
        if TEXT.search(entity.content_type):
            return Preview(result, "text", _lines(path))
    except OSError:
        pass  # the page shows the result without a preview
    return Preview(result, "none")


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
