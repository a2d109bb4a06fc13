"""What the words of a shell command make: variables with a value."""

import re
from dataclasses import dataclass, field

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
GIVES = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]]*\])?\+?=", re.ASCII)
DESCRIPTOR = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}", re.ASCII)
# Behind these a command begins anew.
OPENERS = frozenset("if then elif else do while until ! { } time coproc".split())
# What follows these are names that get a value.
NAMING = frozenset(
    "read local declare typeset export readonly mapfile readarray getopts unset".split()
)
LOOPS = frozenset({"for", "select"})
# After these more variables may be there than the script says.
SOURCES = frozenset(
    ". source eval module ml conda mamba micromamba spack setup load".split()
)


@dataclass(slots=True)
class Words:
    """The words of the command that is being read, and what commands have made."""

    made: set[str] = field(default_factory=set)
    sources: bool = False
    command: str = ""
    last: str = ""
    cases: int = 0  # `case` without its `esac`: a closing bracket ends a pattern

    def end_command(self) -> None:
        self.command = self.last = ""

    def add(self, word: str) -> None:
        if given := GIVES.match(word) or DESCRIPTOR.fullmatch(word):
            self.made.add(given[1])
        elif word == "{":
            self.end_command()  # the body of a function, too
        elif not self.command:
            self._begin(word)
        elif self._names(word):
            self.made.add(word)
        if self.command in LOOPS and self.last in LOOPS:
            self.command = "in"  # the rest are values
        self.last = word

    def _begin(self, word: str) -> None:
        if word in OPENERS:
            return
        self.cases = max(0, self.cases + {"case": 1, "esac": -1}.get(word, 0))
        self.sources = self.sources or word in SOURCES
        self.command = word

    def _names(self, word: str) -> bool:
        if not NAME.fullmatch(word):
            return False
        is_printed = self.command == "printf" and self.last == "-v"
        is_looped = self.command in LOOPS and self.last in LOOPS
        return self.command in NAMING or is_printed or is_looped
