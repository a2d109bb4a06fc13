"""The submit form of an activity, made from its description.

The form only shows: values are checked by `jobs.submission`, as for programs, and its
sentences come back to the fields.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from jobs import wanted
from jobs.descriptions.value import Description
from jobs.pages import fields
from jobs.submission import LONGEST_RUN_ID
from provenance.models import Entity

RUN_NAME = "RUNID"
NOTIFY = "opus-notify"  # with a hyphen, which no parameter has in its name
NEW_FILES = "opus-new-files"
BOXES = (NOTIFY, NEW_FILES)  # what belongs to the page alone
CONTROLS = {
    "executionDuration": wanted.DURATION,
    "destruction": wanted.DESTRUCTION,
    **{name: name.upper() for name in wanted.RESOURCES},
}
LABELS = {
    wanted.DURATION: ("Longest run time", "In seconds; 0 is for as long as allowed."),
    wanted.DESTRUCTION: ("Kept until", "UTC, like 2026-03-04T05:06:07Z."),
    "MEMORY": ("Memory", "Like 4 GB. A job that uses more is ended."),
    "CPUS": ("Cores", "How many a cluster is asked for."),
    "GPUS": ("GPUs", "How many a cluster is asked for."),
    "PARTITION": ("Partition", "Of the cluster; empty for its own default."),
    "ACCOUNT": ("Account", "That the cluster charges; empty for the usual one."),
    "LICENCES": ("Licences", "That the cluster is asked for, like idl:1."),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading."""

    heading: str
    fields: list[forms.BoundField]


class SubmitForm(forms.Form):
    """One field for each parameter and each file.

    `offered` are the entities to choose from, by the name of the file. It also shows
    what is not complete yet: it raises for no description.
    """

    def __init__(
        self,
        description: Description,
        offered: Mapping[str, Sequence[Entity]],
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id="f-%s")
        self.description = description
        for used in description.files:
            self.fields[used.name] = fields.of_file(used, offered.get(used.name, ()))
        for parameter in description.values:
            self.fields[parameter.name] = fields.of_parameter(parameter)
        for control in description.controls:
            if name := CONTROLS.get(control):
                self.fields[name] = _control(name)
        self.fields[RUN_NAME] = forms.Field(
            label="Run name",
            required=False,
            help_text="Your own word for the job; it helps you to find it again.",
            widget=forms.TextInput({"maxlength": LONGEST_RUN_ID}),
        )
        self.fields[NOTIFY] = forms.BooleanField(
            label="Mail me when it ends", required=False
        )
        self.fields[NEW_FILES] = forms.BooleanField(
            label="Take uploads as new files",
            required=False,
            help_text="Otherwise a result that comes back is recognised, by the id in "
            "its name or by its bytes, and its history goes on.",
        )

    @property
    def inputs(self) -> list[forms.BoundField]:
        return [self[used.name] for used in self.description.used]

    @property
    def groups(self) -> list[Group]:
        """The parameters under their headings, in the order of first appearance."""
        found: dict[str, list[forms.BoundField]] = {}
        if any(not one.group for one in self.description.parameters):
            found[""] = []
        for parameter in self.description.parameters:
            found.setdefault(parameter.group, []).append(self[parameter.name])
        return [Group(heading or "Parameters", some) for heading, some in found.items()]

    @property
    def controls(self) -> list[forms.BoundField]:
        return [self[name] for name in LABELS if name in self.fields]

    @property
    def run_name(self) -> forms.BoundField:
        return self[RUN_NAME]

    @property
    def notify(self) -> forms.BoundField:
        return self[NOTIFY]

    @property
    def new_files(self) -> forms.BoundField:
        return self[NEW_FILES]

    def condition(self, name: str) -> dict[str, str]:
        """What the script of the page needs to know when the field counts."""
        by_name = {one.name: one for one in self.description.parameters}
        one = by_name.get(name)
        if one is None or one.shown_if not in by_name:
            return {}
        values = fields.shown_values(one, by_name[one.shown_if])
        return {"field": one.shown_if, "values": json.dumps(values)}

    def tell(self, problems: Mapping[str, str]) -> None:
        """Put each sentence at its field; what has no field stands above all."""
        self.full_clean()
        names = {name.lower(): name for name in self.fields}
        for name, sentence in problems.items():
            field = names.get(name.lower())
            text = sentence if field else f"{name}: {sentence}"
            self.add_error(field, text)

    def refuse(self, sentence: str) -> None:
        """Say above all why nothing came of it, though the values are right."""
        self.full_clean()
        self.add_error(None, sentence)


def _control(name: str) -> forms.Field:
    label, hint = LABELS[name]
    plain = {"autocomplete": "off", "spellcheck": "false"}
    return forms.Field(
        label=label, required=False, help_text=hint, widget=forms.TextInput(plain)
    )
