"""Parameter files of ftools and ctools."""

import re
from dataclasses import dataclass, field

from jobs.descriptions.formats import naming, par_lines, par_script
from jobs.descriptions.formats.amounts import is_number
from jobs.descriptions.formats.naming import Names
from jobs.descriptions.formats.par_lines import Line
from jobs.descriptions.formats.shape import Imported, Notes
from jobs.descriptions.texts import shorten
from jobs.descriptions.value import Description, GeneratedEntity, Kind, Parameter
from jobs.descriptions.value import UsedEntity as Used

KINDS: dict[str, Kind] = {
    "b": "boolean",
    "i": "integer",
    "r": "real",
    "d": "real",
    "s": "text",
}
BOOLEANS = {"yes": "true", "y": "true", "true": "true", "t": "true"}
BOOLEANS |= {"no": "false", "n": "false", "false": "false", "f": "false"}
NONE = ("", "none")
OUTPUT = re.compile(r"out|log|.*_?out(put)?(file)?$", re.IGNORECASE)
FILE_TYPE = re.compile(r"f[rwne]{0,4}", re.IGNORECASE)
RELATIVE = re.compile(r"[A-Za-z0-9_.+-]+(/[A-Za-z0-9_.+-]+)*", re.ASCII)
MODE = "mode"
HIDDEN = "Advanced"  # what the tool itself would not ask for


@dataclass
class _Parts:
    """What was found so far; `calls` pairs the tool's names with ours."""

    names: Names
    notes: Notes
    parameters: list[Parameter] = field(default_factory=list)
    used: list[Used] = field(default_factory=list)
    generated: list[GeneratedEntity] = field(default_factory=list)
    calls: list[par_script.Argument] = field(default_factory=list)


def read(text: str, file: str) -> Imported:
    """The tool has the name of the file. Raises DescriptionError."""
    notes = Notes()
    tool = re.split(r"[/\\]", file)[-1].removesuffix(".par")
    name = naming.activity(tool, "file", "", notes)
    parts = _Parts(Names(notes), notes)
    for line in par_lines.read(text, notes):
        _line(line, parts)
    notes.add("script", f"calls {tool} with name=value: look it through, and the files")
    one = Description(
        name=name,
        title=tool,
        script=par_script.write(tool, parts.calls),
        parameters=tuple(parts.parameters),
        used=tuple(parts.used),
        generated=tuple(parts.generated),
    )
    return Imported(one, notes.all())


def _line(line: Line, parts: _Parts) -> None:
    if line.name == MODE:
        parts.notes.add(
            line.path, "is no parameter: the script says mode=h, do not ask"
        )
        parts.calls.append(par_script.Argument(MODE, "", "constant", constant="h"))
        return
    naming.refuse_path(line.name, line.path)
    if line.value.startswith(")"):
        parts.notes.add(line.path, f"{shorten(line.value)} refers elsewhere: left out")
    name = parts.names.of(line.name, line.path)
    if not FILE_TYPE.fullmatch(line.type):
        parts.parameters.append(_parameter(line, name, parts.notes))
        is_flag = parts.parameters[-1].kind == "boolean"
        call = par_script.Argument(line.name, name, "boolean" if is_flag else "value")
        parts.calls.append(call)
        return
    if _is_output(line, parts.notes):
        parts.generated.append(_generated(line, name, parts.notes))
    else:
        parts.used.append(_used(line, name, parts.notes))
    parts.calls.append(par_script.Argument(line.name, name, "value"))


def _is_output(line: Line, notes: Notes) -> bool:
    """By the letters behind the f, else by the name."""
    access = line.type.lower()[1:]
    if access:
        return "w" in access or "n" in access
    is_output = bool(OUTPUT.match(line.name))
    what = "writes" if is_output else "reads"
    notes.add(line.path, f"is taken for a file that the tool {what}, by its name")
    return is_output


def _parameter(line: Line, name: str, notes: Notes) -> Parameter:
    kind = KINDS.get(line.type.lower().lstrip("*"))
    if line.type.startswith("*"):
        notes.add(line.path, "is a list: one value only")
    if kind is None:
        notes.add(line.path, f"the type {shorten(line.type)} is not known: a text")
        kind = "text"
    options = _options(line)
    if options and kind not in ("text", "choice"):
        notes.add(line.path, f"with options it is a choice, not of kind {kind}")
    if options:
        kind = "choice"
    has_limits = kind in ("integer", "real")
    if not has_limits and not options and (line.least or line.most):
        notes.add(line.path, f"the kind {kind} has no limits: they are left out")
    default = _default(line, kind, options, notes)
    return Parameter(
        name=name,
        kind=kind,
        title=" ".join(line.prompt.split()),
        required=bool(default) or not line.is_hidden,
        default=default,
        minimum=line.least.strip() if has_limits else "",
        maximum=line.most.strip() if has_limits else "",
        options=options,
        group=HIDDEN if line.is_hidden else "",
    )


def _options(line: Line) -> tuple[str, ...]:
    if "|" not in line.least:
        return ()
    return tuple(dict.fromkeys(filter(None, map(str.strip, line.least.split("|")))))


def _default(line: Line, kind: Kind, options: tuple[str, ...], notes: Notes) -> str:
    if line.value.startswith(")"):
        return ""
    match kind:
        case "boolean":
            found = BOOLEANS.get(line.value.strip().lower(), "")
        case "choice":
            same = {text.lower(): text for text in options}
            found = same.get(line.value.strip().lower(), "")
        case "integer" | "real":
            found = line.value.strip() if is_number(line.value.strip()) else ""
        case _:
            found = line.value
    if line.value.strip() and not found:
        notes.add(line.path, f"the value {shorten(line.value)} is no {kind}: left out")
    return found


def _used(line: Line, name: str, notes: Notes) -> Used:
    value = line.value.strip()
    if value.lower() not in NONE and not value.startswith(")"):
        notes.add(line.path, f"the file {shorten(value)} is not here: no default")
    is_optional = value.lower() == "none" or (not value and line.is_hidden)
    title = " ".join(line.prompt.split())
    return Used(name, title=title, required=not is_optional)


def _generated(line: Line, name: str, notes: Notes) -> GeneratedEntity:
    pattern = line.value.strip().lstrip("!")
    if pattern.lower() in NONE or not RELATIVE.fullmatch(pattern) or ".." in pattern:
        pattern = f"{name}.fits"
        notes.add(line.path, f"has no file name to write: it is {pattern}")
    return GeneratedEntity(
        name=name,
        pattern=pattern,
        title=" ".join(line.prompt.split()),
        optional=line.is_hidden or not OUTPUT.match(line.name),
    )
