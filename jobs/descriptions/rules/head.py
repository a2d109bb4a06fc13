"""What an activity is called, who answers for it, and how it runs."""

import re
from collections.abc import Collection, Iterator

from jobs.descriptions import names
from jobs.descriptions.kinds import urls
from jobs.descriptions.rules import Problem
from jobs.descriptions.value import Description

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")  # also at a host of this network
SCRIPT_BYTES = 1_000_000
MOST_SECONDS = 2_000_000_000  # what a column holds, and 63 years
CONTROLS = ("executionDuration", "destruction")
SECONDS = ("execution_duration", "longest_duration", "quote")


def storable(description: Description) -> Iterator[Problem]:
    """A link that is no web address is not even shown to other authors."""
    if description.documentation:
        try:
            urls.parse(description.documentation)
        except ValueError as error:
            yield "documentation", str(error)
    if description.contact.email and not EMAIL.fullmatch(description.contact.email):
        yield "contact_email", f"“{description.contact.email}” is not a mail address"
    for field in (*SECONDS, "output_bytes", "output_files"):
        if getattr(description, field) < 0:
            yield field, "cannot be negative; 0 is the portal’s own limit"
    for field in SECONDS:
        if getattr(description, field) > MOST_SECONDS:
            yield field, f"is above {MOST_SECONDS:,} seconds"


def complete(description: Description, backends: Collection[str]) -> Iterator[Problem]:
    if sentence := names.activity_problem(description.name):
        yield "name", sentence
    if not description.title.strip():
        yield "title", "is required: say in a few words what the activity does"
    if not description.contact.name.strip():
        yield "contact_name", "is required: whom may users ask?"
    yield from _runs(description, backends)
    yield from _script(description.script)


def _runs(description: Description, backends: Collection[str]) -> Iterator[Problem]:
    usual, longest = description.execution_duration, description.longest_duration
    if usual and longest and longest < usual:
        yield "longest_duration", f"is below the usual {usual} seconds"
    if description.backend and description.backend not in backends:
        known = ", ".join(sorted(backends))
        yield "backend", f"“{description.backend}” is not known; there is: {known}"
    if strange := [word for word in description.controls if word not in CONTROLS]:
        known = ", ".join(CONTROLS)
        yield "controls", f"“{strange[0]}” is no control parameter; there is: {known}"


def _script(script: str) -> Iterator[Problem]:
    if not script.strip():
        yield "script", "is required: the activity has nothing to run"
    if len(script.encode(errors="replace")) > SCRIPT_BYTES:
        yield "script", f"is longer than {SCRIPT_BYTES:,} bytes: let it call a program"
