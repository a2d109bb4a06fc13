"""The first line of a script: which program runs it, and whether there is one."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from jobs.descriptions.lint.finding import Finding

Language = Literal["bash", "sh", "python", ""]
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Program:
    """What runs a script: a path, or a name that `env` looks for; and its language."""

    word: str
    language: Language

    @property
    def name(self) -> str:
        return PurePosixPath(self.word).name


def program(script: str) -> Program:
    """As the launch reads it: bash, if the first line does not say."""
    first = script.split("\n", 1)[0]
    words = first[2:].split() if first.startswith("#!") else []
    if not words:
        return Program("/bin/bash", "bash")
    if PurePosixPath(words[0]).name == "env":
        words = [w for w in words[1:] if not w.startswith("-") and "=" not in w]
    word = words[0] if words else "env"
    return Program(word, _language(PurePosixPath(word).name))


def _language(name: str) -> Language:
    match name:
        case "bash":
            return "bash"
        case "sh" | "dash":
            return "sh"
        case _ if name == "python" or name.startswith("python3"):
            return "python"
        case _:
            return ""


def found(word: str, path: str) -> str:
    """Where the program is; empty if it is nowhere on this host."""
    if os.sep in word:
        return word if os.access(word, os.X_OK) else ""
    return shutil.which(word, path=path) or ""


def findings(script: str, path: str) -> Iterator[Finding]:
    if not script.strip():
        return
    first = script.split("\n", 1)[0]
    if not first.startswith("#!"):
        yield Finding("script", _missing(first), line=1)
        return
    runs = program(script)
    if not found(runs.word, path):
        where = "on this host" if os.sep in runs.word else f"in {path}"
        sentence = f"“{runs.word}”, which its first line names, is not there {where}"
        yield Finding("script", sentence, line=1)


def _missing(first: str) -> str:
    if first.strip(f"{BYTE_ORDER_MARK} \t").startswith("#!"):
        return "has something in front of “#!”, so bash runs it: remove that"
    return "does not say what runs it, so bash does: begin with a line like #!/bin/bash"
