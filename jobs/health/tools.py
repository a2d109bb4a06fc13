"""Disks, programs and software: what jobs and pages need on this host."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from jobs import amounts
from jobs.execution import environments, sandbox
from jobs.execution.environments import Environment, NoEnvironmentError
from jobs.health.fact import Fact, absent, bad, good, warning
from jobs.models import Version
from provenance.graph import engine
from provenance.graph.engine import LayoutError

ALMOST_FULL, FULL = 0.10, 0.02  # of a disk that is free
GRAPH = "digraph { a -> b }"


def look() -> Iterator[Fact]:
    yield from _disks()
    yield _graph()
    yield from _environments()
    yield _sandbox()


def _disks() -> Iterator[Fact]:
    """Folders on one disk are one fact."""
    found: dict[int, tuple[Path, list[str]]] = {}
    for name in ("OPUS_VAR", "OPUS_JOBS", "OPUS_RUN"):
        path = Path(getattr(settings, name))
        if path.is_dir():
            found.setdefault(path.stat().st_dev, (path, []))[1].append(name)
    for path, names in found.values():
        yield _disk(path, ", ".join(names))


def _disk(path: Path, names: str) -> Fact:
    usage = shutil.disk_usage(path)
    share = usage.free / usage.total
    found = f"{amounts.about(usage.free)} free, {100 * share:.0f} % ({names})."
    remedy = "Delete jobs, shorten OPUS_DESTRUCTION_DAYS, or give it a larger disk."
    if share < FULL:
        return bad(f"Disk {path}", found, remedy)
    return (
        warning(f"Disk {path}", found, remedy)
        if share < ALMOST_FULL
        else good(f"Disk {path}", found)
    )


def _graph() -> Fact:
    try:
        program = engine.find()
        engine.lay_out(GRAPH)
    except LayoutError as error:
        return bad("Graph", str(error), "Install graphviz, or set OPUS_DOT.")
    return good("Graph", f"{program} lays graphs out.")


def _environments() -> Iterator[Fact]:
    try:
        named = environments.all_of()
    except NoEnvironmentError as error:
        yield bad("Software", str(error), "Mend the file OPUS_ENVIRONMENTS.")
        return
    problems = [text for text in map(_problem, named.values()) if text]
    if problems:
        yield bad("Software", " ".join(problems), "Mend the file, or install it.")
    else:
        yield good("Software", f"Environments: {', '.join(sorted(named))}.")
    chosen = set(_published("environment")) - set(named) - {""}
    if chosen:
        found = f"Published activities need what is not there: {', '.join(chosen)}."
        yield bad("Software of activities", found, "Define it, or retire them.")


def _problem(one: Environment) -> str:
    for path in filter(None, (one.path, one.image)):
        if not Path(path).exists():
            return f"“{one.name}”: {path} does not exist."
    if one.kind == "apptainer" and not shutil.which(one.program):
        return f"“{one.name}”: there is no program {one.program} on this host."
    return ""


def _sandbox() -> Fact:
    problem = sandbox.problem()
    if not problem:
        return good("Sandbox", "bubblewrap works.")
    if any(_published("sandbox")):
        return bad("Sandbox", problem, "Install bubblewrap: activities need it.")
    return absent("Sandbox", problem)


def _published(field: str) -> list[str]:
    """What published descriptions say, where they say something, as text."""
    rows = Version.objects.filter(state=Version.State.PUBLISHED)
    values = rows.values_list(f"content__{field}", flat=True).distinct()
    return [str(value) for value in values if value]
