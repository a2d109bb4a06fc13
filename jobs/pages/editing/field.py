"""One thing that the editor asks, and how."""

from dataclasses import dataclass
from typing import Literal

Control = Literal[
    "line",  # one line of text, without blanks around it
    "exact",  # a text, as it is
    "area",  # some lines of text
    "markdown",
    "script",
    "list",  # one text on each line
    "check",
    "ticks",  # some of some words
    "choice",
    "seconds",
    "size",
    "count",
    "many",  # how many there may be
]
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """`kinds` are the kinds of parameters that have it, all if there are none.

    `words` names a list of suggestions. What is `rare` is asked behind a fold.
    """

    name: str
    label: str
    control: Control = "line"
    hint: str = ""
    choices: Choices = ()
    kinds: tuple[str, ...] = ()
    words: str = ""
    placeholder: str = ""
    default: str = ""
    is_wide: bool = False
    is_rare: bool = False
    is_code: bool = False
