"""The submit form of an activity, made from its description.

The form only shows: values are checked by `jobs.submission`, as for programs, and its
sentences come back to the fields.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest

from jobs import uploads
from jobs.descriptions.value import Description, Parameter, UsedEntity
from jobs.submission import LONGEST_RUN_ID
from jobs.uploads import HashedUpload
from provenance.models import Entity

RUN_NAME = "RUNID"


class SubmitForm(forms.Form):
    """One field for each parameter and each used entity.

    `offered` are the entities to choose from, by the name of the used entity.
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
        for used in description.used:
            self.fields[used.name] = _entity_field(used, offered.get(used.name, ()))
        for parameter in description.parameters:
            self.fields[parameter.name] = _field(parameter)
        self.fields[RUN_NAME] = forms.Field(
            label="Run name",
            required=False,
            help_text="Your own word for the job; it helps you to find it again.",
            widget=forms.TextInput({"maxlength": LONGEST_RUN_ID}),
        )

    @property
    def inputs(self) -> list[forms.BoundField]:
        return [self[used.name] for used in self.description.used]

    @property
    def parameters(self) -> list[forms.BoundField]:
        return [self[parameter.name] for parameter in self.description.parameters]

    @property
    def run_name(self) -> forms.BoundField:
        return self[RUN_NAME]

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


class EntityInput(forms.TextInput):
    """A file, or the id or address of one, or one of those offered."""

    template_name = "forms/entity.html"

    def __init__(self, offered: Sequence[Entity], *, needed: bool) -> None:
        super().__init__()
        self.offered = offered
        self.needed = needed

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        known = {entity.public_id: entity for entity in self.offered}
        context["offered"] = self.offered
        context["chosen"] = known.get(str(value or ""))
        context["needed"] = self.needed
        return context


def _entity_field(used: UsedEntity, offered: Sequence[Entity]) -> forms.Field:
    return forms.Field(
        label=used.title or used.name,
        required=False,
        initial=used.default,
        help_text=used.description,
        widget=EntityInput(offered, needed=used.required),
    )


def _field(parameter: Parameter) -> forms.Field:
    field = forms.Field(
        label=parameter.title or parameter.name,
        required=False,
        initial=parameter.default,
        help_text=parameter.description,
        widget=_widget(parameter),
    )
    field.parameter = parameter  # type: ignore[attr-defined]  # for the template
    return field


def _widget(parameter: Parameter) -> forms.Widget:
    match parameter.kind:
        case "text":
            return forms.Textarea({"rows": 1, "spellcheck": "false"})
        # Not of type “number”: browsers keep what is no number to themselves.
        case "integer":
            return forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
        case "real":
            return forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        case "boolean":
            choices = [("true", "yes"), ("false", "no")]
            return KeepingSelect(choices=_empty(parameter) + choices)
        case "choice":
            options = [(option, option) for option in parameter.options]
            return KeepingSelect(choices=_empty(parameter) + options)


def _empty(parameter: Parameter) -> list[tuple[str, str]]:
    """The choice that is none, where there may be none or nothing is chosen yet."""
    if not parameter.required:
        return [("", "no value")]
    return [] if parameter.default else [("", "choose…")]


class KeepingSelect(forms.Select):
    """Shows a value that is not among its choices, instead of the first of them.

    It may come from a link, or from a job of an older version.
    """

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        known = {key for key, _ in self.choices}
        strange = [(text, text) for text in value if text not in known]
        self.choices = [*self.choices, *strange]
        return super().optgroups(name, value, attrs)


def sent_texts(request: HttpRequest, names: Iterable[str]) -> dict[str, list[str]]:
    """What the form sent, by name; line ends are those of Unix (browsers send CRLF)."""
    return {
        name: [_unix(text) for text in request.POST.getlist(name)]
        for name in names
        if name in request.POST
    }


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")


def sent_uploads(request: HttpRequest, names: Iterable[str]) -> dict[str, HashedUpload]:
    """The files that the form sent, by name."""
    files = {name: request.FILES.get(name) for name in names}
    return {n: file for n, file in files.items() if isinstance(file, HashedUpload)}


def keep_uploads(
    sent: Mapping[str, HashedUpload], owner: User | None
) -> dict[str, Entity]:
    """The files as entities: if the form comes back, they are there."""
    return {n: uploads.keep(file, owner) for n, file in sent.items() if file.size}
