"""Things that tests are about, with good defaults: a test names only what matters."""

import time

from django.contrib.auth.models import User

from jobs import (
    access,
    claims,
    creation,
    drafts,
    lifecycle,
    publishing,
    tasks,
    uploads,
)
from jobs.descriptions.check import check
from jobs.descriptions.value import Contact, Description, GeneratedEntity, Parameter
from jobs.execution import folder
from jobs.execution.base import Made, Report
from jobs.execution.folder import JobFolder
from jobs.execution.runner import harvest
from jobs.given import Wishes
from jobs.models import ActivityDescription, Job, Version
from jobs.phases import Phase
from jobs.uploads import HashingUploadHandler
from provenance import times

SCRIPT = '#!/bin/bash\nprintf %s "$text" > out.txt\n'
TEXT = Parameter("text", "text", default="hello")
OUT = GeneratedEntity("out", "out.txt", content_type="text/plain")
PATIENCE_SECONDS = 30


def user(username="alice", password="secret", **fields):
    return User.objects.create_user(username, password=password, **fields)


def description(**changes):
    """An activity that writes its parameter `text` to `out.txt`."""
    fields = {
        "name": "echo",
        "title": "Echo",
        "script": SCRIPT,
        "contact": Contact("Help desk", "help@example.org"),
        "parameters": (TEXT,),
        "generated": (OUT,),
    }
    return Description(**{**fields, **changes})


def version(**changes):
    """The description, published."""
    return publishing.publish_if_new(description(**changes), None)


def draft(by=None, **changes):
    """The description, as it is being written."""
    return drafts.save(description(**changes), by)


def submitted(by, **changes):
    """The description, waiting for somebody who validates it."""
    made = draft(by, **changes)
    publishing.submit(made, by)
    return made


def retired(**changes):
    made = version(**changes)
    publishing.retire(made, None)
    return made


def open_version(**changes):
    """The description, published, for anybody to run."""
    made = version(**changes)
    ActivityDescription.objects.filter(pk=made.activity_id).update(anonymous=True)
    return Version.objects.select_related("activity").get(pk=made.pk)


def job(owner, *, values=None, inputs=(), wishes=None, of=None, **changes):
    """A PENDING job; `changes` are those of its description."""
    of = of or version(**changes)
    texts = {name: [text] for name, text in (values or {}).items()}
    checked = check(of.value(), texts)
    return creation.create(of, owner, checked, inputs, wishes or Wishes())


def queued(owner, **changes):
    row = job(owner, **changes)
    lifecycle.start(row, owner)
    return row


def claimed(owner, host="here", **changes):
    """A QUEUED job that this host is about to run."""
    row = queued(owner, **changes)
    taken = claims.take(host, 1000)
    while taken.pk != row.pk:
        taken = claims.take(host, 1000)
    return taken


def executing(owner, **changes):
    row = claimed(owner, **changes)
    lifecycle.started(row, times.now())
    return row


def completed(owner, files=None, **changes):
    """A COMPLETED job whose results really are there: name of the file -> its bytes."""
    row = executing(owner, **changes)
    report = Report(Phase.COMPLETED, made=made(row, files or {"out.txt": b"hello"}))
    lifecycle.finish(row, report)
    return row


def made(row, files):
    """Files in the job's folder of results, all of the first generated entity."""
    out = JobFolder(row.public_id).out
    name = row.version.value().generated[0].name
    found = []
    for path, content in files.items():
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        with target.open("rb") as file:
            found.append(Made(name, path, len(content), harvest.sha256(file)))
    return found


def upload(name="in.fits", content=b"SIMPLE  =", content_type="image/fits"):
    """A file as a request carries it, in blocks of three bytes; it wants closing."""
    handler = HashingUploadHandler()
    handler.new_file("file", name, content_type, None)
    for start in range(0, len(content), 3):
        handler.receive_data_chunk(content[start : start + 3], start)
    return handler.file_complete(len(content))


def uploaded(owner, name="in.fits", content=b"SIMPLE  ="):
    """An entity that its owner once uploaded."""
    with upload(name, content) as sent:
        return uploads.keep(sent, owner)


def entity_of(row, result_id="out"):
    return row.results.get(result_id=result_id).entity


def run(row):
    """Run a QUEUED job for real, by this host, until it is settled."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not row.settled:
        tasks.dispatch()
        tasks.follow(row.pk)
        row.refresh_from_db()
        assert time.monotonic() < deadline, f"still {row.phase}: {row.reason}"
        time.sleep(0.01)
    return row


def run_new(owner, **changes):
    """A new job, run for real."""
    return run(queued(owner, **changes))


def viewer(person):
    return access.viewer(person)


def reload(row):
    return Job.objects.get(pk=row.pk)


def result_text(row, result_id="out"):
    """What lies in a result, as text."""
    found = row.results.get(result_id=result_id)
    return folder.absolute(found.entity.location).read_text()


def abort(row):
    """Abort it, and follow it until it is settled."""
    lifecycle.abort(row, row.owner)
    deadline = time.monotonic() + 20
    while not row.settled:
        tasks.follow(row.pk)
        row.refresh_from_db()
        assert time.monotonic() < deadline, "it is not settled"
        time.sleep(0.02)
