"""The request as commands for bash and curl."""

from collections.abc import Iterator

from jobs.snippets import shell
from jobs.snippets.request import Expected, Request

AUTHORIZATION = '-H "Authorization: Bearer $OPUS_TOKEN"'
CREATED = 'echo "${job:?was not created}"'
LOOP = """\
# Wait: a request ends when the phase changes, or after 50 seconds.
while phase=$({get} "$job/phase") &&
  [[ $phase =~ ^(PENDING|QUEUED|EXECUTING)$ ]]; do
  {get} -o /dev/null "$job?WAIT=50"
  sleep 1
done
echo "$phase\""""
# Any number of results: their addresses are in the list.
EACH = """\
{get} "$job/results" | grep -oE "$job/results/{name}(\\.[0-9]+)?\\"" | tr -d '"' |
  while read -r url; do {get} -O "$url"; done"""
PROVENANCE = """\
# Keep where it comes from: for programs, and as a picture.
{get} -o provenance.json "$job/provjson"
{get} -o provenance.svg "$job/provsvg\""""


def script(request: Request) -> str:
    """Create the job, wait for it, fetch its results and its provenance."""
    get = f"curl -fsS {AUTHORIZATION}" if request.needs_token else "curl -fsS"
    parts = [
        "\n".join([*remarks(request), create(request), CREATED]),
        LOOP.format(get=get),
        "\n".join(_results(request, get)),
        PROVENANCE.format(get=get),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def remarks(request: Request) -> Iterator[str]:
    """Comments; of what users typed only names get into them."""
    if request.needs_token:
        yield f"# OPUS_TOKEN holds your token; make one at {request.profile}"
    if request.files:
        yield "# Put the paths of your files behind the @."
    if request.missing:
        yield f"# Give these, too: {', '.join(request.missing)}"
    if request.defaults:
        yield f"# Left out, as they are defaults: {', '.join(request.defaults)}"


def create(request: Request) -> str:
    """The command that sets `job`; if the portal refuses, it says why on stderr."""
    lines = ["job=$(curl -sS -o >(awk 1 >&2) -w '%{redirect_url}'"]
    if request.needs_token:
        lines.append(AUTHORIZATION)
    lines += _multipart(request) if request.files else _plain(request)
    return " \\\n  ".join([*lines, f"{shell.word(request.endpoint)})"])


def _plain(request: Request) -> Iterator[str]:
    for name, text in request.values:
        if shell.is_long(text):
            yield f"--data-urlencode {name}@{shell.printed(text)}"
        else:
            yield f"--data-urlencode {shell.word(f'{name}={text}')}"
    yield "-d PHASE=RUN"


def _multipart(request: Request) -> Iterator[str]:
    for name, path in request.files:
        yield f"-F {shell.word(f'{name}=@{shell.path(path)}')}"
    for name, text in request.values:
        if shell.is_long(text):
            yield f"-F '{name}=<'{shell.printed(text)}"
        else:
            # With -F a leading @ or < would name a file.
            yield f"--form-string {shell.word(f'{name}={text}')}"
    yield "-F PHASE=RUN"


def _results(request: Request, get: str) -> Iterator[str]:
    if request.results:
        yield "# Fetch what it made."
    for result in request.results:
        yield _result(result, get)


def _result(result: Expected, get: str) -> str:
    if not result.file:
        return EACH.format(get=get, name=result.result_id)
    file = f"./{result.file}" if result.file.startswith("-") else result.file
    return f'{get} -o {shell.word(file)} "$job/results/{result.result_id}"'
