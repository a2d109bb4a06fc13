"""What of a recorded system says which software ran: stable facts, equal for equal.

Neither process numbers nor arguments nor folders are among them, so that thousands of
runs share one environment.
"""

from collections.abc import Iterable, Mapping
from typing import Any

PLATFORM = {
    "node": "host",
    "system": "system",
    "release": "release",
    "machine": "machine",
}
LONGEST = 255


def of_system(system: Mapping[str, Any]) -> dict[str, Any]:
    """From the `system` of our recorder or of ctapipe, which look alike."""
    platform, python = _dict(system, "platform"), _dict(system, "python")
    variables = _dict(system, "environment")
    found = {name: platform.get(word) for word, name in PLATFORM.items()}
    found["executable"] = system.get("executable")
    found["python"] = python.get("version_string") or python.get("version")
    found["implementation"] = python.get("implementation")
    found["conda"] = variables.get("CONDA_DEFAULT_ENV")
    kept: dict[str, Any] = {
        name: str(value).split("\n")[0][:LONGEST]
        for name, value in found.items()
        if value
    }
    if isinstance(listed := python.get("packages"), list):
        kept["packages"] = _listed(listed)
    return kept


def packages(found: Mapping[str, Any]) -> dict[str, str]:
    """Versions by name, in order."""
    return {
        str(name)[:LONGEST]: str(version)[:LONGEST]
        for name, version in sorted(found.items())
    }


def _listed(found: Iterable[Any]) -> dict[str, str]:
    """As ctapipe has them: a list of names and versions."""
    pairs = [entry for entry in found if isinstance(entry, dict)]
    return packages(
        {str(entry.get("name")): str(entry.get("version")) for entry in pairs}
    )


def _dict(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = values.get(name)
    return found if isinstance(found, dict) else {}
