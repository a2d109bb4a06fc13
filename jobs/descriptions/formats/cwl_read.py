"""CWL CommandLineTools (v1.0 to v1.2): the part of them that maps."""

from collections.abc import Mapping
from typing import Any

from jobs.descriptions.formats import amounts, cwl_ours, cwl_refs, cwl_types, naming
from jobs.descriptions.formats.cwl_inputs import Input, Inputs, doc
from jobs.descriptions.formats.cwl_outputs import Outputs
from jobs.descriptions.formats.cwl_script import Writer
from jobs.descriptions.formats.fields import Fields, plain, shown
from jobs.descriptions.formats.naming import Names
from jobs.descriptions.formats.opened import wrong
from jobs.descriptions.formats.shape import Imported, Notes
from jobs.descriptions.value import Description, Parameter, UsedEntity

TOOL = "CommandLineTool"
MAIN = "main"
REDIRECTS = {"stdin": "<", "stdout": ">", "stderr": "2>"}


def is_one(content: dict[str, Any]) -> bool:
    return "cwlVersion" in content or content.get("class") == TOOL


def read(content: dict[str, Any], file: str) -> Imported:
    """Raises DescriptionError."""
    notes = Notes()
    row = _tool(content, notes)
    ours = cwl_ours.script(row)
    tool = Fields(row if ours is None else cwl_ours.without(row), "", notes)
    version = tool.text("cwlVersion") or str(content.get("cwlVersion", ""))
    if not version.startswith("v1."):
        notes.add("cwlVersion", f"{version[:40] or 'none'} is read as if it were v1.2")
    names = Names(notes)
    inputs = Inputs(tool.take("$namespaces"), names, notes)
    found = list(inputs.read(tool.take("inputs")))
    streams = {name: tool.text(name) for name in REDIRECTS}
    files = {name: text for name, text in streams.items() if text and name != "stdin"}
    outputs = Outputs(inputs, names, files, _defaults(found), notes)
    generated = tuple(outputs.read(tool.take("outputs")))
    script = ours
    if script is None:
        script = _script(tool, found, {**streams, **files}, notes)
    name = cwl_types.local(tool.text("id"))
    one = Description(
        name=naming.activity(_own_name(name, file), "id", file or "tool", notes),
        title=tool.text("label"),
        description=doc(tool),
        execution_duration=_duration(tool, notes),
        script=script,
        parameters=tuple(o.part for o in found if isinstance(o.part, Parameter)),
        used=tuple(o.part for o in found if isinstance(o.part, UsedEntity)),
        generated=generated,
    )
    tool.take("class")
    tool.close()
    return Imported(one, notes.all())


def _own_name(name: str, file: str) -> str:
    """A tool in a packed file is called `main`: then the file has the name."""
    return "" if name == MAIN and file else name


def _tool(content: dict[str, Any], notes: Notes) -> dict[str, Any]:
    """The tool, also out of a packed file with nothing else in it."""
    graph = content.get("$graph")
    if isinstance(graph, list):
        tools = [one for one in graph if isinstance(one, dict) and _is_tool(one)]
        if len(tools) != 1:
            raise wrong(f"has {len(tools)} CommandLineTools in $graph: give one")
        if len(graph) > 1:
            notes.add("$graph", f"{len(graph) - 1} other processes are left out")
        outer = {k: v for k, v in content.items() if k in ("$namespaces", "cwlVersion")}
        return {**outer, **tools[0]}
    if not _is_tool(content):
        kind = shown(content.get("class", "nothing"))
        raise wrong(f"is CWL, but describes {kind}: only a {TOOL} can be read")
    return content


def _is_tool(content: dict[str, Any]) -> bool:
    return content.get("class") == TOOL


def _defaults(found: list[Input]) -> Mapping[str, str]:
    """What patterns of outputs may stand on."""
    return {
        one.name: one.part.default
        for one in found
        if isinstance(one.part, Parameter) and "\n" not in one.part.default
    }


def _script(
    tool: Fields, found: list[Input], streams: Mapping[str, str], notes: Notes
) -> str:
    variables = {one.name: one.part.name for one in found}
    writer = Writer(variables, notes)
    base = tool.take("baseCommand")
    if not base:
        tool.note("baseCommand", "is missing: the first argument is the command")
    writer.arguments(tool.take("arguments"))
    writer.inputs(found)
    words = {}
    for name, mark in REDIRECTS.items():
        text = streams.get(name, "")
        value = cwl_refs.bash(text, variables) if text else ""
        if value is None:
            tool.note(name, f"{shown(text)} is an expression: not mapped")
        elif value:
            words[mark] = value
    if stdin := [one for one in found if one.type.word == "stdin"]:
        words["<"] = f'"${{{stdin[0].part.name}}}"'
    return writer.write(writer.base(base), words)


def _duration(tool: Fields, notes: Notes) -> int:
    """The time limit; all other requirements and hints are noted."""
    seconds = 0
    for place in ("hints", "requirements"):
        for name, row in _requirements(tool.take(place), place, notes):
            path = f"{place}.{name}"
            if name != "ToolTimeLimit":
                notes.add(path, "is left out: see that the portal’s machines have it")
                continue
            limit = plain(row.get("timelimit")) or ""
            found = amounts.whole(limit)
            if found is None:
                notes.add(
                    f"{path}.timelimit", f"{shown(limit)} is no number of seconds"
                )
            seconds = found or seconds
    return seconds


def _requirements(
    content: Any, path: str, notes: Notes
) -> list[tuple[str, dict[str, Any]]]:
    """They are a map, or a list whose items have a class."""
    if isinstance(content, dict):
        rows = [(str(name), row) for name, row in content.items()]
    elif isinstance(content, list):
        dicts = [row for row in content if isinstance(row, dict)]
        rows = [(str(row.get("class", "")), row) for row in dicts]
    else:
        if content is not None:
            notes.add(path, f"{shown(content)} is left out")
        rows = []
    return [(name, row if isinstance(row, dict) else {}) for name, row in rows]
