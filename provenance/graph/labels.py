"""What is written on a line: the role of the data, where it says something new."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from provenance.graph import text
from provenance.graph.lines import Line
from provenance.graph.picture import Card
from provenance.graph.scope import Node

NOT_A_LETTER = re.compile(r"[\W_]+")


def labels(lines: Iterable[Line], cards: Mapping[Node, Card]) -> dict[Line, str]:
    inputs = Counter(line.effect for line in lines if line.relation == "used")
    return {line: _label(line, cards, inputs[line.effect]) for line in lines}


def _label(line: Line, cards: Mapping[Node, Card], inputs: int) -> str:
    said = text.clean(", ".join(line.says))
    match line.relation:
        case "used":
            return said if inputs > 1 or _is_news(said, cards[line.cause]) else ""
        case "generated":
            return said if _is_news(said, cards[line.effect]) else ""
        case "informed":
            return said
        case "configured" | "associated":
            return ""


def _is_news(role: str, file: Card) -> bool:
    """Whether the role says more than the name of the file, without its extension."""
    stem = PurePath(file.title).name.partition(".")[0]
    return file.kind != "rest" and not _letters(stem).startswith(_letters(role))


def _letters(name: str) -> str:
    return NOT_A_LETTER.sub("", name).casefold()
