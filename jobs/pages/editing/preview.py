"""The submit form that a description would give, as far as it is right already."""

import dataclasses
from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from jobs.descriptions.lint import Finding
from jobs.descriptions.value import Description, Parameter, UsedEntity
from jobs.pages.forms import SubmitForm

Part = TypeVar("Part", Parameter, UsedEntity)
MOST = 200  # fields that a preview shows
IDS = "preview-%s"  # the editor has fields of the usual names


def form(description: Description, findings: Iterable[Finding]) -> SubmitForm:
    """What has an error, a form cannot show; it is left out."""
    wrong = {_part(finding.path) for finding in findings if finding.is_error}
    shown = _without(description, wrong)
    made = SubmitForm(shown, {})
    made.auto_id = IDS
    return made


def _part(path: str) -> str:
    """`parameters.0` of `parameters.0.default`."""
    return ".".join(path.split(".")[:2])


def _without(description: Description, wrong: Collection[str]) -> Description:
    parameters = _kept(description.parameters, "parameters", wrong)
    names = {part.name for part in parameters}
    return dataclasses.replace(
        description,
        parameters=tuple(_asked_always(part, names) for part in parameters),
        used=_kept(description.used, "used", wrong),
        examples=(),
    )


def _kept(parts: Sequence[Part], kind: str, wrong: Collection[str]) -> tuple[Part, ...]:
    return tuple(
        part
        for index, part in enumerate(parts[:MOST])
        if f"{kind}.{index}" not in wrong
    )


def _asked_always(parameter: Parameter, names: Collection[str]) -> Parameter:
    """If what it depends on is not shown."""
    if parameter.shown_if in names:
        return parameter
    return dataclasses.replace(parameter, shown_if="", shown_values=())


def left_out(description: Description, made: SubmitForm) -> int:
    """How many fields it does not show."""
    shown = made.description
    everything = len(description.parameters) + len(description.used)
    return everything - len(shown.parameters) - len(shown.used)
