"""Every path and verb of the REST interface, and what it does."""

from collections.abc import Mapping

from jobs import documents
from jobs.uws.activities import Activities
from jobs.uws.openapi.parts import (
    ACTIVITY,
    AFTER,
    ANY,
    DEPTH,
    ETAG,
    FORMAT,
    LAST,
    LEFT_OUT,
    MOVES,
    NEXT_URL,
    PHASES,
    RANGE,
    RUN,
    SEE_EITHER,
    SEE_JOB,
    SEE_LIST,
    TEXT,
    UPLOAD,
    VALUES,
    WAIT,
    WAIT_PHASE,
    WAIT_THERE,
    WISHES,
    XML,
    Answer,
    Destruction,
    ExecutionDuration,
    JobError,
    JobList,
    Operation,
    Owner,
    PhaseAnswer,
    Quote,
)
from jobs.uws.summary import Parameter, Result, Summary

Verbs = Mapping[str, Operation]
LIST, JOB = "/rest/{name}", "/rest/{name}/{id}"


def _reads(summary: str, answer: Answer, **more: object) -> Operation:
    return Operation(summary, {200: answer}, **more)  # type: ignore[arg-type]


def _document(path: str, what: str, media: str) -> tuple[str, Verbs]:
    answer = Answer(what, (media,), headers=LEFT_OUT)
    description = "Made when it is asked for, once the job is over."
    get = Operation(what, {200: answer}, description=description, query=(DEPTH,))
    return f"{JOB}/{path}", {"get": get}


PATHS: dict[str, Verbs] = {
    "/rest": {
        "get": _reads(
            "What can be run", Answer("All activities.", (), Activities), is_open=True
        )
    },
    LIST: {
        "get": _reads(
            "Your jobs",
            Answer("The list, newest first.", XML, JobList),
            query=(PHASES, AFTER, LAST),
        ),
        "post": Operation(
            "Create a job",
            {303: SEE_JOB},
            description="Values of the activity by their names. A file is a part of a "
            "multipart body, or the id of an entity, the address of a result, or a URL "
            "as text. The job is PENDING, and starts at once with PHASE=RUN.",
            form={"PHASE": RUN, **WISHES, **UPLOAD},
            takes_values=True,
            fails=(413, 415),
        ),
    },
    f"{LIST}/descriptor": {
        "get": _reads(
            "What the activity takes, as a service descriptor",
            Answer("For TOPCAT and pyvo.", ("application/x-votable+xml",)),
        )
    },
    f"{LIST}/sync": {
        "get": Operation(
            "Run a job and wait for its result",
            {303: WAIT_THERE},
            description="Values of the activity in the query. Follow the redirects, "
            "however many: each is held for less than a minute.",
            takes_values=True,
        ),
        "post": Operation(
            "Run a job and wait for its result",
            {303: WAIT_THERE},
            description="As creation, with the redirects as by GET.",
            form={**WISHES, **UPLOAD},
            takes_values=True,
            fails=(413, 415),
        ),
    },
    f"{LIST}/sync/{{id}}": {
        "get": Operation(
            "Wait until the job is over",
            {
                204: Answer("It is over and has no result."),
                303: Answer(
                    "Location is its main result, or this again.",
                    headers={"Location": NEXT_URL},
                ),
            },
            fails=(409, 410, 422),
        ),
    },
    JOB: {
        "get": _reads(
            "The job", Answer("All about it.", XML, Summary), query=(WAIT, WAIT_PHASE)
        ),
        "post": Operation(
            "Destroy the job, or change its phase",
            {303: SEE_EITHER},
            description="With ACTION or PHASE.",
            form={"ACTION": {"type": "string", "enum": ["DELETE"]}, "PHASE": MOVES},
            fails=(415,),
        ),
        "delete": Operation(
            "Destroy the job",
            {303: SEE_LIST},
            description="What runs is aborted. Its files go; its record stays, and its "
            "phase is ARCHIVED.",
        ),
    },
    f"{JOB}/phase": {
        "get": _reads("Its phase", Answer("One word.", TEXT, PhaseAnswer)),
        "post": Operation(
            "Start or abort it",
            {303: SEE_JOB},
            form={"PHASE": MOVES},
            needs=("PHASE",),
            fails=(415,),
        ),
    },
    f"{JOB}/executionduration": {
        "get": _reads(
            "How long it may run", Answer("Seconds.", TEXT, ExecutionDuration)
        ),
        "post": Operation(
            "Let it run longer or shorter, while it is PENDING",
            {303: SEE_JOB},
            form={"EXECUTIONDURATION": WISHES["EXECUTIONDURATION"]},
            needs=("EXECUTIONDURATION",),
            fails=(415,),
        ),
    },
    f"{JOB}/destruction": {
        "get": _reads(
            "When its files are destroyed", Answer("UTC.", TEXT, Destruction)
        ),
        "post": Operation(
            "Keep its files longer or shorter",
            {303: SEE_JOB},
            form={"DESTRUCTION": WISHES["DESTRUCTION"]},
            needs=("DESTRUCTION",),
            fails=(415,),
        ),
    },
    f"{JOB}/quote": {
        "get": _reads("When it will be over", Answer("UTC, or nothing.", TEXT, Quote))
    },
    f"{JOB}/owner": {"get": _reads("Whose it is", Answer("A name.", TEXT, Owner))},
    f"{JOB}/error": {
        "get": _reads(
            "Why it failed",
            Answer(
                "The sentence, and the end of stderr.",
                (*TEXT, "application/x-votable+xml"),
                JobError,
            ),
            query=(FORMAT,),
        )
    },
    f"{JOB}/parameters": {
        "get": _reads("What it was given", Answer("All of it.", XML, list[Parameter])),
        "post": Operation(
            "Give it other values or files, while it is PENDING",
            {303: SEE_JOB},
            description="What is not sent stays as it is.",
            form={"RUNID": WISHES["RUNID"], **UPLOAD},
            takes_values=True,
            fails=(413, 415),
        ),
    },
    f"{JOB}/parameters/{{parameter}}": {
        "get": _reads("One value", Answer("The text, or the bytes of a file.", ANY)),
        "post": Operation(
            "Give it another value, while it is PENDING",
            {303: SEE_JOB},
            description="One field, called VALUE or like the parameter; a file is a "
            "part of a multipart body.",
            form={"VALUE": VALUES},
            fails=(413, 415),
        ),
        "put": Operation(
            "Give it another value, while it is PENDING",
            {303: SEE_JOB},
            description="The body is the text, or the bytes of the file.",
            raw=True,
            fails=(413,),
        ),
    },
    f"{JOB}/results": {
        "get": _reads("What it gave", Answer("All results.", XML, list[Result]))
    },
    f"{JOB}/results/{{result}}": {
        "get": Operation(
            "The bytes of one result",
            {
                200: Answer("All bytes.", ANY, headers=ETAG),
                206: Answer("The range that was asked for.", ANY, headers=ETAG),
                304: Answer("You have them already: If-None-Match is their ETag."),
            },
            description="The name “result” stands for the main one.",
            query=(RANGE,),
            fails=(416,),
        )
    },
    f"{JOB}/stdout": {"get": _reads("What it printed", Answer("Text.", TEXT))},
    f"{JOB}/stderr": {
        "get": _reads("What it printed to stderr", Answer("Text.", TEXT))
    },
    **dict(
        _document(
            form, f"Provenance as {wanted.title}", wanted.content_type.partition(";")[0]
        )
        for form, wanted in documents.FORMATS.items()
    ),
    f"{JOB}/rocrate": {
        "get": Operation(
            "The job as an RO-Crate",
            {200: Answer("A zip with its files and metadata.", ("application/zip",))},
            description="A Process Run Crate 0.5: what it used and made, the "
            "description of the activity, logs and provenance. Made when it is asked "
            "for, once the job is over.",
        )
    },
    "/api/openapi.json": {
        "get": _reads(
            "This document",
            Answer("OpenAPI 3.1.", ("application/json",)),
            query=(ACTIVITY,),
            fails=(404,),
            is_open=True,
        )
    },
    "/capabilities": {
        "get": _reads(
            "What the service can do (VOSI)", Answer("XML.", XML), is_open=True
        )
    },
    "/availability": {
        "get": _reads(
            "Whether it does it now (VOSI)", Answer("XML.", XML), is_open=True
        )
    },
}
