"""Results of a job that carry a stamp, from the description to the record."""

import hashlib
import json
from pathlib import Path

import pytest
from PIL import Image

from jobs import stamping
from jobs.descriptions.value import GeneratedEntity, UsedEntity
from jobs.execution.base import Made, Report
from jobs.execution.folder import JobFolder
from jobs.given import Input
from jobs.phases import Phase
from provenance.models import Entity
from tests import factories

DRAW = """#!/usr/bin/env python3
from PIL import Image
Image.new("RGB", (40, 30), "red").save("image.png")
open("notes.txt", "w").write("notes")
"""
GENERATED = (
    GeneratedEntity("image", "image.png", stamp=True),
    GeneratedEntity("notes", "notes.txt", stamp=True),
)


@pytest.fixture
def drawn(alice):
    """A job that ran, with an input, and whose two results wanted stamps."""
    before = factories.completed(alice, name="before")
    return factories.run_new(
        alice,
        script=DRAW,
        generated=GENERATED,
        used=(UsedEntity("data"),),
        inputs=(Input("data", factories.entity_of(before), matched_by="entity"),),
    )


def path_of(entity):
    return JobFolder(entity.location.partition("/")[0]).root.parent / entity.location


def test_a_picture_carries_its_stamp_itself(drawn, settings):
    assert drawn.phase == "COMPLETED", drawn.error
    entity = Entity.objects.get(name="image.png")
    picture = Image.open(path_of(entity))
    assert entity.public_id in picture.text["Provenance"]
    document = json.loads(picture.text["PROV-JSON"])
    assert f"activity:{drawn.public_id}" in document["activity"]
    used = drawn.inputs.get().entity
    assert f"entity:{used.public_id}" in document["entity"]


def test_both_hashes_are_kept(drawn):
    entity = Entity.objects.get(name="image.png")
    content = path_of(entity).read_bytes()
    assert entity.sha256 == hashlib.sha256(content).hexdigest()
    assert entity.size == len(content)
    assert len(entity.unstamped_sha256) == 64
    assert entity.unstamped_sha256 != entity.sha256


def test_beside_another_file_lies_its_document(drawn):
    notes = Entity.objects.get(name="notes.txt")
    assert notes.sha256 == hashlib.sha256(b"notes").hexdigest()
    assert notes.unstamped_sha256 == ""
    beside = drawn.results.get(result_id="notes.prov").entity
    document = json.loads(path_of(beside).read_bytes())
    assert f"entity:{notes.public_id}" in document["entity"]
    assert beside.content_type == "application/json"


def test_nobody_is_named(drawn):
    content = path_of(Entity.objects.get(name="notes.txt.provenance.json")).read_text()
    assert "alice" not in content.lower()


def test_it_is_off_where_the_description_does_not_want_it(alice):
    row = factories.run_new(
        alice, script=DRAW, generated=(GeneratedEntity("image", "image.png"),)
    )
    picture = Image.open(path_of(row.results.get().entity))
    assert picture.text == {}


def test_addresses_are_those_of_the_portal(alice, settings):
    settings.OPUS_URL = "https://opus.example.org"
    row = factories.run_new(alice, script=DRAW, generated=GENERATED)
    entity = row.results.get(result_id="image").entity
    url = f"https://opus.example.org/provenance/entity/{entity.public_id}"
    assert url in Image.open(path_of(entity)).text["Provenance"]


def test_a_pattern_has_a_document_beside_each_file(alice):
    script = "#!/bin/sh\necho 1 > a.txt\necho 2 > b.txt\n"
    maps = (GeneratedEntity("maps", "*.txt", stamp=True),)
    row = factories.run_new(alice, script=script, generated=maps)
    ids = {result.result_id for result in row.results.all()}
    assert ids == {"maps.1", "maps.2", "maps.prov.1", "maps.prov.2"}


def test_a_file_of_the_script_is_not_replaced(alice):
    script = "#!/bin/sh\necho 1 > a.txt\necho mine > a.txt.provenance.json\n"
    generated = (
        GeneratedEntity("a", "a.txt", stamp=True),
        GeneratedEntity("mine", "a.txt.provenance.json"),
    )
    row = factories.run_new(alice, script=script, generated=generated)
    mine = row.results.get(result_id="mine").entity
    assert path_of(mine).read_text() == "mine\n"
    beside = row.results.get(result_id="a.prov").entity
    assert beside.name == "a.txt1.provenance.json"


class Killed(BaseException):
    """What a worker does not survive."""


def once(monkeypatch, name, act):
    """The first call of the function dies after `act` with its arguments."""

    def die(*arguments):
        monkeypatch.undo()
        act(*arguments)
        raise Killed

    monkeypatch.setattr(stamping, name, die)


def move_one(journal, here):
    source, path = journal.moves[0].source, journal.moves[0].path
    Path(source).replace(here.out / path)


def nothing(*_):
    """Dies at once."""


@pytest.mark.parametrize(
    ("name", "act", "leaves"),
    [("_committed", nothing, 1), ("_move", nothing, 0), ("_move", move_one, 0)],
)
def test_a_worker_that_dies_is_followed_by_another(
    alice, monkeypatch, name, act, leaves
):
    """Before the journal, after it, and half way: the results are the same."""
    row = factories.queued(alice, script=DRAW, generated=GENERATED)
    once(monkeypatch, name, act)
    with pytest.raises(Killed):
        factories.run(row)
    factories.run(factories.reload(row))
    row.refresh_from_db()
    assert row.phase == "COMPLETED", row.error
    entity = row.results.get(result_id="image").entity
    content = path_of(entity).read_bytes()
    assert entity.sha256 == hashlib.sha256(content).hexdigest()
    assert entity.public_id in Image.open(path_of(entity)).text["Provenance"]
    assert row.results.count() == 3
    places = list(JobFolder(row.public_id).root.glob("stamps-*"))
    assert len(places) == leaves


def test_a_full_disk_costs_the_stamps_and_not_the_job(alice, monkeypatch):
    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stamping.tempfile, "mkdtemp", refuse)
    row = factories.run_new(alice, script=DRAW, generated=GENERATED)
    assert row.phase == "COMPLETED"
    assert row.warnings == ["The results were not stamped: No space left on device."]


def test_a_library_that_hangs_leaves_a_file_beside(alice, monkeypatch):
    monkeypatch.setattr(stamping, "SECONDS", 0.01)
    row = factories.run_new(alice, script=DRAW, generated=GENERATED)
    ids = {result.result_id for result in row.results.all()}
    assert ids == {"image", "image.prov", "notes", "notes.prov"}


def test_what_is_too_large_has_a_file_beside(alice, monkeypatch):
    monkeypatch.setattr(stamping, "MOST_BYTES", 10)
    row = factories.run_new(alice, script=DRAW, generated=GENERATED)
    assert row.results.filter(result_id="image.prov").exists()


def test_a_job_that_failed_has_no_stamps(alice):
    row = factories.run_new(
        alice, script=f"{DRAW}raise SystemExit(1)\n", generated=GENERATED
    )
    assert row.phase == "ERROR"
    assert not row.results.filter(result_id__endswith=".prov").exists()


def test_a_stamped_file_is_known_when_it_comes_back(drawn, as_alice):
    """By either hash: as it was given, and as the script wrote it."""
    entity = Entity.objects.get(name="image.png")
    given = hashlib.sha256(path_of(entity).read_bytes()).hexdigest()
    for digest in (given, entity.unstamped_sha256):
        answer = as_alice.get("/api/entities", {"sha256": digest}).json()
        assert [row["id"] for row in answer["entities"]] == [entity.public_id]


def test_of_two_workers_the_first_wins_and_the_second_leaves_nothing(alice):
    row = factories.queued(alice, script=DRAW, generated=GENERATED)
    here = JobFolder(row.public_id)
    here.control.mkdir(parents=True)
    here.make()
    first, second = Report(Phase.COMPLETED), Report(Phase.COMPLETED)
    made = [Made("image", "image.png", 1, "a")], [Made("image", "image.png", 2, "b")]
    for report, found in zip((first, second), made, strict=True):
        place = here.root / f"stamps-{found[0].size}"
        place.mkdir()
        (place / "0").touch()
        journal = stamping._Journal([stamping._Move(str(place / "0"), "0")], found)
        kept = stamping._committed(journal, here, report, place)
        assert list(kept.made) == made[0]
    assert not list(here.root.glob("stamps-*"))
    here.remove_control()


def test_all_stamps_of_a_job_cost_the_same_queries(
    alice, django_assert_max_num_queries
):
    """However many files it made: what they share is looked up once."""
    maps = (GeneratedEntity("maps", "*.txt", stamp=True),)
    row = factories.executing(alice, generated=maps)
    made = factories.made(row, {f"{n}.txt": b"x" for n in range(30)})
    JobFolder(row.public_id).control.mkdir(parents=True, exist_ok=True)
    report = Report(Phase.COMPLETED, made=made)
    with django_assert_max_num_queries(3):
        kept = stamping.stamped(row, JobFolder(row.public_id), report)
    assert len(kept.made) == 60
    JobFolder(row.public_id).remove_control()
