"""The request as a notebook (nbformat 4.5) that explains each step.

It holds no token and no output.
"""

import json
from collections.abc import Iterator
from typing import Any

from jobs.snippets import python
from jobs.snippets.request import Request

CONTENT_TYPE = "application/x-ipynb+json"

INTRODUCTION = """\
# A job of `{name}`

This notebook submits a job to [{name}]({page}), waits for it, opens its first result
and shows where it comes from. The portal speaks [UWS](https://www.ivoa.net/documents/UWS/),
a standard of the Virtual Observatory, so that any UWS client can do the same.

It needs `pyvo`, and `astropy` for FITS and VOTable: `pip install pyvo astropy`."""
LOG_IN = """\
## Your token

[Make a token]({profile}) and put it into the environment variable `OPUS_TOKEN` before
you start the notebook; otherwise you are asked for it here. It is not kept in the
notebook: whoever has the token can run jobs in your name."""
NO_LOG_IN = """\
## A session

This activity needs no log-in. Whoever knows the address of the job can see it."""
SUBMIT = """\
## Submit

The job is created and queued at once; if a value does not fit, the portal says why."""
WAIT = """\
## Wait

`wait` asks the portal to answer when the phase changes. A job that is aborted, also by
its time limit, raises an exception; one that fails raises it in the next line, with its
reason."""
RESULTS = "## Results"
FIRST = """\
## The first result

FITS and VOTable are opened with astropy, anything else is shown as text."""
PROVENANCE = """\
## Where it comes from

The portal keeps which data and parameters every result was made from, also when its
files are gone. The same record for programs is at `provjson` (PROV-JSON) and `provxml`
(PROV-XML)."""
MORE = """\
## More

- The page of the job is at the address below; there it can be run again, or deleted.
- [{name}]({page}) has all its parameters with their limits.
- `session.delete(job.url)` deletes the files of the job; its provenance is kept."""

ASK = """\
import os
from getpass import getpass

token = os.environ.get("OPUS_TOKEN") or getpass("Token: ")"""
LIST = """\
made = [r for r in job.results if r.id_ not in ("provjson", "provxml", "provsvg")]
for result in made:
    print(result.id_, result.mimetype, result.size, result.href)"""
OPEN = """\
from io import BytesIO

answer = session.get(made[0].href)
answer.raise_for_status()
if answer.content.startswith(b"SIMPLE"):
    from astropy.io import fits

    with fits.open(BytesIO(answer.content)) as file:
        file.info()
        print(repr(file[0].header))
elif b"<VOTABLE" in answer.content[:2000]:
    from astropy.table import Table

    print(Table.read(BytesIO(answer.content), format="votable"))
else:
    print(answer.content[:2000].decode(errors="replace"))"""
DRAW = """\
from IPython.display import SVG

answer = session.get(f"{job.url}/provsvg")
answer.raise_for_status()
SVG(answer.content)"""
PAGE = 'print(f"{base}/jobs/{job.job_id}")'


def write(request: Request) -> str:
    """The notebook as JSON."""
    document = {
        "cells": _cells(request),
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _cells(request: Request) -> list[dict[str, Any]]:
    facts = {
        "name": request.name,
        "page": request.page,
        "profile": request.profile,
    }
    session = LOG_IN if request.needs_token else NO_LOG_IN
    return [
        _words("introduction", INTRODUCTION.format(**facts)),
        _words("token", session.format(**facts)),
        _code("session", _session(request)),
        _words("submit", "\n\n".join([SUBMIT, *_hints(request)])),
        _code("submit-code", python.submit(request)),
        _words("wait", WAIT),
        _code("wait-code", python.WAIT),
        _words("results", RESULTS),
        _code("results-code", LIST),
        *(_first() if request.results else ()),
        _words("provenance", PROVENANCE),
        _code("provenance-code", DRAW),
        _words("more", MORE.format(**facts)),
        _code("more-code", f"base = {python.literal(request.base)}\n{PAGE}"),
    ]


def _first() -> Iterator[dict[str, Any]]:
    """Only where there will be a result."""
    yield _words("first", FIRST)
    yield _code("first-code", OPEN)


def _session(request: Request) -> str:
    imports = python.IMPORTS.removeprefix("from pathlib import Path\n\n")
    ask = [f"{ASK}\n"] if request.needs_token else []
    return "\n".join([imports, "", *ask, *python.session(request, "token")])


def _hints(request: Request) -> list[str]:
    hints = []
    if request.files:
        hints.append("Put the paths of your own files into `files`.")
    if request.missing:
        hints.append(f"Give these, too: {_names(request.missing)}.")
    if request.defaults:
        hints.append(f"Left out, as they are defaults: {_names(request.defaults)}.")
    return hints


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _words(cell: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": cell, "metadata": {}, "source": _lines(text)}


def _code(cell: str, text: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": cell,
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": _lines(text),
    }


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
