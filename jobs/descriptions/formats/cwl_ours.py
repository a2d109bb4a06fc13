"""CWL as we write it ourselves: `env name=value … interpreter script`.

The script is a file literal, the default of an input that users do not touch; so CWL
finds no expressions in it.
"""

from typing import Any

SCRIPT = "OPUS_SCRIPT"  # no parameter can be called so
COMMAND = "env"
VALUES, INTERPRETER, LAST = 1, 2, 3  # positions on the command line
TAKEN = ("baseCommand", "arguments")


def script(tool: dict[str, Any]) -> str | None:
    """The script of a tool that we have written; None for any other."""
    inputs = tool.get("inputs")
    if tool.get("baseCommand") != COMMAND or not isinstance(inputs, dict):
        return None
    last = inputs.get(SCRIPT)
    default = last.get("default") if isinstance(last, dict) else None
    contents = default.get("contents") if isinstance(default, dict) else None
    rest = [(name, row) for name, row in inputs.items() if name != SCRIPT]
    is_ours = all(_is_variable(name, row) for name, row in rest)
    return contents if is_ours and isinstance(contents, str) else None


def _is_variable(name: str, row: Any) -> bool:
    binding = row.get("inputBinding") if isinstance(row, dict) else None
    return isinstance(binding, dict) and binding.get("prefix") == f"{name}="


def without(tool: dict[str, Any]) -> dict[str, Any]:
    """The tool without what only runs the script."""
    inputs = {
        name: {key: value for key, value in row.items() if key != "inputBinding"}
        for name, row in tool["inputs"].items()
        if name != SCRIPT
    }
    return {**{k: v for k, v in tool.items() if k not in TAKEN}, "inputs": inputs}
