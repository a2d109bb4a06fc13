"""Our description as the older OPUS can have it."""

from jobs.descriptions.formats import amounts, annotations, losses, used_defaults
from jobs.descriptions.formats.jdl import (
    ADDRESS,
    ANY_FILE,
    BY_ID,
    DOUBLE,
    ID,
    INTEGER,
    LONG,
    TEXT,
    Jdl,
    JdlGenerated,
    JdlParameter,
    JdlUsed,
)
from jobs.descriptions.formats.shape import Notes
from jobs.descriptions.texts import shorten
from jobs.descriptions.value import (
    Description,
    GeneratedEntity,
    Parameter,
    UsedEntity,
)
from provenance.texts import clean

NARROW = 2**31  # what an int of the older OPUS holds
DATATYPES = {
    "text": TEXT,
    "choice": TEXT,
    "boolean": "xs:boolean",
    "real": DOUBLE,
    "url": ADDRESS,
}


def jdl(one: Description, notes: Notes) -> Jdl:
    losses.of_head(one, notes)
    return Jdl(
        name=one.name,
        annotation=clean(annotations.of_activity(one.name, one.title, one.description)),
        doculink=_line(one.documentation),
        type=_line(one.type),
        subtype=_line(one.subtype),
        version=_line(one.version),
        contact_name=_line(one.contact.name),
        contact_email=_line(one.contact.email),
        execution_duration=str(one.execution_duration),
        quote=str(one.quote),
        script=_script(one.script, notes),
        parameters=tuple(_parameter(row, notes) for row in one.values),
        used=tuple(_used(row, notes) for row in _files(one, notes)),
        generated=tuple(_generated(row, notes) for row in one.generated),
    )


def _line(text: str) -> str:
    return clean(text).strip()


def _script(script: str, notes: Notes) -> str:
    """Its lines end as the older OPUS, whose editor is a browser, ends them."""
    first = script.partition("\n")[0]
    if first.startswith("#!") and not first.rstrip().endswith("sh"):
        notes.add("script", f"the older OPUS runs it by bash, not by {first[2:]}")
    return clean(script).replace("\n", "\r\n")


def _files(one: Description, notes: Notes) -> tuple[UsedEntity, ...]:
    for parameter in one.parameters:
        if parameter.kind == "file":
            losses.of_file(parameter, notes)
    return one.files


def _parameter(one: Parameter, notes: Notes) -> JdlParameter:
    losses.of_parameter(one, notes)
    datatype = _datatype(one, notes)
    default = clean(losses.single(one.default, one.most))
    has_limits = datatype in (INTEGER, LONG, DOUBLE)
    return JdlParameter(
        name=one.name,
        datatype=datatype,
        required=one.required,
        default=default if datatype == TEXT else default.strip(),
        unit=_line(one.unit),
        ucd=_line(one.ucd),
        utype=_line(one.utype),
        minimum=_line(one.minimum) if has_limits else "",
        maximum=_line(one.maximum) if has_limits else "",
        options=_options(one, notes),
        annotation=clean(annotations.joined(one.title, one.description)),
    )


def _datatype(one: Parameter, notes: Notes) -> str:
    if one.kind in DATATYPES:
        return DATATYPES[one.kind]
    default = losses.single(one.default, one.most)
    numbers = [text.strip() for text in (default, one.minimum, one.maximum) if text]
    if one.kind == "integer":
        return LONG if any(map(_is_wide, numbers)) else INTEGER
    path = f"parameters.{one.name}.kind"
    if one.kind == "quantity" and all(map(amounts.is_number, numbers)):
        notes.add(path, f"a quantity is a plain number in {one.unit or 'its unit'}")
        return DOUBLE
    notes.add(path, f"of kind {one.kind}: a plain text")
    if one.minimum or one.maximum:
        notes.add(path, "a text has no limits: they are left out")
    return TEXT


def _is_wide(text: str) -> bool:
    is_integer = amounts.INTEGER.fullmatch(text)
    return bool(is_integer) and not -NARROW <= int(text) < NARROW


def _options(one: Parameter, notes: Notes) -> tuple[str, ...]:
    if one.kind != "choice":
        return ()
    if odd := [text for text in one.options if "," in text]:
        sentence = f"“{odd[0]}” has a comma, which separates options: all are left out"
        notes.add(f"parameters.{one.name}.options", sentence)
        return ()
    return tuple(map(clean, one.options))


def _used(one: UsedEntity, notes: Notes) -> JdlUsed:
    losses.of_used(one, notes)
    default, annotation = _default_file(one, notes)
    return JdlUsed(
        name=one.name,
        required=one.required,
        role=one.type,
        multiplicity=str(one.most or "*"),
        default=clean(default),
        content_type=_line(one.content_types[0] if one.content_types else ANY_FILE),
        url=_template(one) or BY_ID,
        annotation=clean(annotation),
    )


def _default_file(one: UsedEntity, notes: Notes) -> tuple[str, str]:
    """The default and the annotation; a title that is a file name is the default."""
    annotation = annotations.joined(one.title, one.description)
    url = _template(one)
    default = used_defaults.identifier(url, one.default.strip())
    if default and not used_defaults.is_usable(url, default):
        path = f"used.{one.name}.default"
        notes.add(path, f"“{shorten(default)}” is no id, URL or file name: left out")
        default = ""
    title = annotations.line(one.title)
    rest = one.description.strip()
    if not title:
        title, rest = annotations.parted(rest)
    if not default and used_defaults.is_file_name(title):
        return title, rest
    return default, annotation


def _template(one: UsedEntity) -> str:
    """Empty for what is uploaded or named by its id."""
    url = _line(one.url)
    return url if ID in url and url != BY_ID else ""


def _generated(one: GeneratedEntity, notes: Notes) -> JdlGenerated:
    losses.of_generated(one, notes)
    return JdlGenerated(
        name=one.name,
        role=one.type,
        multiplicity=str(one.most or "*") if one.is_glob else "1",
        default=clean(one.pattern),
        content_type=_line(one.content_type),
        annotation=clean(annotations.joined(one.title, one.description)),
    )
