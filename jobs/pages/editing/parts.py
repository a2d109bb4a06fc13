"""What the editor asks of each parameter and each entity."""

from jobs.descriptions.value import HINTS, KINDS, ROLES, TIME_FORMATS
from jobs.pages.editing.field import Field

KIND_LABELS = {
    "text": "text",
    "integer": "integer",
    "real": "real number",
    "boolean": "yes or no",
    "choice": "choice from a list",
    "datetime": "date and time",
    "quantity": "quantity with a unit",
    "position": "sky position",
    "interval": "interval",
    "file": "configuration file",
    "url": "URL",
}
TIME_LABELS = {"iso": "ISO 8601", "mjd": "MJD", "jd": "JD"}
ROLE_LABELS = {"": "no word for it", "Main": "Main: what users came for"}
HINT_LABELS = {
    "auto": "by its content",
    "none": "not at all",
    "picture": "as a picture",
    "text": "as text",
    "table": "as a table",
    "header": "by its header",
}
MEASURED = ("integer", "real", "quantity", "interval", "datetime")

NAME = Field("name", "Name", is_code=True)
HELP = Field("description", "Help", "area", is_wide=True)

PARAMETER = (
    Field(
        "name",
        "Name",
        hint="The script has it as an environment variable.",
        is_code=True,
    ),
    Field("title", "Title", hint="What users read beside the field."),
    Field(
        "kind",
        "Kind",
        "choice",
        choices=tuple((kind, KIND_LABELS[kind]) for kind in KINDS),
        default="text",
    ),
    Field(
        "unit",
        "Unit",
        hint="As astropy writes it: deg, mag, km / s.",
        kinds=("integer", "real", "quantity", "interval"),
        is_code=True,
    ),
    Field("options", "Options", "list", "One on each line.", kinds=("choice",)),
    Field(
        "pattern",
        "Pattern",
        "exact",
        "A regular expression that the whole text must match.",
        kinds=("text",),
        is_code=True,
    ),
    Field(
        "time_format",
        "The script gets",
        "choice",
        choices=tuple((word, TIME_LABELS[word]) for word in TIME_FORMATS),
        kinds=("datetime",),
        default="iso",
    ),
    Field(
        "content_types",
        "Media types",
        "list",
        "Those that are accepted, one on each line; all if there are none.",
        kinds=("file",),
        placeholder="text/plain",
        is_code=True,
    ),
    Field("minimum", "Minimum", kinds=MEASURED),
    Field("maximum", "Maximum", kinds=MEASURED),
    Field("default", "Default", "exact", "Several: one on each line.", is_code=True),
    Field("required", "Required", "check", default="on"),
    HELP,
    Field(
        "most",
        "How many values",
        "many",
        "At most; “any” for any number.",
        default="1",
        is_rare=True,
    ),
    Field("group", "Group", hint="The heading above it in the form.", is_rare=True),
    Field(
        "shown_if",
        "Shown only if",
        hint="The name of another parameter…",
        words="parameter-names",
        is_rare=True,
        is_code=True,
    ),
    Field(
        "shown_values",
        "has the value",
        "list",
        "…and its values, one on each line.",
        is_rare=True,
        is_code=True,
    ),
    Field(
        "ucd",
        "UCD",
        hint="What it is, in the IVOA’s words.",
        placeholder="phot.mag",
        is_rare=True,
        is_code=True,
    ),
    Field("utype", "Utype", is_rare=True, is_code=True),
)
ROLE = Field(
    "type",
    "Role",
    "choice",
    "The IVOA’s word for what it is to the activity.",
    choices=tuple((role, ROLE_LABELS.get(role, role)) for role in ROLES),
    is_rare=True,
)
USED = (
    Field(
        "name",
        "Name",
        hint="The script has the path of the file in a variable of this name.",
        is_code=True,
    ),
    Field("title", "Title", hint="What users read beside the field."),
    Field(
        "content_types",
        "Media types",
        "list",
        "Those that are accepted, one on each line; all if there are none.",
        placeholder="image/fits",
        is_code=True,
    ),
    Field("required", "Required", "check", default="on"),
    HELP,
    Field(
        "default",
        "Default",
        hint="The id of an entity (e-…), or a URL.",
        is_rare=True,
        is_code=True,
    ),
    Field(
        "url",
        "Address for an identifier",
        hint="With $ID where the identifier goes that a user gives.",
        placeholder="https://…/$ID.fits",
        is_rare=True,
        is_code=True,
    ),
    Field(
        "most",
        "How many files",
        "many",
        "At most; “any” for any number.",
        default="1",
        is_rare=True,
    ),
    ROLE,
)
GENERATED = (
    Field("name", "Name", hint="The id of the result.", is_code=True),
    Field("title", "Title", hint="What users read beside the result."),
    Field(
        "pattern",
        "File name or pattern",
        hint="In the work folder: out.fits, maps/*.png, **/*.log.",
        is_code=True,
    ),
    Field(
        "content_type",
        "Media type",
        hint="Empty: by its content.",
        placeholder="image/fits",
        is_code=True,
    ),
    Field("optional", "Optional: a run without it is well", "check"),
    HELP,
    Field(
        "type",
        "Role",
        "choice",
        "The IVOA’s word for what it is to the activity.",
        choices=tuple((role, ROLE_LABELS.get(role, role)) for role in ROLES),
    ),
    Field(
        "preview",
        "How a page shows it",
        "choice",
        choices=tuple((hint, HINT_LABELS[hint]) for hint in HINTS),
        default="auto",
        is_rare=True,
    ),
    Field(
        "stamp",
        "Stamp it: write into the file where it comes from",
        "check",
        "FITS, VOTable and PNG carry it themselves; beside others lies a file. The "
        "hash before the stamp is kept, too.",
        is_rare=True,
    ),
    Field(
        "most",
        "How many files",
        "many",
        "At most, of a pattern; “any” for any number.",
        default="any",
        is_rare=True,
    ),
)
