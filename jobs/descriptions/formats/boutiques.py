"""Boutiques descriptors (schema 0.5): the part of them that maps."""

from typing import Any

from jobs.descriptions.formats import amounts, boutiques_script, naming
from jobs.descriptions.formats.boutiques_inputs import Input, Inputs
from jobs.descriptions.formats.fields import Fields, shown
from jobs.descriptions.formats.naming import Names
from jobs.descriptions.formats.shape import Imported, Notes
from jobs.descriptions.value import Description, GeneratedEntity, Parameter
from jobs.descriptions.value import UsedEntity as Used

SCHEMA = "0.5"
IGNORED = ("schema-version", "value-key", "descriptor-url")


def is_one(content: dict[str, Any]) -> bool:
    return "command-line" in content and "inputs" in content


def read(content: dict[str, Any], file: str) -> Imported:
    """Raises DescriptionError."""
    notes = Notes()
    tool = Fields(content, "", notes)
    if (schema := tool.text("schema-version")) != SCHEMA:
        notes.add("schema-version", f"{schema[:20] or 'none'} is read as {SCHEMA}")
    names = Names(notes)
    groups = _groups(tool, notes)
    inputs = list(Inputs(names, groups, notes).read(tool.take("inputs")))
    keys = {one.key: one for one in inputs if one.key}
    generated = tuple(_outputs(tool, keys, names, notes))
    command = tool.text("command-line")
    title = tool.text("name")
    one = Description(
        name=naming.activity(_plain(title), "name", file, notes),
        title=title,
        description=tool.text("description"),
        version=tool.text("tool-version"),
        documentation=tool.text("url"),
        citation=_citation(tool),
        execution_duration=_duration(tool, notes),
        script=boutiques_script.write(command, inputs, notes),
        parameters=tuple(o.part for o in inputs if isinstance(o.part, Parameter)),
        used=tuple(o.part for o in inputs if isinstance(o.part, Used)),
        generated=generated,
    )
    tool.close()
    return Imported(one, notes.all())


def _plain(title: str) -> str:
    """Names of suite and tool may stand apart by a slash."""
    is_path = ".." in title or title.startswith("/")
    return title if is_path else title.replace("/", "_")


def _citation(tool: Fields) -> str:
    doi = tool.text("doi")
    return f"https://doi.org/{doi.removeprefix('doi:')}" if doi else ""


def _groups(tool: Fields, notes: Notes) -> dict[str, str]:
    """The name of the group of each input."""
    found: dict[str, str] = {}
    for index, row in enumerate(_list(tool, "groups")):
        group = Fields(row, f"groups.{index}", notes)
        identifier = group.text("id")
        name = group.text("name") or identifier
        group.text("description")
        members = group.take("members")
        for member in members if isinstance(members, list) else []:
            found[str(member)] = name
        group.close()
    return found


def _list(tool: Fields, name: str) -> list[Any]:
    value = tool.take(name)
    if value is not None and not isinstance(value, list):
        tool.note(name, f"{shown(value)} is no list: left out")
    return value if isinstance(value, list) else []


def _outputs(
    tool: Fields, keys: dict[str, Input], names: Names, notes: Notes
) -> list[GeneratedEntity]:
    found = []
    for index, row in enumerate(_list(tool, "output-files")):
        output = Fields(row, f"output-files.{index}", notes)
        name = output.text("id")
        output.path = f"output-files.{name or index}"
        pattern, is_list = output.text("path-template"), output.flag("list")
        made = boutiques_script.pattern(pattern, keys)
        if made != pattern or not made:
            made = made or "*"
            output.note("path-template", f"{shown(pattern)}: “{made}” stands for it")
        one = GeneratedEntity(
            name=names.of(name, output.path),
            pattern=made,
            title=output.text("name"),
            description=output.text("description"),
            optional=output.flag("optional"),
            most=0,
        )
        if is_list and not one.is_glob:
            output.note("list", f"“{made}” names one file only")
        output.close()
        found.append(one)
    return found


def _duration(tool: Fields, notes: Notes) -> int:
    resources = Fields(
        tool.take("suggested-resources") or {}, "suggested-resources", notes
    )
    text = resources.text("walltime-estimate")
    found = amounts.whole(text)
    if found is None:
        resources.note("walltime-estimate", f"{shown(text)} is no number of seconds")
    resources.close()
    return found or 0
