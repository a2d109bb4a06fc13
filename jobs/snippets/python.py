"""The request as Python with pyvo."""

from collections.abc import Iterator

from jobs.snippets.request import Request

IMPORTS = """\
from pathlib import Path

import requests
from pyvo.dal.tap import AsyncTAPJob"""
SESSION = "session = requests.Session()"
AUTHORIZATION = 'session.headers["Authorization"] = f"Bearer {%s}"'
WAIT = """\
job = AsyncTAPJob(answer.url, session=session)
job.wait()  # it raises an exception if the job is aborted
job.raise_if_error()
print(job.phase, job.url)"""
FETCH = """\
folder = Path(job.job_id)
folder.mkdir()
for result in job.results:  # the provenance documents are among them
    answer = session.get(result.href)
    answer.raise_for_status()
    (folder / result.id_).write_bytes(answer.content)
    print(folder / result.id_, result.mimetype)"""


def script(request: Request) -> str:
    """Create the job, wait for it, fetch its results and its provenance."""
    imports = f"import os\n{IMPORTS}" if request.needs_token else IMPORTS
    # In double quotes it would need Python 3.12.
    environment = "os.environ['OPUS_TOKEN']"
    setting_up = [*remarks(request), *session(request, environment)]
    first = "\n".join([imports, "", *setting_up])
    return "\n\n".join([first, submit(request), WAIT, FETCH]) + "\n"


def remarks(request: Request) -> Iterator[str]:
    """Comments; of what users typed only names get into them."""
    if request.needs_token:
        yield f"# OPUS_TOKEN holds your token; make one at {request.profile}"
    if request.missing:
        yield f"# Give these, too: {', '.join(request.missing)}"
    if request.defaults:
        yield f"# Left out, as they are defaults: {', '.join(request.defaults)}"


def session(request: Request, token: str) -> Iterator[str]:
    """`token` is the expression that gives it."""
    yield SESSION
    if request.needs_token:
        yield AUTHORIZATION % token


def submit(request: Request) -> str:
    """The statement that sets `answer`, and what is done if the portal refuses."""
    return "\n".join(
        [
            "answer = session.post(",
            f"    {literal(request.endpoint)},",
            "    data={",
            *(f"        {literal(n)}: {literal(text)}," for n, text in request.values),
            '        "PHASE": "RUN",',
            "    },",
            *_files(request),
            ")",
            "if not answer.ok:",
            "    raise RuntimeError(answer.text)  # it says what to change",
        ]
    )


def _files(request: Request) -> Iterator[str]:
    if not request.files:
        return
    yield "    files={  # put the paths of your files here"
    for name, path in request.files:
        yield f'        {literal(name)}: open({literal(path)}, "rb"),'
    yield "    },"


def literal(text: str) -> str:
    """The text as Python reads it, in double quotes where that is as readable."""
    found = repr(text)
    if found.startswith("'") and '"' not in found:
        return f'"{found[1:-1]}"'
    return found
