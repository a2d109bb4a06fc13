"""Ways in which a service goes wrong: what it misunderstands, what it says wrongly.

`before` sees what the stub is asked, and may change it or answer itself; `after` may
change the answer.
"""

from dataclasses import dataclass

from tests.opus.uwscheck.messages import text


def _nothing(*_):
    return None


@dataclass(frozen=True)
class Fault:
    before: object = _nothing
    after: object = _nothing
    result: str = "fail"


def asked(change, result="fail"):
    """It misunderstands: `change` alters the request."""

    def before(stub, request):
        change(request)

    return Fault(before=before, result=result)


def answered(change, result="fail"):
    """It says something wrong: `change` alters the answer."""

    def after(stub, request, answer):
        change(request, answer)

    return Fault(after=after, result=result)


def instead(where, answer, result="fail"):
    """It says something else: where the job and the request are so, `answer()`."""

    def before(stub, request):
        job = stub.jobs.get(request.parts[1]) if len(request.parts) > 1 else None
        return answer(stub, request, job) if where(request, job) else None

    return Fault(before=before, result=result)


def in_jobs(old, new, result="fail"):
    """The pattern `old` in the documents of jobs becomes `new`."""
    return answered(lambda a, r: is_get_job(a) and r.sub(old, new), result)


def in_lists(old, new, result="fail"):
    return answered(lambda a, r: is_get_list(a) and r.sub(old, new), result)


def in_leaf(name, change, result="fail"):
    """Another text at {job}/name."""

    def wrong(request, answer):
        if request.method == "GET" and request.leaf == name:
            answer.body = change(answer.body)

    return answered(wrong, result)


def at(path, old, new, result="fail"):
    return answered(lambda a, r: a.path == path and r.sub(old, new), result)


def status(number, where, result="fail"):
    def wrong(request, answer):
        if where(request):
            answer.status = number

    return answered(wrong, result)


def location(change):
    """New jobs are said to be elsewhere."""

    def wrong(request, answer):
        if is_post(request) and answer.status == 303:
            answer.headers["Location"] = change(answer.headers["Location"])

    return answered(wrong)


def ignoring(name, where, result="fail"):
    """The parameter is overlooked where the request is so."""
    return asked(
        lambda a: a.one(name) is not None and where(a) and a.without(name), result
    )


def is_get_job(request):
    return request.is_job and request.method == "GET"


def is_get_list(request):
    return request.is_list and request.method == "GET"


def is_post(request, leaf=""):
    """To the list, or to {job}/leaf."""
    there = request.leaf == leaf if leaf else request.is_list
    return request.method == "POST" and there


def is_anonymous(request):
    return "authorization" not in request.headers


def is_multipart(request):
    return request.headers.get("content-type", "").startswith("multipart")


def is_chunked(request):
    return "transfer-encoding" in request.headers


def refused(stub, request, job):
    return text("It is refused.", 400)
