"""What an activity is called, who answers for it, and how it runs."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from jobs.descriptions import names
from jobs.descriptions.kinds import urls
from jobs.descriptions.rules import Problem
from jobs.descriptions.value import Description

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")  # also at a host of this network
BATCH_WORD = re.compile(r"[A-Za-z0-9_.,:@/*-]+", re.ASCII)
SCRIPT_BYTES = 1_000_000
MOST_SECONDS = 2_000_000_000  # what a column holds, and 63 years
RESOURCES = ("memory", "cpus", "gpus", "partition", "account", "licences")
CONTROLS = ("executionDuration", "destruction", *RESOURCES)
SECONDS = ("execution_duration", "longest_duration", "quote", "cpu_time")
COUNTS = (
    *("output_bytes", "output_files"),
    *("memory", "processes", "open_files", "most_running", "cpus", "gpus"),
)
WORDS = ("partition", "account", "licences")  # of a scheduler
LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Site:
    """What a portal has: machines, and software by its names."""

    backends: frozenset[str] = frozenset({LOCAL})
    environments: frozenset[str] = frozenset()


def storable(description: Description) -> Iterator[Problem]:
    """A link that is no web address is not even shown to other authors."""
    if description.documentation:
        try:
            urls.parse(description.documentation)
        except ValueError as error:
            yield "documentation", str(error)
    if description.contact.email and not EMAIL.fullmatch(description.contact.email):
        yield "contact_email", f"“{description.contact.email}” is not a mail address"
    for field in (*SECONDS, *COUNTS):
        if getattr(description, field) < 0:
            yield field, "cannot be negative; 0 is the portal’s own limit"
    for field in SECONDS:
        if getattr(description, field) > MOST_SECONDS:
            yield field, f"is above {MOST_SECONDS:,} seconds"


def complete(description: Description, site: Site) -> Iterator[Problem]:
    if sentence := names.activity_problem(description.name):
        yield "name", sentence
    if not description.title.strip():
        yield "title", "is required: say in a few words what the activity does"
    if not description.contact.name.strip():
        yield "contact_name", "is required: whom may users ask?"
    yield from _runs(description)
    yield from _found(description, site)
    yield from _offered(description)
    yield from _script(description.script)


def _runs(description: Description) -> Iterator[Problem]:
    usual, longest = description.execution_duration, description.longest_duration
    if usual and longest and longest < usual:
        yield "longest_duration", f"is below the usual {usual} seconds"
    for field in WORDS:
        text = getattr(description, field)
        if text and not BATCH_WORD.fullmatch(text):
            yield field, f"“{text}” is no word for a scheduler: no blanks in it"
    if description.network and not description.sandbox:
        yield "network", "is there without a sandbox: tick both, or none"


def _found(description: Description, site: Site) -> Iterator[Problem]:
    """The machine and the software are there."""
    named: dict[str, Collection[str]] = {
        "backend": site.backends,
        "environment": site.environments,
    }
    for field, names_there in named.items():
        name = getattr(description, field)
        if name and name not in names_there:
            known = ", ".join(sorted(names_there)) or "none"
            yield field, f"“{name}” is not known; there is: {known}"


def _offered(description: Description) -> Iterator[Problem]:
    """Control parameters are known, and no other part has the name of one."""
    controls = description.controls
    if strange := [word for word in controls if word not in CONTROLS]:
        known = ", ".join(CONTROLS)
        yield "controls", f"“{strange[0]}” is no control parameter; there is: {known}"
    taken = {one.name.lower(): one.name for one in description.parameters}
    taken |= {one.name.lower(): one.name for one in description.used}
    if clash := [word for word in controls if word.lower() in taken]:
        name = taken[clash[0].lower()]
        yield "controls", f"“{clash[0]}” is the name of “{name}” already: rename that"


def _script(script: str) -> Iterator[Problem]:
    if not script.strip():
        yield "script", "is required: the activity has nothing to run"
    if len(script.encode(errors="replace")) > SCRIPT_BYTES:
        yield "script", f"is longer than {SCRIPT_BYTES:,} bytes: let it call a program"
