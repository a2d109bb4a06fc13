"""Habits of scripts that go wrong silently."""

import re
from collections.abc import Iterator

from jobs.descriptions.lint import shebang
from jobs.descriptions.lint.finding import Finding

# `set -e`, also among other letters, or as an option of the first line.
STOPS = re.compile(r"^[ \t]*set[ \t]+(-[a-zA-Z]*e|-o[ \t]+errexit)", re.MULTILINE)
FIRST_LINE_STOPS = re.compile(r"#!\S+(?:[ \t]+\S+)*?[ \t]+-[a-zA-Z]*e")
NO_BREAK = "\u00a0"


def findings(script: str) -> Iterator[Finding]:
    if not script.strip():
        return
    if "\r" in script:
        line = script.count("\n", 0, script.index("\r")) + 1
        sentence = "has line ends of Windows, which break it: saving it here mends them"
        yield Finding("script", sentence, line=line)
    language = shebang.program(script).language
    if language and NO_BREAK in script:
        line = script.count("\n", 0, script.index(NO_BREAK)) + 1
        sentence = "has a blank that does not break lines: type it anew as a blank"
        yield Finding("script", sentence, line=line)
    if language == "bash" and not _stops(script):
        sentence = (
            "goes on after a command that failed, and may end as if all was well: "
            "“set -e” in its second line stops it there"
        )
        yield Finding("script", sentence)


def _stops(script: str) -> bool:
    first = script.split("\n", 1)[0]
    return bool(STOPS.search(script) or FIRST_LINE_STOPS.match(first))
