"""Which variables of its environment a Python script takes for granted."""

import re

# Only without a default; a script is read as text, since a parser can be exhausted.
NAMED = re.compile(
    r"""
    \b(?:environ \s*\[\s* (['"]) (?P<item>[A-Za-z_]\w*) \1 \s*\] (?P<set>\s*=(?!=))?
      | (?:getenv | environ\.get) \s*\(\s* (['"]) (?P<call>[A-Za-z_]\w*) \4 \s*\))
    """,
    re.VERBOSE | re.ASCII,
)


def mentions(script: str) -> dict[str, int]:
    """The names that it takes from its environment, each with its first line."""
    found: dict[str, int] = {}
    given: set[str] = set()
    for number, line in enumerate(script.split("\n"), start=1):
        code = "" if line.lstrip().startswith("#") else line
        for named in NAMED.finditer(code):
            name = named["item"] or named["call"]
            if named["set"]:
                given.add(name)
            else:
                found.setdefault(name, number)
    return {name: line for name, line in found.items() if name not in given}
