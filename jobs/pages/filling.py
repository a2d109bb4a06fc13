"""What the submit form begins with: a link, an example, or a job that there was."""

from collections.abc import Mapping
from dataclasses import dataclass

from jobs import amounts
from jobs.descriptions.value import Description, Example, Parameter, UsedEntity
from jobs.models import Job
from jobs.pages.forms import CONTROLS, RUN_NAME

LEAST_MEMORY = 100_000  # bytes; no machine has as many cores


@dataclass(frozen=True, slots=True)
class Differences:
    """What a form of another version has that the job's own had not, and so on."""

    appeared: tuple[str, ...]
    vanished: tuple[str, ...]
    other_default: tuple[tuple[str, str, str], ...]  # name, then, now

    def __bool__(self) -> bool:
        return bool(self.appeared or self.vanished or self.other_default)


def of_job(job: Job) -> dict[str, str]:
    """What the job was given, as one would type it."""
    given = {
        one.name: "\n".join(one.given) if one.given else one.text or ""
        for one in job.parameters.all()
    }
    files: dict[str, list[str]] = {}
    for used in job.inputs.select_related("entity"):
        entity = used.entity and used.entity.public_id
        files.setdefault(used.name, []).append(used.identifier or entity or used.url)
    joined = {name: "\n".join(found) for name, found in files.items()}
    asked = {CONTROLS[name]: _asked(value) for name, value in job.resources.items()}
    return {**given, **joined, **asked, RUN_NAME: job.run_id}


def _asked(value: int | str) -> str:
    """Memory as people write it; numbers of cores are small."""
    if isinstance(value, int) and value >= LEAST_MEMORY:
        return amounts.as_size(value)
    return str(value)


def of_example(example: Example) -> dict[str, str]:
    return {name: "\n".join(found) for name, found in example.values}


def differences(then: Description, now: Description) -> Differences:
    before, after = _defaults(then), _defaults(now)
    return Differences(
        appeared=tuple(name for name in after if name not in before),
        vanished=tuple(name for name in before if name not in after),
        other_default=tuple(
            (name, before[name], default)
            for name, default in after.items()
            if name in before and before[name] != default
        ),
    )


def _defaults(description: Description) -> Mapping[str, str]:
    parts: tuple[UsedEntity | Parameter, ...] = (
        *description.used,
        *description.parameters,
    )
    return {part.name: part.default for part in parts}
