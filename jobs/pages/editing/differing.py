"""What differs between a description that somebody has saved and the one typed here."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from jobs.descriptions.value import Description
from jobs.pages.editing import typed
from jobs.pages.editing.head import HEAD
from jobs.pages.editing.lists import LISTS, List
from jobs.pages.editing.typed import Typed

Mark = Literal["", "theirs", "mine", "skipped"]
MOST_LINES = 2000  # of a text whose lines are compared
SHORT = 80  # characters of a text that is shown as a whole
MISSING = "does not exist"


@dataclass(frozen=True, slots=True)
class Difference:
    """`lines` are those of a long text, each with whose it is."""

    label: str
    theirs: str
    mine: str
    lines: tuple[tuple[Mark, str], ...] = ()


def between(theirs: Description, mine: Description) -> list[Difference]:
    """In the order of the page."""
    return [*_head(theirs, mine), *_lists(theirs, mine)]


def _head(theirs: Description, mine: Description) -> Iterator[Difference]:
    labels = {one.name: one.label for fields in HEAD.values() for one in fields}
    yield from _texts(labels, _own(typed.of(theirs)), _own(typed.of(mine)), "")


def _own(texts: Typed) -> Typed:
    """What is of the description itself."""
    return {name: text for name, text in texts.items() if not typed.ROW.fullmatch(name)}


def _texts(
    labels: Mapping[str, str], theirs: Typed, mine: Typed, of: str
) -> Iterator[Difference]:
    for name in dict.fromkeys([*theirs, *mine]):
        before, after = theirs.get(name, ""), mine.get(name, "")
        if before == after:
            continue
        label = f"{of}{labels.get(name, name.replace('-', ' '))}"
        lines = _lines(before, after)
        yield Difference(label, before, after, lines)


def _lists(theirs: Description, mine: Description) -> Iterator[Difference]:
    for kind, own in LISTS.items():
        before = _by_name(own, getattr(theirs, kind))
        after = _by_name(own, getattr(mine, kind))
        yield from _parts(own, before, after)
        common = [name for name in before if name in after]
        if common != [name for name in after if name in before]:
            yield Difference(f"{own.title}: order", ", ".join(before), ", ".join(after))


def _by_name(own: List, parts: Sequence[Any]) -> dict[str, Typed]:
    return {getattr(part, own.key): typed.of_part(own, part) for part in parts}


def _parts(
    own: List, before: Mapping[str, Typed], after: Mapping[str, Typed]
) -> Iterator[Difference]:
    labels = {one.name: one.label for one in own.fields}
    for name in dict.fromkeys([*before, *after]):
        of = f"{own.one} {name}"
        if name not in after:
            yield Difference(of, _shown(own, before[name]), MISSING)
        elif name not in before:
            yield Difference(of, MISSING, _shown(own, after[name]))
        else:
            yield from _texts(labels, before[name], after[name], f"{of}: ")


def _shown(own: List, texts: Typed) -> str:
    return "\n".join(f"{label}: {text}" for label, text in facts(own, texts))


def facts(own: List, texts: Typed) -> list[tuple[str, str]]:
    """Labels and texts of what is not as it would be anyway."""
    return [
        (one.label, texts[one.name])
        for one in own.fields
        if texts.get(one.name, one.default) not in ("", one.default)
    ]


def _lines(before: str, after: str) -> tuple[tuple[Mark, str], ...]:
    """Only the lines that differ, with two around each."""
    theirs, mine = before.split("\n"), after.split("\n")
    is_short = max(len(before), len(after)) <= SHORT and len(theirs) == len(mine) == 1
    if is_short or max(len(theirs), len(mine)) > MOST_LINES:
        return ()
    found = difflib.unified_diff(theirs, mine, n=2, lineterm="")
    return tuple(_marked(line) for line in list(found)[2:])


def _marked(line: str) -> tuple[Mark, str]:
    marks: dict[str, Mark] = {"-": "theirs", "+": "mine", "@": "skipped"}
    mark = marks.get(line[:1], "")
    return mark, "…" if mark == "skipped" else line[1:]
