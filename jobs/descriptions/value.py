"""The parts of an activity description, free of rows, files and forms."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "text",
    "integer",
    "real",
    "boolean",
    "choice",
    "datetime",
    "quantity",
    "position",
    "interval",
    "file",
    "url",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
TimeFormat = Literal["iso", "mjd", "jd"]
TIME_FORMATS: tuple[TimeFormat, ...] = get_args(TimeFormat)
Role = Literal[
    "", "Main", "Calibration", "Preview", "Setup", "Quality", "Log", "Context"
]
ROLES: tuple[Role, ...] = get_args(Role)
Hint = Literal["auto", "none", "picture", "text", "table", "header"]
HINTS: tuple[Hint, ...] = get_args(Hint)
Outcome = Literal["COMPLETED", "ERROR"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


def multiplicity(*, required: bool, most: int) -> str:
    """How the IVOA model writes it: `1`, `0..1`, `1..5`, or `*` for any number."""
    least = 1 if required else 0
    if most == 0:
        return "1..*" if required else "*"
    return str(least) if least == most else f"{least}..{most}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that configures the activity (IVOA: ParameterDescription).

    `default`, `minimum` and `maximum` are texts as a user would type them; an empty
    text means that there is none. `most` is how many values there may be, 0 for any
    number; the default of several is one value on each line. `group` is the heading
    under which a form shows it. With `shown_if`, the name of another parameter, it
    counts only when that one has one of `shown_values`. `time_format` is what a script
    gets of a datetime, `content_types` are the media types of a file.
    """

    name: str
    kind: Kind
    title: str = ""
    required: bool = True
    default: str = ""
    minimum: str = ""
    maximum: str = ""
    options: tuple[str, ...] = ()
    pattern: str = ""
    unit: str = ""
    ucd: str = ""
    utype: str = ""
    description: str = ""
    most: int = 1
    group: str = ""
    shown_if: str = ""
    shown_values: tuple[str, ...] = ()
    time_format: TimeFormat = "iso"
    content_types: tuple[str, ...] = ()

    @property
    def multiplicity(self) -> str:
        return multiplicity(required=self.required, most=self.most)


@dataclass(frozen=True, slots=True)
class UsedEntity:
    """Data that the activity reads (IVOA: UsageDescription).

    `default` is an entity id or a URL; empty when there is none. `content_types` are
    the media types that are accepted, all if there are none. `most` is how many files
    there may be, 0 for any number. `url` is a template with `$ID`: who gives an
    identifier there gives the file at that address. `type` is a word of the IVOA
    vocabulary.
    """

    name: str
    title: str = ""
    content_types: tuple[str, ...] = ()
    required: bool = True
    default: str = ""
    description: str = ""
    most: int = 1
    url: str = ""
    type: Role = ""

    @property
    def multiplicity(self) -> str:
        return multiplicity(required=self.required, most=self.most)


@dataclass(frozen=True, slots=True)
class GeneratedEntity:
    """Data that the activity writes (IVOA: GenerationDescription).

    `pattern` is a file name, or a glob, relative to the work folder; `**` stands for
    any number of folders. `most` is how many files there may be, 0 for any number.
    `preview` says how a page shows it; `type` is a word of the IVOA vocabulary, Main
    for the result that users came for. With `stamp` the portal writes into it, or
    beside it, where it comes from.
    """

    name: str
    pattern: str
    title: str = ""
    content_type: str = ""
    optional: bool = False
    description: str = ""
    most: int = 0
    preview: Hint = "auto"
    type: Role = ""
    stamp: bool = False

    @property
    def is_glob(self) -> bool:
        return any(character in self.pattern for character in "*?[")

    @property
    def multiplicity(self) -> str:
        most = self.most if self.is_glob else 1
        return multiplicity(required=not self.optional, most=most)


@dataclass(frozen=True, slots=True)
class KnownError:
    """What a line of stderr means to users, and what they can do about it.

    `pattern` is a regular expression that is looked for in the last lines.
    """

    pattern: str
    explanation: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A run that shows what the activity does, and proves that it still does.

    `values` are the texts for each name, of parameters and used entities alike.
    `results` are the names of generated entities that must be there at the end.
    """

    name: str
    title: str = ""
    description: str = ""
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    outcome: Outcome = "COMPLETED"
    results: tuple[str, ...] = ()

    def given(self) -> dict[str, list[str]]:
        """The texts by name, as somebody would send them."""
        return {name: list(texts) for name, texts in self.values}


@dataclass(frozen=True, slots=True)
class Contact:
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What an activity is, takes, gives and runs (IVOA: ActivityDescription).

    `execution_duration` is how long a job may run unless its owner asks for another
    time, `longest_duration` what may be asked for, `quote` how long it usually takes,
    all in seconds. `output_bytes` and `output_files` limit what a job leaves, `memory`
    (bytes), `cpu_time` (seconds of all processes together), `processes` and
    `open_files` what it uses, and `most_running` how many jobs of it run at once. 0
    means: no limit, or no word, of its own.
    `environment` is the name of the software that it runs in, the portal's usual one
    if empty; with `sandbox` it sees its own folder only, and no network unless
    `network`. `backend` is the machine, the portal's usual one if empty; a cluster is
    asked for `cpus`, `gpus`, `partition`, `account` and `licences`. `controls` are the
    control parameters that the submit form offers. `citation` says how to cite the
    activity.
    """

    name: str
    script: str
    title: str = ""
    description: str = ""
    type: str = ""
    subtype: str = ""
    version: str = ""
    documentation: str = ""
    contact: Contact = Contact()
    citation: str = ""
    execution_duration: int = 0
    longest_duration: int = 0
    quote: int = 0
    output_bytes: int = 0
    output_files: int = 0
    memory: int = 0
    cpu_time: int = 0
    processes: int = 0
    open_files: int = 0
    most_running: int = 0
    environment: str = ""
    sandbox: bool = False
    network: bool = False
    backend: str = ""
    cpus: int = 0
    gpus: int = 0
    partition: str = ""
    account: str = ""
    licences: str = ""
    controls: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    used: tuple[UsedEntity, ...] = ()
    generated: tuple[GeneratedEntity, ...] = ()
    known_errors: tuple[KnownError, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def files(self) -> tuple[UsedEntity, ...]:
        """All that a job is given as files: used entities, and parameters of that kind.

        A configuration file may be a used entity of type Setup (ProvenanceDM 1.0).
        """
        return (*self.used, *self._setups())

    @property
    def values(self) -> tuple[Parameter, ...]:
        """The parameters that are no files."""
        return tuple(one for one in self.parameters if one.kind != "file")

    def _setups(self) -> Iterator[UsedEntity]:
        for one in self.parameters:
            if one.kind == "file":
                yield UsedEntity(
                    name=one.name,
                    title=one.title,
                    content_types=one.content_types,
                    required=one.required,
                    default=one.default,
                    description=one.description,
                    most=one.most,
                    type="Setup",
                )
