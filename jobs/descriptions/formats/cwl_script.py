"""The bash script that does what baseCommand, arguments and bindings say.

Several values of an input are one on each line of its variable.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jobs.descriptions.formats import cwl_refs
from jobs.descriptions.formats.cwl_inputs import Input
from jobs.descriptions.formats.cwl_types import ENUM
from jobs.descriptions.formats.fields import Fields, shown
from jobs.descriptions.formats.scripts import comment, word
from jobs.descriptions.formats.shape import Notes

ARGUMENTS = "OPUS_ARGUMENTS"  # no parameter can be called so
VALUES, JOINED = "OPUS_VALUES_GIVEN", "OPUS_JOINED"


@dataclass(frozen=True, slots=True)
class Binding:
    """Lines of bash, and where on the command line they belong."""

    order: tuple[int, int, str]
    lines: tuple[str, ...]


@dataclass
class Writer:
    """`variables` are ours by the names of the tool."""

    variables: Mapping[str, str]
    notes: Notes
    bindings: list[Binding] = field(default_factory=list)

    def base(self, content: Any) -> list[str]:
        words = content if isinstance(content, list) else [content] if content else []
        return [f"{ARGUMENTS}=({' '.join(word(str(one)) for one in words)})"]

    def arguments(self, content: Any) -> None:
        for index, one in enumerate(content if isinstance(content, list) else ()):
            path = f"arguments.{index}"
            row = Fields(
                one if isinstance(one, dict) else {"valueFrom": one}, path, self.notes
            )
            order = (self._position(row), 0, f"{index:09}")
            self.bindings.append(Binding(order, self._argument(row)))
            row.close()

    def _argument(self, row: Fields) -> tuple[str, ...]:
        text = row.text("valueFrom")
        value = cwl_refs.bash(text, self.variables)
        prefix, is_apart = self._prefix(row)
        if value is None:
            row.note("valueFrom", f"{shown(text)} is an expression: not mapped")
            return (comment(f"not mapped: {text[:200]}"),)
        return (f"{ARGUMENTS}+=({_joined(prefix, value, is_apart=is_apart)})",)

    def inputs(self, found: Iterable[Input]) -> None:
        for one in found:
            if one.binding is None:
                if one.type.word != "stdin":
                    where = "is on no command line, unless an expression uses it"
                    self.notes.add(f"{one.path}.inputBinding", where)
                continue
            row = Fields(one.binding, f"{one.path}.inputBinding", self.notes)
            order = (self._position(row), 1, one.name)
            lines = self._value(one, row)
            self.bindings.append(Binding(order, _if_given(one, lines)))
            row.close()

    def _value(self, one: Input, row: Fields) -> list[str]:
        name = one.part.name
        prefix, is_apart = self._prefix(row)
        separator = row.text("itemSeparator")
        value = f'"${{{name}}}"'
        if text := row.text("valueFrom"):
            given = cwl_refs.bash(
                text.replace("$(self)", f"$(inputs.{one.name})"), self.variables
            )
            if given is None:
                row.note(
                    "valueFrom", f"{shown(text)} is an expression: the value itself"
                )
            else:
                joined = _joined(prefix, given, is_apart=is_apart)
                return [f"{ARGUMENTS}+=({joined})"]
        if one.type.is_many:
            return _many(name, prefix, separator, is_apart=is_apart)
        if one.type.kind == "boolean" and one.type.word != ENUM:
            if not prefix:
                row.note("prefix", "is missing, so true and false do nothing")
                return []
            return [f"if [ {value} = true ]; then {ARGUMENTS}+=({prefix}); fi"]
        return [f"{ARGUMENTS}+=({_joined(prefix, value, is_apart=is_apart)})"]

    def _prefix(self, row: Fields) -> tuple[str, bool]:
        prefix = row.text("prefix")
        row.take("shellQuote")
        return word(prefix) if prefix else "", row.flag("separate", default=True)

    def _position(self, row: Fields) -> int:
        value = row.take("position")
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if value is not None:
            row.note("position", f"{shown(value)} is no number: taken as 0")
        return 0

    def write(self, base: list[str], streams: Mapping[str, str]) -> str:
        """`streams` are the words of bash behind `<`, `>` and `2>`."""
        ordered = sorted(self.bindings, key=lambda one: one.order)
        lines = ["#!/bin/bash", "set -eu", *base]
        lines += [line for one in ordered for line in one.lines]
        call = f'"${{{ARGUMENTS}[@]}}"'
        lines.append(" ".join([call, *(f"{k} {v}" for k, v in streams.items())]))
        return "\n".join(lines) + "\n"


def _joined(prefix: str, value: str, *, is_apart: bool) -> str:
    return f"{prefix}{' ' if prefix and is_apart else ''}{value}"


def _many(name: str, prefix: str, separator: str, *, is_apart: bool) -> list[str]:
    read = f'mapfile -t {VALUES} <<< "${{{name}}}"'
    if not separator:
        begin = f"{prefix} " if prefix else ""
        return [read, f'{ARGUMENTS}+=({begin}"${{{VALUES}[@]}}")']
    mark = "$'\\n'" if separator == "\n" else word(separator)
    join = f"{JOINED}=${{{name}//$'\\n'/{mark}}}"
    value = _joined(prefix, f'"${{{JOINED}}}"', is_apart=is_apart)
    return [join, f"{ARGUMENTS}+=({value})"]


def _if_given(one: Input, lines: list[str]) -> tuple[str, ...]:
    """What is optional may not be there."""
    if one.part.required or not lines:
        return tuple(lines)
    inside = "; ".join(lines)
    return (f'if [ -n "${{{one.part.name}+given}}" ]; then {inside}; fi',)
