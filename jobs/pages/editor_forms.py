"""The editor's form: the head of a description and three lists of parts."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from jobs.descriptions import names, texts
from jobs.descriptions.value import (
    KINDS,
    Contact,
    Description,
    GeneratedEntity,
    Parameter,
    UsedEntity,
)

# IVOA Provenance DM 1.0, section 2.5.2
TYPES = (
    "Observation",
    "Simulation",
    "Reduction",
    "Calibration",
    "Reconstruction",
    "Selection",
    "Analysis",
)
EXTRA_ROWS, MOST_ROWS = 2, 500


class PlainText(forms.CharField):
    """A text that documents can hold; line ends are those of Unix."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if problem := texts.problem(value):
            raise forms.ValidationError(problem)


def _text(label: str, **options: Any) -> PlainText:
    return PlainText(label=label, required=False, **options)


def _rows(count: int) -> forms.Textarea:
    return forms.Textarea({"rows": count})


class HeadForm(forms.Form):
    name = PlainText(
        label="Name",
        max_length=names.LONGEST,
        help_text="Part of the address of its jobs: letters, digits, “_” and “-”.",
    )
    title = _text("Title", max_length=200, help_text="What it does, in a few words.")
    description = _text("Description", widget=_rows(5))
    type = forms.ChoiceField(
        label="Type", required=False, choices=[("", "none"), *((t, t) for t in TYPES)]
    )
    subtype = _text("Subtype", max_length=64)
    version = _text(
        "Version", max_length=64, help_text="Your own word for it; else it is counted."
    )
    documentation = forms.URLField(
        label="Documentation", required=False, assume_scheme="https", max_length=500
    )
    contact_name = _text("Contact", max_length=200)
    contact_email = _text("Contact’s mail address", max_length=254)
    execution_duration = forms.IntegerField(
        label="Execution duration",
        required=False,
        min_value=0,
        max_value=2_000_000_000,
        help_text="Seconds after which a job is aborted; 0 is the portal’s own limit.",
    )
    script = _text(
        "Script",
        strip=False,
        widget=forms.Textarea({"rows": 20, "spellcheck": "false", "wrap": "off"}),
        help_text=(
            "Run by the program of its first line (#!…), else by bash. Each parameter "
            "is an environment variable; each used entity holds the path of a file, "
            "each generated entity the name to write."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """A type that is not in the list, which a file may bring, stays possible."""
        super().__init__(*args, **options)
        type_ = self.fields["type"]
        assert isinstance(type_, forms.ChoiceField)  # noqa: S101 - narrows the type
        own = self.initial.get("type") or ""
        if own not in ("", *TYPES):
            type_.choices = [*type_.choices, (own, own)]  # type: ignore[misc]  # pairs


class PartForm(forms.Form):
    """A row is left out when nothing is typed into it; otherwise it needs a name."""

    order = forms.IntegerField(
        label="Order", required=False, widget=forms.NumberInput({"min": 1})
    )
    remove = forms.BooleanField(label="Remove", required=False)
    name = _text("Name", max_length=names.LONGEST)
    title = _text("Title", max_length=200)
    description = _text("Help", widget=_rows(2))

    @property
    def counts(self) -> bool:
        data = getattr(self, "cleaned_data", {})
        return bool(data.get("name")) and not data.get("remove")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("remove"):
            self.errors.clear()  # nothing of it is kept
        elif "name" in data and not data["name"]:
            self.add_error("name", "is required: or tick Remove")
        return data


class ParameterForm(PartForm):
    kind = forms.ChoiceField(
        label="Kind", choices=[(kind, kind) for kind in KINDS], initial=KINDS[0]
    )
    required = forms.BooleanField(label="Required", required=False)
    default = _text("Default", strip=False, widget=_rows(1))
    minimum = _text("Minimum", max_length=64)
    maximum = _text("Maximum", max_length=64)
    options = _text("Options, one on each line", widget=_rows(2))
    pattern = _text("Pattern (a regular expression)", max_length=500, strip=False)
    unit = _text("Unit", max_length=64)
    ucd = _text("UCD", max_length=128)
    utype = _text("Utype", max_length=128)


class UsedForm(PartForm):
    content_type = _text("Media type", max_length=127)
    required = forms.BooleanField(label="Required", required=False)
    default = _text("Default: an entity id or a URL", max_length=1024)


class GeneratedForm(PartForm):
    pattern = _text("File name or pattern", max_length=500)
    content_type = _text("Media type", max_length=127)
    optional = forms.BooleanField(label="Optional", required=False)


KIND_FORMS: dict[str, type[PartForm]] = {
    "parameters": ParameterForm,
    "used": UsedForm,
    "generated": GeneratedForm,
}
KIND_VALUES: dict[str, type[Any]] = {
    "parameters": Parameter,
    "used": UsedEntity,
    "generated": GeneratedEntity,
}


class EditorForm:
    """All forms of the editor as one."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        description: Description | None = None,
    ) -> None:
        self.head = HeadForm(data, initial=_head(description), auto_id="f-%s")
        self.parts = {
            kind: _formset(kind, data, getattr(description, kind, ()))
            for kind in KIND_FORMS
        }

    def is_valid(self) -> bool:
        """Whether each text fits its field; what it means is checked elsewhere."""
        return all([self.head.is_valid(), *(f.is_valid() for f in self.parts.values())])

    def value(self) -> Description:
        """The description that was typed. Call it when the form is valid."""
        head = dict(self.head.cleaned_data)
        contact = Contact(head.pop("contact_name"), head.pop("contact_email"))
        head["execution_duration"] = head["execution_duration"] or 0
        parts: dict[str, Any] = {
            kind: tuple(_part(kind, row.cleaned_data) for row in self._rows(kind))
            for kind in KIND_FORMS
        }
        return Description(contact=contact, **head, **parts)

    def _rows(self, kind: str) -> list[PartForm]:
        """Those that count, in their order; one without a number goes to the end."""
        rows = [row for row in self.parts[kind] if row.counts]
        return sorted(rows, key=lambda row: row.cleaned_data.get("order") or MOST_ROWS)

    def tell(self, problems: Mapping[str, str]) -> None:
        """Put each sentence at the field that its path names."""
        rows = {kind: self._rows(kind) for kind in KIND_FORMS}  # an error empties one
        for path, sentence in problems.items():
            kind, _, rest = path.partition(".")
            index, _, field = rest.partition(".")
            form: forms.Form = self.head
            if kind in rows and index.isdigit():
                form = rows[kind][int(index)]
            else:
                field = path
            known = field in form.fields
            form.add_error(
                field if known else None, sentence if known else f"{path}: {sentence}"
            )

    def problems(self) -> Iterator[tuple[str, str, str]]:
        """Address, label and sentence of everything that is wrong."""
        for form in (self.head, *(row for rows in self.parts.values() for row in rows)):
            for bound in form:
                for error in bound.errors:
                    yield f"#{bound.id_for_label}", str(bound.label), str(error)
            for error in form.non_field_errors():
                yield "#f-name", "", str(error)
        for formset in self.parts.values():
            for error in formset.non_form_errors():
                yield "#f-name", "", str(error)


def _formset(
    kind: str, data: Mapping[str, Any] | None, parts: tuple[Any, ...]
) -> "forms.BaseFormSet[PartForm]":
    rows = [{**_row(part), "order": n} for n, part in enumerate(parts, start=1)]
    formset = forms.formset_factory(
        KIND_FORMS[kind], extra=EXTRA_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )
    return formset(data, initial=rows, prefix=kind, auto_id="f-%s")


def _head(description: Description | None) -> dict[str, Any]:
    if description is None:
        return {"script": "#!/bin/bash\nset -e\n"}
    head = {name: getattr(description, name, None) for name in HeadForm.base_fields}
    contact = description.contact
    return {**head, "contact_name": contact.name, "contact_email": contact.email}


def _row(part: Any) -> dict[str, Any]:
    row = {name: getattr(part, name) for name in part.__slots__}
    if "options" in row:
        row["options"] = "\n".join(row["options"])
    return row


def _part(kind: str, row: dict[str, Any]) -> Any:
    fields = {k: v for k, v in row.items() if k not in ("order", "remove")}
    if "options" in fields:
        lines = fields["options"].splitlines()
        fields["options"] = tuple(line.strip() for line in lines if line.strip())
    return KIND_VALUES[kind](**fields)
