"""The documents of the stub."""

from xml.sax.saxutils import escape, quoteattr

from tests.opus.uwscheck.stub_job import utc

SPACES = (
    'xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
AVAILABILITY = (
    b'<a:availability xmlns:a="http://www.ivoa.net/xml/VOSIAvailability/v1.0">'
    b"<a:available>true</a:available><a:upSince>2026-03-01T00:00:00Z</a:upSince>"
    b"<a:note>all is well</a:note></a:availability>"
)


def jobs(inner):
    return f'<uws:jobs {SPACES} version="1.1">{inner}</uws:jobs>'


def reference(stub, row):
    href = quoteattr(f"{stub.url}/{row.id}")
    return (
        f'<uws:jobref id="{row.id}" xlink:type="simple" xlink:href={href}>'
        f"<uws:phase>{row.phase}</uws:phase>{_owner(row)}"
        f"<uws:creationTime>{utc(row.created)}</uws:creationTime></uws:jobref>"
    )


def job(stub, row):
    run_id = f"<uws:runId>{escape(row.run_id)}</uws:runId>" if row.run_id else ""
    error = (
        '<uws:errorSummary type="fatal" hasDetail="true">'
        "<uws:message>It was told to fail.</uws:message></uws:errorSummary>"
    )
    return (
        f'<?xml version="1.0"?>\n<!-- a job --><uws:job {SPACES} version="1.1">'
        f"<uws:jobId>{row.id}</uws:jobId>{run_id}{_owner(row)}"
        f"<uws:phase>{row.phase}</uws:phase>"
        f'<uws:quote xsi:nil="true"/>{_time("creationTime", row.created)}'
        f"{_time('startTime', row.begun_at)}{_time('endTime', row.ended_at)}"
        f"<uws:executionDuration>{row.duration}</uws:executionDuration>"
        f"{_time('destruction', row.destruction)}"
        f"{parameters(stub, row)}{results(stub, row)}"
        f"{error if row.phase == 'ERROR' else ''}"
        '<uws:jobInfo><s:host xmlns:s="urn:stub">n1</s:host></uws:jobInfo>'
        "</uws:job>"
    ).encode()


def parameters(stub, row, spaces=""):
    values = "".join(
        f"<uws:parameter id={quoteattr(name)}>{escape(value)}</uws:parameter>"
        for name, value in row.parameters.items()
    )
    files = "".join(
        f'<uws:parameter id="{name}" byReference="true">'
        f"{stub.url}/{row.id}/parameters/{name}</uws:parameter>"
        for name in row.files
    )
    return f"<uws:parameters {spaces}>{values}{files}</uws:parameters>"


def results(stub, row, spaces=""):
    out = (
        '<uws:result id="out" xlink:type="simple" size="5" mime-type="text/plain" '
        f'xlink:href="{stub.url}/{row.id}/results/out"/>'
    )
    inner = out if row.phase == "COMPLETED" else ""
    return f"<uws:results {spaces}>{inner}</uws:results>"


def capabilities(stub):
    method = '<securityMethod standardID="ivo://ivoa.net/sso#BasicAA"/>'
    return (
        '<v:capabilities xmlns:v="http://www.ivoa.net/xml/VOSICapabilities/v1.0" '
        'xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        '<capability standardID="ivo://ivoa.net/std/UWS#rest-1.1">'
        '<interface xsi:type="vs:ParamHTTP" role="std">'
        f'<accessURL use="base">{stub.url}</accessURL>'
        f"{method if stub.login else ''}</interface></capability></v:capabilities>"
    ).encode()


def _owner(row):
    if row.owner:
        return f"<uws:ownerId>{row.owner}</uws:ownerId>"
    return '<uws:ownerId xsi:nil="true"/>'


def _time(name, moment):
    if moment is None:
        return f'<uws:{name} xsi:nil="true"/>'
    return f"<uws:{name}>{utc(moment)}</uws:{name}>"
