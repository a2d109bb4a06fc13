"""Inputs of a Boutiques descriptor, as parameters and used entities."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from jobs.descriptions.formats.fields import Fields, plain, shown
from jobs.descriptions.formats.naming import Names
from jobs.descriptions.formats.shape import Notes
from jobs.descriptions.formats.used_defaults import is_address
from jobs.descriptions.value import Kind, Parameter, UsedEntity

KINDS: dict[str, Kind] = {"String": "text", "Number": "real", "Flag": "boolean"}
FILE = "File"


@dataclass(frozen=True, slots=True)
class Input:
    """`key` stands for it in the command line, `flag` before its value."""

    part: Parameter | UsedEntity
    key: str
    flag: str
    separator: str
    joint: str | None

    @property
    def is_flag(self) -> bool:
        return isinstance(self.part, Parameter) and self.part.kind == "boolean"


class Inputs:
    """`groups` are the names of groups by the id of an input."""

    def __init__(self, names: Names, groups: Mapping[str, str], notes: Notes) -> None:
        self._names, self._groups, self._notes = names, groups, notes

    def read(self, content: Any) -> Iterator[Input]:
        if not isinstance(content, list):
            self._notes.add("inputs", f"{shown(content)} is no list: left out")
            return
        for index, item in enumerate(content):
            row = Fields(item, f"inputs.{index}", self._notes)
            identifier = row.text("id")
            row.path = f"inputs.{identifier or index}"
            yield self._input(identifier, row)
            row.close()

    def _input(self, identifier: str, row: Fields) -> Input:
        name = self._names.of(identifier, row.path)
        kind, is_list = row.text("type"), row.flag("list")
        most = _most(row) if is_list else 1
        make = self._used if kind == FILE else self._parameter
        separator = row.take("command-line-flag-separator")
        joint = row.take("list-separator")
        part = make(name, kind, most, row)
        if isinstance(part, Parameter):
            part = replace(part, group=self._groups.get(identifier, ""))
        return Input(
            part=part,
            key=row.text("value-key"),
            flag=row.text("command-line-flag"),
            separator=" " if separator is None else str(plain(separator)),
            joint=None if joint is None else str(plain(joint)),
        )

    def _used(self, name: str, _: str, most: int, row: Fields) -> UsedEntity:
        default = row.text("default-value")
        if default and not is_address(default):
            row.note("default-value", f"{shown(default)} is not here: no default")
        return UsedEntity(
            name=name,
            title=row.text("name"),
            required=not row.flag("optional"),
            default=default if is_address(default) else "",
            description=row.text("description"),
            most=most,
        )

    def _parameter(self, name: str, word: str, most: int, row: Fields) -> Parameter:
        kind = KINDS.get(word)
        if kind is None:
            row.note("type", f"{shown(word)} is not known: a text")
            kind = "text"
        if row.flag("integer") and kind == "real":
            kind = "integer"
        options = self._options(kind, row)
        limits = {limit: row.text(limit) for limit in ("minimum", "maximum")}
        has_limits = kind in ("integer", "real") and not options
        if any(limits.values()) and not has_limits:
            row.note("minimum", "only numbers have limits: left out")
        return Parameter(
            name=name,
            kind="choice" if options else kind,
            title=row.text("name"),
            required=not row.flag("optional") and kind != "boolean",
            default=_default(kind, row),
            minimum=limits["minimum"] if has_limits else "",
            maximum=limits["maximum"] if has_limits else "",
            options=options,
            description=row.text("description"),
            most=most,
        )

    def _options(self, kind: Kind, row: Fields) -> tuple[str, ...]:
        value = row.take("value-choices")
        rows = value if isinstance(value, list) else []
        found = tuple(dict.fromkeys(filter(None, (plain(one) for one in rows))))
        if found and kind != "text":
            row.note("value-choices", f"it is a choice, not of kind {kind}")
        return found


def _most(row: Fields) -> int:
    """0 for any number."""
    value = row.take("max-list-entries")
    return value if isinstance(value, int) and 0 < value < 2**31 else 0


def _default(kind: Kind, row: Fields) -> str:
    value = row.take("default-value")
    texts = [plain(one) for one in (value if isinstance(value, list) else [value])]
    if None in texts:
        row.note("default-value", f"{shown(value)} is not a text: left out")
        return ""
    found = "\n".join(filter(None, texts))
    return found.lower() if kind == "boolean" else found
