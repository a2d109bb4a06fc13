"""The fields of the submit form: one for each parameter and each file."""

from collections.abc import Sequence
from typing import Any

from django import forms

from jobs import resolver
from jobs.descriptions import conditions
from jobs.descriptions.kinds import numbers
from jobs.descriptions.value import Parameter, UsedEntity
from provenance.models import Entity

FEW = 3  # options that are shown at once
HINTS = {
    "datetime": "UTC: like 2026-03-04T05:06:07, MJD 61103.2 or JD 2461103.7.",
    "interval": "Two ends, like 1 .. 10; one may be left open.",
    "url": "An address that begins with https:// or http://.",
}


class EntityInput(forms.TextInput):
    """A file, or the id or address of one, or one of those offered."""

    template_name = "forms/entity.html"

    def __init__(self, used: UsedEntity, offered: Sequence[Entity]) -> None:
        super().__init__()
        self.used, self.offered = used, offered

    @property
    def needed(self) -> bool:
        return self.used.required

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        known = {entity.public_id: entity for entity in self.offered}
        given = str(value or "").splitlines()
        chosen = [known[text] for text in given if text in known]
        context["offered"] = self.offered
        context["chosen"] = chosen
        context["typed"] = "\n".join(text for text in given if text not in known)
        context["used"] = self.used
        return context


class KeepingSelect(forms.Select):
    """Shows a value that is not among its choices, instead of the first of them.

    It may come from a link, or from a job of an older version.
    """

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        known = {key for key, _ in self.choices}
        strange = [(text, text) for text in value if text not in known]
        self.choices = [*self.choices, *strange]
        return super().optgroups(name, value, attrs)


class Boxes(forms.CheckboxSelectMultiple):
    """Several options; with none of them ticked, it still says that it was there."""

    template_name = "forms/boxes.html"
    use_fieldset = False

    def format_value(self, value: Any) -> list[str]:
        return value.splitlines() if isinstance(value, str) else list(value or ())


def of_file(used: UsedEntity, offered: Sequence[Entity]) -> forms.Field:
    field = forms.Field(
        label=used.title or used.name,
        required=False,
        initial=used.default,
        help_text=used.description,
        widget=EntityInput(used, offered),
    )
    field.hints = _of_file(used)  # type: ignore[attr-defined]  # for the template
    return field


def _of_file(used: UsedEntity) -> list[str]:
    hints = []
    if used.content_types:
        hints.append(f"Type: {' or '.join(used.content_types)}.")
    if used.most != 1:
        hints.append(_several(used.most, "files"))
    if used.url:
        hints.append("Or an identifier, which stands for a file at its archive.")
    return hints


def of_parameter(parameter: Parameter) -> forms.Field:
    field = forms.Field(
        label=parameter.title or parameter.name,
        required=False,
        initial=parameter.default,
        help_text=parameter.description,
        widget=_widget(parameter),
    )
    # for the template
    field.parameter = parameter  # type: ignore[attr-defined]
    field.hints = list(_of_parameter(parameter))  # type: ignore[attr-defined]
    return field


def _widget(  # noqa: C901, PLR0911 - one case for each kind
    parameter: Parameter,
) -> forms.Widget:
    if parameter.most != 1:
        return _of_several(parameter)
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
            return KeepingSelect(choices=_empty(parameter) + _options(parameter))
        case "datetime" | "quantity" | "position" | "interval" | "file":
            return forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
        case "url":
            plain = {"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
            return forms.TextInput(plain)


def _of_several(parameter: Parameter) -> forms.Widget:
    if parameter.kind == "choice":
        return Boxes(choices=_options(parameter))
    rows = max(3, min(8, len(parameter.default.splitlines()) + 1))
    return forms.Textarea({"rows": rows, "spellcheck": "false"})


def _options(parameter: Parameter) -> list[tuple[str, str]]:
    return [(option, option) for option in parameter.options]


def _empty(parameter: Parameter) -> list[tuple[str, str]]:
    """The choice that is none, where there may be none or nothing is chosen yet."""
    if not parameter.required:
        return [("", "no value")]
    return [] if parameter.default else [("", "choose…")]


def _of_parameter(parameter: Parameter) -> list[str]:
    """How to write it, what is allowed, and when it counts."""
    hints = [_how(parameter), _limits(parameter)]
    if parameter.most != 1:
        word = "options" if parameter.kind == "choice" else "values, one on each line"
        hints.append(_several(parameter.most, word))
    elif parameter.default and parameter.kind != "text":
        hints.append(f"Default: {parameter.default}.")
    if when := conditions.sentence(parameter):
        hints.append(f"Counts only when {when}.")
    return [hint for hint in hints if hint]


def _how(parameter: Parameter) -> str:
    match parameter.kind:
        case "quantity":
            return f"In {parameter.unit}; other units are converted."
        case "position":
            named = ", or the name of an object" if resolver.is_on() else ""
            return f"ICRS: like 10.68 41.27, or 00 42 44.3 +41 16 09{named}."
        case _:
            return HINTS.get(parameter.kind, "")


def _limits(parameter: Parameter) -> str:
    low, high = parameter.minimum, parameter.maximum
    if low and high:
        return f"From {low} to {high}."
    if low:
        return f"At least {low}."
    return f"At most {high}." if high else ""


def _several(most: int, word: str) -> str:
    return f"Up to {most:,} {word}." if most else f"Any number of {word}."


def shown_values(parameter: Parameter, controller: Parameter | None) -> list[str]:
    """What the script of the page compares with: as fields send it."""
    if controller is None or controller.kind != "boolean":
        return list(parameter.shown_values)
    found = []
    for text in parameter.shown_values:
        try:
            found.append("true" if numbers.boolean(text) else "false")
        except ValueError:
            found.append(text)
    return found
