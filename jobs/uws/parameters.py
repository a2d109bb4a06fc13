"""What a job was given; other values while it is PENDING (UWS 1.1, section 2.2.2.9)."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from jobs import changes, links, submission
from jobs.errors import ValuesError
from jobs.models import Job
from jobs.submission import Submission
from jobs.uploads import HashedUpload, HashingUploadHandler
from jobs.uws import answers, find, results, summary, xml
from jobs.uws.errors import READ, Refusal, resource
from jobs.uws.sent import Sent

BLOCK = 1 << 18
VALUE = "value"  # how a form may call the one parameter that it is sent to


@resource(*READ, "POST")
def parameters(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    row = find.job(request, name, public_id)
    if request.method == "POST":
        given = Sent(request)
        wanted = given.control("RUNID")
        run_id = submission.run_id(wanted or "")  # before anything is changed
        _revise(request, row, given.own(), given.uploads, are_new=given.are_new())
        if wanted is not None:
            changes.run_id(row, run_id)
        return answers.to_job(request, row)
    found = summary.parameters(row, links.of(request))
    return answers.document(request, found, xml.parameters)


@resource(*READ, "POST", "PUT")
def parameter(
    request: HttpRequest, name: str, public_id: str, parameter_name: str
) -> HttpResponseBase:
    row = find.job(request, name, public_id)
    match request.method:
        case "POST":
            _post(request, row, parameter_name)
        case "PUT":
            _put(request, row, parameter_name)
        case _:
            return _get(request, row, parameter_name)
    return answers.to_job(request, row)


def _revise(
    request: HttpRequest,
    row: Job,
    texts: Mapping[str, Sequence[str]],
    uploads: Mapping[str, Sequence[HashedUpload]],
    *,
    are_new: bool = False,
) -> None:
    hosts = links.hosts(request)
    sent = Submission(row.owner, texts, uploads, hosts, are_new=are_new)
    submission.revise(row, sent)


def _post(request: HttpRequest, row: Job, name: str) -> None:
    """A form with one field, called like the parameter or `value`."""
    given = Sent(request)
    texts, uploads = given.own(), given.uploads
    known = {name.lower(), VALUE}
    if strange := [each for each in (*texts, *uploads) if each.lower() not in known]:
        sentence = f"only {name} is changed here: call it {name} or VALUE"
        raise ValuesError(dict.fromkeys(strange, sentence))
    if not (texts or uploads):
        raise ValuesError({name: "nothing was sent: call it VALUE"})
    values = [text for found in texts.values() for text in found]
    files = [file for found in uploads.values() for file in found]
    _revise(
        request,
        row,
        {name: values} if texts else {},
        {name: files} if files else {},
        are_new=given.are_new(),
    )


def _put(request: HttpRequest, row: Job, name: str) -> None:
    """The whole body is the value: a text, or the bytes of a file."""
    used = {entity.name.lower(): entity.name for entity in row.version.value().files}
    if name.lower() not in used:
        _revise(request, row, {name: [_text(request, name)]}, {})
        return
    changes.pending(row)  # before a long body is kept
    with _received(request, used[name.lower()]) as file:
        _revise(request, row, {}, {name: [file]})


def _text(request: HttpRequest, name: str) -> str:
    try:
        return request.body.decode()
    except UnicodeDecodeError as error:
        raise ValuesError({name: "the body is not a text in UTF-8"}) from error


def _received(request: HttpRequest, name: str) -> HashedUpload:
    handler = HashingUploadHandler()
    kind = (request.content_type or "").partition(";")[0]
    handler.new_file(name, name, kind, None)
    size = 0
    while block := request.read(BLOCK):
        handler.receive_data_chunk(block, size)
        size += len(block)
    return handler.file_complete(size)


def _get(request: HttpRequest, row: Job, name: str) -> HttpResponseBase:
    value = row.parameters.filter(name__iexact=name).first()
    if value is not None and value.text is not None:
        return answers.atom(request, value.name, value.text)
    given = row.inputs.filter(name__iexact=name).select_related("entity").first()
    if given is None:
        known = ", ".join(one.id for one in summary.parameters(row, links.Links("")))
        sentence = f"The job has no parameter {name}; it has: {known or 'none'}."
        raise Refusal(404, sentence)
    if given.entity is None:  # it is still to be fetched
        return answers.atom(request, given.name, given.url)
    return results.file(request, given.entity)
