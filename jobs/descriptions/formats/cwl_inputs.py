"""Inputs of a CommandLineTool, as parameters and used entities."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jobs.descriptions.formats import cwl_types
from jobs.descriptions.formats.cwl_types import DIRECTORY, Type
from jobs.descriptions.formats.fields import Fields, plain, shown
from jobs.descriptions.formats.naming import Names
from jobs.descriptions.formats.shape import Notes
from jobs.descriptions.formats.used_defaults import is_address
from jobs.descriptions.value import Parameter, UsedEntity

IANA = "www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True)
class Input:
    """`name` is the tool's, that of the part is ours; `binding` as it stands."""

    name: str
    type: Type
    part: Parameter | UsedEntity
    binding: Any
    path: str


def rows(content: Any, path: str, notes: Notes) -> Iterator[tuple[str, Fields]]:
    """Inputs or outputs, which are a map or a list, by their names."""
    if isinstance(content, dict):
        for name, row in content.items():
            own = row if isinstance(row, dict) else {"type": row}
            yield str(name), Fields(own, f"{path}.{name}", notes)
    elif isinstance(content, list):
        for index, row in enumerate(content):
            fields = Fields(row, f"{path}.{index}", notes)
            name = cwl_types.local(fields.text("id"))
            fields.path = f"{path}.{name or index}"
            yield name, fields
    elif content is not None:
        notes.add(path, f"{shown(content)} is neither a map nor a list: left out")


class Inputs:
    def __init__(self, namespaces: Any, names: Names, notes: Notes) -> None:
        self._namespaces = namespaces if isinstance(namespaces, dict) else {}
        self._names, self._notes = names, notes

    def read(self, content: Any) -> Iterator[Input]:
        for name, row in rows(content, "inputs", self._notes):
            found = self._input(name, row)
            row.close()
            if found:
                yield found

    def _input(self, name: str, row: Fields) -> Input | None:
        kind = cwl_types.read(row.take("type"), row.at("type"), self._notes)
        if kind.word in (DIRECTORY, cwl_types.NULL):
            why = "a folder cannot be an input" if kind.word == DIRECTORY else "is null"
            row.note("type", f"{why}: left out")
            row.take("inputBinding")
            return None
        ours = self._names.of(name, row.path)
        is_file = kind.kind == "file"
        part = self._used(ours, kind, row) if is_file else _parameter(ours, kind, row)
        return Input(name, kind, part, row.take("inputBinding"), row.path)

    def _used(self, name: str, kind: Type, row: Fields) -> UsedEntity:
        return UsedEntity(
            name=name,
            title=row.text("label"),
            content_types=self.media_types(row),
            required=kind.required,
            default=_address(row),
            description=doc(row),
            most=0 if kind.is_many else 1,
        )

    def media_types(self, row: Fields) -> tuple[str, ...]:
        value = row.take("format")
        found = value if isinstance(value, list) else [value] if value else []
        kept = []
        for one in found:
            if kind := self._media_type(str(one)):
                kept.append(kind)
            else:
                row.note("format", f"{shown(one)} is no media type: left out")
        return tuple(dict.fromkeys(kept))

    def _media_type(self, text: str) -> str:
        prefix, _, rest = text.partition(":")
        whole = f"{self._namespaces.get(prefix, f'{prefix}:')}{rest}"
        found = whole.partition(IANA)[2]
        return found if found.count("/") == 1 else ""


def doc(row: Fields) -> str:
    """A text, or lines of one."""
    value = row.take("doc")
    if isinstance(value, list):
        return "\n".join(plain(one) or "" for one in value)
    return plain(value) or ""


def _parameter(name: str, kind: Type, row: Fields) -> Parameter:
    return Parameter(
        name=name,
        kind=kind.kind,
        title=row.text("label"),
        required=kind.required,
        default=_default(row),
        options=kind.options,
        description=doc(row),
        most=0 if kind.is_many else 1,
    )


def _default(row: Fields) -> str:
    """Several values are one on each line."""
    value = row.take("default")
    texts = [plain(one) for one in (value if isinstance(value, list) else [value])]
    if None in texts:
        row.note("default", f"{shown(value)} is not a text: left out")
        return ""
    return "\n".join(filter(None, texts))


def _address(row: Fields) -> str:
    """The file to begin with, if it has an address from which it can be fetched."""
    value = row.take("default")
    first = value[0] if isinstance(value, list) and value else value
    found = first.get("location", "") if isinstance(first, dict) else ""
    if isinstance(found, str) and is_address(found):
        if isinstance(value, list) and len(value) > 1:
            row.note("default", "of several files the first is kept")
        return found
    if value:
        row.note("default", f"{shown(value)} has no address: no default")
    return ""
