"""The parts of an activity description, free of rows, files and forms."""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["text", "integer", "real", "boolean", "choice"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that configures the activity (IVOA: ParameterDescription).

    `default`, `minimum` and `maximum` are texts as a user would type them; an empty
    text means that there is none.
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


@dataclass(frozen=True, slots=True)
class UsedEntity:
    """Data that the activity reads (IVOA: UsageDescription).

    `default` is an entity id or a URL; empty when there is none.
    """

    name: str
    title: str = ""
    content_type: str = ""
    required: bool = True
    default: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class GeneratedEntity:
    """Data that the activity writes (IVOA: GenerationDescription).

    `pattern` is a file name, or a glob, relative to the work folder; `**` stands for
    any number of folders.
    """

    name: str
    pattern: str
    title: str = ""
    content_type: str = ""
    optional: bool = False
    description: str = ""

    @property
    def is_glob(self) -> bool:
        return any(character in self.pattern for character in "*?[")


@dataclass(frozen=True, slots=True)
class Contact:
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What an activity is, takes, gives and runs (IVOA: ActivityDescription).

    `execution_duration` is in seconds; 0 means no limit of its own.
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
    execution_duration: int = 0
    parameters: tuple[Parameter, ...] = ()
    used: tuple[UsedEntity, ...] = ()
    generated: tuple[GeneratedEntity, ...] = ()
