"""Whether a script can be read by its language, asked in a child that runs nothing.

A hostile text can exhaust a parser; so the child has little memory and little time, a
clean environment, and gets the text on its standard input.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache

from jobs.descriptions.lint import shebang
from jobs.descriptions.lint.finding import Finding

SECONDS = 5
LIMITED = (
    "/bin/sh",
    "-c",
    'ulimit -c 0 && ulimit -t 5 && ulimit -v 1000000 && exec "$0" "$@"',
)
COMPILE = """
import sys
try:
    compile(sys.stdin.buffer.read(), "script", "exec", 0, True)
except SyntaxError as error:
    print(f"line {error.lineno or 1}: {error.msg}")
except ValueError as error:
    print(f"line 1: {error}")
except (MemoryError, RecursionError, OverflowError):
    sys.exit(99)
"""
SAID = re.compile(r"(?:line |: )(\d+): (.+)")
EXHAUSTED = 99
WARNING = "warning: "
LONGEST = 200  # of what a parser says


def findings(script: str, path: str) -> list[Finding]:
    """What the parser of the script's own language says of it."""
    runs = shebang.program(script)
    if not script.strip() or not runs.language:
        return []
    return list(_checked(script, runs, path))


@lru_cache(maxsize=32)
def _checked(script: str, runs: shebang.Program, path: str) -> Sequence[Finding]:
    parser = _parser(runs, path)
    if not parser:
        return ()
    argv = [*LIMITED, parser, *_arguments(script, runs)]
    try:
        said = subprocess.run(
            argv,
            input=script.encode(errors="replace"),
            capture_output=True,
            timeout=SECONDS,
            env={"PATH": path, "LC_ALL": "C"},
            cwd="/",
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return (_unknown(runs),)
    if said.returncode < 0 or said.returncode == EXHAUSTED:
        return (_unknown(runs),)
    is_own = _is_same(parser, runs, path)
    text = (said.stdout + said.stderr).decode(errors="replace")
    return tuple(_read(text, runs, is_own=is_own))


def _parser(runs: shebang.Program, path: str) -> str:
    """Only what the operator has put on the path of scripts: authors name anything."""
    name = runs.name if runs.language != "python" else _python(runs.name, path)
    return shutil.which(name, path=path) or ""


def _python(name: str, path: str) -> str:
    return name if shutil.which(name, path=path) else "python3"


def _is_same(parser: str, runs: shebang.Program, path: str) -> bool:
    """Another version of a language may know more, or less."""
    there = shebang.found(runs.word, path)
    return bool(there) and os.path.realpath(there) == os.path.realpath(parser)


def _arguments(script: str, runs: shebang.Program) -> list[str]:
    if runs.language == "python":
        return ["-I", "-S", "-B", "-W", "ignore", "-c", COMPILE]
    if runs.language == "bash" and "extglob" in script:
        return ["-O", "extglob", "-n"]
    return ["-n"]


def _read(text: str, runs: shebang.Program, *, is_own: bool) -> list[Finding]:
    """The first line that says where; what follows is a consequence of it."""
    for line in text.splitlines():
        if said := SAID.search(line):
            number, words = int(said[1]), said[2][:LONGEST]
            is_error = is_own and not words.startswith(WARNING)
            sentence = (
                f"is no valid {runs.language}: line {number}: "
                f"{words.removeprefix(WARNING)}"
            )
            return [Finding("script", sentence, is_error=is_error, line=number)]
    return []


def _unknown(runs: shebang.Program) -> Finding:
    sentence = f"could not be checked as {runs.language} within {SECONDS} s"
    return Finding("script", sentence)
