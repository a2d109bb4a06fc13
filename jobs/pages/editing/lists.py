"""The lists of parts, each with what the editor asks of a part."""

from dataclasses import dataclass

from jobs.descriptions.value import OUTCOMES
from jobs.pages.editing.field import Field
from jobs.pages.editing.parts import GENERATED, PARAMETER, USED

MOST_ROWS = 2000  # of each list
OUTCOME_LABELS = {"COMPLETED": "completes", "ERROR": "fails"}
EXAMPLE = (
    Field("name", "Name", hint="Part of links to it.", is_code=True),
    Field("title", "Title", hint="What users read on its button."),
    Field("description", "What it shows", "area", is_wide=True),
    Field(
        "outcome",
        "The run",
        "choice",
        choices=tuple((word, OUTCOME_LABELS[word]) for word in OUTCOMES),
        default="COMPLETED",
    ),
)
KNOWN_ERROR = (
    Field(
        "pattern",
        "Pattern",
        "exact",
        "A regular expression that is looked for in the last lines of stderr.",
        is_wide=True,
        is_code=True,
    ),
    Field("explanation", "What went wrong", "area", "For users, in a sentence."),
    Field("advice", "What they can do", "area"),
)


@dataclass(frozen=True, slots=True)
class List:
    """A list of parts: `key` is the field that each must have, `one` what one is."""

    kind: str
    title: str
    one: str
    fields: tuple[Field, ...]
    hint: str
    empty: str
    key: str = "name"
    article: str = "a"


LISTS: dict[str, List] = {
    "parameters": List(
        "parameters",
        "Parameters",
        "parameter",
        PARAMETER,
        "Values that configure the activity; users fill them into the form.",
        "Its jobs are all alike: there is nothing to set.",
    ),
    "used": List(
        "used",
        "Used entities",
        "used entity",
        USED,
        "Files that it reads: uploaded, given by URL, or results of other jobs.",
        "It reads no files.",
    ),
    "generated": List(
        "generated",
        "Generated entities",
        "generated entity",
        GENERATED,
        "Files that it writes into its work folder; they become results.",
        "No file becomes a result yet; what the script prints is kept as its log.",
    ),
    "examples": List(
        "examples",
        "Examples",
        "example",
        EXAMPLE,
        "Runs that show what it does. One that passes proves that it works; users can "
        "begin with them.",
        "No example yet. Without one that passed, publishing needs a reason.",
        article="an",
    ),
    "known_errors": List(
        "known_errors",
        "Known errors",
        "known error",
        KNOWN_ERROR,
        "What a line of stderr means. Users of a failed job read that first.",
        "Users of a failed job read the last lines of its log.",
        key="pattern",
    ),
}
