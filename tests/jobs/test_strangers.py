"""A stranger on a portal where something is open to all: nothing else opens with it.

Each address of a job, its files and its record is tried for a job of Alice's, and, to
know that the address is right, for a job that belongs to nobody.
"""

import json

import pytest
from django.test import Client

from jobs import opening
from jobs.descriptions.value import UsedEntity
from jobs.given import Input
from jobs.models import Job
from provenance import record
from provenance.models import Entity
from tests import factories

PAGES = ["/jobs/{job}", "/jobs/{job}/again", "/jobs/{job}/delete"]
ENTITIES = ["/entities/{entity}", "/store?ID={entity}", "/provenance/entity/{entity}"]
RECORDS = ["/provenance/activity/{job}"]
REST = [
    f"/{face}/reader/{{job}}{leaf}"
    for face in ("rest", "uws")
    for leaf in (
        "",
        "/phase",
        "/parameters",
        "/parameters/text",
        "/parameters/image",
        "/results",
        "/results/out",
        "/results/provjson",
        "/owner",
        "/provjson",
        "/provxml",
        "/provn",
        "/provsvg",
    )
]
CHANGES = [
    ("", {"ACTION": "DELETE"}),
    ("/phase", {"PHASE": "RUN"}),
    ("/phase", {"PHASE": "ABORT"}),
    ("/parameters", {"text": "b"}),
    ("/executionduration", {"EXECUTIONDURATION": "1"}),
    ("/destruction", {"DESTRUCTION": "2030-01-01"}),
]
REFUSED = (302, 401, 403, 404)


@pytest.fixture
def reader(db, rung):
    """An activity that is open to all."""
    return factories.open_version(name="reader", used=(UsedEntity("image"),))


def read(owner, reader):
    """A job that has read a file of its owner's."""
    upload = factories.uploaded(owner, f"of {owner}.fits")
    given = [Input("image", upload, matched_by="upload")]
    return factories.completed(owner, of=reader, inputs=given)


@pytest.fixture
def alices(alice, reader):
    return read(alice, reader)


@pytest.fixture
def nobodys(reader):
    return read(None, reader)


def ids(job):
    """The id of the job with that of each entity of it."""
    entities = [job.inputs.get().entity, factories.entity_of(job)]
    return [{"job": job.public_id, "entity": e.public_id} for e in entities]


def said(answer):
    parts = answer.streaming_content if answer.streaming else [answer.content]
    return b"".join(parts).decode(errors="replace")


@pytest.mark.parametrize("path", [*PAGES, *ENTITIES, *RECORDS, *REST])
def test_no_address_of_somebodys_opens(path, alices, nobodys, visitor):
    secrets = ["hello", *ids(alices)[0].values(), *ids(alices)[1].values()]
    for names in ids(alices):
        address = path.format(**names)
        answer = visitor.get(address)
        assert answer.status_code in REFUSED
        if answer.status_code == 302:
            assert answer.url.startswith("/login?next=")
        assert not [s for s in secrets if s in said(answer) and s not in address]
    for names in ids(nobodys):
        answer = visitor.get(path.format(**names))
        assert answer.status_code in (200, 302)
        said(answer)  # which also closes a file
        assert "/login" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("path", [*PAGES, *ENTITIES, *RECORDS, *REST])
def test_a_stranger_does_not_learn_whether_there_is_something(path, alices, visitor):
    """What is there and what is not answers alike, but for the id itself."""
    unknown = {"job": f"j-{'a' * 26}", "entity": f"e-{'a' * 26}"}
    nothing = visitor.get(path.format(**unknown))
    for names in ids(alices):
        answer = visitor.get(path.format(**names))
        assert answer.status_code == nothing.status_code
        assert _neutral(answer, names) == _neutral(nothing, unknown)


def _neutral(answer, names):
    text = said(answer) + answer.headers.get("Location", "")
    return text.replace(names["job"], "").replace(names["entity"], "")


@pytest.mark.parametrize(("leaf", "sent"), CHANGES)
@pytest.mark.parametrize("face", ["rest", "uws"])
def test_no_program_changes_what_is_somebodys(leaf, sent, face, alice, reader, visitor):
    job = factories.job(alice, of=reader)
    before = Job.objects.values().get(pk=job.pk)
    address = f"/{face}/reader/{job.public_id}{leaf}"
    assert visitor.post(address, sent).status_code == 401
    assert visitor.delete(address).status_code in (401, 405)
    assert Job.objects.values().get(pk=job.pk) == before


@pytest.mark.parametrize("action", ["start", "abort", "delete"])
def test_no_button_changes_what_is_somebodys(action, alice, reader, visitor):
    job = factories.job(alice, of=reader)
    answer = visitor.post(f"/jobs/{job.public_id}/{action}")
    assert answer.url.startswith("/login?next=/jobs/")
    assert factories.reload(job).phase == "PENDING"


@pytest.mark.parametrize("how", ["id", "store", "page", "result"])
@pytest.mark.parametrize("face", ["page", "program"])
def test_no_job_of_a_stranger_reads_a_file_of_somebodys(how, face, alices, visitor):
    Entity.objects.update(name="secret.fits")
    entity = factories.entity_of(alices).public_id
    text = {
        "id": entity,
        "store": f"http://testserver/store?ID={entity}",
        "page": f"http://testserver/entities/{entity}",
        "result": f"http://testserver/rest/reader/{alices.public_id}/results/out",
    }[how]
    path = "/activities/reader/run" if face == "page" else "/rest/reader"
    answer = visitor.post(path, {"image": text})
    assert answer.status_code == 400
    assert "is not a file that you can use" in said(answer)
    assert "secret.fits" not in said(answer)
    assert Job.objects.get() == alices


def test_the_form_does_not_show_a_file_of_somebodys_that_is_named(alices, visitor):
    entity = alices.inputs.get().entity
    page = visitor.get(f"/activities/reader/run?image={entity.public_id}")
    assert entity.name not in said(page)
    assert "<option" not in said(page)


def test_the_page_of_an_activity_names_no_default_of_somebodys(alice, visitor):
    theirs = factories.uploaded(alice, "secret.fits")
    factories.open_version(used=(UsedEntity("image", default=theirs.public_id),))
    assert "secret.fits" not in said(visitor.get("/activities/echo"))
    assert "secret.fits" not in said(visitor.get("/activities/echo/run"))


def test_a_file_without_an_owner_that_was_shown_to_nobody_stays_closed(db, visitor):
    kept = record.file(owner=None, name="s", location="s/s", size=1, sha256="0" * 64)
    for path in ENTITIES:
        assert visitor.get(path.format(entity=kept.public_id)).status_code == 404


def test_documents_of_a_stranger_name_nobody_else(alice, visitor):
    """Also if they used what Alice has shown to everybody."""
    shown = factories.entity_of(factories.completed(alice))
    record.show_to_everybody(shown)
    version = factories.open_version(name="reader", used=(UsedEntity("image"),))
    job = factories.completed(None, of=version, inputs=[Input("image", shown)])
    records = json.loads(said(visitor.get(f"/rest/reader/{job.public_id}/provjson")))
    text = json.dumps(records)
    assert shown.public_id in text
    assert "Alice" not in text
    assert len(records["activity"]) == 1
    [agent] = [a for a in records["agent"].values() if "anonymous user" in str(a)]
    assert "prov:Person" in str(agent)


# -- lists: what belongs to nobody is found by its id only -----------------------------


@pytest.fixture
def people(visitor, as_alice):
    return [visitor, as_alice]


def leak(client, path, job):
    """Whether a page says an id of the job or of one of its entities."""
    text = said(client.get(path))
    named = {i for names in ids(job) for i in names.values() if i not in path}
    return [i for i in named if i in text]


def test_the_page_of_a_shared_file_does_not_list_who_used_it(alice, reader, people):
    shown = factories.uploaded(alice)
    record.show_to_everybody(shown)
    job = factories.completed(None, of=reader, inputs=[Input("image", shown)])
    mine = factories.completed(alice, of=reader, inputs=[Input("image", shown)])
    for client in people:
        assert job.public_id not in said(client.get(f"/entities/{shown.public_id}"))
    assert mine.public_id in said(people[1].get(f"/entities/{shown.public_id}"))


def test_the_page_of_a_file_of_nobodys_lists_only_my_jobs(alice, nobodys, people):
    entity = factories.entity_of(nobodys)
    given = [Input("image", entity)]
    of = nobodys.version
    mine = factories.completed(alice, of=of, inputs=given)
    theirs = factories.completed(None, of=of, inputs=given)
    stranger, alices = (
        said(client.get(f"/entities/{entity.public_id}")) for client in people
    )
    assert mine.public_id not in stranger
    assert mine.public_id in alices
    assert theirs.public_id not in stranger + alices
    assert nobodys.public_id in stranger  # who knows the file finds its job


def test_the_same_content_is_not_found(alice, nobodys, people):
    out = factories.entity_of(nobodys)
    twin = factories.entity_of(factories.completed(alice))
    record.show_to_everybody(twin)
    assert twin.sha256 == out.sha256
    for client in people:
        assert not leak(client, f"/entities/{twin.public_id}", nobodys)
    other = read(None, nobodys.version)
    for client in people:
        assert not leak(client, f"/entities/{out.public_id}", other)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/activities",
        "/activities/reader",
        "/activities/reader/run",
        "/jobs",
        "/jobs?phase=COMPLETED",
        "/rest/reader",
        "/uws/reader",
        "/rest/reader?LAST=10",
    ],
)
def test_no_list_has_it(path, nobodys, people):
    for client in people:
        assert leak(client, path, nobodys) == []


def test_who_deletes_it_leaves_no_way_to_its_bytes(nobodys, visitor):
    entity = factories.entity_of(nobodys)
    visitor.post(f"/jobs/{nobodys.public_id}/delete")
    assert visitor.get(f"/store?ID={entity.public_id}").status_code == 404
    assert Entity.objects.get(pk=entity.pk).invalidated_at


def test_to_close_an_activity_closes_it_for_programs_too(reader, operator):
    opening.decide(reader.activity, operator, anonymous=False)
    assert Client().post("/rest/reader", {"PHASE": "RUN"}).status_code == 401
    assert not Job.objects.exists()
