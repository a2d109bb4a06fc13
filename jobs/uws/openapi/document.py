"""The document itself (OpenAPI 3.1.1)."""

from typing import Any

import msgspec
from django.conf import settings

from jobs.descriptions.value import Description
from jobs.uws.errors import PROBLEM, Problem
from jobs.uws.negotiation import Form
from jobs.uws.openapi import parts, schemas
from jobs.uws.openapi.parts import Answer, Header, Operation, Parameter, Schema
from jobs.uws.openapi.paths import PATHS
from jobs.uws.sent import FORMS, JSON

TEMPLATE = "#/components/schemas/{name}"
TITLE = "OPUS"
ABOUT = """\
Jobs over the IVOA Universal Worker Service 1.1.

**Forms.** XML is the default; `Accept: application/json` asks for JSON. A browser that
asks for a page is led to it by 303. Everything under `/rest` is under `/uws`, too.

**Values.** Names are in any case, in the query or in the body: a form, or a JSON object
whose lists are repeated values and whose nulls are not there. Names that an operation
does not know are refused where values of an activity are taken, and ignored elsewhere.

**A job.** POST its values with `PHASE=RUN`; Location is the job. GET it with `WAIT=-1`
until its phase is COMPLETED, ERROR or ABORTED. Its results are addresses.

**Errors.** One sentence that says what would be right: plain text, or with
`Accept: application/json` problem details (RFC 9457), whose `errors` are by name.

**Files.** What was given as a file is shown as an address: below `/store`, or elsewhere
while it is still to be fetched.
"""
WORDS = {
    "name": ("The name of an activity.", "^[A-Za-z_][A-Za-z0-9_-]{0,63}$"),
    "id": ("The id of a job.", "^j-[a-z2-7]{26}$"),
    "parameter": ("The name of a parameter or file.", "^[A-Za-z_][A-Za-z0-9_]{0,63}$"),
    "result": ("The id of a result.", "^[A-Za-z_][A-Za-z0-9_.]{0,95}$"),
}
SENTENCES = {
    400: "A value is no good; the sentence names it and says what would be right.",
    401: "Log in; the challenges say how.",
    403: "Somebody else's job, the wrong phase for this, a token that only reads, or a "
    "session without its CSRF token.",
    404: "Nothing is there.",
    405: "The verb means nothing here; Allow has those that do.",
    409: "The job will not be over by itself, or was aborted.",
    410: "The job's files were destroyed.",
    413: "More bytes than this portal takes.",
    415: "A body that is no form.",
    416: "No such range.",
    422: "The job failed; the sentence says why.",
    429: "Too many jobs, or too many wrong passwords; the sentence says which limit.",
    503: "A part of the portal does not answer: try again.",
}
JOB_LINK = {"Link": "The job, as rel=describedby."}
FAILURES = {
    401: {"WWW-Authenticate": "How to log in."},
    405: {"Allow": "The verbs that mean something here."},
    409: JOB_LINK,
    410: JOB_LINK,
    422: JOB_LINK,
    429: {"Retry-After": "Seconds to wait."},
    503: {"Retry-After": "Seconds to wait."},
}
NOBODY: Schema = {}  # needs no credential
SECURITY: list[Schema] = [{"token": []}, {"basic": []}, {"session": []}]
SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A personal token; it is made at /profile.",
    },
    "basic": {
        "type": "http",
        "scheme": "basic",
        "description": "User name and password, or a token in its place.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "What pages use. What is not GET needs X-CSRFToken, too.",
    },
}
ALWAYS = (400, 401, 403, 404, 405, 429, 503)
OPEN = (400, 405, 503)


def build(
    base: str, description: Description | None = None, *, anonymous: bool = True
) -> dict[str, Any]:
    """`base` is the portal's URL; with a description its values are spelled out.

    `anonymous` says that one need not log in: for the activity, or for some of them.
    """
    structs = _structs()
    kinds, components = msgspec.json.schema_components(structs, ref_template=TEMPLATE)
    known = dict(zip(map(str, structs), kinds, strict=True))
    return {
        "openapi": "3.1.1",
        "info": {"title": TITLE, "version": "1.1", "description": ABOUT},
        "servers": [{"url": base}],
        "security": [*SECURITY, NOBODY] if anonymous else SECURITY,
        "paths": {
            _path(path, description): {
                **_path_parameters(path, description),
                **{
                    verb: _operation(path, verb, operation, known, description)
                    for verb, operation in verbs.items()
                },
            }
            for path, verbs in PATHS.items()
        },
        "components": {
            "schemas": components,
            "responses": {
                str(status): _failure(status, sentence, known)
                for status, sentence in SENTENCES.items()
            },
            "securitySchemes": SCHEMES,
        },
    }


def _structs() -> list[Any]:
    found: dict[str, Any] = {str(Problem): Problem}
    for verbs in PATHS.values():
        for operation in verbs.values():
            for answer in operation.answers.values():
                if answer.struct is not None:
                    found[str(answer.struct)] = answer.struct
    return list(found.values())


def _path(path: str, description: Description | None) -> str:
    return path.replace("{name}", description.name) if description else path


def _path_parameters(path: str, description: Description | None) -> dict[str, Any]:
    found = [
        {
            "name": word,
            "in": "path",
            "required": True,
            "description": sentence,
            "schema": {"type": "string", "pattern": pattern},
        }
        for word, (sentence, pattern) in WORDS.items()
        if f"{{{word}}}" in _path(path, description)
    ]
    return {"parameters": found} if found else {}


def _operation(
    path: str,
    verb: str,
    operation: Operation,
    known: dict[str, Any],
    description: Description | None,
) -> dict[str, Any]:
    parameters: list[Any] = [_parameter(one) for one in operation.query]
    if operation.takes_values and operation.form is None:
        parameters += schemas.query(description)
    found: dict[str, Any] = {
        "operationId": _identifier(path, verb),
        "summary": operation.summary,
        "description": operation.description,
        "parameters": parameters,
        "responses": _responses(operation, known),
    }
    if body := _body(operation, description):
        found["requestBody"] = body
    if operation.is_open:
        found["security"] = []
    return {name: value for name, value in found.items() if value or name == "security"}


def _identifier(path: str, verb: str) -> str:
    """Like get_job_phase: the words of the path, with a job for its id."""
    words = path.removeprefix("/rest/{name}").replace("{id}", "job")
    words = words.replace("{", "").replace("}", "").replace(".", "/")
    return (
        "_".join([verb, *filter(None, words.split("/"))]) if words else f"{verb}_jobs"
    )


def _parameter(one: Parameter) -> dict[str, Any]:
    schema = {"type": "array", "items": dict(one.schema)} if one.many else one.schema
    return {
        "name": one.name,
        "in": one.place,
        "description": one.description,
        "schema": dict(schema),
    }


def _body(operation: Operation, description: Description | None) -> Schema | None:
    if operation.raw:
        binary = {"schema": {"type": "string"}}
        return {"content": {"text/plain": binary, "application/octet-stream": binary}}
    if operation.form is None:
        return None
    schema = schemas.form(operation, description)
    content = {kind: {"schema": schema} for kind in (*FORMS, JSON)}
    return {"required": "required" in schema, "content": content}


def _responses(operation: Operation, known: dict[str, Any]) -> dict[str, Any]:
    found = {str(n): _answer(one, known) for n, one in operation.answers.items()}
    usual = OPEN if operation.is_open else ALWAYS
    for status in sorted({*usual, *operation.fails}):
        found[str(status)] = {"$ref": f"#/components/responses/{status}"}
    return found


def _failure(status: int, sentence: str, known: dict[str, Any]) -> dict[str, Any]:
    problem = {"schema": known[str(Problem)]}
    text = {"schema": {"type": "string"}}
    content = {PROBLEM: problem, parts.TEXT[0]: text, Form.VOTABLE.value: {}}
    found: dict[str, Any] = {"description": sentence, "content": content}
    if told := FAILURES.get(status):
        plain = {"type": "string"}
        found["headers"] = {n: _header(Header(what, plain)) for n, what in told.items()}
    return found


def _answer(one: Answer, known: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {kind: {} for kind in one.media}
    if one.struct is not None:
        content[JSON] = {"schema": known[str(one.struct)]}
    found: dict[str, Any] = {"description": one.description}
    if content:
        found["content"] = content
    if one.headers:
        found["headers"] = {name: _header(each) for name, each in one.headers.items()}
    return found


def _header(one: Header) -> dict[str, Any]:
    return {
        "description": one.description,
        "required": one.always,
        "schema": dict(one.schema),
    }
