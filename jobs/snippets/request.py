"""What a program asks the portal for: the value that the texts are made of."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.urls import reverse

from jobs import wanted
from jobs.descriptions import check, texts
from jobs.descriptions.value import (
    Description,
    GeneratedEntity,
    Parameter,
    UsedEntity,
)
from jobs.links import Links

RUN_NAME = "RUNID"
# Those of the system's registry that are not what one calls such a file.
EXTENSIONS = {"image/fits": ".fits", "text/plain": ".txt"}


@dataclass(frozen=True, slots=True)
class Expected:
    """One result that a job gives. `file` is empty for any number of files."""

    result_id: str
    file: str


@dataclass(frozen=True, slots=True)
class Request:
    """A job that is created over UWS, for whoever holds a token or needs none.

    `values` are texts by parameter, `files` are paths by used entity. `defaults` are
    left out because they are, `missing` because they cannot be sent as they are.
    """

    base: str
    name: str
    values: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    defaults: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    results: tuple[Expected, ...] = ()
    needs_token: bool = True

    @property
    def endpoint(self) -> str:
        """The URL of the job list, to which jobs are posted."""
        return Links(self.base).jobs(self.name)

    @property
    def profile(self) -> str:
        """Where one makes a token."""
        return self.base + reverse("profile")

    @property
    def page(self) -> str:
        """What the activity is, for people."""
        return self.base + reverse("activity", args=[self.name])


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave, by name; a name that is not there was not given.

    `files` are the paths of files to be sent. `version` is the label of a version that
    is not the current one.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    version: str = ""


def of(
    description: Description, given: Given, base: str, *, needs_token: bool = True
) -> Request:
    """The request that means what was given; `base` is the portal's URL."""
    sorting = _Sorting(given)
    for used in description.files:
        sorting.use(used)
    hidden = check.hidden(description, {n: [t] for n, t in given.texts.items()})
    for parameter in description.values:
        if parameter.name not in hidden:
            sorting.set(parameter)
    if given.version:
        sorting.send(wanted.VERSION, given.version)
    if run_name := given.texts.get(RUN_NAME, ""):
        sorting.send(RUN_NAME, run_name)
    return Request(
        base=base,
        name=description.name,
        values=tuple(sorting.values),
        files=tuple(sorting.files),
        defaults=tuple(sorting.defaults),
        missing=tuple(sorting.missing),
        results=tuple(expected(entity) for entity in description.generated),
        needs_token=needs_token,
    )


class _Sorting:
    """Puts each name where it belongs: the portal would take it the same way."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.values: list[tuple[str, str]] = []
        self.files: list[tuple[str, str]] = []
        self.defaults: list[str] = []
        self.missing: list[str] = []

    def use(self, used: UsedEntity) -> None:
        text = self.given.texts.get(used.name, "").strip()
        path = self.given.files.get(used.name, "")
        if path and not texts.problem(path):
            self.files.append((used.name, path))
        elif text and text != used.default:
            self.send(used.name, text)
        elif used.default:
            self.defaults.append(used.name)
        elif used.required:
            self.files.append((used.name, example_file(used)))

    def set(self, parameter: Parameter) -> None:
        text = self.given.texts.get(parameter.name)
        if text is not None and parameter.kind != "text":
            text = text.strip()
        is_given = text is not None and (text or not parameter.required)
        default = parameter.default
        if text == default or (text is None and default):
            self._leave(parameter)
        elif is_given:
            self.send(parameter.name, text or "")
        elif parameter.required:
            self.missing.append(parameter.name)

    def _leave(self, parameter: Parameter) -> None:
        """It is the default; an optional text may be empty on purpose."""
        if parameter.default:
            self.defaults.append(parameter.name)
        elif parameter.required:
            self.missing.append(parameter.name)
        elif parameter.kind == "text":
            self.send(parameter.name, "")

    def send(self, name: str, text: str) -> None:
        """What the portal would refuse unread is not offered to be copied."""
        if texts.problem(text):
            self.missing.append(name)
        else:
            self.values.append((name, text))


def example_file(used: UsedEntity) -> str:
    """A path to put one's own in place of."""
    kind = next(iter(used.content_types), "")
    extension = EXTENSIONS.get(kind) or mimetypes.guess_extension(kind) or ""
    return f"{used.name}{extension}"


def expected(entity: GeneratedEntity) -> Expected:
    file = "" if entity.is_glob else PurePosixPath(entity.pattern).name
    return Expected(entity.name, file)
