"""Formats in which descriptions come and go; they know no rows.

Which one a file is in, its content tells, not its name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jobs.descriptions.formats import (
    boutiques,
    cwl_read,
    cwl_write,
    jdl_json,
    opened,
    own,
    par,
    par_lines,
    votable_read,
    votable_write,
    yaml_text,
)
from jobs.descriptions.formats.opened import Opened, wrong
from jobs.descriptions.formats.shape import MOST_NOTES, Exported, Imported
from jobs.descriptions.value import Description

__all__ = [
    "FORMATS",
    "MOST_NOTES",
    "OWN",
    "READ",
    "WRITTEN",
    "Exported",
    "Format",
    "Imported",
    "lost",
    "read",
    "write",
]

Is = Callable[[dict[str, Any]], bool]
Reader = Callable[[dict[str, Any], str], Imported]


@dataclass(frozen=True, slots=True)
class Format:
    """It is read; it is written, too, if there is something that writes it."""

    name: str
    title: str
    write: Callable[[Description, str], Exported] | None = None


OWN = "json"
FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format(OWN, "OPUS JSON", own.write),
        Format("votable", "VOTable of the older OPUS", votable_write.write),
        Format("jdl", "JSON of the older OPUS", jdl_json.write),
        Format("cwl", "CWL CommandLineTool 1.2", cwl_write.write),
        Format("par", "Parameter file of ftools or ctools (.par)"),
        Format("boutiques", "Boutiques descriptor 0.5"),
    )
}
WRITTEN = tuple(one for one in FORMATS.values() if one.write)
READ = ", ".join(one.title for one in FORMATS.values())
READERS: tuple[tuple[Is, Reader], ...] = (
    (own.is_one, own.read),
    (cwl_read.is_one, cwl_read.read),
    (boutiques.is_one, boutiques.read),
    (jdl_json.is_one, jdl_json.read),
)
CWL_WORDS = ("cwlVersion:", "class: CommandLineTool")


def read(content: bytes, file: str = "") -> Imported:
    """The description in a file, whose name may be asked for one it lacks.

    Raises DescriptionError.
    """
    sent = opened.text(content)
    text = sent.text.lstrip()
    if text.startswith("<"):
        return votable_read.read(_sure(sent), file)
    if par_lines.looks_like_one(sent.text):
        return par.read(sent.text, file)
    if text.startswith(("{", "[")):
        return _object(_sure(sent), file)
    if any(word in text for word in CWL_WORDS):
        return _of_object(yaml_text.read(_sure(sent)), file)
    raise _unknown(sent)


def _sure(sent: Opened) -> str:
    if sent.is_guess:
        raise wrong("is not in UTF-8: save it in that encoding")
    return sent.text


def _object(text: str, file: str) -> Imported:
    """JSON, or YAML that looks like it."""
    if '"' not in text and any(word in text for word in CWL_WORDS):
        return _of_object(yaml_text.read(text), file)
    return _of_object(opened.from_json(text), file)


def _of_object(content: Any, file: str) -> Imported:
    if isinstance(content, dict):
        for is_one, read_one in READERS:
            if is_one(content):
                return read_one(content, file)
    raise wrong(f"is in none of the formats that are read: {READ}")


def _unknown(sent: Opened) -> Exception:
    encoding = ", nor in UTF-8" if sent.is_guess else ""
    return wrong(f"is in none of the formats that are read{encoding}: {READ}")


def write(one: Description, name: str, base: str = "") -> Exported:
    """`base` is the portal's address. Raises DescriptionError for another format."""
    wanted = FORMATS.get(name)
    if wanted is None or wanted.write is None:
        known = ", ".join(one.name for one in WRITTEN)
        raise wrong(f"“{name[:40]}” is no format that is written; choose from {known}")
    return wanted.write(one, base)


@lru_cache(maxsize=64)
def lost(one: Description, name: str) -> tuple[str, ...]:
    """What of the description that format cannot hold."""
    return write(one, name).notes
