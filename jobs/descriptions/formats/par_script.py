"""The script that calls a tool as `tool name=value …`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jobs.descriptions.formats.scripts import comment, word

ARGUMENTS = "OPUS_ARGUMENTS"  # no parameter can be called so


@dataclass(frozen=True, slots=True)
class Argument:
    """`name` is the tool's word, `variable` ours."""

    name: str
    variable: str
    kind: Literal["value", "boolean", "constant"]
    constant: str = ""


def write(tool: str, arguments: Sequence[Argument]) -> str:
    lines = [
        "#!/bin/bash",
        comment(f"Calls {tool} with what was given; the rest is left to its defaults."),
        "set -eu",
        f"{ARGUMENTS}=()",
        *map(_line, arguments),
        f'{word(tool)} "${{{ARGUMENTS}[@]}}"',
    ]
    return "\n".join(lines) + "\n"


def _line(one: Argument) -> str:
    """A tool of this kind says yes and no."""
    begin = word(f"{one.name}=")
    if one.kind == "constant":
        return f"{ARGUMENTS}+=({begin}{word(one.constant)})"
    given = f'[ -n "${{{one.variable}+given}}" ]'
    if one.kind == "value":
        return f'if {given}; then {ARGUMENTS}+=({begin}"${one.variable}"); fi'
    yes = f'if [ "${one.variable}" = true ]; then {ARGUMENTS}+=({begin}yes)'
    return f"if {given}; then {yes}; else {ARGUMENTS}+=({begin}no); fi; fi"
