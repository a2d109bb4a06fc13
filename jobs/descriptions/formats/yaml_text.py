"""YAML without tags, read and written; what would grow without end is refused."""

from typing import Any

import yaml

from jobs.descriptions.formats.opened import DEPTH, wrong

NODES = 100_000  # with what aliases repeat
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
STARTS = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
ENDS = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


def read(text: str) -> Any:
    """Raises DescriptionError."""
    try:
        _Bounds().look(text)
        return yaml.load(text, LOADER)  # noqa: S506 - a safe one, whether in C or not
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        sentence = " ".join(str(error).split())[:300]
        raise wrong(f"is not YAML: {sentence}") from error


class _Bounds:
    """Counts nodes before any is made."""

    def __init__(self) -> None:
        self._count = 0
        self._weights: dict[str, int] = {}
        self._open: list[tuple[str | None, int]] = []

    def look(self, text: str) -> None:
        """Raises DescriptionError."""
        for event in yaml.parse(text, LOADER):
            if tag := getattr(event, "tag", None):
                raise wrong(f"has the YAML tag {tag[:60]}: leave tags out")
            self._event(event)
            if self._count > NODES:
                raise wrong(f"has more than {NODES:,} values: too many to be read")
            if len(self._open) > DEPTH:
                raise wrong(f"has more than {DEPTH} lists and maps within each other")

    def _event(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            if (anchor := str(event.anchor)) not in self._weights:
                raise wrong(f"the alias *{anchor[:60]} is within itself, or unknown")
            self._count += self._weights[anchor]
        elif isinstance(event, STARTS):
            self._open.append((event.anchor, self._count))
            self._count += 1
        elif isinstance(event, ENDS):
            name, before = self._open.pop()
            self._weigh(name, self._count - before)
        elif isinstance(event, yaml.ScalarEvent):
            self._count += 1
            self._weigh(event.anchor, 1)

    def _weigh(self, anchor: str | None, weight: int) -> None:
        if anchor:
            self._weights[anchor] = weight


def write(content: Any) -> str:
    return yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True)


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, and never an alias."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Quoted where a character could be taken for a line end or a blank."""
    lines = text.split("\n")
    is_plain = all(line.isprintable() and line == line.strip() for line in lines[:1])
    is_block = len(lines) > 1 and lines[0] and all(map(str.isprintable, lines))
    style = "|" if is_block else None if is_plain and len(lines) == 1 else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)
