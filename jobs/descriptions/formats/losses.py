"""What other formats cannot hold of a description; our own JSON keeps all of it."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from jobs.descriptions.formats.shape import Notes
from jobs.descriptions.value import (
    Description,
    GeneratedEntity,
    Parameter,
    UsedEntity,
)

HEAD = {
    "citation": "how to cite it",
    "longest_duration": "the longest time that may be asked for",
    "output_bytes": "the limit of bytes",
    "output_files": "the limit of files",
    "memory": "the limit of memory",
    "cpu_time": "the limit of CPU time",
    "processes": "the limit of processes",
    "open_files": "the limit of open files",
    "most_running": "how many jobs of it run at once",
    "environment": "the software that it runs in",
    "sandbox": "that it runs in a sandbox",
    "network": "that it needs the network",
    "cpus": "the number of cores",
    "gpus": "the number of GPUs",
    "partition": "the partition of the cluster",
    "account": "the account of the cluster",
    "licences": "the licences",
    "backend": "the machine that it runs on",
    "controls": "its control parameters",
    "known_errors": "what its errors mean",
    "examples": "its examples",
}
PARAMETER = {
    "pattern": "the pattern of the text",
    "group": "the group that it is shown in",
    "shown_if": "the condition under which it counts",
    "shown_values": "the condition under which it counts",
}
GENERATED = {
    "preview": "how it is shown",
    "stamp": "that it carries a stamp of its provenance",
}
KEPT = "is left out; our JSON keeps it"


def of_head(one: Description, notes: Notes, *names: str) -> None:
    """All that is listed, and further fields by name."""
    of_words(one, "", HEAD, notes)
    of_words(one, "", {name: name for name in names}, notes)


def of_words(one: Any, path: str, words: dict[str, str], notes: Notes) -> None:
    """The fields in `words` that say something."""
    for name in _set(one, words):
        notes.add(f"{path}{name}", f"{words[name]} {KEPT}")


def of_parameter(one: Parameter, notes: Notes) -> None:
    of_conditions(one, notes)
    if one.most != 1:
        path = f"parameters.{one.name}.most"
        notes.add(path, f"several values: one only; the number {KEPT}")


def of_conditions(one: Parameter, notes: Notes) -> None:
    path = f"parameters.{one.name}."
    of_words(one, path, PARAMETER, notes)
    if one.kind == "datetime" and one.time_format != "iso":
        notes.add(f"{path}time_format", f"the script’s time format {KEPT}")


def of_file(one: Parameter, notes: Notes) -> None:
    """A parameter that is a file becomes a used entity."""
    path = f"parameters.{one.name}."
    notes.add(f"{path}kind", "a file is a used entity, not a parameter")
    rest: dict[str, Any] = {"unit": "unit", "ucd": "UCD", "utype": "utype"}
    of_words(one, path, {**PARAMETER, **rest}, notes)


def of_used(one: UsedEntity, notes: Notes) -> None:
    if len(one.content_types) > 1:
        others = ", ".join(one.content_types[1:])
        notes.add(f"used.{one.name}.content_types", f"of several, {others} {KEPT}")


def of_generated(one: GeneratedEntity, notes: Notes) -> None:
    path = f"generated.{one.name}."
    of_words(one, path, GENERATED, notes)
    if one.optional:
        notes.add(f"{path}optional", f"that it may be missing {KEPT}")


def single(text: str, most: int) -> str:
    """The first of several values, which stand one on each line."""
    return text if most == 1 else text.partition("\n")[0]


def _set(one: Any, names: Iterable[str]) -> list[str]:
    """Those of the fields that say something."""
    defaults = {field.name: field.default for field in dataclasses.fields(one)}
    return [name for name in names if getattr(one, name) != defaults[name]]
