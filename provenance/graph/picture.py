"""What is to be drawn, as plain values: cards, and the lines between them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "activity",
    "entity",
    "collection",  # several entities that are alike
    "rest",  # results that lead nowhere
    "agent",
    "parameters",
    "hidden",  # a step that the viewer may not see
    "more",  # jobs beyond the budget
]
Relation = Literal["used", "generated", "informed", "configured", "associated"]
Status = Literal["", "completed", "error", "stopped", "other"]
Detail = Literal["jobs", "data", "everything"]
Arrows = Literal["data", "prov"]
Way = Literal["TB", "LR", "BT", "RL"]  # where later things are: below, to the right, …

# (kind, id) -> address or "". Kinds: activity (a job), step, entity, agent, and more:
# the nearest of the jobs that a stub stands for.
UrlOf = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Options:
    """`arrows` follow the data, or point to the past as PROV has them.

    `agents` matters where everything is shown; `budget` is a number of cards. Without
    `attributes` cards have names only.
    """

    detail: Detail = "data"
    agents: bool = True
    arrows: Arrows = "data"
    budget: int = 60
    way: Way = "TB"
    attributes: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """Texts are whole here; whoever paints cuts them to the size, in pixels.

    A container is a card that others name in `inside`; its size is that of its head.
    """

    kind: Kind
    noun: str  # what it is, for those who do not see its shape
    title: str
    subtitle: str = ""
    chips: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()  # of parameters: name, value
    count: int = 0  # of a collection
    status: Status = ""  # of an activity
    is_absent: bool = False  # the portal has no bytes of it
    is_focus: bool = False
    is_container: bool = False
    url: str = ""
    tooltip: str = ""
    id: str = ""
    inside: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """From cause to effect, whichever way its arrow will point."""

    cause: str
    effect: str
    relation: Relation
    label: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """`sequence` are pairs of cards that follow each other in time without an edge."""

    title: str
    cards: tuple[Card, ...]
    edges: tuple[Edge, ...]
    sequence: tuple[tuple[str, str], ...] = ()
    way: Way = "TB"
    left_out: int = 0  # jobs
