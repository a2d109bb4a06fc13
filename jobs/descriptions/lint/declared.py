"""What a script names and nobody declares, and what is declared and never named."""

import re
from collections.abc import Iterator, Mapping

from jobs.descriptions import names
from jobs.descriptions.lint import python, shebang, shell
from jobs.descriptions.lint.finding import Finding
from jobs.descriptions.value import Description, GeneratedEntity

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
# A script that takes all values at once names none of them.
TAKES_ALL = re.compile(
    r"OPUS_VALUES|values\.json|environ\.(items|copy)|dict\(os\.environ\)|\*\*os\.environ"
)
MOST = 20  # undeclared names that are told


def findings(description: Description) -> Iterator[Finding]:
    if not description.script.strip():
        return
    yield from _undeclared(description)
    if not TAKES_ALL.search(description.script):
        yield from _unused(description)


def _undeclared(description: Description) -> Iterator[Finding]:
    known = {one.name for one in description.parameters}
    known |= {one.name for one in description.used}
    known |= {one.name for one in description.generated}
    strange = [
        (name, line)
        for name, line in _mentions(description.script).items()
        if name not in known and not _is_of_the_system(name)
    ]
    for name, line in strange[:MOST]:
        sentence = (
            f"line {line} takes “{name}”, which is no parameter and no entity: "
            "declare it, or give it a value first"
        )
        yield Finding("script", sentence, line=line)


def _mentions(script: str) -> Mapping[str, int]:
    match shebang.program(script).language:
        case "bash" | "sh":
            return shell.mentions(script)
        case "python":
            return python.mentions(script)
        case "":
            return {}


def _is_of_the_system(name: str) -> bool:
    is_proxy = name.lower().endswith("_proxy")
    return name in names.VARIABLES or name.startswith(names.PREFIXES) or is_proxy


def _unused(description: Description) -> Iterator[Finding]:
    said = frozenset(WORD.findall(description.script))
    asked = {one.shown_if for one in description.parameters}
    for kind in ("parameters", "used"):
        for index, part in enumerate(getattr(description, kind)):
            if part.name and part.name not in said | asked:
                sentence = f"“{part.name}” appears nowhere in the script"
                yield Finding(f"{kind}.{index}.name", sentence)
    for index, generated in enumerate(description.generated):
        if not _is_written(generated, said, description.script):
            sentence = (
                f"neither “{generated.name}” nor “{generated.pattern}” appears in the "
                "script: does something else write it?"
            )
            yield Finding(f"generated.{index}.name", sentence)


def _is_written(generated: GeneratedEntity, said: frozenset[str], script: str) -> bool:
    """Also when a name is put together: the longest fixed part of it is there."""
    parts = re.split(r"[*?/]|\[[^\]]*\]", generated.pattern)
    longest = max(parts, key=len)
    return generated.name in said or not longest or longest in script
