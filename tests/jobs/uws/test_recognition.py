"""Results that come back as inputs are known again."""

import hashlib
from io import BytesIO

import pytest

from jobs import recognition
from jobs.descriptions.value import UsedEntity
from jobs.models import Job
from provenance import record, times
from tests import factories
from tests.jobs.uws import rest
from tests.provenance import rows

LARGE = bytes(range(256)) * 8
SMALL = b"hello"


def result(owner, content=LARGE, name="image.fits"):
    """A result of a job that the owner ran."""
    made = rows.made_file(
        name, size=len(content), sha256=hashlib.sha256(content).hexdigest()
    )
    _, entity = record.activity(
        record.ActivityRecord(
            f"j-{next(rows.numbers)}", "draw", "COMPLETED", owner, generated=[made]
        )
    )
    return entity[0]


def taken(owner, name="other.fits", content=LARGE, **how):
    found = recognition.take(factories.upload(name, content), owner, **how)
    return found.entity, found.matched_by


@pytest.mark.parametrize("content", [LARGE, SMALL])
def test_the_id_in_the_name_tells_which_one_it_is(alice, content):
    first, second = result(alice, content), result(alice, content)
    for one in (first, second):
        name = f"image.{one.public_id} (1).fits"
        assert taken(alice, name, content) == (one, "name")


def test_the_id_counts_only_with_the_same_bytes(alice):
    old = result(alice)
    entity, how = taken(alice, f"x.{old.public_id}.fits", LARGE + b"changed")
    assert entity != old
    assert how == "upload"


def test_the_bytes_tell_where_the_name_does_not(alice):
    result(alice)
    newest = result(alice)
    assert taken(alice) == (newest, "hash")


def test_small_files_are_alike_by_chance(alice):
    result(alice, SMALL)
    assert taken(alice, content=SMALL)[1] == "upload"


def test_my_own_results_come_before_those_of_others(alice, bob):
    mine = result(alice)
    record.show_to_everybody(result(bob))
    assert taken(alice) == (mine, "hash")


def test_what_is_shown_to_me_is_known(alice, bob):
    shown = result(bob)
    record.show_to_everybody(shown)
    assert taken(alice) == (shown, "hash")


def test_what_is_not_shown_to_me_is_not_known_even_by_its_id(alice, bob):
    secret = result(bob)
    entity, how = taken(alice, f"x.{secret.public_id}.fits")
    assert entity.owner == alice
    assert how == "upload"


def test_what_was_destroyed_is_not_taken_for_what_was_sent(alice):
    old = result(alice)
    record.invalidate([old], times.now())
    assert taken(alice, f"x.{old.public_id}.fits")[1] == "upload"


def test_an_upload_is_no_result(alice):
    rows.file(alice, size=len(LARGE), sha256=hashlib.sha256(LARGE).hexdigest())
    assert taken(alice)[1] == "upload"


def test_the_person_can_refuse(alice):
    old = result(alice)
    entity, how = taken(alice, f"x.{old.public_id}.fits", is_new=True)
    assert entity != old
    assert how == "upload"


# -- through the faces -----------------------------------------------------------------


def sent(name="other.fits", content=LARGE):
    file = BytesIO(content)
    file.name = name
    return file


@pytest.fixture
def looks(db):
    """A published activity that takes a file."""
    return factories.version(used=(UsedEntity("image"),))


def test_over_rest_the_job_uses_what_it_was(looks, alice, as_program):
    old = result(alice)
    row = rest.created(as_program.post("/rest/echo", {"image": sent()}))
    given = row.inputs.get()
    assert (given.entity, given.matched_by) == (old, "hash")


def test_over_rest_it_can_be_refused(looks, alice, as_program):
    result(alice)
    form = {"image": sent(), "NEWFILES": "1"}
    given = rest.created(as_program.post("/rest/echo", form)).inputs.get()
    assert given.matched_by == "upload"
    answer = as_program.post("/rest/echo", {"NEWFILES": "perhaps"})
    assert "NEWFILES: “perhaps” is neither 0 nor 1" in rest.said(answer, 400)


def test_what_is_sent_later_can_be_refused_too(looks, alice, as_program):
    result(alice)
    row = rest.created(as_program.post("/rest/echo", {"image": sent()}))
    path = rest.path(row, "parameters", "image")
    as_program.post(path, {"image": sent(), "NEWFILES": "1"})
    assert row.inputs.get().matched_by == "upload"


def test_the_page_says_how_it_was_known(looks, alice, as_alice):
    old = result(alice)
    name = f"image.{old.public_id}.fits"
    answer = as_alice.post("/activities/echo/run", {"image": sent(name)}, follow=True)
    assert "recognised by the id in its name" in answer.content.decode()
    given = Job.objects.get().inputs.get()
    assert (given.entity, given.matched_by) == (old, "name")


def test_the_form_can_refuse(looks, alice, as_alice):
    result(alice)
    form = {"image": sent(), "opus-new-files": "on"}
    as_alice.post("/activities/echo/run", form)
    assert Job.objects.get().inputs.get().matched_by == "upload"


def test_the_history_goes_on_over_the_portal_and_back(looks, alice, as_alice):
    """A result is saved, sent again, and the new job has the old one before it."""
    same = {"used": (UsedEntity("image"),)}
    old = factories.completed(alice, files={"out.txt": LARGE}, **same)
    saved = as_alice.get(f"/store?ID={factories.entity_of(old).public_id}&download")
    name = saved["Content-Disposition"].partition('"')[2].rstrip('"')
    back = sent(name, b"".join(saved.streaming_content))
    as_alice.post("/activities/echo/run", {"image": back})
    row = factories.run(Job.objects.latest("pk"))
    assert row.inputs.get().matched_by == "name"
    answer = as_alice.get("/provsap", {"ID": row.public_id, "DEPTH": "ALL"})
    assert old.public_id in answer.content.decode()
